package states

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// company is n orgs, no two alike.
func company(n int) []org {
	var all []org
	for i := range n {
		o := acme()
		o.instance, o.name, o.id = fmt.Sprintf("org%d.example:10733", i), fmt.Sprintf("Org %d", i), fmt.Sprintf("00D%d", i)
		o.teams = slices.Clone(o.teams)
		for j := range o.teams {
			t := &o.teams[j]
			t.people += float64(5 * i * (j + 1))
			t.in += float64((3 + i%3) * i)
			t.inBefore += float64(4 * i)
			t.deals, t.late, t.idle = t.deals+float64(10*i), t.late+float64(2*i), t.idle+float64(i*i%7)
		}
		o.size = float64(1 + i)
		all = append(all, o)
	}
	return all
}

// A figure is one that a panel shows: by its name, its query and, in tables, its row.
type figures map[string]float64

// show are the figures of a panel as numbers, before they are written.
func (v *viewer) show(t *testing.T, p panel) figures {
	t.Helper()
	all := figures{}
	if p.Type == "table" {
		for _, r := range v.rows(t, p) {
			for _, made := range []string{"name", "in", "own"} { // which differ where there are several orgs
				delete(r.texts, made)
			}
			for column, value := range r.figures {
				all[fmt.Sprint(r.texts, column)] = value
			}
		}
		return all
	}
	for _, q := range p.Targets {
		if p.Type == "barchart" {
			for _, found := range v.last(t, p, q) {
				all[asOneLine(found.labels.Get(p.Options.XField))] = found.value
			}
			continue
		}
		for _, found := range v.now(t, p, q) {
			all[named(q.LegendFormat, found.labels)] = found.value
		}
	}
	delete(all, "a week before") // drawn for a single org only
	return all
}

// now are the series of a query that have a value at the end.
func (v *viewer) now(t *testing.T, p panel, q target) []valued {
	if q.Instant {
		return v.last(t, p, q)
	}
	var all []valued
	found, _ := v.steps(t, p, v.interpolate(q.Expr))
	for _, s := range found {
		if end := s.Floats[len(s.Floats)-1]; end.T == ms(v.to.Truncate(v.every(p))) {
			all = append(all, valued{s.Metric, end.F})
		}
	}
	return all
}

// pooled are the figures that are not the sum over orgs: the mean of the orgs' own figures, weighted
// by what the figure is a share of.
var pooled = map[string]string{
	"Adoption score": users, "Change in a week (overview)": users, "Change in a week (logins)": users,
	"Logged in, 7 days": users, "Logins a head, 7 days": users, "Created a head, 7 days": users,
	"Updated a head, 7 days": users,
	"Late deals":             deals, "No activity, 30 days": deals, "Untouched, 30 days": deals, "Late amount": dealAmount,
	"Late, change in a week": dealAmount,
	"Win rate, 90 days":      "salesforce_won_opportunities_90d", "Sales cycle": "salesforce_sales_cycle_opportunities_90d",
	"Never contacted": "salesforce_open_leads", "Mean time to close": "salesforce_case_resolution_cases_30d",
	"Satisfaction": "salesforce_cases_closed_30d",
	"Not assigned": "salesforce_licenses", "Assigned and idle": "salesforce_licenses_used",
	"Time per visit": "salesforce_web_visits_multi_page_7d", "Beyond first page": "salesforce_web_visits_7d",
	"Key fields filled": orgs, "Change in a week (quality)": orgs, "Key fields filled, by object": orgs,
	"Managers who logged in this week": "salesforce_managers", "Managers who logged in, by region": "salesforce_managers",
	"Managers, 7 days":                   "salesforce_managers",
	"Logged in within a week, by region": users, "Logged in within a week, by profile": users,
	"Deals without activity, by region":     deals,
	"People by how recently they logged in": users, "Login attempts that fail": "salesforce_login_attempts_1d",
	"Goals for each hundred visits": "salesforce_web_visits_7d",
	"What the score is made of":     users,
	"Active, 30 days":               users, "Kept the habit": users, "Work, 7 days": users, "Work, change": users,
	"Stickiness":                       "salesforce_people_active_30d",
	"Features: who uses them, 30 days": users,
	"Of these, signed in":              joined, "Of these, work": joined,
	"To first record": "salesforce_onboarding_first_record_seconds_90d_count",
}

const (
	users      = "salesforce_users"
	deals      = "salesforce_open_opportunities"
	dealAmount = "salesforce_open_opportunities_amount"
	orgs       = "salesforce_up"
	joined     = "salesforce_people_joined_90d"
)

// worst are the figures that are the highest of the orgs': limits are no pool, and figures are as old as the oldest.
var worst = []string{"Oldest success", "Of allowance, worst org", "API requests, worst org"}

// TestAllOrgsAreWhatEachOfThemIs: under All, each panel is the union, the sum, the
// weighted mean or the worst of what it shows of each org alone.
func TestAllOrgsAreWhatEachOfThemIs(t *testing.T) {
	for _, n := range []int{2, 20} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			members := company(n)
			data := scraped(members)
			compared := 0
			for _, d := range dashboards(t) {
				if d.UID == "salesforce-leaderboard" {
					continue // one org at a time
				}
				all := newViewer(data, noon)
				all.back = 2 * day // what is compared is now
				all.open(t, d)
				var alone []*viewer
				for _, o := range members {
					v := newViewer(data, noon)
					v.back = all.back
					v.chosen["instance"] = []string{o.instance}
					v.open(t, d)
					alone = append(alone, v)
				}
				for _, p := range d.drawn() {
					if p.Options.TextMode == "name" || p.Title == "Won amount, 30 days a column" {
						continue // sentences are in the golden texts; columns of amounts are of one org
					}
					c := comparison{t, d, p, members, all, alone}
					compared += c.compare()
				}
			}
			if compared < 200 {
				t.Errorf("%d figures were compared, which is too few", compared)
			}
		})
	}
}

