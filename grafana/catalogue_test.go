package grafana_test

import (
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/builtin"
	"salesforce_exporter/grafana"
)

// catalogue lists the labels of every metric on /metrics.
func catalogue(t *testing.T) map[string][]string {
	t.Helper()
	all, err := builtin.Everything(collector.DefaultDimensions())
	if err != nil {
		t.Fatal(err)
	}
	metrics := map[string][]string{}
	for _, c := range all {
		for _, m := range c.Plan(collector.OpenSchema()).Metrics() {
			metrics[m.Name] = m.Labels
			if m.Buckets != nil {
				metrics[m.Name+"_bucket"] = append(slices.Clone(m.Labels), "le")
				metrics[m.Name+"_sum"], metrics[m.Name+"_count"] = m.Labels, m.Labels
			}
		}
	}
	measuring(t, metrics)
	return metrics
}

var (
	metricRow  = regexp.MustCompile("(?m)^\\| (`salesforce_[^|]*) \\| ([^|]*) \\|")
	backquoted = regexp.MustCompile("`(salesforce_\\w+)`")
)

// measuring adds the metrics about the measuring, from their table in the docs.
func measuring(t *testing.T, metrics map[string][]string) {
	t.Helper()
	text, err := os.ReadFile("../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "## Metrics about the measuring")
	rows := metricRow.FindAllStringSubmatch(table, -1)
	if len(rows) == 0 {
		t.Fatal("docs/configuration.md has no table of the metrics about the measuring")
	}
	for _, row := range rows {
		for _, name := range backquoted.FindAllStringSubmatch(row[1], -1) {
			metrics[name[1]] = strings.Split(strings.Trim(row[2], "– "), ", ")
		}
	}
}

var (
	matcher  = regexp.MustCompile(`(\w+)(?:=~|!~|!=|=)"`)
	grouping = regexp.MustCompile(`\b(?:by|on|group_left|without|ignoring) \(([^)]*)\)`)
	counted  = regexp.MustCompile(`count_values(?: by \([^)]*\) )?\("(\w+)"`)
	made     = regexp.MustCompile(`, "(\w+)", "[^"]*"(?:, "[^"]*")+\)`) // by label_replace and label_join
	recorded = regexp.MustCompile(`\w+:salesforce_\w+:\w+\{`)           // series of rules, which prometheus/ tests
	inLegend = regexp.MustCompile(`\{\{(\w+)\}\}`)
)

func TestQueriesNameExistingMetricsAndLabels(t *testing.T) {
	metrics := catalogue(t)
	for _, d := range dashboards(t) {
		for _, p := range d.drawn() {
			for _, q := range p.Targets {
				for _, problem := range unknown(metrics, q) {
					t.Errorf("%s: %s %s: %s", d.file, p.Title, q.RefID, problem)
				}
			}
		}
	}
}

// unknown says what the query names that does not exist.
func unknown(metrics map[string][]string, q target) []string {
	var problems []string
	labels := []string{"job", "instance"}
	for _, m := range slices.Concat(made.FindAllStringSubmatch(q.Expr, -1), counted.FindAllStringSubmatch(q.Expr, -1)) {
		labels = append(labels, m[1])
	}
	for _, s := range selector.FindAllStringSubmatch(recorded.ReplaceAllString(q.Expr, "recorded{"), -1) {
		name, _, _ := strings.Cut(s[0], "{")
		own, ok := metrics[name]
		if !ok {
			problems = append(problems, "no metric "+name)
			continue
		}
		labels = append(labels, own...)
		for _, m := range matcher.FindAllStringSubmatch(s[1], -1) {
			if !slices.Contains(own, m[1]) && m[1] != "job" && m[1] != "instance" {
				problems = append(problems, name+" has no label "+m[1])
			}
		}
	}
	for _, label := range mentioned(q) {
		if !slices.Contains(labels, label) {
			problems = append(problems, "no label "+label)
		}
	}
	return problems
}

// mentioned lists the labels that the query groups by and its legend shows.
func mentioned(q target) []string {
	var labels []string
	for _, g := range grouping.FindAllStringSubmatch(q.Expr, -1) {
		for label := range strings.SplitSeq(g[1], ",") {
			if label = strings.TrimSpace(label); label != "" {
				labels = append(labels, label)
			}
		}
	}
	for _, m := range inLegend.FindAllStringSubmatch(q.LegendFormat, -1) {
		labels = append(labels, m[1])
	}
	return labels
}

func TestUnknownNamesAreFound(t *testing.T) {
	metrics := map[string][]string{"salesforce_users": {"role"}}
	for expression, want := range map[string]int{
		`sum by (role) (salesforce_users{role=~"$role"})`:                0,
		`sum by (team) (salesforce_users{role=~"$role"})`:                1,
		`sum by (role) (salesforce_users{region=~"$region"})`:            1,
		`sum(salesforce_people{job=~"$job"})`:                            1,
		`count_values("people", sum(salesforce_users))`:                  0,
		`sum by (a) (label_replace(salesforce_users, "a", "b", "", ""))`: 0,
		`count(org:salesforce_score:ratio{job="a"})`:                     0,
		`salesforce_users and on (a) salesforce_users{b="c"}`:            2,
		`salesforce_users{role="a"} and on (role, job) vector(1)`:        0,
	} {
		if got := unknown(metrics, target{Expr: expression}); len(got) != want {
			t.Errorf("%s: %v, want %d", expression, got, want)
		}
	}
}

var threshold = regexp.MustCompile(`record: salesforce:threshold:score_(weight|target), labels: \{component: (\w+)\}, expr: vector\(([\d.]+)\)`)

// TestScoreIsThatOfTheRules: the dashboards write the score out, so that they
// need no rules; its constants are those of prometheus/thresholds.yml.
func TestScoreIsThatOfTheRules(t *testing.T) {
	rules, err := os.ReadFile("../prometheus/thresholds.yml")
	if err != nil {
		t.Fatal(err)
	}
	found := threshold.FindAllStringSubmatch(string(rules), -1)
	if len(found) != 10 {
		t.Fatalf("thresholds.yml has %d constants of the score", len(found))
	}
	weights, targets := grafana.Components()
	written := map[string]map[string]float64{"weight": weights, "target": targets}
	for _, m := range found {
		kind, component, value := m[1], m[2], m[3]
		if got := strconv.FormatFloat(written[kind][component], 'f', -1, 64); got != value {
			t.Errorf("%s of %s is %s in score.go and %s in thresholds.yml", kind, component, got, value)
		}
	}
}
