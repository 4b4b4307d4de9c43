package e2e

import (
	"strings"
	"testing"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/builtin"
	"salesforce_exporter/internal/demo"
	"salesforce_exporter/internal/setting"
	"salesforce_exporter/internal/soql"
)

// TestEveryStatementIsAccepted sends every statement that the exporter can
// send, and the further pages of those that have some, to the demo org, which
// refuses what Salesforce refuses.
func TestEveryStatementIsAccepted(t *testing.T) {
	r := newRig(t, rigOptions{demo: demo.Options{Users: 10, Frozen: true}})
	settings := newSetup(&collector.PeopleSource{Dimensions: collector.DefaultDimensions(), Counted: "IsActive = true"})
	settings.cases().Satisfaction = builtin.Score{Field: "CSAT__c", Scale: 5}
	settings.records().Objects = []setting.Name{"Account", "Invoice__c"}
	for _, s := range settings.all {
		s.All().Windows = []setting.Window{"365d"}
	}
	var statements []soql.Statement
	for _, c := range every(t, settings) {
		for _, q := range c.Plan(collector.OpenSchema()).Queries {
			if q.Resource != "" {
				continue
			}
			statement, ok := q.At(collector.ExampleMoment(r.demo.Now()))
			if !ok {
				t.Fatalf("%s cannot be said", q)
			}
			statements = append(statements, statement)
			if q.Grouped() && strings.HasSuffix(q.GroupBy[0], "Id") { // by which pages follow
				next := statement
				next.Where = conditionOf(next.After("005000000000000AAA"))
				statements = append(statements, next)
			}
		}
	}
	for _, people := range []*collector.PeopleSource{settings.People, {Dimensions: collector.DefaultDimensions()}} {
		statements = append(statements, people.Plan(collector.OpenSchema()).Further(r.demo.Now())...)
	}
	if len(statements) < 150 {
		t.Fatalf("got %d statements, which cannot be all", len(statements))
	}
	for i := range statements { // the demo org has no person accounts; TestPersonAccounts has
		statements[i].Where = strings.Replace(statements[i].Where, " AND IsPersonAccount = false", "", 1)
	}
	for i, result := range r.client.Ask(t.Context(), statements) {
		if result.Err != nil {
			t.Errorf("%s\nis refused: %v", statements[i], result.Err)
		}
	}
}

// conditionOf cuts the condition out of a grouped statement.
func conditionOf(text string) string {
	_, rest, _ := strings.Cut(text, " WHERE ")
	condition, _, _ := strings.Cut(rest, " GROUP BY ")
	return condition
}