type comparison struct {
	*testing.T
	d       dashboard
	p       panel
	members []org
	all     *viewer
	alone   []*viewer
}

func (c comparison) compare() int {
	got := c.all.show(c.T, c.p)
	want := figures{}
	parts := map[string][]part{}
	for i, v := range c.alone {
		for name, value := range v.show(c.T, c.p) {
			union := c.unionName(name, i)
			if _, ok := got[union]; ok || c.isUnion(got) {
				want[union] = value
			}
			parts[plain(name)] = append(parts[plain(name)], part{value, v, c.members[i]})
		}
	}
	if !c.isUnion(got) {
		want = figures{}
		for name, all := range parts {
			want[name] = c.combined(name, all)
		}
	}
	if len(c.p.Targets) > 0 && strings.Contains(c.p.Targets[0].Expr, "k(10,") {
		c.ten(got, want)
		return len(got)
	}
	for name, value := range got {
		w, ok := want[plain(name)]
		if c.isUnion(got) {
			w, ok = want[name]
		}
		if !ok || !near(value, w) {
			c.Errorf("%s: %s: %s is %v, from each org it is %v", c.d.UID, c.p.Title, name, value, w)
		}
	}
	if len(got) < len(want) {
		c.Errorf("%s: %s shows %d figures, from each org there are %d", c.d.UID, c.p.Title, len(got), len(want))
	}
	return len(got)
}

type part struct {
	value float64
	alone *viewer
	org   org
}

var ofAll = regexp.MustCompile(` \(of \d+\)$|, each org in its currency$`)

// plain is a name without what differs between orgs: how many points there are at most, and that there are several.
func plain(name string) string { return ofAll.ReplaceAllString(name, "") }

// isUnion tells panels whose series are of single orgs: their names say of which.
func (c comparison) isUnion(got figures) bool {
	return slices.ContainsFunc(slices.Collect(maps.Keys(got)),
		func(name string) bool { return strings.Contains(name, ".example:10733") })
}

// unionName is the name of a single org's series among those of all.
func (c comparison) unionName(name string, i int) string {
	if instance := c.members[i].instance; !strings.Contains(name, instance) {
		return name + " · " + instance
	}
	return name
}

// combined is what All has to show of the orgs' own figures.
func (c comparison) combined(name string, parts []part) float64 {
	sum, weights, highest := 0.0, 0.0, math.Inf(-1)
	metric, isPooled := c.weight(name)
	for _, p := range parts {
		weight := 1.0
		if isPooled {
			weight = c.weightOf(metric, name, p.alone)
		}
		sum, weights, highest = sum+weight*p.value, weights+weight, max(highest, p.value)
	}
	switch {
	case slices.Contains(worst, name):
		return highest
	case isPooled:
		return sum / weights
	}
	return sum
}

func (c comparison) weight(name string) (string, bool) {
	page := strings.TrimPrefix(c.d.UID, "salesforce-")
	for _, key := range []string{name, name + " (" + page + ")", c.p.Title} {
		if metric, ok := pooled[key]; ok {
			return metric, true
		}
	}
	return "", false
}

// weightOf is what the figure is a share of in one org: where the figure is by region or profile, of that one.
func (c comparison) weightOf(metric, name string, alone *viewer) float64 {
	matchers := fmt.Sprintf("instance=%q", alone.chosen["instance"][0])
	for _, label := range []string{"region", "profile"} {
		if strings.HasSuffix(c.p.Targets[0].LegendFormat, "{{"+label+"}}") {
			matchers += fmt.Sprintf(", %s=%q", label, name)
		}
	}
	return alone.instant(c.T, fmt.Sprintf("sum(%s{%s})", metric, matchers))[0].F
}

// ten compares the ten highest or lowest by their values: which of several equal ones are shown is chance.
func (c comparison) ten(got, want figures) {
	g, w := slices.Sorted(maps.Values(got)), slices.Sorted(maps.Values(want))
	if strings.Contains(c.p.Targets[0].Expr, "topk(10,") {
		slices.Reverse(g)
		slices.Reverse(w)
	}
	if len(g) != min(10, len(w)) {
		c.Errorf("%s: %s shows %d, from each org there are %d", c.d.UID, c.p.Title, len(g), len(w))
		return
	}
	for i := range g {
		if !near(g[i], w[i]) {
			c.Errorf("%s: %s: place %d is %v, from each org it is %v", c.d.UID, c.p.Title, i+1, g[i], w[i])
		}
	}
}

func near(a, b float64) bool {
	return a == b || math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) < 1e-9*(1+math.Abs(a)+math.Abs(b))
}

// TestAnOrgIsCountedOnce: two exporters of one org are one org under All.
func TestAnOrgIsCountedOnce(t *testing.T) {
	one, twin := acme(), acme()
	twin.instance = "twin.example:10733"
	for _, d := range dashboards(t) {
		if d.UID != "salesforce-overview" {
			continue
		}
		v := newViewer(scraped([]org{one, twin}), noon)
		v.open(t, d)
		for _, p := range d.drawn() {
			if p.Title == "This week" {
				if said := v.say(t, p); said[0] != "73 of 92 people logged in within seven days (79 %)." {
					t.Errorf("the people of an org with two exporters: %v", said)
				}
			}
		}
	}
}
