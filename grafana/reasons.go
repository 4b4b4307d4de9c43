package grafana

import "fmt"

// Where there is nothing to show, a panel says why only if it knows. What it
// knows comes from an expression; all else is one text that is true in any case.
const (
	unknown      = "Not known"
	unknownAbove = "Nothing to show, or not known: see the first table"
)

// A Reason is why there is no figure, and the expression that has a value where this is so.
type Reason struct {
	Text, When string
	code       float64 // the value that stands for it in a figure, mapped to the text
}

// codeOfUnknown and the codes of reasons are numbers that no figure reaches.
const codeOfUnknown = -1e15

// noHistory says that a metric was not there a week ago.
func noHistory(metric string) Reason {
	measured := whole(metric)
	return Reason{"No history", fmt.Sprintf("count(%s) unless on () count(%s)", measured, aWeekAgo(measured)), -2e15}
}

func noDeals() Reason {
	return Reason{"No open deals", sum(owned("open_opportunities")) + " == 0", -3e15}
}

func noClosedDeals() Reason {
	return Reason{"No closed deals",
		fmt.Sprintf("(%s + %s) == 0", sum(owned("won_opportunities_90d")), sum(owned("lost_opportunities_90d"))), -4e15}
}

func noManagers() Reason { return Reason{"No managers", sum(owned("managers")) + " == 0", -11e15} }

func noJoiners() Reason {
	return Reason{"Nobody joined", sum(owned("people_joined_90d")) + " == 0", -12e15}
}

func noLeads() Reason { return Reason{"No open leads", sum(owned("open_leads")) + " == 0", -5e15} }

func noClosedCases() Reason {
	return Reason{"None closed", sum(owned("cases_closed_30d")) + " == 0", -6e15}
}

func noVisits() Reason { return Reason{"No visits", sum(whole("web_visits_7d")) + " == 0", -7e15} }

func noWonDeals() Reason {
	return Reason{"None won", sum(owned("won_opportunities_90d")) + " == 0", -8e15}
}

// noTeams is for rankings: there are people, but no team of five.
func noTeams() Reason {
	teams := count(ofTeams(sum(owned("users"), team())))
	return Reason{"No team of five or more", fmt.Sprintf("count(%s) unless on () %s", owned("users"), teams), -9e15}
}

// orWhy is a figure or the code of the reason why there is none.
func orWhy(expression string, reasons []Reason) string {
	all := "(" + expression + ")"
	for _, r := range reasons {
		all = either(all, fmt.Sprintf("on () (0 * (%s) + (%s))", r.When, code(r.code)))
	}
	return either(all, fmt.Sprintf("on () vector(%s)", code(codeOfUnknown)))
}

func code(n float64) string { return fmt.Sprintf("%.0f", n) }

// orNamed is a ranking or, as the name of a bar that has no value, why there is none.
func orNamed(expression, label string, reasons ...Reason) string {
	for _, r := range reasons {
		expression = either(expression,
			fmt.Sprintf("on () %s", named(fmt.Sprintf("0 * count(%s) / 0", r.When), label, r.Text)))
	}
	return expression
}

// orNone is a list of troubles or, as the name of a single one with the value 0, that there are none. It is said where
// present has a value.
func orNone(expression, label, text, present string) string {
	return either(expression, fmt.Sprintf("on () %s", named(fmt.Sprintf("0 * count(%s)", present), label, text)))
}

// orZero is a zero where the metric is absent because all is well: where what should be there is.
func orZero(expression, present string, by ...string) string {
	return fmt.Sprintf("%s or 0 * %s", expression, count(present, by...))
}

// orZeroes are the series of a metric with some labels, and a zero for each owner who has
// none of them: a zero that no sum needs is left out.
func orZeroes(metric string, matchers ...string) string {
	return fmt.Sprintf("(%s or 0 * %s)", owned(metric, matchers...), owned(metric))
}
