package mixin

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/prometheus/prometheus/promql/parser"
)

const selector = `job="salesforce",cluster=~"crm|erp"`

// exporterName is a name, or a pattern of names, of series of the exporter.
var exporterName = regexp.MustCompile(`^salesforce_[a-z0-9_|]+$`)

// TestSelector: every series of the exporter is selected, and no other; each
// expression stays one.
func TestSelector(t *testing.T) {
	m := rendered(t, "{ selector: '"+selector+"' }", rules, alerts, dashboards)
	exprs := 0
	for _, g := range append(m.Rules.Groups, m.Alerts.Groups...) {
		for _, r := range g.Rules {
			exprs += selected(t, r.Record+r.Alert, r.Expr)
			for name, text := range r.Annotations {
				for i, query := range strings.Split(text, "`") {
					if i%2 == 1 && strings.Contains(query, "{") {
						exprs += selected(t, r.Alert+" "+name, strings.ReplaceAll(query, "%q", `"x"`))
					} else if strings.Contains(query, "cluster=~") {
						t.Errorf("%s: the words of %s have the selector: %s", r.Alert, name, query)
					}
				}
			}
		}
	}
	for name, board := range m.Dashboards {
		for _, query := range queries(t, board) {
			exprs += selected(t, name, query)
		}
	}
	t.Logf("%d series are selected", exprs)
	if exprs < 500 {
		t.Errorf("only %d series are selected", exprs)
	}
}

// selected counts the series of the exporter in an expression and fails for those
// that lack the selector.
func selected(t *testing.T, where, expr string) int {
	t.Helper()
	parsed, err := parser.NewParser(parser.Options{}).ParseExpr(expr)
	if err != nil {
		t.Errorf("%s: %v: %s", where, err, expr)
		return 0
	}
	n := 0
	parser.Inspect(parsed, func(node parser.Node, _ []parser.Node) error {
		series, ok := node.(*parser.VectorSelector)
		if !ok {
			return nil
		}
		name, has := "", 0
		for _, matcher := range series.LabelMatchers {
			if matcher.Name == "__name__" {
				name = matcher.Value
			}
			if s := matcher.String(); s == `job="salesforce"` || s == `cluster=~"crm|erp"` {
				has++
			}
		}
		if of := exporterName.MatchString(name); of != (has >= 2) {
			t.Errorf("%s: %s has %d of the 2 matchers of the selector", where, series, has)
		} else if of {
			n++
		}
		return nil
	})
	return n
}

var (
	span       = regexp.MustCompile(`\$(__range|__interval|__rate_interval)`)
	ofVariable = regexp.MustCompile(`^label_values\((.*), \w+\)$|^query_result\((.*)\)$`)
)

// queries are the PromQL of a dashboard, with its variables replaced.
func queries(t *testing.T, board any) []string {
	t.Helper()
	var found []string
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, inner := range v {
				walk(inner)
			}
		case map[string]any:
			for name, inner := range v {
				text, ok := inner.(string)
				if !ok {
					walk(inner)
				} else if (name == "expr" || name == "query" || name == "definition") && strings.Contains(text, "salesforce_") {
					if m := ofVariable.FindStringSubmatch(text); m != nil {
						text = m[1] + m[2]
					}
					found = append(found, strings.ReplaceAll(span.ReplaceAllString(text, "5m"), "$", ""))
				}
			}
		}
	}
	walk(board)
	if len(found) == 0 {
		text, _ := json.Marshal(board)
		t.Fatalf("no queries in %.200s", text)
	}
	return found
}
