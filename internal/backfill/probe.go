package backfill

import (
	"context"
	"fmt"
	"time"

	"salesforce_exporter/internal/salesforce"
	"salesforce_exporter/internal/soql"
)

const caseHistory = "CaseHistory"

// tracked asks of which fields of cases there are changes, and since when.
func tracked() soql.Statement {
	return soql.Statement{Object: caseHistory, GroupBy: []string{"Field"},
		Columns: []soql.Column{{Expr: "Field", Type: soql.Text}, {Expr: "MIN(CreatedDate)", Alias: "v0"}}}
}

// probe finds out in one call which of the objects that history is made of the org hides,
// and which fields it tracks.
func probe(ctx context.Context, asker Asker) (known, error) {
	statements := []soql.Statement{histories(), stages(), lastLogin(), births()}
	for i := range statements {
		statements[i].OrderBy, statements[i].Limit = nil, 1
	}
	statements = append(statements, tracked())
	since := map[string]time.Time{}
	k := known{tracked: func(field string) (time.Time, bool) { at, ok := since[field]; return at, ok }}
	for i, r := range asker.Ask(ctx, statements) {
		switch object := statements[i].Object; {
		case r.Err == nil && object == caseHistory:
			for row := range r.Answer.Rows.All() {
				at, err := soql.ParseTime(row[1])
				if err != nil {
					return known{}, fmt.Errorf("read %s: %w", object, err)
				}
				since[row[0]] = at
			}
		case r.Err == nil:
		case salesforce.NotVisible(r.Err) && object != "User",
			salesforce.Partial(r.Err) && object == caseHistory: // such as too slow to group
			k.hidden = append(k.hidden, object)
		default:
			return known{}, fmt.Errorf("ask for the history of %s: %w", object, r.Err)
		}
	}
	return k, nil
}
