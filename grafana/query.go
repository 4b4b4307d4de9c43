package grafana

import (
	"fmt"
	"regexp"
	"strings"
)

// Expressions are texts in PromQL. Every selector names job and instance;
// metrics by owner are also narrowed to the chosen roles, profiles and regions.
const (
	ofOrg   = `job=~"$job", instance=~"$instance"`
	ofOwner = `role=~"$role", profile=~"$profile", region=~"$region"`
)

// whole is a metric of the org, not narrowed by owner.
func whole(name string, matchers ...string) string {
	return fmt.Sprintf("salesforce_%s{%s}", name, strings.Join(append([]string{ofOrg}, matchers...), ", "))
}

// owned is a metric by owner.
func owned(name string, matchers ...string) string {
	return whole(name, append([]string{ofOwner}, matchers...)...)
}

// An org is an exporter: what several of them say is added up, averaged or
// compared on purpose only.
const org = "job, instance"

// of are labels within an org.
func of(labels ...string) string { return strings.Join(append([]string{org}, labels...), ", ") }

func sum(expression string, by ...string) string { return aggregate("sum", expression, by) }

func avg(expression string, by ...string) string { return aggregate("avg", expression, by) }

func highestOf(expression string, by ...string) string { return aggregate("max", expression, by) }

func lowestOf(expression string, by ...string) string { return aggregate("min", expression, by) }

func count(expression string, by ...string) string { return aggregate("count", expression, by) }

func aggregate(operator, expression string, by []string) string {
	if len(by) == 0 {
		return fmt.Sprintf("%s(%s)", operator, expression)
	}
	return fmt.Sprintf("%s by (%s) (%s)", operator, strings.Join(by, ", "), expression)
}

// share is part / all; absent, not NaN, where there is nothing to divide by.
func share(part, all string, by ...string) string {
	return fmt.Sprintf("%s / (%s > 0)", sum(part, by...), sum(all, by...))
}

// either is the first of the expressions that has a value, for each set of labels.
func either(expressions ...string) string { return strings.Join(expressions, " or ") }

// named gives the series of an expression a further label.
func named(expression, label, value string) string {
	return fmt.Sprintf(`label_replace(%s, "%s", "%s", "", "")`, expression, label, value)
}

// which is a figure of the whole org, with a name in the label which.
func which(metric, name string) string { return named(sum(whole(metric)), "which", name) }

// highest are the highest ten, highest first.
func highest(expression string) string { return fmt.Sprintf("sort_desc(topk(10, %s))", expression) }

// lowest are the lowest ten, lowest first.
func lowest(expression string) string { return fmt.Sprintf("sort(bottomk(10, %s))", expression) }

// A word is a figure in a sentence: the label that carries it, and its expression.
type word struct{ label, expression string }

// sentence makes labels of figures, so that a legend can say them.
func sentence(words ...word) string {
	var said strings.Builder
	for i, w := range words {
		if i > 0 {
			fmt.Fprintf(&said, " * on () group_left (%s) ", w.label)
		}
		fmt.Fprintf(&said, `count_values("%s", %s)`, w.label, w.expression)
	}
	return said.String()
}

// percent is a share as a whole number of per cent, for sentences.
func percent(expression string) string { return fmt.Sprintf("round(100 * (%s))", expression) }

// points are differences of shares: 92 % after 95 % are -3 points, not -3 %.
func points(expression string) string { return fmt.Sprintf("100 * (%s)", expression) }

// inEach adds the name of the org to series of an org, as the label in, where there are several
// orgs. The name is the same over the whole time range, also of an org that came or went in it.
func inEach(expression string) string {
	one := fmt.Sprintf("(0 * %s + 1)", knownAtEnd())
	several := fmt.Sprintf(`label_replace(%s, "in", " · $1", "instance", "(.+)") and on () (count(%s) > 1)`, one, one)
	return fmt.Sprintf("(%s) * on (%s) group_left (in) (%s or on (%s) %s)", expression, org, several, org, one)
}

