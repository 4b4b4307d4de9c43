package e2e

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/builtin"
	"salesforce_exporter/internal/config"
)

// metaMetrics are those of internal/org about the measuring itself.
func metaMetrics() map[string][]string {
	return map[string][]string{
		"salesforce_up":                              {},
		"salesforce_api_requests_used":               {},
		"salesforce_api_requests_limit":              {},
		"salesforce_exporter_errors_total":           {"code"},
		"salesforce_exporter_api_calls_total":        {},
		"salesforce_exporter_refreshes_total":        {},
		"salesforce_exporter_circuit_open":           {"reason"},
		"salesforce_exporter_answers_kept":           {},
		"salesforce_exporter_interval_stretch_ratio": {},
		"salesforce_exporter_build_info": {"version", "revision", "branch", "goversion", "goos",
			"goarch", "tags"},
		"salesforce_exporter_engagement_filled_seconds":       {},
		"salesforce_exporter_engagement_interval_seconds":     {},
		"salesforce_exporter_engagement_page_views_read":      {},
		"salesforce_exporter_engagement_errors_total":         {"code"},
		"salesforce_collector_success":                        {"collector"},
		"salesforce_collector_duration_seconds":               {"collector"},
		"salesforce_collector_last_success_timestamp_seconds": {"collector"},
		"salesforce_collector_api_calls":                      {"collector"},
		"salesforce_collector_withheld":                       {"collector"},
		"salesforce_collector_skipped":                        {"collector", "reason"},
		"salesforce_collector_dropped_series":                 {"collector", "metric"},
		"salesforce_collector_bad_rows":                       {"collector", "reason"},
	}
}

