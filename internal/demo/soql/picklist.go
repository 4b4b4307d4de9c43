package soql

import (
	"fmt"

	"salesforce_exporter/internal/demo/schema"
	"salesforce_exporter/internal/demo/store"
)

// rankedPicklists are the fields whose order of values the org's rows state,
// with the object that does.
var rankedPicklists = map[string]string{
	"Opportunity.StageName":        "OpportunityStage",
	"OpportunityHistory.StageName": "OpportunityStage",
}

// rank returns the SQL for the place of a picklist's value in the order of the
// picklist: MIN, MAX and ORDER BY go by it ("SOQL and SOSL Reference",
// Aggregate Functions and ORDER BY), and comparisons do not. Where the rows state
// no order, shorter values come first, as if somebody had set it up so: a client
// that takes it for the order of letters is found out.
func (t *translator) rank(c *column) (string, bool) {
	if stated, ok := t.statedRank(c); ok {
		return stated, true
	}
	if c.field.Type != schema.TypePicklist {
		return "", false
	}
	return "length(" + c.sql() + ")", true
}

// statedRank is the rank by the rows of another object. Values that the picklist
// does not have come last.
func (t *translator) statedRank(c *column) (string, bool) {
	values, ok := t.session.Store.Schema().Object(rankedPicklists[c.source.object.Name+"."+c.field.Name])
	if !ok {
		return "", false
	}
	order, ok := values.Field("SortOrder")
	if !ok {
		return "", false
	}
	for _, name := range []string{"ApiName", "MasterLabel"} {
		if f, ok := values.Field(name); ok {
			return fmt.Sprintf("COALESCE((SELECT MIN(%s) FROM %s WHERE %s = %s), %d)",
				store.Quote(order.Name), store.Quote(values.Name), store.Quote(f.Name), c.sql(), lastRank), true
		}
	}
	return "", false
}

// lastRank is above all SortOrders and as wide as rankedExtreme writes them.
const lastRank = 99_999_999

// rankedExtreme is the MIN or MAX of a picklist by the order of its values:
// each value is compared with its rank before it, which is then cut off.
func rankedExtreme(function, rank, value string) string {
	return fmt.Sprintf("substr(%s(printf('%%08d', %s) || %s), 9)", function, rank, value)
}

// sortKeys returns the SQL by which ORDER BY sorts an expression: picklists by
// the order of their values, currencies by their corporate worth. Nil is by the
// value itself.
func (t *translator) sortKeys(e *expression) []string {
	if e.function != "" {
		return nil
	}
	if rank, ok := t.rank(e.column); ok {
		return []string{"CASE WHEN " + e.sql + " IS NOT NULL THEN " + rank + " END", e.sql}
	}
	return []string{t.corporate(e.column)}
}
