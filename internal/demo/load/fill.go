package load

import (
	"context"
	"errors"
	"fmt"
	"io"

	"golang.org/x/sync/errgroup"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"salesforce_exporter/internal/demo/schema"
	"salesforce_exporter/internal/demo/store"
)

// Fill puts the rows into an empty store of the export's schema. A row that
// cannot be read is an error naming file and line, and nothing is kept.
func (e *Export) Fill(ctx context.Context, st *store.Store) error {
	batch, err := st.Begin(ctx)
	if err != nil {
		return err
	}
	defer batch.Rollback()
	// One reads and the other keeps, which takes about as long.
	group, ctx := errgroup.WithContext(ctx)
	chunks := make(chan *chunk, 4)
	group.Go(func() error {
		defer close(chunks)
		for _, t := range e.tables {
			if err := e.readTable(ctx, t, chunks); err != nil {
				return err
			}
		}
		return nil
	})
	group.Go(func() error { return keep(batch, chunks) })
	if err := group.Wait(); err != nil {
		return err
	}
	if err := e.takeUserTypes(batch); err != nil {
		return err
	}
	if err := batch.Commit(); err != nil {
		return fmt.Errorf("keep export: %w", err)
	}
	return nil
}

// A chunk is some rows of a file, in the form that package store asks for.
type chunk struct {
	object string
	names  []string // of the columns
	path   string
	lines  []int
	values []any // row after row
	last   bool  // of the table
}

// chunkRows is how many rows are handed over together.
const chunkRows = 500

// readTable turns the files of a table into chunks.
func (e *Export) readTable(ctx context.Context, t *table, chunks chan<- *chunk) error {
	object, ok := e.schema.Object(t.object)
	if !ok {
		return fmt.Errorf("%s: the org has no object %s", t.path(), t.object)
	}
	if t.rows() == 0 {
		for _, f := range t.files {
			e.counter(f, fillWeight).finish()
		}
		return nil
	}
	into := &tableRows{export: e, object: object, chunks: chunks, taken: map[string]bool{}}
	for _, c := range t.columns {
		if !c.seen && c.field.Type != schema.TypeID {
			continue // nothing to keep
		}
		f, ok := object.Field(c.name)
		if !ok {
			return fmt.Errorf("%s: %s has no field %s", t.path(), t.object, c.name)
		}
		into.columns = append(into.columns, c)
		into.fields = append(into.fields, f)
		into.names = append(into.names, f.Name)
	}
	for _, f := range t.files {
		if err := into.readFile(ctx, t, f); err != nil {
			return err
		}
	}
	return into.send(ctx, &chunk{object: t.object, names: into.names, last: true})
}

// tableRows hands over the rows of a table.
type tableRows struct {
	export  *Export
	object  *schema.Object
	columns []*column
	fields  []*schema.Field
	names   []string
	taken   map[string]bool // ids of derived rows
	chunks  chan<- *chunk
}

func (r *tableRows) send(ctx context.Context, c *chunk) error {
	select {
	case r.chunks <- c:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (r *tableRows) readFile(ctx context.Context, t *table, f *tableFile) error {
	count := r.export.counter(f, fillWeight)
	if f.header == nil {
		count.finish()
		return nil
	}
	rows, err := f.open(count)
	if err != nil {
		return err
	}
	defer rows.close()
	line := newLineReader(r, t, f)
	fresh := func() *chunk {
		return &chunk{object: t.object, names: r.names, path: f.path, values: make([]any, 0, chunkRows*len(r.names))}
	}
	next := fresh()
	for {
		cells, at, err := rows.next()
		if errors.Is(err, io.EOF) {
			return r.send(ctx, next)
		}
		if err != nil {
			return err
		}
		if line.skips(cells) {
			continue
		}
		if next.values, err = line.read(next.values, cells); err != nil {
			return fmt.Errorf("%s:%d: %w", f.path, at, err)
		}
		if next.lines = append(next.lines, at); len(next.lines) < chunkRows {
			continue
		}
		if err := r.send(ctx, next); err != nil {
			return err
		}
		next = fresh()
	}
}

// keep inserts the rows of all chunks.
func keep(batch *store.Batch, chunks <-chan *chunk) error {
	var queue *store.Queue
	var origins []origin // of the rows in the queue
	for c := range chunks {
		if queue == nil {
			var err error
			if queue, err = batch.Queue(c.object, c.names); err != nil {
				return err
			}
		}
		for i, line := range c.lines {
			origins = append(origins, origin{c.path, line})
			row := c.values[i*len(c.names) : (i+1)*len(c.names)]
			if err := queue.Add(row); err != nil {
				return refused(err, origins)
			}
			if queue.Waiting() == 0 {
				origins = origins[:0]
			}
		}
		if !c.last {
			continue
		}
		if err := queue.Flush(); err != nil {
			return refused(err, origins)
		}
		queue, origins = nil, origins[:0]
	}
	return nil
}

// origin is where a row comes from.
type origin struct {
	path string
	line int
}

// refused says in the reader's terms which row was refused, and why.
func refused(err error, origins []origin) error {
	var row *store.RowError
	if !errors.As(err, &row) || row.Row >= len(origins) {
		return err
	}
	from := origins[row.Row]
	var reason *sqlite.Error
	if errors.As(err, &reason) {
		switch reason.Code() {
		case sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
			return fmt.Errorf("%s:%d: duplicate Id %q: want each record once, and the files of one export", from.path, from.line,
				row.ID)
		case sqlite3.SQLITE_FULL:
			return fmt.Errorf("%s:%d: the rows take more than the gigabyte that is kept in memory: leave out the files of objects that you do not need", from.path, from.line)
		}
	}
	return fmt.Errorf("%s:%d: %w", from.path, from.line, row.Err)
}
