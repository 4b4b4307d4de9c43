package collector

import (
	"errors"
	"time"

	"salesforce_exporter/internal/soql"
)

// organization says which org this is and how much of its limits is left.
type organization struct{ every, infoEvery time.Duration }

const (
	limitsEvery       = 2 * time.Hour
	organizationEvery = 24 * time.Hour
)

// Org is the collector of the org itself.
func Org() Factory {
	return Factory{"org", "which org this is and what is left of its limits", only(NewOrg)}
}

// NewOrg measures the org itself.
func NewOrg(s Settings) (Collector, error) {
	return &organization{every: s.interval(limitsEvery), infoEvery: s.every(organizationEvery)}, nil
}

func (*organization) Name() string { return "org" }

func (o *organization) Interval() time.Duration { return o.every }

func (o *organization) Plan(s *Schema) Plan {
	plan := Plan{
		Queries: []Query{{Statement: soql.Limits(), MaxAge: o.every}},
		parts: []part{&limits{
			most: &Metric{Name: Prefix + "limit_max", Labels: []string{"limit"},
				Help: helpWithInterval("What the org may use of each of its limits.", o.every)},
			remaining: &Metric{Name: Prefix + "limit_remaining", Labels: []string{"limit"},
				Help: helpWithInterval("What is left of each of the org's limits.", o.every)},
		}},
	}
	info := &organizationInfo{metric: &Metric{
		Name:   Prefix + "organization_info",
		Help:   helpWithInterval("Always 1; the labels say which org this is.", o.infoEvery),
		Labels: []string{"org_id", "name", "edition", "instance", "sandbox"},
	}}
	statement := soql.Statement{Object: "Organization"}
	for _, field := range []string{"Id", "Name", "OrganizationType", "InstanceName", "IsSandbox"} {
		if err := s.check("Organization", field, selects); err != nil {
			plan.Skipped = append(plan.Skipped, skip(info.metric.Name, err))
			return plan
		}
		statement.Columns = append(statement.Columns, soql.Column{Expr: field})
	}
	info.text = statement.String()
	plan.add(Plan{Queries: []Query{{Statement: statement, MaxAge: o.infoEvery}}, parts: []part{info}})
	return plan
}

type limits struct{ most, remaining *Metric }

func (l *limits) metrics() []*Metric { return []*Metric{l.most, l.remaining} }

func (l *limits) needs() Needs { return Needs{Texts: []string{l.text()}} }

func (*limits) text() string { return soql.Limits().String() }

func (l *limits) samples(answers Answers, _ *People) ([]Sample, error) {
	var all []Sample
	for i, metric := range l.metrics() {
		for _, row := range answers[l.text()].Rows {
			value, err := soql.ParseNumber(row[1+i])
			if err != nil {
				return nil, err
			}
			all = append(all, Sample{Metric: metric, Values: row[:1], Value: value})
		}
	}
	return all, nil
}

type organizationInfo struct {
	metric *Metric
	text   string
}

func (o *organizationInfo) metrics() []*Metric { return []*Metric{o.metric} }

func (o *organizationInfo) needs() Needs { return Needs{Texts: []string{o.text}} }

func (o *organizationInfo) samples(answers Answers, _ *People) ([]Sample, error) {
	if len(answers[o.text].Rows) == 0 {
		return nil, errors.New("the answer about Organization has no row")
	}
	var all []Sample
	for _, row := range answers[o.text].Rows {
		all = append(all, Sample{Metric: o.metric, Values: row, Value: 1})
	}
	return all, nil
}
