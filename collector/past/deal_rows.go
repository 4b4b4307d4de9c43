package past

import (
	"slices"
	"strings"
	"time"

	"salesforce_exporter/internal/soql"
)

// createdDay is the day on which a record came to be.
const createdDay = "DAY_ONLY(convertTimezone(CreatedDate))"

// history is the recipe of a statement about the changes of deals that were created and
// changed in some days.
func (r *reader) history() Recipe {
	d := &Deals{Changes: true, Window: AllBefore, ChangesWithin: AllBefore}
	for _, text := range soql.Conjuncts(r.statement.Where) {
		found, err := soql.Comparisons(text)
		if err != nil || len(found) != 1 || found[0].Operator != "=" || len(found[0].Values) != 1 {
			return lost("it depends on %s", text)
		}
		days, ok := lastDays(found[0].Values[0])
		switch path := found[0].Path; {
		case ok && path == "CreatedDate":
			d.ChangesWithin = days
		case ok && path == "Opportunity.CreatedDate":
			d.Window = days
		default:
			return lost("it depends on %s", text)
		}
	}
	if order := strings.Join(r.statement.OrderBy, ","); d.Window == AllBefore ||
		order != "" && order != "OpportunityId,CreatedDate,Id" {
		return lost("it is made of all single records")
	}
	for _, c := range r.statement.Columns {
		if !slices.Contains([]string{"OpportunityId", "CreatedDate", "StageName", "Amount", "CloseDate"}, c.Expr) {
			return lost("it reads %s, which no history tells", c.Expr)
		}
		d.Columns = append(d.Columns, c.Expr)
	}
	r.recipe.Deals, r.recipe.Window = d, d.Window
	return r.recipe
}

// dealRows is the recipe of a statement that reads deals one by one.
func (r *reader) dealRows(d *Deals) Recipe {
	others := []string{}
	if reason := r.columns(func(field string) bool {
		known := told(field) || slices.Contains([]string{"Id", "OwnerId", "AccountId", "CreatedDate"}, field)
		if !known {
			others = append(others, field)
		}
		return known
	}); reason != "" {
		return lost("%s", reason)
	}
	for _, c := range r.statement.Columns {
		d.Columns = append(d.Columns, c.Expr)
	}
	d.Others = others
	r.recipe.Deals = d
	return r.recipe
}

// rows are the single deals, or their changes, that a statement had at a moment.
func (q *Deals) rows(deals []Deal, stages map[string]Stage, moment time.Time, zone *time.Location) ([][]string, error) {
	var all [][]string
	add := func(d *Deal, s *State) {
		all = append(all, q.values(q.Columns, d, s, stages[s.Stage], zone))
	}
	for i := range deals {
		d := &deals[i]
		if !q.Changes {
			state, err := q.state(d, stages, moment, zone)
			if err != nil {
				return nil, err
			}
			if state != nil {
				add(d, state)
			}
			continue
		}
		if !d.Created.Before(moment) || d.Untold || q.Window != AllBefore && d.Created.Before(start(moment, q.Window, zone)) {
			continue
		}
		for j := range d.States {
			s := &d.States[j]
			if s.From.Before(moment) &&
				(q.ChangesWithin == AllBefore || !s.From.Before(start(moment, q.ChangesWithin, zone))) {
				add(d, s)
			}
		}
	}
	return all, nil
}
