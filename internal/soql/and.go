package soql

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
	if g := (&grammar{tokens: tokens}); err != nil || g.is("NOT") || g.operatorAhead() == "OR" {
		return "(" + condition + ")"
	}
	return condition
}
