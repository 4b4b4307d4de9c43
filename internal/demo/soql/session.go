// Package soql answers SOQL statements from the rows of the demo org.
//
// A statement is parsed, checked against the schema as strictly as Salesforce
// checks it, translated to SQL, and its rows are shaped as the JSON records of
// the REST API. Nothing from a statement reaches SQLite except as a bind
// parameter or as a name taken from the schema.
package soql

import (
	"context"
	"encoding/json"
	"time"

	"salesforce_exporter/internal/demo/schema"
	"salesforce_exporter/internal/demo/store"
)

// A Session is one user's view of one org.
type Session struct {
	// Schema is what this user can see: Store.Schema() or a restriction of it.
	Schema *schema.Schema
	Store  *store.Store
	// Zone is the user's time zone; it rules date literals and convertTimezone.
	Zone *time.Location
	// Now is the org's clock.
	Now func() time.Time
	// Version is the API version that attributes.url names, such as "62.0".
	Version string
	// FiscalYearStartMonth opens the fiscal year; 0 means January.
	FiscalYearStartMonth time.Month
	// Owners says whose records of an object the user sees; private false is
	// everybody's. Nil is everybody's for all objects.
	Owners func(object string) (owners []string, private bool)
	// UserID is the user's record: USING SCOPE mine asks for its records, and
	// convertCurrency() for its currency.
	UserID string
	// NoPrivateFolders says that the user lacks the permission Manage All
	// Private Reports and Dashboards, which USING SCOPE allPrivate needs.
	NoPrivateFolders bool
}

// A Result is the answer to one statement. For COUNT() Records is empty and
// TotalSize is the number.
type Result struct {
	Object    string // the object named in FROM
	TotalSize int
	Records   []json.RawMessage // each complete with its attributes
	Aggregate bool
}

// Query runs one statement. With includeDeleted it also sees deleted rows and
// archived activities, as the queryAll resource does. What Salesforce would
// refuse is an *Error.
func (s *Session) Query(ctx context.Context, text string, includeDeleted bool) (*Result, error) {
	result := &Result{}
	selection, err := s.prepare(text, includeDeleted, result)
	if err != nil {
		return nil, err
	}
	return result, selection.run(ctx, s, result)
}

// prepare checks and translates a statement and says in the result what it
// asks for.
func (s *Session) prepare(text string, includeDeleted bool, result *Result) (*selection, error) {
	st, err := parse(text)
	if err != nil {
		return nil, err
	}
	t := &translator{session: s, text: text, now: s.Now(), deleted: includeDeleted, prefix: "t", fromAlias: st.From.Alias}
	object, err := t.object(st.From)
	if err != nil {
		return nil, err
	}
	if err := t.checkClauses(st, object); err != nil {
		return nil, err
	}
	t.root = t.open(object)
	result.Object, result.Aggregate = object.Name, summarizes(st)
	translate := t.records
	switch {
	case isCount(st):
		translate = t.count
	case result.Aggregate:
		translate = t.summary
	}
	selection, err := translate(st)
	if err != nil {
		return nil, err
	}
	return selection, selection.check()
}
