package store

import (
	"database/sql"
	"fmt"
)

const (
	// together is how many rows of a queue are inserted with one statement.
	together = 24
	// maxParameters bounds the values of one statement, as SQLite does.
	maxParameters = 32_766
)

// A Queue inserts rows of one object some at a time, which is quicker. What is
// wrong with a row may be said only when later ones are added.
type Queue struct {
	batch   *Batch
	object  string
	columns []string
	rows    int   // inserted with one statement
	waiting []any // the values of the rows, one after the other
	one     *sql.Stmt
	many    *sql.Stmt // prepared when it is needed
}

// A RowError says which of the rows that waited was refused.
type RowError struct {
	Row int // counted from the first that waited, which is 0
	ID  any // its first value
	Err error
}

// Error says why the row was refused.
func (e *RowError) Error() string { return fmt.Sprintf("row %d: %v", e.Row, e.Err) }

// Unwrap returns why the row was refused.
func (e *RowError) Unwrap() error { return e.Err }

// Queue prepares to insert rows with the given columns.
func (b *Batch) Queue(object string, columns []string) (*Queue, error) {
	one, err := b.prepare(object, columns, 1)
	if err != nil {
		return nil, err
	}
	q := &Queue{batch: b, object: object, columns: columns, rows: max(1, min(together, maxParameters/len(columns))),
		one: one}
	b.queues = append(b.queues, q)
	return q, nil
}

// Add adds a row: the values of the columns as for Insert, one for each. The
// error may be a RowError about any row that waited.
func (q *Queue) Add(values []any) error {
	q.waiting = append(q.waiting, values...)
	if len(q.waiting) < q.rows*len(q.columns) {
		return nil
	}
	if q.many == nil {
		var err error
		if q.many, err = q.batch.prepare(q.object, q.columns, q.rows); err != nil {
			return err
		}
	}
	if err := q.batch.run(q.many, q.object, q.waiting); err != nil {
		// Alone, the rows say which of them it was.
		if one := q.Flush(); one != nil {
			return one
		}
		return err
	}
	q.empty()
	return nil
}

// Waiting is how many rows were added and are not yet inserted.
func (q *Queue) Waiting() int { return len(q.waiting) / len(q.columns) }

// Flush inserts the rows that wait for more. The error may be a RowError.
func (q *Queue) Flush() error {
	for i := range q.Waiting() {
		row := q.waiting[i*len(q.columns) : (i+1)*len(q.columns)]
		if err := q.batch.run(q.one, q.object, row); err != nil {
			return &RowError{Row: i, ID: row[0], Err: err}
		}
	}
	q.empty()
	return nil
}

func (q *Queue) empty() {
	clear(q.waiting)
	q.waiting = q.waiting[:0]
}
