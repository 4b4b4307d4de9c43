package quality

import (
	"cmp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/setting"
	"salesforce_exporter/internal/soql"
)

// A Spelling is a free-text field into which people enter the same thing in
// several ways.
type Spelling struct {
	Object string `yaml:"object"`
	Field  string `yaml:"field"`
	// At is where the configuration has it; nil for one that ships.
	At *setting.Lines `yaml:"-"`
}

// planSpellings asks for the distinct values of each field.
func (q *Collector) planSpellings(s *collector.Schema) collector.Plan {
	metric := q.metric("field_value_variants",
		"Distinct values of a free-text field less distinct values without regard to case, accents, space and punctuation.", "object", "field")
	var plan collector.Plan
	for _, f := range q.file.Spellings {
		if err := cmp.Or(s.Check(f.Object, f.Field, collector.Groups),
			s.Check(f.Object, f.Field, collector.Filters)); err != nil {
			plan.Skipped = append(plan.Skipped, collector.SkipsOf(s, metric.Name+" of "+f.Object+"."+f.Field, f.At,
				collector.Under(err, "field"))...)
			continue
		}
		if field, _ := s.Field(f.Object, f.Field); field.Type == "picklist" {
			continue // a list to choose from has one spelling of each
		}
		statement := soql.Statement{
			Object: f.Object, Where: f.Field + " != null", GroupBy: []string{f.Field},
			Columns: []soql.Column{{Expr: f.Field}, {Expr: "COUNT(Id)", Alias: "v0"}},
		}
		plan.Add(collector.AskingRows(statement, q.Interval(), collector.Answered,
			func(rows [][]string, _ *collector.People) ([]collector.Sample, error) {
				return []collector.Sample{{Metric: metric, Values: []string{f.Object, f.Field}, Value: variants(rows)}}, nil
			}, metric))
	}
	return plan
}

// variants is how many values differ in spelling alone from another one.
func variants(rows [][]string) float64 {
	raw, folded := map[string]bool{}, map[string]bool{}
	for _, row := range rows {
		raw[row[0]] = true
		folded[fold(row[0])] = true
	}
	return float64(len(raw) - len(folded))
}

// fold leaves of a text what tells things apart: its letters, digits and
// symbols, without case and accents. A text that has nothing of the kind stays
// as it is.
func fold(text string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(text) {
		switch {
		case r == 'ß' || r == 'ẞ':
			b.WriteString("ss")
		case r == 'ς':
			b.WriteRune('σ')
		case r >= '\u0300' && r <= '\u036f': // accents; marks of other scripts are vowels and more
		case unicode.IsLetter(r), unicode.IsNumber(r), unicode.IsMark(r), unicode.In(r, unicode.Sm, unicode.Sc, unicode.So):
			b.WriteRune(unicode.ToLower(r))
		}
	}
	if b.Len() == 0 {
		return text
	}
	return b.String()
}
