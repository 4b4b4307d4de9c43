package builtin

import (
	"fmt"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/soql"
)

// lightning reads what Salesforce itself measures of Lightning Experience, one
// row set a day. The newest day that any of the three objects has is "1d": a
// job fills them after midnight, and a day without a switch to Classic has no
// row to say so.
type lightning struct {
	collector.Base
	least int // people that a profile needs to be shown
}

const lightningEvery = 12 * time.Hour

// lightningDays is how far back the newest day is looked for.
const lightningDays = "MetricsDate = LAST_N_DAYS:7"

// topPages bounds the page label.
const topPages = 50

// newLightning measures usage, page views, load times and switches to Classic.
func newLightning(s collector.Settings) (collector.Collector, error) {
	return &lightning{Base: collector.NewBase("lightning", s.IntervalOr(lightningEvery)), least: s.People.MinPeople}, nil
}

// A lightningTable is one of the three objects, summed up by day.
type lightningTable struct {
	object  string
	keys    []string // besides the day
	values  []string
	Metrics []*collector.Metric
	text    string
}

func (l *lightning) tables() []lightningTable {
	metric := func(name, help string, labels ...string) *collector.Metric {
		return collector.NewMetric(name, help+" On the latest day that Salesforce has figures for.", l.Interval(), labels...)
	}
	return []lightningTable{
		{object: "LightningUsageByAppTypeMetrics", keys: []string{"AppExperience", "User.Profile.Name"},
			values: []string{"COUNT_DISTINCT(UserId)"},
			Metrics: []*collector.Metric{metric("lightning_users_1d", "People who used Salesforce, by experience and profile.",
				"experience", "profile")}},
		{object: "LightningUsageByPageMetrics", keys: []string{"PageName"},
			values: []string{"SUM(TotalCount)", "SUM(SumEPT)", "SUM(RecordCountEPT)"},
			Metrics: []*collector.Metric{
				metric("lightning_page_views_1d", "Views of Lightning pages; the 50 most viewed, the rest as \"other\".", "page"),
				metric("lightning_page_load_seconds_1d",
					"Sum of experienced page times. Divide by lightning_page_loads_1d for the average.", "page"),
				metric("lightning_page_loads_1d", "Page loads whose experienced page time was measured.", "page"),
			}},
		{object: "LightningToggleMetrics", keys: []string{"Action"},
			values: []string{"SUM(RecordCount)"},
			Metrics: []*collector.Metric{metric("lightning_switches_to_classic_1d",
				"Switches from Lightning Experience to Salesforce Classic.")}},
	}
}

func (l *lightning) Plan(s *collector.Schema) collector.Plan {
	var plan collector.Plan
	var metrics []*collector.Metric
	var tables []lightningTable
	for _, t := range l.tables() {
		statement, err := t.statement(s)
		if err != nil {
			plan.Skipped = append(plan.Skipped, collector.SkipOf(t.Metrics[0].Name, err))
			continue
		}
		t.text = statement.String()
		tables, metrics = append(tables, t), append(metrics, t.Metrics...)
		plan.Queries = append(plan.Queries, collector.Query{Statement: statement, MaxAge: l.Interval()})
	}
	if len(tables) > 0 {
		plan.Parts = append(plan.Parts, collector.NewPart(collector.Answered(plan.Texts()...),
			func(answers collector.Answers, _ *collector.People) ([]collector.Sample, error) {
				return l.samples(tables, answers)
			}, metrics...))
	}
	return plan
}

func (t lightningTable) statement(s *collector.Schema) (soql.Statement, error) {
	// pages follow the day
	statement := soql.Statement{Object: t.object, Where: lightningDays,
		GroupBy: append([]string{"MetricsDate"}, t.keys...)}
	for i, key := range statement.GroupBy {
		if err := s.Check(t.object, key, collector.Groups); err != nil {
			return statement, err
		}
		statement.Columns = append(statement.Columns, soql.Column{Expr: key, Alias: fmt.Sprintf("g%d", i)})
	}
	for i, value := range t.values {
		_, field, _ := soql.Aggregate(value)
		if err := s.Check(t.object, field, collector.Aggregates); err != nil {
			return statement, err
		}
		statement.Columns = append(statement.Columns, soql.Column{Expr: value, Alias: fmt.Sprintf("v%d", i)})
	}
	return statement, nil
}

// samples are those of the newest day.
func (l *lightning) samples(tables []lightningTable, answers collector.Answers) ([]collector.Sample, error) {
	newest := ""
	for _, t := range tables {
		for row := range answers[t.text].Rows.All() {
			newest = max(newest, row[0])
		}
	}
	if newest == "" {
		// Nothing was measured, which is not the same as no use.
		return nil, collector.SkippedError{
			Reason: "Salesforce has no Lightning usage data of the last 7 days",
			Remedy: "none in a sandbox, where Salesforce measures nothing; in production, data of yesterday comes after midnight",
		}
	}
	var all []collector.Sample
	for _, t := range tables {
		samples, err := t.Samples(answers[t.text].Rows.List(), newest, l.least)
		if err != nil {
			return nil, err
		}
		all = append(all, samples...)
	}
	return all, nil
}

func (t lightningTable) Samples(rows [][]string, day string, least int) ([]collector.Sample, error) {
	all := make([]*collector.Sums, len(t.Metrics))
	for i, m := range t.Metrics {
		all[i] = collector.NewSums(m, false, nil)
		if len(m.Labels) == 0 {
			all[i].Touch(nil)
		}
	}
	for _, row := range rows {
		if row[0] != day || t.object == "LightningToggleMetrics" && row[1] != "switchToAloha" {
			continue
		}
		for i, s := range all {
			value, err := soql.ParseNumber(row[len(t.keys)+1+i])
			if err != nil {
				return nil, err
			}
			if t.values[i] == "SUM(SumEPT)" {
				value /= 1000 // experienced page time is in milliseconds
			}
			s.Add(t.labels(row), nil, value)
		}
	}
	if t.object == "LightningUsageByPageMetrics" {
		all[0].KeepTop(topPages)
		for _, s := range all[1:] {
			s.KeepSame(all[0])
		}
	}
	if t.object == "LightningUsageByAppTypeMetrics" && least > 1 {
		all[0].FoldSmall(float64(least), 1)
	}
	var samples []collector.Sample
	for _, s := range all {
		samples = append(samples, s.Samples()...)
	}
	return samples, nil
}

func (t lightningTable) labels(row []string) []string {
	var values []string
	for i := range t.Metrics[0].Labels {
		values = append(values, collector.OrNone(row[1+i]))
	}
	return values
}
