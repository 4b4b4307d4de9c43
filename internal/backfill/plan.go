// Package backfill writes the history of metrics, as far as records tell it, in the
// format that promtool makes blocks of.
package backfill

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/past"
	"salesforce_exporter/internal/org"
	"salesforce_exporter/internal/soql"
)

// LoginReach is how long Salesforce keeps the login history (Object Reference,
// LoginHistory: six months).
const LoginReach = 180 * 24 * time.Hour

// A Measurable is a metric, and how far its past can be relied on.
type Measurable struct {
	Metric *collector.Metric
	Grade  past.Grade
	Reason string
}

// A plan is what is asked, and what is made of it.
type plan struct {
	plans   []ofCollector          // with the parts that can be made
	recipes map[string]past.Recipe // by text
	flows   []need
	deals   bool
	others  []string // fields of deals that no history tells
	logins  past.Recipe
	users   bool // figures about users are made, which need logins
	metrics []Measurable
	lost    map[string]bool // metrics of which some part cannot be had
	known   known
	changed []string    // fields of cases whose history is read
	cases   []past.Flow // that have such a history
}

// known is what an org tells of history.
type known struct {
	hidden []string // objects that history is made of
	// tracked tells since when there are changes of a field of cases; not ok for none.
	tracked func(field string) (since time.Time, ok bool)
}

// An ofCollector is the plan of one collector.
type ofCollector struct {
	name string
	collector.Plan
}

// A need is a flow, and how far back it is read.
type need struct {
	past.Flow
	window int // days; past.AllBefore for all
}

// planOf finds out what can be had of what an org would be asked.
func planOf(p org.Plans, k known) *plan {
	made := &plan{recipes: map[string]past.Recipe{}, known: k}
	for _, c := range p.Collectors {
		made.add(c.Name(), p.ByCollector[c.Name()])
	}
	made.merge()
	if made.users {
		made.logins = past.Of(collector.Query{Statement: lastLogins()})
		made.want(made.logins)
	}
	return made
}

// merge makes one of the grades of a metric that several parts make: the worst.
func (p *plan) merge() {
	byName := map[string]Measurable{}
	for _, m := range p.metrics {
		had, there := byName[m.Metric.Name]
		if !there || m.Grade < had.Grade {
			byName[m.Metric.Name] = m
		}
	}
	p.metrics = slices.SortedFunc(maps.Values(byName), func(a, b Measurable) int {
		return strings.Compare(a.Metric.Name, b.Metric.Name)
	})
	p.lost = map[string]bool{}
	for _, m := range p.metrics {
		p.lost[m.Metric.Name] = m.Grade == past.Lost
	}
}

// add keeps the parts of a collector that can be made.
func (p *plan) add(name string, of collector.Plan) {
	recipes := map[string]past.Recipe{}
	for _, q := range of.Queries {
		recipes[q.String()] = p.recipe(q)
	}
	kept := collector.Plan{Queries: of.Queries}
	for _, part := range of.Parts {
		grade, reason := p.gradeOf(name, part, recipes)
		for _, m := range part.Metrics() {
			p.metrics = append(p.metrics, Measurable{m, grade, reason + reachOf(part, grade, m)})
		}
		if grade == past.Lost {
			continue
		}
		kept.Parts = append(kept.Parts, part)
		p.users = p.users || readsLogins(part.Needs(), part.Metrics())
		for _, text := range part.Needs().Texts {
			if _, there := p.recipes[text]; !there {
				p.recipes[text] = recipes[text]
				p.want(recipes[text])
			}
		}
	}
	if kept.Parts != nil {
		p.plans = append(p.plans, ofCollector{name, kept})
	}
}

