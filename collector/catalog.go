package collector

import (
	"embed"
	"fmt"
	"time"
)

//go:embed catalog/*.yml
var catalogFiles embed.FS

// builtIn reads a catalogue that ships with the exporter.
func builtIn(name string) (*Catalog, error) {
	text, err := catalogFiles.ReadFile("catalog/" + name + ".yml")
	if err != nil {
		return nil, fmt.Errorf("read built-in catalogue: %w", err)
	}
	c, err := ParseCatalog(text)
	if err != nil {
		return nil, fmt.Errorf("built-in catalogue %s.yml: %w", name, err)
	}
	return c, nil
}

// defined is a collector made of definitions, and of code for what a
// definition cannot say.
type defined struct {
	catalog  *Catalog
	settings Settings
	extras   []func(*Schema, Settings) Plan
}

func newDefined(name string, settings Settings, extras ...func(*Schema, Settings) Plan) (Collector, error) {
	c, err := builtIn(name)
	if err != nil {
		return nil, err
	}
	return &defined{catalog: c, settings: settings, extras: extras}, nil
}

func (d *defined) Name() string { return d.catalog.Collector }

func (d *defined) Interval() time.Duration { return d.catalog.interval(d.settings) }

func (d *defined) Plan(s *Schema) Plan {
	plan := d.catalog.plan(s, d.settings)
	for _, extra := range d.extras {
		plan.add(extra(s, d.settings))
	}
	return plan
}

// NewRecords measures how many records there are, are created and are kept up to date.
func NewRecords(s Settings) (Collector, error) { return newDefined("records", s) }

// NewActivities measures tasks, events and e-mail.
func NewActivities(s Settings) (Collector, error) { return newDefined("activities", s) }

// NewOpportunities measures the pipeline: its size, its hygiene, and what was
// won and lost.
func NewOpportunities(s Settings) (Collector, error) {
	return newDefined("opportunities", s, planSalesCycle, planStagesEntered)
}

// NewLogins measures logins, where NewUsers measures people.
func NewLogins(s Settings) (Collector, error) { return newDefined("logins", s) }

// NewLeads measures what waits, what is forgotten and what converts.
func NewLeads(s Settings) (Collector, error) { return newDefined("leads", s) }

// NewCases measures what service works on, how fast, and how well it is liked.
func NewCases(s Settings) (Collector, error) {
	return newDefined("cases", s, planCaseResolution, planCaseSatisfaction)
}

const (
	campaignsEvery = 6 * time.Hour
	chatterEvery   = 6 * time.Hour
)

// NewCampaigns measures what marketing runs and what comes of it.
func NewCampaigns(s Settings) (Collector, error) {
	return newDefined("campaigns", s, planCampaignResults)
}

// NewChatter measures whether people talk where the records are.
func NewChatter(s Settings) (Collector, error) {
	return newDefined("chatter", s, planChatterContributors)
}

// NewReports measures whether anybody looks at reports and dashboards.
func NewReports(s Settings) (Collector, error) { return newDefined("reports", s) }
