package grafana

import "fmt"

// Amounts are in the corporate currency of their org, which no metric names. So those of several
// orgs are shown an org each, or are said to be in several currencies.

// ofSeveral is a label that says so, behind the name of a figure; empty where there is one org.
const ofSeveral = "{{currencies}}"

// inCurrencies gives a figure that is made of amounts of all chosen orgs the label for ofSeveral.
func inCurrencies(expression string) string {
	orgs := count(knownAtEnd())
	several := named(fmt.Sprintf("0 * (%s > 1) + 1", orgs), "currencies", ", each org in its currency")
	return fmt.Sprintf("(%s) * on () group_left (currencies) (%s or on () 0 * %s + 1)", expression, several, orgs)
}

// amountOverTime is a line for each org and, for a single one, where it was a week before.
func amountOverTime(legend, expression string) []Curve {
	single := fmt.Sprintf("count(%s) == 1", presentAtEnd())
	return []Curve{
		{Legend: legend + "{{in}}", Expression: inEach(sum(expression, org)), Colours: []Named{{legend, colourAmount}}},
		{Legend: "a week before", Expression: fmt.Sprintf("%s and on () (%s)", weekBefore(sumOverTime(expression)), single),
			Colour: colourPast, Dashed: true},
	}
}

// amountsBy are the largest amounts by a label of each org.
func amountsBy(expression, label string) string { return highest(inEach(sum(expression, of(label)))) }

// amountsByMonth are columns of amounts of a single org.
func amountsByMonth(a About, expression string) Panel {
	several := Reason{Text: "Choose one org to see amounts", When: fmt.Sprintf("count(%s) > 1", knownAtEnd())}
	return months(a, fmt.Sprintf("(%s and on () (count(%s) == 1))", sum(expression), knownAtEnd()), several)
}
