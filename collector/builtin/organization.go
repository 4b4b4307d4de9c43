package builtin

import (
	"errors"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/soql"
)

// organization says which org this is and how much of its limits is left.
type organization struct {
	collector.Base
	infoEvery time.Duration
}

const (
	limitsEvery       = 2 * time.Hour
	organizationEvery = 24 * time.Hour
)

// NewOrg measures the org itself.
func NewOrg(s collector.Settings) (collector.Collector, error) {
	return &organization{Base: collector.NewBase("org", s.IntervalOr(limitsEvery)),
		infoEvery: s.EveryOr(organizationEvery)}, nil
}

func (o *organization) Plan(s *collector.Schema) collector.Plan {
	plan := o.planLimits()
	info := collector.NewMetric("organization_info",
		"Always 1; the labels say which org this is.", o.infoEvery, "org_id", "name", "edition", "pod", "sandbox")
	statement := soql.Statement{Object: "Organization"}
	for _, field := range []string{"Id", "Name", "OrganizationType", "InstanceName", "IsSandbox"} {
		if err := s.Check("Organization", field, collector.Selects); err != nil {
			plan.Skipped = append(plan.Skipped, collector.SkipOf(info.Name, err))
			return plan
		}
		statement.Columns = append(statement.Columns, soql.Column{Expr: field})
	}
	plan.Add(collector.AskingRows(statement, o.infoEvery, collector.Answered,
		func(rows [][]string, _ *collector.People) ([]collector.Sample, error) {
			if len(rows) == 0 {
				return nil, errors.New("the answer about Organization has no row")
			}
			var all []collector.Sample
			for _, row := range rows {
				all = append(all, collector.Sample{Metric: info, Values: row, Value: 1})
			}
			return all, nil
		}, info))
	return plan
}

func (o *organization) planLimits() collector.Plan {
	metrics := []*collector.Metric{
		collector.NewMetric("limit_max", "What the org may use of each of its limits.", o.Interval(), "limit"),
		collector.NewMetric("limit_remaining", "What is left of each of the org's limits.", o.Interval(), "limit"),
	}
	return collector.AskingRows(soql.Limits(), o.Interval(), collector.Answered,
		func(rows [][]string, _ *collector.People) ([]collector.Sample, error) {
			var all []collector.Sample
			for i, metric := range metrics {
				for _, row := range rows {
					value, err := soql.ParseNumber(row[1+i])
					if err != nil {
						return nil, err
					}
					all = append(all, collector.Sample{Metric: metric, Values: row[:1], Value: value})
				}
			}
			return all, nil
		}, metrics...)
}
