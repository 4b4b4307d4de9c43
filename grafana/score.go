package grafana

import (
	"fmt"
	"strconv"
	"strings"
)

// The adoption score, 0 to 1, by the formula and the constants of
// prometheus/recording.yml and thresholds.yml, written out here so that the
// dashboards need no rules and follow the choice of profile and region.

// A component of the score: what it weighs, and where it is full (logins,
// activities) or nil (overdue, neglected).
type component struct {
	name, title    string
	weight, target float64
	metrics        []string // whose sum, per person or per open deal, is measured
}

func components() []component {
	return []component{
		{"logins", "Logging in", 0.4, 0.9, []string{"users_logged_in_7d"}},
		{"working", "Working", 0.2, 0.8, []string{"people_working_7d"}},
		{"activities", "Activities", 0.2, 5, []string{"activities_closed_7d", "events_held_7d"}},
		{"overdue", "Deals in time", 0.2, 0.5, []string{"overdue_opportunities"}},
		{"neglected", "Deals active", 0.2, 0.8, []string{"neglected_opportunities_30d"}},
	}
}

// reach is the share of the people who logged in within a week.
func reach(by ...string) string { return share(owned("users_logged_in_7d"), owned("users"), by...) }

// overdueShare is the share of the open opportunities whose close date has passed.
func overdueShare(by ...string) string {
	return share(owned("overdue_opportunities"), owned("open_opportunities"), by...)
}

// neglectedShare is the share of the open opportunities without activity in 30 days.
func neglectedShare(by ...string) string {
	return share(owned("neglected_opportunities_30d"), owned("open_opportunities"), by...)
}

// unit is the weight of a part of the score: a component of twice the weight is two parts.
const unitWeight = 0.2

// parts are how far each team is from nil to full, 0 to 1, in parts of one
// weight, so that the score is their mean. A team without deals has no parts of deals.
// Each metric is selected once (logins twice), because that is what a score over weeks costs.
func parts() string {
	var perHead, ofDeals []string
	for _, c := range components() {
		for copied := range int(c.weight/unitWeight + 0.5) {
			for i, metric := range c.metrics {
				part := fmt.Sprintf("%s / %v", sum(owned(metric), team()), c.target)
				part = named(named(part, "part", c.name+strconv.Itoa(copied)), "of", strconv.Itoa(i))
				if c.ofDeals() {
					ofDeals = append(ofDeals, part)
				} else {
					perHead = append(perHead, part)
				}
			}
		}
	}
	return fmt.Sprintf("clamp_max(%s / on (%s) group_left () (%s > 0), 1) or clamp_min(1 - %s / on (%s) group_left () (%s > 0), 0)",
		sum(strings.Join(perHead, " or "), of("role", "part")), team(), sum(owned("users"), team()),
		sum(strings.Join(ofDeals, " or "), of("role", "part")), team(), sum(owned("open_opportunities"), team()))
}

func (c component) ofDeals() bool { return c.name == "overdue" || c.name == "neglected" }

// scoreByTeam is the score of each team, the mean of its parts.
func scoreByTeam() string { return avg(parts(), team()) }

// score is that of all chosen people, or of each org: the mean over people of their team's.
func score(by ...string) string {
	users := sum(owned("users"), team())
	return fmt.Sprintf("%s / (%s > 0)", sum(fmt.Sprintf("%s * on (%s) %s", scoreByTeam(), team(), users), by...),
		sum(owned("users"), by...))
}

// scorePoints are what each component adds to the score of 100, with what it
// can add at most as a label. Without deals, logins and activities weigh more.
func scorePoints() string {
	weight := fmt.Sprintf("on (%s) group_left () (%s / on (%s) %s)", team(), sum(owned("users"), team()), team(),
		count(parts(), team()))
	component := func(expression string) string {
		return fmt.Sprintf(`sum by (component) (label_replace(%s, "component", "$1", "part", "(.*)[0-9]"))`, expression)
	}
	reached := component(fmt.Sprintf("(%s) * %s", parts(), weight))
	full := component(fmt.Sprintf("(0 * (%s) + 1) * %s", parts(), weight))
	all := fmt.Sprintf("on () group_left () (%s > 0)", sum(owned("users")))
	ofFull := fmt.Sprintf(`count_values by (component) ("full", round(100 * %s / %s))`, full, all)
	return titled(fmt.Sprintf("(100 * %s / %s) * on (component) group_left (full) %s", reached, all, ofFull))
}

// titled puts the titles of components in place of their names.
func titled(expression string) string {
	for _, c := range components() {
		expression = fmt.Sprintf(`label_replace(%s, "component", "%s", "component", "%s")`, expression, c.title, c.name)
	}
	return expression
}
