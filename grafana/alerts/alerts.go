// Package alerts makes the alerts of prometheus/ ones that Grafana evaluates and
// sends by itself. The recording rules stay with Prometheus. What it makes is in
// the JSON files beside it; a test says where the two differ.
package alerts

import (
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/grafana/grafana-foundation-sdk/go/alerting"
	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/cog/variants"
	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/expr"
	"github.com/grafana/grafana-foundation-sdk/go/prometheus"
	"github.com/prometheus/common/model"
	"go.yaml.in/yaml/v3"
)

// Grafana calls what a rule asks by name, and computes with it as a data source
// of its own.
const (
	queried    = "query"
	returned   = "returned"
	condition  = "condition"
	expression = "__expr__"
)

// lookBack is the time range of an instant query, whose end alone counts.
const lookBack = 600

// An Group is a group of a rule file, as far as it has alerts.
type Group struct {
	Name     string
	Interval string
	Rules    []Rule
}

// An Rule is an alert as Prometheus knows it.
type Rule struct {
	Alert         string
	Expr          string
	For           string
	KeepFiringFor string `yaml:"keep_firing_for"`
	Labels        map[string]string
	Annotations   map[string]string
}

// Read reads the groups that have alerts from the rule files in a folder.
func Read(files fs.FS) ([]Group, error) {
	paths, err := fs.Glob(files, "*.yml")
	if err != nil {
		return nil, err
	}
	var groups []Group
	for _, path := range paths {
		text, err := fs.ReadFile(files, path)
		if err != nil {
			return nil, fmt.Errorf("reading the rules: %w", err)
		}
		var file struct{ Groups []Group }
		if err := yaml.Unmarshal(text, &file); err != nil {
			return nil, fmt.Errorf("reading %s: %w", path, err)
		}
		for _, g := range file.Groups {
			if len(g.Rules) > 0 && g.Rules[0].Alert != "" {
				groups = append(groups, g)
			}
		}
	}
	return groups, nil
}

// Place is where alerts of Grafana live, and what they ask.
type Place struct {
	FolderUID  string
	DataSource string // UID of the Prometheus that evaluates the recording rules
	Runbooks   string // where the runbooks are read; empty for what runbooks.txt says
}

// Make makes the group of Grafana: the alerts with the same expressions, times,
// labels and messages, under UIDs that stay, so that making it anew replaces it.
func (g Group) Make(at Place) (alerting.RuleGroup, error) {
	interval, err := model.ParseDuration(g.Interval)
	if err != nil {
		return alerting.RuleGroup{}, fmt.Errorf("the interval of %s: %w", g.Name, err)
	}
	group := alerting.NewRuleGroupBuilder(g.Name).FolderUid(at.FolderUID).
		Interval(alerting.Duration(time.Duration(interval) / time.Second))
	for _, r := range g.Rules {
		group.WithRule(r.builder(g.Name, at))
	}
	made, err := group.Build()
	if err != nil {
		return alerting.RuleGroup{}, fmt.Errorf("making the group %s: %w", g.Name, err)
	}
	return made, nil
}

func (r Rule) builder(group string, at Place) *alerting.RuleBuilder {
	b := alerting.NewRuleBuilder(r.Alert).Uid(strings.ToLower(r.Alert)).FolderUID(at.FolderUID).RuleGroup(group).
		For(r.For).Labels(r.Labels).Annotations(r.messages(at.Runbooks)).
		// As in Prometheus: no data is no alert, and an alert ends with its series.
		NoDataState(alerting.RuleNoDataStateOK).ExecErrState(alerting.RuleExecErrStateError).
		MissingSeriesEvalsToResolve(1).
		WithQuery(r.ask(at)).WithQuery(isThere()).WithQuery(moreThanNone()).Condition(condition)
	if r.KeepFiringFor != "" {
		b.KeepFiringFor(r.KeepFiringFor)
	}
	return b
}

// messages are the annotations. In Grafana $value is a text about all queries, and
// the number is that of the query; parts that ask Prometheus anew stay empty.
func (r Rule) messages(runbooks string) map[string]string {
	texts := map[string]string{}
	for name, text := range r.Annotations {
		texts[name] = strings.ReplaceAll(text, "$value", "$values."+queried+".Value")
	}
	if runbooks != "" {
		texts["runbook_url"] = runbooks + "#" + strings.ToLower(r.Alert)
	}
	return texts
}

func (r Rule) ask(at Place) *alerting.QueryBuilder {
	kind := "prometheus"
	return alerting.NewQueryBuilder(queried).DatasourceUid(at.DataSource).RelativeTimeRange(lookBack, 0).
		Model(prometheus.NewDataqueryBuilder().Expr(r.Expr).Instant().RefId(queried).
			Datasource(common.DataSourceRef{Type: &kind, Uid: &at.DataSource}))
}

// isThere is 1 for each series, whatever its value: Grafana takes a value of 0 for
// normal, and Prometheus does not.
func isThere() *alerting.QueryBuilder {
	text := fmt.Sprintf("is_number($%[1]s) || is_nan($%[1]s) || is_inf($%[1]s)", queried)
	return computed(returned, expr.NewExprBuilder().TypeMath(
		expr.NewTypeMathBuilder().Expression(text).RefId(returned).Datasource(ofExpression())))
}

func moreThanNone() *alerting.QueryBuilder {
	evaluator := expr.NewExprTypeThresholdConditionsEvaluatorBuilder().
		Type(expr.ExprTypeThresholdConditionsEvaluatorTypeGt).Params([]float64{0})
	return computed(condition, expr.NewExprBuilder().TypeThreshold(
		expr.NewTypeThresholdBuilder().Expression(returned).RefId(condition).Datasource(ofExpression()).
			Conditions([]cog.Builder[expr.ExprTypeThresholdConditions]{
				expr.NewExprTypeThresholdConditionsBuilder().Evaluator(evaluator)})))
}

func ofExpression() common.DataSourceRef {
	kind, uid := expression, expression
	return common.DataSourceRef{Type: &kind, Uid: &uid}
}

func computed(name string, model cog.Builder[variants.Dataquery]) *alerting.QueryBuilder {
	return alerting.NewQueryBuilder(name).DatasourceUid(expression).Model(model)
}
