package soql

import "strings"

// And returns the condition that both hold. A condition stands in parentheses
// only where it has to: Salesforce refuses a semi-join in a group of conditions
// that stands beside others, as nested
// (community.skuid.com/t/soql-exception-on-model-that-contains-custom-condition-group-logic-with-subselect-query/4120).
func And(a, b string) string {
	switch {
	case a == "":
		return b
	case b == "":
		return a
	}
	return operand(a) + " AND " + operand(b)
}

// operand is a condition as a side of AND, which neither OR nor NOT may be
// bare.
func operand(condition string) string {
	tokens, err := tokenize(condition)
	if err != nil {
		return "(" + condition + ")"
	}
	depth := 0
	for i, token := range tokens {
		switch strings.ToUpper(token) {
		case "(":
			depth++
		case ")":
			depth--
		case "OR":
			if depth == 0 {
				return "(" + condition + ")"
			}
		case "NOT":
			if depth == 0 && (i+1 == len(tokens) || !strings.EqualFold(tokens[i+1], "IN")) {
				return "(" + condition + ")"
			}
		}
	}
	return condition
}
