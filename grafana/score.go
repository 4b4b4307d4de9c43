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
	name           string
	weight, target float64
	value          func(by ...string) string
}

func logins() component     { return component{"logins", 0.4, 0.9, reach} }
func activities() component { return component{"activities", 0.2, 5, activitiesPerHead} }
func overdue() component    { return component{"overdue", 0.2, 0.5, overdueShare} }
func neglected() component  { return component{"neglected", 0.2, 0.8, neglectedShare} }

// Components are those of the score, with their weights and targets by name.
func Components() (weights, targets map[string]float64) {
	weights, targets = map[string]float64{}, map[string]float64{}
	for _, c := range []component{logins(), activities(), overdue(), neglected()} {
		weights[c.name], targets[c.name] = c.weight, c.target
	}
	return weights, targets
}

// reach is the share of the people who logged in within a week.
func reach(by ...string) string { return share(owned("users_logged_in_7d"), owned("users"), by...) }

// activitiesPerHead are tasks closed and events held in a week, per person.
func activitiesPerHead(by ...string) string {
	all := fmt.Sprintf("(%s + %s)", sum(owned("activities_closed_7d"), by...), sum(owned("events_held_7d"), by...))
	return fmt.Sprintf("%s / (%s > 0)", all, sum(owned("users"), by...))
}

// overdueShare is the share of the open opportunities whose close date has passed.
func overdueShare(by ...string) string {
	return share(owned("overdue_opportunities"), owned("open_opportunities"), by...)
}

// neglectedShare is the share of the open opportunities without activity in 30 days.
func neglectedShare(by ...string) string {
	return share(owned("neglected_opportunities_30d"), owned("open_opportunities"), by...)
}

// reached is how far the component is from nil to full, 0 to 1.
func (c component) reached(by ...string) string {
	if c.name == "logins" || c.name == "activities" {
		return fmt.Sprintf("clamp_max(%s / %s, 1)", c.value(by...), number(c.target))
	}
	return fmt.Sprintf("clamp_min(1 - %s / %s, 0)", c.value(by...), number(c.target))
}

// mean is the weighted mean of the components, absent where one of them is.
func mean(components []component, by ...string) string {
	total := 0.0
	var parts []string
	for _, c := range components {
		total += c.weight
		parts = append(parts, number(c.weight)+" * "+c.reached(by...))
	}
	return fmt.Sprintf("(%s) / %s", strings.Join(parts, " + "), number(total))
}

// scoreByRole is the score of each role, of the components that it has. A team without deals has only the first two.
func scoreByRole() string {
	return either(
		mean([]component{logins(), activities(), overdue(), neglected()}, "role"),
		mean([]component{logins(), activities()}, "role"),
		mean([]component{logins(), overdue(), neglected()}, "role"),
		mean([]component{logins()}, "role"),
	)
}

// score is that of all chosen people: the mean over them of their team's.
func score() string {
	return fmt.Sprintf("sum((%s) * on (role) %s) / (%s > 0)", scoreByRole(), sum(owned("users"), "role"), sum(owned("users")))
}

// number writes a constant without the noise of binary fractions.
func number(n float64) string {
	return strconv.FormatFloat(float64(int64(n*1e6+0.5))/1e6, 'f', -1, 64)
}