// metricsOf lists what can be on /metrics with a configuration: names, and the
// labels of each.
func metricsOf(t *testing.T, file *config.File) map[string][]string {
	t.Helper()
	people := &collector.PeopleSource{Dimensions: collector.DefaultDimensions()}
	if file.Dimensions != nil {
		people.Dimensions = nil
		for _, d := range file.Dimensions {
			people.Dimensions = append(people.Dimensions, collector.Dimension{Label: d.Label, Path: d.Path})
		}
	}
	known := metaMetrics()
	makeOne := collector.Maker(file.Collectors, collector.Common{People: people})
	for _, factory := range builtin.Collectors() {
		c, err := makeOne(factory.Name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range c.Plan(collector.OpenSchema()).Metrics() {
			known[m.Name] = append([]string{}, m.Labels...)
			if len(m.Buckets) > 0 {
				known[m.Name+"_bucket"] = append([]string{"le"}, m.Labels...)
				known[m.Name+"_sum"], known[m.Name+"_count"] = known[m.Name], known[m.Name]
			}
		}
	}
	return known
}

// A claim is a piece of a page: expressions, prose that names metrics, and the
// configuration that both need.
type claim struct {
	where       string
	prose       string
	expressions []string
	config      string
}

var (
	codeSpan   = regexp.MustCompile("`([^`]+)`")
	metricWord = regexp.MustCompile(`\bsalesforce_[a-z0-9_]+\*?`)
	configSpan = regexp.MustCompile(`^(?:(collectors|dimensions|users): \{|features: \[)`)
)

// TestDocsNameWhatExists holds every query and every metric name in the docs
// against what the collectors can give.
func TestDocsNameWhatExists(t *testing.T) {
	pages, err := filepath.Glob("../../docs/collectors/*.md")
	if err != nil || len(pages) < len(builtin.Collectors()) {
		t.Fatalf("found the pages %v, %v", pages, err)
	}
	var all []string
	for _, path := range pages {
		all = append(all, checkClaims(t,
			pageClaims(t, path, "collectors: {cases: {satisfaction: {field: CSAT__c, scale: 5}}}\n"+
				"features: [{name: opportunity_page, pages: [/lightning/r/Opportunity/view]}]"))...)
	}
	all = append(all, checkClaims(t, pageClaims(t, "../../docs/coverage.md", ""))...)
	if len(all) < 100 {
		t.Errorf("found %d expressions, want 100 and more", len(all))
	}
	t.Run("promtool", func(t *testing.T) { promtool(t, all) })
}

// checkClaims returns the expressions.
func checkClaims(t *testing.T, claims []claim) []string {
	t.Helper()
	known := map[string]map[string][]string{}
	var all []string
	for _, c := range claims {
		if known[c.config] == nil {
			known[c.config] = metricsOf(t, loadConfig(t, c.where, c.config))
		}
		for _, text := range c.expressions {
			for _, problem := range checkExpression(text, known[c.config]) {
				t.Errorf("%s: %s: %s", c.where, text, problem)
			}
		}
		for _, word := range metricWord.FindAllString(c.prose, -1) {
			if !names(known[c.config], word) {
				t.Errorf("%s: there is no metric %s", c.where, word)
			}
		}
		all = append(all, c.expressions...)
	}
	return all
}

// names tells whether a word is a metric, or the beginning of some where it
// ends with a star.
func names(known map[string][]string, word string) bool {
	prefix, many := strings.CutSuffix(word, "*")
	for name := range known {
		if name == word || many && strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return word == "salesforce_exporter" // the program
}

func loadConfig(t *testing.T, where, text string) *config.File {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.yml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := config.Load(path, builtin.Collectors())
	if err != nil {
		t.Errorf("%s: %v", where, err)
		return config.Default(builtin.Collectors())
	}
	return file
}

// pageClaims reads a page. Queries are blocks of promql, samples in other
// blocks, and the second cells of tables that have a column PromQL.
func pageClaims(t *testing.T, path, always string) []claim {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var claims []claim
	block, table := "", false
	for number, line := range strings.Split(string(text), "\n") {
		c := claim{where: fmt.Sprintf("%s:%d", filepath.Base(path), number+1), prose: line, config: always}
		language, fence := strings.CutPrefix(line, "```")
		row := strings.HasPrefix(line, "| ")
		table = row && (table || strings.Contains(line, "| PromQL |"))
		switch {
		case fence && block == "":
			block = "block " + language
		case fence:
			block = ""
		case block == "block promql" && line != "" && !strings.HasPrefix(line, "#"):
			c.expressions = []string{line}
		case block == "block " && strings.HasPrefix(line, "salesforce_"):
			c.expressions = []string{line[:strings.LastIndex(line, " ")]}
		case block == "" && table:
			c = rowClaim(t, c)
		}
		claims = append(claims, c)
	}
	return claims
}

// rowClaim reads a row: what it names, query, remarks.
func rowClaim(t *testing.T, c claim) claim {
	t.Helper()
	cells := strings.Split(strings.Trim(c.prose, "|"), "|")
	if len(cells) != 3 {
		t.Errorf("%s: %d cells, want 3", c.where, len(cells))
		return c
	}
	for _, span := range codeSpan.FindAllStringSubmatch(cells[1], -1) {
		c.expressions = append(c.expressions, span[1])
	}
	var needed []string
	for _, span := range codeSpan.FindAllStringSubmatch(cells[2], -1) {
		if configSpan.MatchString(span[1]) {
			needed = append(needed, span[1])
		}
	}
	c.config = strings.Join(needed, "\n")
	if strings.TrimSpace(cells[1]) == "–" && !strings.Contains(cells[2], "Missing:") {
		t.Errorf("%s: no query, and no word of what is missing", c.where)
	}
	return c
}

// promtool lets Prometheus' own parser read the expressions.
func promtool(t *testing.T, expressions []string) {
	path, err := exec.LookPath("promtool")
	if err != nil {
		t.Skip("promtool is not on PATH: names are checked, grammar is not")
	}
	type rule struct {
		Record string `yaml:"record"`
		Expr   string `yaml:"expr"`
	}
	type group struct {
		Name  string `yaml:"name"`
		Rules []rule `yaml:"rules"`
	}
	docs := group{Name: "docs"}
	for i, text := range expressions {
		docs.Rules = append(docs.Rules, rule{Record: fmt.Sprintf("docs:expression:%d", i), Expr: text})
	}
	file, err := yaml.Marshal(map[string][]group{"groups": {docs}})
	if err != nil {
		t.Fatal(err)
	}
	rules := filepath.Join(t.TempDir(), "rules.yml")
	if err := os.WriteFile(rules, file, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), path, "check", "rules", rules).CombinedOutput(); err != nil {
		t.Errorf("promtool check rules: %v\n%s", err, out)
	}
}

// TestCoverageIsComplete counts the reports that docs/coverage.md answers.
func TestCoverageIsComplete(t *testing.T) {
	text, err := os.ReadFile("../../docs/coverage.md")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	section := ""
	for line := range strings.Lines(string(text)) {
		if title, ok := strings.CutPrefix(line, "## "); ok {
			section = strings.TrimSpace(title)
		}
		if strings.HasPrefix(line, "| ") && !strings.HasPrefix(line, "| ---") && !strings.Contains(line, "| PromQL |") {
			got[section]++
		}
	}
	maps.DeleteFunc(got, func(section string, _ int) bool {
		return slices.Contains([]string{"Other lists", "Checklists"}, section)
	})
	want := map[string]int{"Logins": 7, "Key features": 15, "Sales and marketing": 20} // the 42 reports
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows of docs/coverage.md (-want +got):\n%s", diff)
	}
}

// TestCheckExpression proves that wrong names are found.
func TestCheckExpression(t *testing.T) {
	known := map[string][]string{"users": {"role"}, "logins": {"role", "region"}}
	for _, c := range []struct {
		text string
		want []string
	}{
		{`sum by (role) (logins) / sum by (role) (users)`, nil},
		{`topk(5, sum by (region, role) (logins{role!~"a|b",region="x"} offset 5m))`, nil},
		{`avg_over_time(sum(users)[30d:1d]) > bool 2`, nil},
		{`users / on (role) group_left (region) logins unless users`, nil},
		{`sum(people)`, []string{"there is no metric people"}},
		{`users_7d == 0`, []string{"there is no metric users_7d"}},
		{`sum by (region) (users)`, []string{"users has no label region"}},
		{`sum by (region) (logins / users)`, []string{"users has no label region"}},
		{`sum without (site) (logins)`, []string{"logins has no label site"}},
		{`users{region="x"}`, []string{"users has no label region"}},
		{`users / on (site) logins`, []string{"no metric has the label site"}},
		{`sum(users) by (role)`, []string{"write the labels before what is aggregated: sum by (role) (…)"}},
		{`sum(users`, []string{"a parenthesis is not closed"}},
		{`{role="x"}`, []string{"braces without a metric", "no metric"}},
		{`vector(1)`, []string{"no metric"}},
	} {
		if diff := cmp.Diff(c.want, checkExpression(c.text, known)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.text, diff)
		}
	}
}
