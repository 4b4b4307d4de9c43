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

// campaignResults shows what came of the campaigns that won most.
type campaignResults struct {
	columns []campaignColumn
	text    string
}

type campaignColumn struct {
	field  string
	metric *collector.Metric
}

func (s *CampaignSettings) plan(schema *collector.Schema, settings collector.Settings) collector.Plan {
	every, top := settings.IntervalOr(campaignsEvery), cmp.Or(int(s.Top), topCampaigns)
	metric := func(name, help string) *collector.Metric {
		help += fmt.Sprintf(" The %d campaigns with the largest won amount.", top)
		return collector.NewMetric(name, help, every, "campaign")
	}
	results := &campaignResults{columns: []campaignColumn{
		{"AmountWonOpportunities",
			metric("campaign_won_amount", "Amount of won opportunities of the campaign, in the org's corporate currency.")},
		{"ActualCost", metric("campaign_cost",
			"Actual cost of the campaign, in the org's corporate currency; absent where nobody entered one.")},
		{"NumberOfLeads", metric("campaign_leads", "Leads of the campaign.")},
		{"NumberOfResponses", metric("campaign_responses", "Responses to the campaign.")},
	}}
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
	for i, c := range results.columns {
		errs = append(errs, schema.Check("Campaign", c.field, collector.Aggregates))
		statement.Columns = append(statement.Columns, soql.Column{Expr: "SUM(" + c.field + ")", Alias: "v" + strconv.Itoa(i)})
	}
	if err := cmp.Or(errs...); err != nil {
		return collector.Skipping(results.columns[0].metric.Name, err)
	}
	results.text = statement.String()
	return collector.Asking(statement, every, results)
}

func (c *campaignResults) Metrics() []*collector.Metric {
	var all []*collector.Metric
	for _, column := range c.columns {
		all = append(all, column.metric)
	}
	return all
}

func (c *campaignResults) Needs() collector.Needs { return collector.Needs{Texts: []string{c.text}} }

func (c *campaignResults) Samples(answers collector.Answers, _ *collector.People) ([]collector.Sample, error) {
	var all []collector.Sample
	for i, column := range c.columns {
		sums := collector.NewSums(column.metric, false, nil)
		for _, row := range answers[c.text].Rows {
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
