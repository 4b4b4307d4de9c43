package grafana

import (
	"fmt"
	"strings"

	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

// Scores, logins and late deals over weeks are read from the recording rules where
// they are loaded and everybody is chosen, because what it costs to compute them from
// all series is seconds of a processor. PromQL evaluates both sides of "or", so a hidden
// variable says which orgs are computed: it holds an expression for instance.

const (
	byHand    = ".+"   // all orgs
	fromRules = "none" // no org
)

// byHandVariable tells which orgs are computed from their series: none, if what is recorded is there for as many orgs
// as have the metric.
func byHandVariable(record, metric string) Variable {
	recorded := fmt.Sprintf("%s >= %s", count(count(record+"{"+ofOrg+"}", org)), count(count(whole(metric), org)))
	everybody := `label_replace(label_replace(vector(1), "choice", "$role $profile $region", "", ""), "byhand", "` +
		fromRules + `", "choice", "\\.\\* \\.\\* \\.\\*")`
	rules := fmt.Sprintf("%s unless on (byhand) vector(1) and on () (%s)", everybody, recorded)
	return asking("byhand", "Computed for",
		fmt.Sprintf("query_result(%s or on () %s)", rules, named("vector(1)", "byhand", byHand))).
		Description("The orgs whose courses are computed from their series, because there is no recording rule or not everybody is chosen.").
		Regex(`/byhand="([^"]+)"/`).
		Current(dashboard.VariableOption{
			Text:  dashboard.StringOrArrayOfString{String: new(byHand)},
			Value: dashboard.StringOrArrayOfString{String: new(byHand)},
		}).
		Hide(dashboard.VariableHideHideVariable)
}

// Rules that pages read.
const (
	scoreRecord = "org:salesforce_adoption_score:ratio"
	lateRecord  = "role:salesforce_overdue_opportunities_amount:ratio"
)

// recorded is what a rule recorded, of the orgs that are not computed.
func recorded(record string) string {
	return fmt.Sprintf(`%s{%s, instance!~"$byhand"}`, record, ofOrg)
}

// computed narrows an expression to the orgs that are not recorded.
func computed(expression string) string {
	return strings.ReplaceAll(expression, `instance=~"$instance"`, `instance=~"$instance", instance=~"$byhand"`)
}

// reachOverTime is the share of the people who logged in within a week, for the values of a label in each org.
func reachOverTime(label string) string {
	return either(recorded(label+":salesforce_users_logged_in_7d:ratio"), computed(reach(of(label))))
}

// scoreOverTime is the score of each chosen org; the grey line of a week before is drawn for a single one
// that is recorded, because computing it would double the cost of the page.
func scoreOverTime() []Curve {
	perOrg := either(recorded(scoreRecord), computed(score(org)))
	single := fmt.Sprintf("%s and on () (count(%s) == 1)", presentAtEnd(), presentAtEnd())
	return []Curve{
		{Legend: "score{{in}}", Expression: inEach(sum(perOrg, org)), Colours: []Named{{"score", colourAmount}}},
		{Legend: "a week before",
			Expression: fmt.Sprintf("(%s) and on (%s) (%s)", weekBefore(recorded(scoreRecord)), org, single),
			Colour:     colourPast, Dashed: true},
	}
}