// knownAtEnd are the orgs of the 30 days before the end of the time range. Of
// these only each hour is read, which takes a tenth of the time of reading every sample. What backfill wrote has no
// salesforce_up, and it begins up to a step before the exporter does: an org is known by its users, too.
func knownAtEnd() string {
	return highestOf(fmt.Sprintf("%s @ end() or last_over_time(%s[30d:1h] @ end()) or last_over_time(%s[30d:6h] @ end())",
		whole("up"), whole("up"), whole("users")), org)
}

// presentAtEnd are the orgs that are known at the end of the time range; if none is, all that were.
func presentAtEnd() string {
	return fmt.Sprintf("(%s or on () %s)", highestOf(whole("up")+" @ end()", org), knownAtEnd())
}

// sumOverTime is a sum for courses. An org that is gone is left out of all of
// it: where it went, the sum would seem to fall.
func sumOverTime(expression string, by ...string) string {
	return sum(fmt.Sprintf("%s and on (%s) %s", sum(expression, of(by...)), org, presentAtEnd()), by...)
}

// shareOverTime is part / all for courses.
func shareOverTime(part, all string, by ...string) string {
	return fmt.Sprintf("%s / (%s > 0)", sumOverTime(part, by...), sumOverTime(all, by...))
}

var selectors = regexp.MustCompile(`\b[\w:]+\{[^}]*\}(?:\[[^\]]+\])?(?: @ end\(\))?`)

// eachSelector rewrites the selectors of an expression, but for those of the end of the time range.
func eachSelector(expression string, rewritten func(selector string) string) string {
	return selectors.ReplaceAllStringFunc(expression, func(selector string) string {
		if strings.HasSuffix(selector, "@ end()") {
			return selector
		}
		return rewritten(selector)
	})
}

// before is the same expression a time earlier: the newest values of a stretch before that moment, because what
// backfill wrote has a value each half hour, or a few a day.
func before(expression, time, stretch string) string {
	return eachSelector(expression, func(selector string) string { return ago(selector, time, stretch) })
}

func ago(selector, time, stretch string) string {
	return fmt.Sprintf("last_over_time(%s[%s] offset %s)", selector, stretch, time)
}

// aWeekAgo looks back as far as the rules do.
func aWeekAgo(selector string) string { return ago(selector, "1w", "30m") }

func weekBefore(expression string) string { return eachSelector(expression, aWeekAgo) }

// weekChange is how an expression of a single org, team or the like moved within a week.
func weekChange(expression string) string {
	return fmt.Sprintf("(%s) - (%s)", expression, weekBefore(expression))
}

// pooledChange is how an expression over all chosen orgs moved within a week. Orgs that
// are not known at both ends are left out: one that came or went is no change of habits.
func pooledChange(expression string) string {
	return changeOfKnown(expression, func(string) string { return whole("users") })
}

// changeOfParts is how a mean of parts moved within a week. A part that an org did not measure at both ends is left
// out, or the mean would move because it came: the past that backfill writes has not all of them.
func changeOfParts(expression string) string {
	return changeOfKnown(expression, func(selector string) string { return selector })
}

// changeOfKnown compares the orgs that had, now and a week ago, what a selector is known by.
func changeOfKnown(expression string, by func(selector string) string) string {
	now := eachSelector(expression, func(selector string) string {
		return fmt.Sprintf("(%s and on (%s) %s)", selector, org, aWeekAgo(by(selector)))
	})
	then := eachSelector(expression, func(selector string) string {
		return fmt.Sprintf("(%s and on (%s) %s)", aWeekAgo(selector), org, by(selector))
	})
	return fmt.Sprintf("(%s) - (%s)", now, then)
}

// newest is the newest value in each stretch of time, so that a stretch of
// hours that has just begun shows what is known already. It is for panels whose
// interval is a quarter of an hour at least.
func newest(expression string) string {
	return fmt.Sprintf("last_over_time((%s)[$__interval:15m] offset -$__interval)", expression)
}
