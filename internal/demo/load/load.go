// Package load fills a demo org from a data export: CSV files as Salesforce's
// own data export service writes them, packed in zip files or not, and as Data
// Loader and other tools do.
//
// Nothing is moved in time. The org's clock stands at the moment of the newest
// row, or at the end of the day that is given, so that its figures are the same
// whenever the export is loaded.
package load

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"

	"salesforce_exporter/internal/demo/schema"
)

// Options say which export to load.
type Options struct {
	Dir string // a folder, or one zip file
	// the day at whose end the clock stands, "2006-01-02"; empty: the newest CreatedDate, LastModifiedDate,
	// LastLoginDate or LoginTime
	AsOf string
	Zone *time.Location // of the running user: rules when days begin and end; nil means UTC
	// Encoding is the name of the one that files without a mark have; empty: it is
	// detected.
	Encoding string
	Progress *Progress // nil for nobody to know
}

// Export is an export whose files have been read once. Close it when done.
type Export struct {
	zone     *time.Location
	now      time.Time
	tables   []*table
	schema   *schema.Schema
	open     archives
	progress *Progress
	notes    []string
}

// Read finds out which objects and columns the export has. A column that no
// standard object has becomes a custom field of a guessed type. A file that
// cannot be read as a table is an error naming file and line.
func Read(ctx context.Context, opts Options) (*Export, error) {
	if opts.Zone == nil {
		opts.Zone = time.UTC
	}
	if opts.Progress == nil {
		opts.Progress = &Progress{}
	}
	given, err := ParseEncoding(opts.Encoding)
	if err != nil {
		return nil, err
	}
	files, open, err := findFiles(opts.Dir)
	if err != nil {
		return nil, err
	}
	e := &Export{zone: opts.Zone, open: open, progress: opts.Progress}
	if err := e.read(ctx, opts, files, given); err != nil {
		return nil, errors.Join(err, open.Close())
	}
	return e, nil
}

func (e *Export) read(ctx context.Context, opts Options, files []*file, given *Encoding) error {
	e.progress.expect(files)
	if err := e.look(ctx, files, given); err != nil {
		return err
	}
	all, err := schema.MultiCurrency()
	if err != nil {
		return fmt.Errorf("read export: %w", err)
	}
	if e.tables, err = tablesOf(files, all); err != nil {
		return err
	}
	newest, err := e.scan(ctx)
	if err != nil {
		return err
	}
	if e.now, err = clock(opts, newest); err != nil {
		return err
	}
	apart := unsummable(e.tables)
	e.schema = schemaOf(all, e.tables, apart)
	e.notes = append(missingNotes(opts.Dir), e.notesOf(apart)...)
	return nil
}

// scan learns about the columns of all files and returns the newest moment.
func (e *Export) scan(ctx context.Context) (newest time.Time, err error) {
	type task struct {
		table *table
		file  *tableFile
		scan  *scan
	}
	var tasks []*task
	for _, t := range e.tables {
		for _, f := range t.files {
			tasks = append(tasks, &task{table: t, file: f})
		}
	}
	err = eachOf(ctx, tasks, func(ctx context.Context, k *task) (err error) {
		k.scan, err = k.table.scan(ctx, k.file, e.zone, e.counter(k.file, scanWeight))
		return err
	})
	if err != nil {
		return newest, err
	}
	for _, k := range tasks {
		k.table.merge(k.file, k.scan)
		if k.scan.newest.After(newest) {
			newest = k.scan.newest
		}
	}
	return newest, nil
}

// counter counts a reading of a file, unless it is read once more for the sake
// of another object.
func (e *Export) counter(f *tableFile, weight int64) *counter {
	if f.derivation != nil {
		return nil
	}
	return e.progress.counter(f.file, weight)
}

// eachOf does something for every item, some at a time. The error is that of
// the first item in their order that has one.
func eachOf[T any](ctx context.Context, items []T, do func(context.Context, T) error) error {
	errs := make([]error, len(items))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, item := range items {
		group.Go(func() error {
			errs[i] = do(ctx, item)
			return errs[i]
		})
	}
	err := group.Wait()
	for _, e := range errs {
		if e != nil && !errors.Is(e, context.Canceled) {
			return e
		}
	}
	return err
}

// clock is the moment at which the org's clock stands.
func clock(opts Options, newest time.Time) (time.Time, error) {
	switch {
	case opts.AsOf != "":
		day, err := time.Parse(time.DateOnly, opts.AsOf)
		if err != nil {
			return day, fmt.Errorf("the day an export stands for is %q, want a date such as 2024-12-31", opts.AsOf)
		}
		return time.Date(day.Year(), day.Month(), day.Day(), 23, 59, 59, 0, opts.Zone), nil
	case newest.IsZero():
		return newest, fmt.Errorf("%s: no CreatedDate, LastModifiedDate or LastLoginDate in any file: say with --demo.data-as-of (demo-org: --data-as-of) at the end of which day the clock stands", opts.Dir)
	}
	return newest, nil
}

// Schema describes the org that the export came from: what has no file or no
// column does not exist there.
func (e *Export) Schema() *schema.Schema { return e.schema }

// Now is the moment at which the org's clock stands.
func (e *Export) Now() time.Time { return e.now }

// Close closes the files of the export.
func (e *Export) Close() error { return e.open.Close() }
