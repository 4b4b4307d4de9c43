package generate

import (
	"context"
	"fmt"

	"salesforce_exporter/internal/demo/engagement/model"
	"salesforce_exporter/internal/demo/generate/site"
	"salesforce_exporter/internal/demo/store"
)

// visitsPerUser is how many visits a day the website has for each person of the
// company, whose size stands for how well the company is known; mostVisits are
// those of a very large one. They make the start of the demo org half again as
// long.
const (
	visitsPerUser = 1.2
	mostVisits    = 600
)

// addTables makes room for the rows of Account Engagement.
func addTables(ctx context.Context, st *store.Store) error {
	tables, err := model.Tables()
	if err != nil {
		return err
	}
	return st.AddTables(ctx, tables)
}

// website lets the company's website have visitors, some of whom are the leads
// and contacts of the story.
func (g *generator) website() error {
	opts := site.Options{Seed: g.seed, Stream: surfing, Now: g.now,
		Visits: min(visitsPerUser*float64(g.users), mostVisits), IDs: g.ids, Author: g.automated,
		Leads: persons(g.known["Lead"]), Contacts: persons(g.known["Contact"])}
	for _, c := range g.campaigns {
		if c.row.IsDeleted {
			continue
		}
		opts.Campaigns = append(opts.Campaigns,
			site.Campaign{ID: c.row.ID, Name: c.row.Name, Type: c.row.Type, Created: c.row.CreatedDate,
				Start: c.start, End: c.end, Cost: c.row.ActualCost})
	}
	g.site = site.New(opts)
	if err := g.site.Keep(g.batch, g.now); err != nil {
		return fmt.Errorf("website: %w", err)
	}
	return nil
}

func persons(list []known) []site.Person {
	var all []site.Person
	for _, k := range list {
		all = append(all, site.Person{ID: k.id, Since: k.since})
	}
	return all
}
