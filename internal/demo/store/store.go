// Package store keeps the rows of the demo org in an in-memory SQLite
// database: one table an object, one column a field, both named as in
// Salesforce.
//
// Values are stored so that SQLite compares them as Salesforce does:
//
//	dateTime                      INTEGER, seconds since 1970-01-01T00:00:00Z
//	date                          TEXT, "2006-01-02"
//	boolean                       INTEGER, 0 or 1
//	int                           INTEGER
//	double, currency, percent     REAL
//	everything else               TEXT
//
// An empty value is NULL, never "": Salesforce knows no empty string. Ids
// compare by case, all other text ignores case.
package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"sync/atomic"

	"salesforce_exporter/internal/demo/schema"
)

// A Store holds the rows of one demo org.
type Store struct {
	db     *sql.DB
	schema *schema.Schema
	apart  *schema.Schema // what SOQL does not know of
	places map[string]int // databases by object; the main one, 0, is not in it
}

// databases numbers the in-memory databases of this process, which share one
// name space.
var databases atomic.Int64

// Open creates an empty database with a table for every queryable object.
func Open(ctx context.Context, s *schema.Schema) (*Store, error) {
	return OpenFor(ctx, s, nil)
}

// OpenFor is Open for rows whose sizes are known: about so many bytes an object.
// Where they are many, several databases share them.
func OpenFor(ctx context.Context, s *schema.Schema, sizes map[string]int64) (*Store, error) {
	places, number := share(sizes)
	connector, err := newConnector(number)
	if err != nil {
		return nil, fmt.Errorf("open demo database: %w", err)
	}
	db := sql.OpenDB(connector)
	// A database lives as long as one connection to it does.
	db.SetMaxIdleConns(4)
	db.SetMaxOpenConns(4)
	db.SetConnMaxLifetime(0)
	st := &Store{db: db, schema: s, apart: schema.Of(), places: places}
	for _, o := range s.Objects() {
		if !o.Queryable {
			continue
		}
		if _, err := db.ExecContext(ctx, createTable(places[o.Name], o)); err != nil {
			db.Close()
			return nil, fmt.Errorf("create table %s: %w", o.Name, err)
		}
	}
	return st, nil
}

// AddTables creates tables that are not of the org's objects, with an index for
// each sortable field. The schema of the store does not have them, but rows can
// be inserted. It is to be called once, before the store is used.
func (s *Store) AddTables(ctx context.Context, apart *schema.Schema) error {
	for _, o := range apart.Objects() {
		if _, err := s.db.ExecContext(ctx, createTable(0, o)); err != nil {
			return fmt.Errorf("create table %s: %w", o.Name, err)
		}
		for _, f := range o.Fields {
			if !f.Sortable || f.Type == schema.TypeSerial {
				continue
			}
			text := fmt.Sprintf("CREATE INDEX %s ON %s (%s)", Quote(o.Name+"_"+f.Name), Quote(o.Name), Quote(f.Name))
			if _, err := s.db.ExecContext(ctx, text); err != nil {
				return fmt.Errorf("create index of %s.%s: %w", o.Name, f.Name, err)
			}
		}
	}
	s.apart = apart
	return nil
}

// Index lets groups by some fields of an object be read in order, page by page, where it
// has many rows.
func (s *Store) Index(ctx context.Context, object string, fields ...string) error {
	columns := make([]string, len(fields))
	for i, f := range fields {
		columns[i] = Quote(f)
	}
	text := fmt.Sprintf("CREATE INDEX %s.%s ON %s (%s)", databaseName(s.places[object]),
		Quote(object+"_by_"+strings.Join(fields, "_")), Quote(object), strings.Join(columns, ", "))
	if _, err := s.db.ExecContext(ctx, text); err != nil {
		return fmt.Errorf("create index of %s: %w", object, err)
	}
	return nil
}

// object finds what rows can be inserted into.
func (s *Store) object(name string) (*schema.Object, bool) {
	if o, ok := s.schema.Object(name); ok {
		return o, true
	}
	return s.apart.Object(name)
}

// Close discards all rows.
func (s *Store) Close() error { return s.db.Close() }

// DB gives direct access to the rows, for tests that compute their own truth.
func (s *Store) DB() *sql.DB { return s.db }

// Schema returns the schema that the tables were made from.
func (s *Store) Schema() *schema.Schema { return s.schema }

// Quote returns an SQL identifier for an object or field name.
func Quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// createTable is the statement that creates an object's table in the main
// database, 0, or in an attached one. All other statements find it by its name.
func createTable(place int, o *schema.Object) string {
	var columns []string
	for _, f := range o.Fields {
		columns = append(columns, Quote(f.Name)+" "+columnType(f))
	}
	return "CREATE TABLE " + databaseName(place) + "." + Quote(o.Name) + " (" + strings.Join(columns, ", ") + ")"
}

func columnType(f *schema.Field) string {
	switch f.Type {
	case schema.TypeID:
		return "TEXT PRIMARY KEY"
	case schema.TypeSerial:
		return "INTEGER PRIMARY KEY"
	case schema.TypeBoolean:
		return "INTEGER NOT NULL DEFAULT 0"
	case schema.TypeDateTime, schema.TypeInt:
		return "INTEGER"
	case schema.TypeDouble, schema.TypeCurrency, schema.TypePercent:
		return "REAL"
	case schema.TypeReference, schema.TypeDate:
		return "TEXT"
	}
	return "TEXT COLLATE NOCASE"
}
