package collector

import (
	"strconv"
	"time"

	"salesforce_exporter/internal/soql"
)

// Campaigns is the collector of marketing.
func Campaigns() Factory {
	return Factory{"campaigns", "active campaigns and their results", only(NewCampaigns)}
}

const campaignsEvery = 6 * time.Hour

// NewCampaigns measures what marketing runs and what comes of it.
func NewCampaigns(s Settings) (Collector, error) {
	return newDefined("campaigns", s, planCampaignResults)
}

// topCampaigns bounds the campaign label.
const topCampaigns = 20

// campaignResults shows what came of the campaigns that won most.
type campaignResults struct {
	columns []campaignColumn
	text    string
}

type campaignColumn struct {
	field  string
	metric *Metric
}

func planCampaignResults(s *Schema, settings Settings) Plan {
	every := settings.interval(campaignsEvery)
	metric := func(name, help string) *Metric {
		help += " The 20 campaigns with the largest won amount."
		return &Metric{Name: Prefix + name, Help: helpWithInterval(help, every), Labels: []string{"campaign"}}
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
		Limit:   topCampaigns,
	}
	errs := []error{s.check("Campaign", "Name", groups), s.check("Campaign", "AmountWonOpportunities", filters)}
	for i, c := range results.columns {
		errs = append(errs, s.check("Campaign", c.field, aggregates))
		statement.Columns = append(statement.Columns, soql.Column{Expr: "SUM(" + c.field + ")", Alias: "v" + strconv.Itoa(i)})
	}
	if err := firstError(errs...); err != nil {
		return Plan{Skipped: []Skip{skip(results.columns[0].metric.Name, err)}}
	}
	results.text = statement.String()
	return Plan{Queries: []Query{{Statement: statement, MaxAge: every}}, parts: []part{results}}
}

func (c *campaignResults) metrics() []*Metric {
	var all []*Metric
	for _, column := range c.columns {
		all = append(all, column.metric)
	}
	return all
}

func (c *campaignResults) needs() Needs { return Needs{Texts: []string{c.text}} }

func (c *campaignResults) samples(answers Answers, _ *People) ([]Sample, error) {
	var all []Sample
	for i, column := range c.columns {
		sums := newSums(column.metric, false, nil)
		for _, row := range answers[c.text].Rows {
			value, err := soql.ParseNumber(row[2+i])
			if err != nil {
				return nil, err
			}
			if row[2+i] != "" { // a cost that nobody entered is not one of nothing
				sums.add([]string{orNone(row[1])}, nil, value) // campaigns of one name become one
			}
		}
		all = append(all, sums.samples()...)
	}
	return all, nil
}
