package builtin

import (
	"cmp"
	"fmt"
	"strconv"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/catalog"
	"salesforce_exporter/internal/setting"
	"salesforce_exporter/internal/soql"
)

const campaignsEvery = 6 * time.Hour

// What bounds the campaign label.
const (
	topCampaigns  = 20
	mostCampaigns = 500
)

// CampaignSettings say how many campaigns have results.
type CampaignSettings struct {
	collector.Settings `yaml:",inline"`
	Top                setting.PositiveInt `yaml:"top"` // zero for topCampaigns
}

// Check finds a number of campaigns that would make too many series.
func (s *CampaignSettings) Check(c collector.Checked) []error {
	if s.Top <= mostCampaigns {
		return nil
	}
	return []error{fmt.Errorf("line %d: top is %d: show %d campaigns at most", c.Own.At("top").Line, s.Top, mostCampaigns)}
}

// New measures what marketing runs and what comes of it.
func (s *CampaignSettings) New() (collector.Collector, error) {
	return catalog.New("campaigns", s.Settings, s.plan)
}

// A campaignColumn is a sum over a campaign, and the metric that shows it.
type campaignColumn struct {
	field  string
	metric *collector.Metric
}

// plan shows what came of the campaigns that won most.
func (s *CampaignSettings) plan(schema *collector.Schema, settings collector.Settings) collector.Plan {
	every, top := settings.IntervalOr(campaignsEvery), cmp.Or(int(s.Top), topCampaigns)
	metric := func(name, help string) *collector.Metric {
		help += fmt.Sprintf(" The %d campaigns with the largest won amount.", top)
		return collector.NewMetric(name, help, every, "campaign")
	}
	columns := []campaignColumn{
		{"AmountWonOpportunities",
			metric("campaign_won_amount", "Amount of won opportunities of the campaign, in the org's corporate currency.")},
		{"ActualCost", metric("campaign_cost",
			"Actual cost of the campaign, in the org's corporate currency; absent where nobody entered one.")},
		{"NumberOfLeads", metric("campaign_leads", "Leads of the campaign.")},
		{"NumberOfResponses", metric("campaign_responses", "Responses to the campaign.")},
	}
	// Each campaign is a group, because an aggregate is in the corporate currency
	// and a record in its own ("SOQL and SOSL Reference", convertCurrency).
	statement := soql.Statement{
		Object:  "Campaign",
		Columns: []soql.Column{{Expr: "Id"}, {Expr: "Name"}},
		Where:   "AmountWonOpportunities > 0",
		GroupBy: []string{"Id", "Name"},
		OrderBy: []string{"SUM(AmountWonOpportunities) DESC", "Id"},
		Limit:   top,
	}
	errs := []error{schema.Check("Campaign", "Name", collector.Groups),
		schema.Check("Campaign", "AmountWonOpportunities", collector.Filters)}
	var metrics []*collector.Metric
	for i, c := range columns {
		metrics = append(metrics, c.metric)
		errs = append(errs, schema.Check("Campaign", c.field, collector.Aggregates))
		statement.Columns = append(statement.Columns, soql.Column{Expr: "SUM(" + c.field + ")", Alias: "v" + strconv.Itoa(i)})
	}
	if err := cmp.Or(errs...); err != nil {
		return collector.Skipping(metrics[0].Name, err)
	}
	return collector.AskingRows(statement, every, collector.Answered,
		func(rows [][]string, _ *collector.People) ([]collector.Sample, error) {
			return campaignResults(metrics, rows)
		}, metrics...)
}

// campaignResults are the sums of each campaign, behind its id and name.
func campaignResults(metrics []*collector.Metric, rows [][]string) ([]collector.Sample, error) {
	var all []collector.Sample
	for i, metric := range metrics {
		sums := collector.NewSums(metric, false, nil)
		for _, row := range rows {
			value, err := soql.ParseNumber(row[2+i])
			if err != nil {
				return nil, err
			}
			if row[2+i] != "" { // a cost that nobody entered is not one of nothing
				sums.Add([]string{collector.OrNone(row[1])}, nil, value) // campaigns of one name become one
			}
		}
		all = append(all, sums.Samples()...)
	}
	return all, nil
}
