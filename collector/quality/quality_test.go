package quality_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/builtin"
	"salesforce_exporter/collector/quality"
	"salesforce_exporter/internal/soql"
)

// planOf plans a quality collector that looks at one object alone.
func planOf(t *testing.T, own quality.Quality, object *collector.Object) collector.Plan {
	t.Helper()
	all := collector.Defaults(builtin.Collectors())
	collector.Find[*quality.Settings](all).Quality = own
	c, err := collector.Maker(all,
		collector.Common{People: &collector.PeopleSource{Dimensions: collector.DefaultDimensions()}})("quality")
	if err != nil {
		t.Fatal(err)
	}
	schema := collector.NewSchema()
	schema.Learn(object.Name, object)
	return c.Plan(schema)
}

// TestPopulationIsBounded holds the statements for objects of many fields
// against the ten calls that one may cost, five statements each, one to
// describe it.
func TestPopulationIsBounded(t *testing.T) {
	const most = 45
	for _, c := range []struct {
		name                     string
		text, flags, multi, long int
		statements               int
		skipped                  string
	}{
		{"text", 300, 0, 0, 0, 3, ""},
		{"check boxes", 0, 300, 0, 0, 1 + 38, ""},
		{"a bit of all", 180, 60, 30, 30, 2 + 8 + 30, ""},
		{"just enough", 180, 60, 35, 25, most, ""},
		{"one too many", 180, 60, 36, 24, most,
			"Wide__c has more fields than can be counted in 45 statements: Multi35__c and 0 more are left out"},
		{"multi-select picklists", 0, 0, 300, 0, most,
			"Wide__c has more fields than can be counted in 45 statements: Multi44__c and 255 more are left out"},
	} {
		object := &collector.Object{Name: "Wide__c"}
		add := func(n int, f collector.Field) {
			for i := range n {
				field := f
				field.Name = fmt.Sprintf("%s%d__c", f.Name, i)
				object.Fields = append(object.Fields, field)
			}
		}
		add(c.text, collector.Field{Name: "Text", Type: "string", Filterable: true, Groupable: true, Aggregatable: true})
		add(c.flags, collector.Field{Name: "Flag", Type: "boolean", Filterable: true, Groupable: true})
		add(c.multi, collector.Field{Name: "Multi", Type: "multipicklist", Filterable: true})
		add(c.long, collector.Field{Name: "Long", Type: "textarea"})
		plan := planOf(t, quality.Quality{Population: []quality.Population{{Object: "Wide__c"}},
			Spellings: []quality.Spelling{}}, object)
		n := 0
		for _, q := range plan.Queries {
			if q.Object == "Wide__c" {
				n++
			}
		}
		if n != c.statements {
			t.Errorf("%s: %d statements, want %d", c.name, n, c.statements)
		}
		skipped := ""
		for _, s := range plan.Skipped {
			if strings.Contains(s.Metric, "Wide__c") {
				skipped = s.Reason
			}
		}
		if skipped != c.skipped {
			t.Errorf("%s: skipped because %q, want %q", c.name, skipped, c.skipped)
		}
	}
}

func TestSpellingVariants(t *testing.T) {
	object := &collector.Object{Name: "Lead",
		Fields: []collector.Field{{Name: "Company", Type: "string", Filterable: true, Groupable: true, Aggregatable: true}}}
	plan := planOf(t, quality.Quality{Population: []quality.Population{},
		Spellings: []quality.Spelling{{Object: "Lead", Field: "Company"}}}, object)
	text := "SELECT Company, COUNT(Id) v0 FROM Lead WHERE Company != null GROUP BY Company ORDER BY Company LIMIT 2000"
	for _, c := range []struct {
		values []string
		want   float64
	}{
		{[]string{"Acme"}, 0},
		{[]string{"Acme", "Beta", "Acme 2"}, 0},
		{[]string{"Acme", "ACME", " acme ", "A.C.M.E.", "Acmé"}, 4},
		{[]string{"Großhandel", "GROSSHANDEL"}, 1},
		{[]string{"ΑΒΓΟΣ", "αβγος"}, 1},
		{[]string{"Ａｃｍｅ", "Acme"}, 1},
		{[]string{"C", "C++", "C#"}, 1}, // a sharp is punctuation, a plus is not
		{[]string{"?", "-", "..."}, 0},  // nothing to compare
		{[]string{"かき", "がき"}, 0},       // marks that make another letter
		{[]string{"कि", "की"}, 0},
		{[]string{"€", "$"}, 0},
	} {
		rows := make([][]string, len(c.values))
		for i, v := range c.values {
			rows[i] = []string{v, "1"}
		}
		var samples []collector.Sample
		for _, f := range plan.Make(collector.Inputs{Answers: collector.Answers{text: soql.Answer{Rows: soql.RowsOf(rows),
			At: time.Unix(0, 0)}}}) {
			samples = append(samples, f.Samples...)
		}
		if len(samples) != 1 || samples[0].Value != c.want {
			t.Errorf("%q: got %v, want %v variants", c.values, samples, c.want)
		}
	}
}
