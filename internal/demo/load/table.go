package load

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"salesforce_exporter/internal/demo/schema"
)

// table is one file of the export.
type table struct {
	path    string
	object  string // API name
	custom  bool   // no standard object has that name
	columns []column
	id      int // index of the Id column
	prefix  string
}

// column is one column of a file.
type column struct {
	name  string
	field *schema.Field // nil where the type has to be guessed
	guess guess
}

// findTables lists the files of the export in order of their names.
func findTables(dir string) ([]*table, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("read export: %w", err)
	}
	var tables []*table
	seen := map[string]string{}
	for _, entry := range entries {
		name := strings.TrimSuffix(strings.ToLower(entry.Name()), ".gz")
		if entry.IsDir() || strings.HasPrefix(name, ".") || !strings.HasSuffix(name, ".csv") {
			continue
		}
		object := entry.Name()[:len(name)-len(".csv")]
		path := filepath.Join(dir, entry.Name())
		if !apiName(object) {
			return nil, fmt.Errorf("%s: %q is no API name of an object, want a name such as Account.csv or Invoice__c.csv.gz", path, object)
		}
		key := strings.ToLower(object)
		if other := seen[key]; other != "" {
			return nil, fmt.Errorf("%s: %s is already in %s, want one file an object", path, object, other)
		}
		seen[key] = path
		tables = append(tables, &table{path: path, object: object})
	}
	if len(tables) == 0 {
		return nil, fmt.Errorf("%s: no files named <Object>.csv or <Object>.csv.gz", dir)
	}
	return tables, nil
}

// apiName reports whether an object or field can have that name.
func apiName(s string) bool {
	for i, c := range s {
		letter := c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
		if !letter && (i == 0 || c != '_' && (c < '0' || c > '9')) {
			return false
		}
	}
	return s != ""
}

// match reads the header and looks up what is standard.
func (t *table) match(all *schema.Schema) error {
	object, ok := all.Object(t.object)
	switch {
	case ok && !object.Queryable:
		return fmt.Errorf("%s: %s has no records of its own", t.path, object.Name)
	case ok:
		t.object = object.Name
	default:
		t.custom = true
	}
	rows, err := t.open()
	if err != nil {
		return err
	}
	defer rows.close()
	if err := t.header(rows.header); err != nil {
		return err
	}
	for i := range t.columns {
		c := &t.columns[i]
		if t.custom {
			c.field = commonField(all, c.name)
		} else if f, ok := object.Field(c.name); ok {
			c.field = f
		}
		if c.field != nil {
			c.name = c.field.Name
		}
	}
	return nil
}

func (t *table) header(names []string) error {
	for i, name := range names {
		name = strings.TrimSpace(name)
		if !apiName(name) {
			return fmt.Errorf("%s:1: column %d is named %q, want the API name of a field of %s", t.path, i+1, name, t.object)
		}
		if slices.ContainsFunc(t.columns, func(c column) bool { return strings.EqualFold(c.name, name) }) {
			return fmt.Errorf("%s:1: column %s appears twice", t.path, name)
		}
		t.columns = append(t.columns, column{name: name, guess: newGuess()})
	}
	t.id = slices.IndexFunc(t.columns, func(c column) bool { return strings.EqualFold(c.name, "Id") })
	if t.id < 0 {
		return fmt.Errorf("%s:1: no column Id", t.path)
	}
	return nil
}

// scan reads all rows once: what types unknown columns have, and the newest
// instant at which somebody did something.
func (t *table) scan(ctx context.Context, zone *time.Location) (newest time.Time, err error) {
	rows, err := t.open()
	if err != nil {
		return newest, err
	}
	defer rows.close()
	for {
		cells, line, err := rows.next()
		if errors.Is(err, io.EOF) {
			return newest, nil
		}
		if err != nil {
			return newest, err
		}
		if err := ctx.Err(); err != nil {
			return newest, err
		}
		if t.prefix == "" && len(cells[t.id]) >= 3 {
			t.prefix = cells[t.id][:3]
		}
		for i, cell := range cells {
			if cell == "" {
				continue
			}
			c := &t.columns[i]
			if c.field == nil {
				c.guess.see(cell)
			}
			if !datesActivity(c.name) {
				continue
			}
			at, err := parseDateTime(cell, zone)
			if err != nil {
				return newest, fmt.Errorf("%s:%d: %s: %w", t.path, line, c.name, err)
			}
			if at.After(newest) {
				newest = at
			}
		}
	}
}

// datesActivity reports whether a column tells when somebody did something.
func datesActivity(name string) bool {
	switch strings.ToLower(name) {
	case "createddate", "lastmodifieddate", "lastlogindate":
		return true
	}
	return false
}

// rows reads the records of a file.
type rows struct {
	path   string
	header []string
	file   *os.File
	csv    *csv.Reader
}

func (t *table) open() (*rows, error) {
	file, err := os.Open(t.path)
	if err != nil {
		return nil, fmt.Errorf("read export: %w", err)
	}
	r := &rows{path: t.path, file: file}
	if err := r.start(); err != nil {
		file.Close()
		return nil, err
	}
	return r, nil
}

func (r *rows) start() error {
	var in io.Reader = bufio.NewReaderSize(r.file, 1<<16)
	if strings.HasSuffix(strings.ToLower(r.path), ".gz") {
		unzipped, err := gzip.NewReader(in)
		if err != nil {
			return fmt.Errorf("%s: %w", r.path, err)
		}
		in = unzipped
	}
	text := bufio.NewReaderSize(in, 1<<16)
	if mark, err := text.Peek(3); err == nil && string(mark) == "\uFEFF" {
		if _, err := text.Discard(3); err != nil {
			return fmt.Errorf("%s: %w", r.path, err)
		}
	}
	r.csv = csv.NewReader(text)
	r.csv.FieldsPerRecord = -1
	header, err := r.csv.Read()
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("%s:1: the file is empty, want a header of field names", r.path)
	}
	if err != nil {
		return r.broken(err)
	}
	r.header = header
	r.csv.ReuseRecord = true
	return nil
}

// next returns the cells of the next record, valid until the call after it,
// and the line it starts on.
func (r *rows) next() ([]string, int, error) {
	cells, err := r.csv.Read()
	if errors.Is(err, io.EOF) {
		return nil, 0, io.EOF
	}
	if err != nil {
		return nil, 0, r.broken(err)
	}
	line, _ := r.csv.FieldPos(0)
	if len(cells) != len(r.header) {
		return nil, 0, fmt.Errorf("%s:%d: %d cells, want %d as in the header", r.path, line, len(cells), len(r.header))
	}
	for i, cell := range cells {
		if !utf8.ValidString(cell) {
			return nil, 0, fmt.Errorf("%s:%d: %s is not UTF-8 text", r.path, line, r.header[i])
		}
	}
	return cells, line, nil
}

// broken names the line on which a record that is no CSV starts.
func (r *rows) broken(err error) error {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return fmt.Errorf("%s:%d: %w: want comma-separated cells, those with quotes or line breaks in double quotes", r.path, parse.StartLine, parse.Err)
	}
	return fmt.Errorf("%s: %w", r.path, err)
}

func (r *rows) close() { r.file.Close() }
