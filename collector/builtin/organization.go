package builtin

import (
	"errors"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/soql"
)

// organization says which org this is and how much of its limits is left.
type organization struct{ every, infoEvery time.Duration }

const (
	limitsEvery       = 2 * time.Hour
	organizationEvery = 24 * time.Hour
)

// NewOrg measures the org itself.
func NewOrg(s collector.Settings) (collector.Collector, error) {
	return &organization{every: s.IntervalOr(limitsEvery), infoEvery: s.EveryOr(organizationEvery)}, nil
}

func (*organization) Name() string { return "org" }

func (o *organization) Interval() time.Duration { return o.every }

func (o *organization) Plan(s *collector.Schema) collector.Plan {
	plan := collector.Asking(soql.Limits(), o.every, &limits{
		most:      collector.NewMetric("limit_max", "What the org may use of each of its limits.", o.every, "limit"),
		remaining: collector.NewMetric("limit_remaining", "What is left of each of the org's limits.", o.every, "limit"),
	})
	info := &organizationInfo{metric: collector.NewMetric("organization_info",
		"Always 1; the labels say which org this is.", o.infoEvery, "org_id", "name", "edition", "pod", "sandbox")}
	statement := soql.Statement{Object: "Organization"}
	for _, field := range []string{"Id", "Name", "OrganizationType", "InstanceName", "IsSandbox"} {
		if err := s.Check("Organization", field, collector.Selects); err != nil {
			plan.Skipped = append(plan.Skipped, collector.SkipOf(info.metric.Name, err))
			return plan
		}
		statement.Columns = append(statement.Columns, soql.Column{Expr: field})
	}
	info.text = statement.String()
	plan.Add(collector.Asking(statement, o.infoEvery, info))
	return plan
}

type limits struct{ most, remaining *collector.Metric }

func (l *limits) Metrics() []*collector.Metric { return []*collector.Metric{l.most, l.remaining} }

func (l *limits) Needs() collector.Needs { return collector.Needs{Texts: []string{l.text()}} }

func (*limits) text() string { return soql.Limits().String() }

func (l *limits) Samples(answers collector.Answers, _ *collector.People) ([]collector.Sample, error) {
	var all []collector.Sample
	for i, metric := range l.Metrics() {
		for _, row := range answers[l.text()].Rows {
			value, err := soql.ParseNumber(row[1+i])
			if err != nil {
				return nil, err
			}
			all = append(all, collector.Sample{Metric: metric, Values: row[:1], Value: value})
		}
	}
	return all, nil
}

type organizationInfo struct {
	metric *collector.Metric
	text   string
}

func (o *organizationInfo) Metrics() []*collector.Metric { return []*collector.Metric{o.metric} }

func (o *organizationInfo) Needs() collector.Needs { return collector.Needs{Texts: []string{o.text}} }

func (o *organizationInfo) Samples(answers collector.Answers, _ *collector.People) ([]collector.Sample, error) {
	if len(answers[o.text].Rows) == 0 {
		return nil, errors.New("the answer about Organization has no row")
	}
	var all []collector.Sample
	for _, row := range answers[o.text].Rows {
		all = append(all, collector.Sample{Metric: o.metric, Values: row, Value: 1})
	}
	return all, nil
}
