package store

import "database/sql"

// together is how many rows of a queue are inserted with one statement.
const together = 24

// A Queue inserts rows of one object some at a time, which is quicker. What is
// wrong with a row may be said only when later ones are added.
type Queue struct {
	batch   *Batch
	object  string
	columns []string
	waiting []any // the values of the rows, one after the other
	one     *sql.Stmt
	many    *sql.Stmt // prepared when it is needed
}

// Queue prepares to insert rows with the given columns.
func (b *Batch) Queue(object string, columns []string) (*Queue, error) {
	one, err := b.prepare(object, columns, 1)
	if err != nil {
		return nil, err
	}
	q := &Queue{batch: b, object: object, columns: columns, one: one}
	b.queues = append(b.queues, q)
	return q, nil
}

// Add adds a row: the values of the columns as for Insert, one for each.
func (q *Queue) Add(values []any) error {
	q.waiting = append(q.waiting, values...)
	if len(q.waiting) < together*len(q.columns) {
		return nil
	}
	if q.many == nil {
		var err error
		if q.many, err = q.batch.prepare(q.object, q.columns, together); err != nil {
			return err
		}
	}
	err := q.batch.run(q.many, q.object, q.waiting)
	q.empty()
	return err
}

// flush inserts the rows that wait for more.
func (q *Queue) flush() error {
	for rest := q.waiting; len(rest) > 0; rest = rest[len(q.columns):] {
		if err := q.batch.run(q.one, q.object, rest[:len(q.columns)]); err != nil {
			return err
		}
	}
	q.empty()
	return nil
}

func (q *Queue) empty() {
	clear(q.waiting)
	q.waiting = q.waiting[:0]
}
