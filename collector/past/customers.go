package past

import (
	"regexp"
	"time"

	"salesforce_exporter/internal/soql"
)

// Customers is the number of accounts that have some deals, and lack others.
type Customers struct {
	Sets []DealSet // that an account is in, or is not in
}

// A DealSet is the accounts of some deals.
type DealSet struct {
	Conditions []soql.Comparison
	Not        bool
}

var ofDeals = regexp.MustCompile(`^Id (NOT )?IN \(SELECT AccountId FROM Opportunity WHERE (.*)\)$`)

// customers is the recipe of a count of accounts by their deals; it is not ok for
// another statement.
func (r *reader) customers() (Recipe, bool) {
	conditions := soql.Conjuncts(r.statement.Where)
	if r.statement.Object != "Account" || !r.statement.Count() || len(conditions) == 0 {
		return Recipe{}, false
	}
	c := &Customers{}
	inside := false
	for _, text := range conditions {
		found := ofDeals.FindStringSubmatch(text)
		if found == nil {
			return Recipe{}, false
		}
		set := DealSet{Not: found[1] != ""}
		var kept []string
		for _, inner := range soql.Conjuncts(found[2]) {
			if inner != "AccountId != null" { // no set has the account that is none
				kept = append(kept, inner)
			}
		}
		var reason string
		if set.Conditions, reason = replayed(kept); reason != "" {
			return Recipe{}, false
		}
		inside = inside || !set.Not
		c.Sets = append(c.Sets, set)
	}
	r.recipe.Customers = c
	return r.recipe, inside
}

// count is how many accounts there were at a moment.
func (c *Customers) count(deals []Deal, stages map[string]Stage, moment time.Time, zone *time.Location) (int, error) {
	today := moment.In(zone)
	in := make([]map[string]bool, len(c.Sets))
	for i, set := range c.Sets {
		in[i] = map[string]bool{}
		for j := range deals {
			state := deals[j].at(moment)
			if state == nil || deals[j].Account == "" {
				continue
			}
			ok, err := meets(set.Conditions, state, stages[state.Stage], today)
			if err != nil {
				return 0, err
			}
			if ok {
				in[i][deals[j].Account] = true
			}
		}
	}
	n := 0
	for account := range union(in) {
		if c.has(account, in) {
			n++
		}
	}
	return n, nil
}

func union(sets []map[string]bool) map[string]bool {
	all := map[string]bool{}
	for _, set := range sets {
		for x := range set {
			all[x] = true
		}
	}
	return all
}

func (c *Customers) has(account string, in []map[string]bool) bool {
	for i, set := range c.Sets {
		if in[i][account] == set.Not {
			return false
		}
	}
	return true
}
