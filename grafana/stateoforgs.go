package grafana

import (
	"fmt"

	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

// The state of an org, worst last. It is the first thing on every page.
const (
	complete = iota
	partsMissing
	noneYet
	noAnswers
	exporterDown
	vanished
	nobody
)

// states are short, because Grafana makes no room for a second line of what stands for a figure.
func states() dashboard.ValueMapping {
	return meanings(
		meaning{complete, "Complete", colourNone},
		meaning{partsMissing, "Parts missing", colourLook},
		meaning{noneYet, "No figures yet", colourLook},
		meaning{noAnswers, "No answers", colourAct},
		meaning{exporterDown, "Exporter down", colourAct},
		meaning{vanished, "Not scraped", colourAct},
		meaning{nobody, "No org", colourAct},
	)
}

// scraped says of each org whether its exporter answers Prometheus.
func scraped() string {
	return fmt.Sprintf("(%s and on (%s) %s)", highestOf("up{"+ofOrg+"}", org), org, knownAtEnd())
}

// missing is how many metrics of each org are not there.
func missing() string {
	return sum(fmt.Sprintf("(%s or %s)", whole("collector_skipped"), whole("collector_withheld")), org)
}

// stateOf is the state of each org, as its number.
func stateOf() string {
	coded := func(expression string, state int) string { return fmt.Sprintf("0 * (%s) + %d", expression, state) }
	answers := highestOf(whole("up"), org)
	incomplete := fmt.Sprintf("(%s > 0 or %s)", missing(), count(whole("collector_success")+" == 0", org))
	return either(
		coded(fmt.Sprintf("%s unless on (%s) %s", knownAtEnd(), org, scraped()), vanished),
		coded(scraped()+" == 0", exporterDown),
		coded(answers+" == 0", noAnswers),
		coded(fmt.Sprintf("%s unless on (%s) %s", scraped(), org, answers), noneYet),
		coded(incomplete, partsMissing),
		coded(answers, complete),
		fmt.Sprintf("on () %s", named(fmt.Sprintf("vector(%d)", nobody), "instance", "none")),
	)
}

// ageOf is the age of the oldest figures of each org; of one that is gone, of its newest.
func ageOf() string {
	const success = "collector_last_success_timestamp_seconds"
	gone := highestOf(fmt.Sprintf("last_over_time(%s[30d])", whole(success)), org)
	return fmt.Sprintf("time() - (%s or %s)", lowestOf(whole(success)+" > 0", org), gone)
}

// stateOfOrgs is the table on top of every page: nothing below is to be read without it.
func stateOfOrgs() Panel {
	return tableOf(About{
		ID: 90, Title: "State of the orgs", In: unit("short"),
		About: "Whether the figures of this page are complete, an org a line, worst first, and how old the oldest of them are. *No answers*: Salesforce gives none to the exporter. *Exporter down*, or *Not scraped* any more: the org is in no figure below. Parts are missing where Salesforce does not show something to the integration user, or where something became too old. Click an org to see what, and why.",
	}, []Label{
		{Label: "instance", Title: "Org", Width: 150, OneWord: true,
			Links: []Link{drillRow(uidExporter, "Exporter health of this org", "instance")}},
	}, []Column{
		{Title: "State", Expression: stateOf(), In: unit("short"), Means: new(states()), Width: 114, First: true},
		{Title: "Oldest", Expression: ageOf(), In: seconds(0), Steps: ageSteps(), Width: 68},
	}, sorted{by: "State"})
}

// top is the first band of every page.
func top() Band { return band(4, at(columns, stateOfOrgs())) }