// reachOf says how far back a metric about users goes.
func reachOf(part collector.Part, grade past.Grade, m *collector.Metric) string {
	days, needed := loginsBack(m.Name)
	switch {
	case grade == past.Lost || !readsLogins(part.Needs(), part.Metrics()) || !needed:
		return ""
	case days <= 1:
		return "; half a year, as far as logins are kept"
	}
	return fmt.Sprintf("; half a year, as far as logins are kept, less %d days", days)
}

// recipe is that of a query: where fields change, that by their history, if the org has it.
func (p *plan) recipe(q collector.Query) past.Recipe {
	r := past.Of(q)
	if r.Grade == past.Exact {
		return p.seen(r)
	}
	changes, ok := past.OfChanges(q)
	if !ok {
		return p.seen(r)
	}
	reason := ""
	for _, field := range changes.Changes.Fields {
		switch _, tracked := p.known.tracked(field); {
		case slices.Contains(p.known.hidden, caseHistory):
			reason = "it depends on " + field + ", and " + caseHistory + " is hidden from the user"
		case !tracked:
			reason = "it depends on " + field + ", whose history has nothing: it is not tracked"
		}
	}
	switch {
	case reason == "":
		return changes
	case r.Grade == past.Lost:
		r.Reason = reason
	}
	return r
}

// seen is a recipe, unless the org hides what it is made of.
func (p *plan) seen(r past.Recipe) past.Recipe {
	for _, object := range []string{"OpportunityHistory", "OpportunityStage"} {
		if (r.Deals != nil || r.Customers != nil) && slices.Contains(p.known.hidden, object) {
			return past.Recipe{Reason: object + " is hidden from the user"}
		}
	}
	return r
}

// gradeOf is the worst grade of what a part needs.
func (p *plan) gradeOf(name string, part collector.Part, recipes map[string]past.Recipe) (past.Grade, string) {
	needs := part.Needs()
	if readsLogins(needs, part.Metrics()) && slices.Contains(p.known.hidden, loginHistory) {
		return past.Lost, loginHistory + " is hidden from the user"
	}
	if len(needs.Texts) == 0 {
		if name == "users" && needs.Join >= collector.JoinOwners {
			return past.AsToday, "by the users who are active today"
		}
		return past.Lost, "it says only what is now"
	}
	grade, reason := past.Exact, ""
	for _, text := range needs.Texts {
		r, there := recipes[text]
		if !there {
			return past.Lost, "it is made of what is known of users"
		}
		if r.Grade < grade || r.Grade == grade && reason == "" {
			grade, reason = r.Grade, r.Reason
		}
	}
	return grade, reason
}

// want notes what a recipe reads.
func (p *plan) want(r past.Recipe) {
	p.deals = p.deals || r.Customers != nil
	if r.Deals != nil {
		p.deals = true
		p.others = collector.Union(p.others, r.Deals.Others)
	}
	if r.Changes != nil {
		p.changed = collector.Union(p.changed, r.Changes.Fields)
		p.cases = append(p.cases, r.Changes.Cases)
	}
	for _, f := range r.Flows {
		i := slices.IndexFunc(p.flows, func(n need) bool { return n.Key() == f.Key() })
		if i < 0 {
			p.flows = append(p.flows, need{f, r.Window})
			continue
		}
		if had := &p.flows[i]; had.window != past.AllBefore && (r.Window == past.AllBefore || r.Window > had.window) {
			had.window = r.Window
		}
	}
}

// longest is the longest window of any flow, and of what is said of users, in days.
func (p *plan) longest() int {
	days := 0
	if p.users {
		days = longestLogins
	}
	for r := range maps.Values(p.recipes) {
		days = max(days, r.Window)
	}
	return days
}

// lastLogins asks when each user logged in last.
func lastLogins() soql.Statement {
	return soql.Statement{Object: "LoginHistory", Columns: []soql.Column{{Expr: "UserId", Type: soql.Lookup},
		{Expr: "Status", Type: soql.Text}, {Expr: "MAX(LoginTime)", Alias: "v0"}}, GroupBy: []string{"UserId", "Status"}}
}
