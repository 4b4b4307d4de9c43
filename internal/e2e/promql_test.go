package e2e

import (
	"fmt"
	"regexp"
	"slices"
)

// An expression is PromQL, cut into its tokens. It is read only as far as
// names are concerned: which metrics, and which labels of them.
type expression struct {
	tokens   []string
	known    map[string][]string // metric to its labels
	problems []string
}

var (
	promToken = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|[A-Za-z_][A-Za-z0-9_]*|[0-9][0-9a-z.]*|[!=]~|[!=<>]=|[^\s]`)
	promName  = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
)

// checkExpression lists what is wrong with the names of an expression.
func checkExpression(text string, known map[string][]string) []string {
	e := &expression{tokens: promToken.FindAllString(text, -1), known: known}
	for i := range e.tokens {
		e.check(i)
	}
	if len(e.metrics(0, len(e.tokens))) == 0 {
		e.complain("no metric")
	}
	return e.problems
}

func (e *expression) check(i int) {
	switch token := e.tokens[i]; {
	case token == "by" || token == "without":
		e.checkGrouping(i)
	case slices.Contains([]string{"on", "ignoring", "group_left", "group_right"}, token):
		e.checkMatching(i)
	case token == "{":
		e.checkMatchers(i)
	case token == "(" && e.end(i) < 0:
		e.complain("a parenthesis is not closed")
	case e.isMetric(i) && e.known[token] == nil:
		e.complain("there is no metric %s", token)
	}
}

// checkGrouping wants the labels of "by (…)" on every metric of what is
// aggregated.
func (e *expression) checkGrouping(i int) {
	labelsEnd := e.end(i + 1)
	if labelsEnd < 0 || e.end(labelsEnd+1) < 0 {
		e.complain("write the labels before what is aggregated: sum by (role) (…)")
		return
	}
	for _, label := range e.names(i+2, labelsEnd) {
		for _, metric := range e.metrics(labelsEnd+2, e.end(labelsEnd+1)) {
			e.checkLabel(metric, label)
		}
	}
}

// checkMatching wants the labels of "on (…)" on some metric.
func (e *expression) checkMatching(i int) {
	end := e.end(i + 1)
	if end < 0 {
		return // group_left without labels
	}
	metrics := e.metrics(0, len(e.tokens))
	for _, label := range e.names(i+2, end) {
		if !slices.ContainsFunc(metrics, func(m string) bool { return slices.Contains(e.known[m], label) }) {
			e.complain("no metric has the label %s", label)
		}
	}
}

// checkMatchers wants the labels in braces on the metric before them.
func (e *expression) checkMatchers(i int) {
	if i == 0 || !e.isMetric(i-1) {
		e.complain("braces without a metric")
		return
	}
	for j := i + 1; j < len(e.tokens) && e.tokens[j] != "}"; j++ {
		if promName.MatchString(e.tokens[j]) {
			e.checkLabel(e.tokens[i-1], e.tokens[j])
		}
	}
}

func (e *expression) checkLabel(metric, label string) {
	if e.known[metric] != nil && !slices.Contains(e.known[metric], label) {
		e.complain("%s has no label %s", metric, label)
	}
}

// metrics are the metric names between two tokens.
func (e *expression) metrics(from, to int) []string {
	var found []string
	for i := from; i < to; i++ {
		if e.isMetric(i) {
			found = append(found, e.tokens[i])
		}
	}
	return found
}

// isMetric tells metric names from functions, labels and the language's own
// words.
func (e *expression) isMetric(i int) bool {
	words := []string{"and", "or", "unless", "offset", "bool", "by", "without", "on", "ignoring", "group_left",
		"group_right"}
	if !promName.MatchString(e.tokens[i]) || slices.Contains(words, e.tokens[i]) {
		return false
	}
	next := ""
	if i+1 < len(e.tokens) {
		next = e.tokens[i+1]
	}
	return !slices.Contains([]string{"(", "by", "without"}, next) && !e.isLabel(i)
}

// isLabel tells the names in braces and behind "by (".
func (e *expression) isLabel(i int) bool {
	for j := i - 1; j >= 0; j-- {
		switch e.tokens[j] {
		case "{":
			return true
		case "(":
			return j > 0 && slices.Contains([]string{"by", "without", "on", "ignoring", "group_left", "group_right"},
				e.tokens[j-1])
		case "}", ")":
			return false
		}
	}
	return false
}

// names are the tokens between two, without commas.
func (e *expression) names(from, to int) []string {
	return slices.DeleteFunc(slices.Clone(e.tokens[from:to]), func(s string) bool { return s == "," })
}

// end finds the parenthesis that closes the one at i; -1 if there is none.
func (e *expression) end(i int) int {
	if i >= len(e.tokens) || e.tokens[i] != "(" {
		return -1
	}
	depth := 0
	for j := i; j < len(e.tokens); j++ {
		switch e.tokens[j] {
		case "(":
			depth++
		case ")":
			if depth--; depth == 0 {
				return j
			}
		}
	}
	return -1
}

func (e *expression) complain(format string, args ...any) {
	e.problems = append(e.problems, fmt.Sprintf(format, args...))
}
