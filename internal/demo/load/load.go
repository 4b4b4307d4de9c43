// Package load fills a demo org from a data export: one CSV file an object,
// as Salesforce's own data export service and Data Loader write them.
//
// All dates move by the same whole number of days, so that the day the export
// stands for becomes today. An instant moves by calendar days of the zone and
// keeps its time of day, also where clocks were put forward or back between.
package load

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"salesforce_exporter/internal/demo/schema"
	"salesforce_exporter/internal/demo/store"
)

// Options say which export to load and when it takes place.
type Options struct {
	Dir  string
	AsOf string         // the day the export stands for, "2006-01-02"; empty: the newest CreatedDate, LastModifiedDate or LastLoginDate
	Now  time.Time      // the org's time: AsOf becomes its day
	Zone *time.Location // of the running user: rules dates without a zone and what a day is; nil means UTC
}

// Export is an export whose files have been read once.
type Export struct {
	zone   *time.Location
	days   int // by which everything moves
	tables []*table
	schema *schema.Schema
}

// Read finds out which objects and columns the export has. A column that no
// standard object has becomes a custom field of a guessed type. A file that
// cannot be read as a table is an error naming file and line.
func Read(ctx context.Context, opts Options) (*Export, error) {
	if opts.Zone == nil {
		opts.Zone = time.UTC
	}
	tables, err := findTables(opts.Dir)
	if err != nil {
		return nil, err
	}
	all, err := schema.MultiCurrency()
	if err != nil {
		return nil, fmt.Errorf("read export: %w", err)
	}
	var newest time.Time
	for _, t := range tables {
		if err := t.match(all); err != nil {
			return nil, err
		}
		last, err := t.scan(ctx, opts.Zone)
		if err != nil {
			return nil, err
		}
		if last.After(newest) {
			newest = last
		}
	}
	days, err := distance(opts, newest)
	if err != nil {
		return nil, err
	}
	return &Export{zone: opts.Zone, days: days, tables: tables, schema: schemaOf(all, tables)}, nil
}

// distance is the number of days from the one the export stands for to today.
func distance(opts Options, newest time.Time) (int, error) {
	asOf := newest.In(opts.Zone)
	if opts.AsOf != "" {
		day, err := time.Parse(time.DateOnly, opts.AsOf)
		if err != nil {
			return 0, fmt.Errorf("the day an export stands for is %q, want a date such as 2024-12-31", opts.AsOf)
		}
		asOf = day
	} else if newest.IsZero() {
		return 0, fmt.Errorf("%s: no CreatedDate, LastModifiedDate or LastLoginDate in any file: say which day the export stands for", opts.Dir)
	}
	return int(midnight(opts.Now.In(opts.Zone)).Sub(midnight(asOf)).Hours() / 24), nil
}

// midnight is a day as an instant that can be subtracted from others.
func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// Schema describes the org that the export came from: what has no file or no
// column does not exist there.
func (e *Export) Schema() *schema.Schema { return e.schema }

// Fill puts the rows into an empty store of the export's schema. A row that
// cannot be read is an error naming file and line, and nothing is kept.
func (e *Export) Fill(ctx context.Context, st *store.Store) error {
	batch, err := st.Begin(ctx)
	if err != nil {
		return err
	}
	defer batch.Rollback()
	for _, t := range e.tables {
		if err := e.fillTable(batch, t); err != nil {
			return err
		}
	}
	if err := batch.Commit(); err != nil {
		return fmt.Errorf("keep export: %w", err)
	}
	return nil
}

func (e *Export) fillTable(batch *store.Batch, t *table) error {
	object, ok := e.schema.Object(t.object)
	if !ok {
		return fmt.Errorf("%s: the org has no object %s", t.path, t.object)
	}
	fields := make([]*schema.Field, len(t.columns))
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		if fields[i], ok = object.Field(c.name); !ok {
			return fmt.Errorf("%s: %s has no field %s", t.path, t.object, c.name)
		}
		names[i] = c.name
	}
	rows, err := t.open()
	if err != nil {
		return err
	}
	defer rows.close()
	values := make([]any, len(fields))
	for {
		cells, line, err := rows.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		for i, cell := range cells {
			if values[i], err = e.value(fields[i], cell); err != nil {
				return fmt.Errorf("%s:%d: %s: %w", t.path, line, fields[i].Name, err)
			}
		}
		if err := batch.Insert(t.object, names, values...); err != nil {
			return fmt.Errorf("%s:%d: %w", t.path, line, explain(err, cells[t.id]))
		}
	}
}

// explain says in the reader's terms why a row was refused.
func explain(err error, id string) error {
	var refused *sqlite.Error
	if errors.As(err, &refused) && refused.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY {
		return fmt.Errorf("duplicate Id %q: want each record once", id)
	}
	return err
}
