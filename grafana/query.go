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

func sum(expression string, by ...string) string { return aggregate("sum", expression, by) }

func avg(expression string, by ...string) string { return aggregate("avg", expression, by) }

func count(expression string) string { return aggregate("count", expression, nil) }

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

var endOfSelector = regexp.MustCompile(`\}(\[[^\]]+\])?`)

// weekBefore is the same expression a week earlier.
func weekBefore(expression string) string {
	return endOfSelector.ReplaceAllString(expression, "}$1 offset 1w")
}

// weekChange is how an expression moved within a week, in its own unit.
func weekChange(expression string) string {
	return fmt.Sprintf("(%s) - (%s)", expression, weekBefore(expression))
}

// highest are the highest ten, highest first.
func highest(expression string) string { return fmt.Sprintf("sort_desc(topk(10, %s))", expression) }

// lowest are the lowest ten, lowest first.
func lowest(expression string) string { return fmt.Sprintf("sort(bottomk(10, %s))", expression) }

// orZero is a zero where the metric is absent because all is well: where what should be there is.
func orZero(expression, present string) string {
	return fmt.Sprintf("%s or 0 * %s", expression, sum(present))
}

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
