package collector

import (
	"time"

	"salesforce_exporter/internal/soql"
)

// A Moment is when a statement is sent, for statements that no date literal of
// SOQL can say.
type Moment struct {
	Now  time.Time
	Zone *time.Location // of the integration user
}

// At returns what is sent at a moment: the statement itself, or what a query
// that depends on the clock makes of it. The text of the query stays what it
// is known by.
func (q Query) At(m Moment) soql.Statement {
	if q.Dated == nil {
		return q.Statement
	}
	return q.Dated(m)
}
