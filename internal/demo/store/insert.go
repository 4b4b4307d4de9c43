package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// A Batch inserts many rows into several objects in one transaction. It is
// not safe for concurrent use.
type Batch struct {
	ctx        context.Context
	tx         *sql.Tx
	store      *Store
	statements map[string]*sql.Stmt
	queues     []*Queue
}

// Begin starts a batch. End it with Commit or Rollback.
func (s *Store) Begin(ctx context.Context) (*Batch, error) {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("begin demo batch: %w", err)
	}
	return &Batch{ctx: ctx, tx: tx, store: s, statements: map[string]*sql.Stmt{}}, nil
}

// Insert adds one row: the values of the columns in their stored form (see
// the package comment), nil for empty.
func (b *Batch) Insert(object string, columns []string, values ...any) error {
	key := object + "\x00" + strings.Join(columns, "\x00")
	stmt, ok := b.statements[key]
	if !ok {
		var err error
		stmt, err = b.prepare(object, columns, 1)
		if err != nil {
			return err
		}
		b.statements[key] = stmt
	}
	return b.run(stmt, object, values)
}

// run executes an insert. The driver watches a context that can end with a
// goroutine for each statement; looking at it in between costs nothing.
func (b *Batch) run(stmt *sql.Stmt, object string, values []any) error {
	err := b.ctx.Err()
	if err == nil {
		_, err = stmt.ExecContext(context.WithoutCancel(b.ctx), values...)
	}
	if err != nil {
		return fmt.Errorf("insert %s: %w", object, err)
	}
	return nil
}

// prepare makes the statement that inserts a number of rows.
func (b *Batch) prepare(object string, columns []string, rows int) (*sql.Stmt, error) {
	o, ok := b.store.object(object)
	if !ok {
		return nil, fmt.Errorf("insert %s: this org has no such object", object)
	}
	names := make([]string, len(columns))
	for i, c := range columns {
		f, ok := o.Field(c)
		if !ok {
			return nil, fmt.Errorf("insert %s: no field %s", object, c)
		}
		names[i] = Quote(f.Name)
	}
	row := "(?" + strings.Repeat(", ?", len(columns)-1) + ")"
	text := "INSERT INTO " + Quote(o.Name) + " (" + strings.Join(names, ", ") + ") VALUES " + row +
		strings.Repeat(", "+row, rows-1)
	stmt, err := b.tx.PrepareContext(b.ctx, text)
	if err != nil {
		return nil, fmt.Errorf("prepare insert %s: %w", object, err)
	}
	return stmt, nil
}

// Exec runs an SQL statement inside the batch, for updates of rows that exist.
func (b *Batch) Exec(text string, args ...any) error {
	if err := b.flush(); err != nil {
		return err
	}
	_, err := b.tx.ExecContext(b.ctx, text, args...)
	return err
}

// flush inserts the rows that wait in queues.
func (b *Batch) flush() error {
	for _, q := range b.queues {
		if err := q.Flush(); err != nil {
			return err
		}
	}
	return nil
}

// Commit keeps the batch.
func (b *Batch) Commit() error {
	if err := b.flush(); err != nil {
		return err
	}
	return b.tx.Commit()
}

// Rollback discards the batch. After Commit it does nothing.
func (b *Batch) Rollback() { _ = b.tx.Rollback() }
