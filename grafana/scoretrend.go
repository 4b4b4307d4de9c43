package grafana

import (
	"fmt"
	"strings"

	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

// The score over weeks is read from the recording rules where they are loaded
// and everybody is chosen, because what it costs to compute it from all series
// is seconds of a processor. PromQL evaluates both sides of "or", so a hidden
// variable says which orgs are computed: it holds an expression for instance.

const (
	byHand    = ".+"   // all orgs
	fromRules = "none" // no org
)

// byHandVariable tells which orgs' score is computed from their series.
func byHandVariable() Variable {
	recorded := fmt.Sprintf("count(%s) >= %s", recordedScore(""), count(count(whole("users"), org)))
	everybody := `label_replace(label_replace(vector(1), "choice", "$role $profile $region", "", ""), "byhand", "` + fromRules + `", "choice", "\\.\\* \\.\\* \\.\\*")`
	rules := fmt.Sprintf("%s unless on (byhand) vector(1) and on () (%s)", everybody, recorded)
	return asking("byhand", "Score computed for", fmt.Sprintf("query_result(%s or on () %s)", rules, named("vector(1)", "byhand", byHand))).
		Description("The orgs whose score over time is computed from their series, because there is no recording rule or not everybody is chosen.").
		Regex(`/byhand="([^"]+)"/`).
		Current(dashboard.VariableOption{
			Text:  dashboard.StringOrArrayOfString{String: new(byHand)},
			Value: dashboard.StringOrArrayOfString{String: new(byHand)},
		}).
		Hide(dashboard.VariableHideHideVariable)
}

func recordedScore(matchers string) string {
	return "org:salesforce_adoption_score:ratio{" + ofOrg + matchers + "}"
}

// scoreOverTime is the score of each chosen org; the grey line of a week before is drawn for a single one.
func scoreOverTime() []Curve {
	computed := strings.ReplaceAll(score(org), `instance=~"$instance"`, `instance=~"$instance", instance=~"$byhand"`)
	perOrg := either(recordedScore(`, instance!~"$byhand"`), computed)
	single := fmt.Sprintf("%s and on () (count(%s) == 1)", presentAtEnd(), presentAtEnd())
	return []Curve{
		{Legend: "score{{in}}", Expression: inEach(sum(perOrg, org)), Colour: colourAmount},
		{Legend: "a week before", Expression: fmt.Sprintf("(%s) and on (%s) (%s)", weekBefore(perOrg), org, single), Colour: colourPast, Dashed: true},
	}
}
