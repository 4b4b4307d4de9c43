package combine

import (
	"fmt"
	"math/big"

	"salesforce_exporter/internal/soql"
)

// An adder makes the number of records of those of two parts of them. Null is what the number of no value is.
type adder func(a, b string) (string, error)

// addsUp returns how numbers of a column add up; nil for those that do not.
func addsUp(c soql.Column) adder {
	function, _, _ := soql.Aggregate(c.Expr)
	moments := c.Type == soql.Instant || c.Type == soql.Day
	switch {
	case function == "COUNT", function == "SUM":
		return valued(sum)
	case function == "MAX" && moments: // which are texts in the order of time
		return valued(func(a, b string) (string, error) { return max(a, b), nil })
	case function == "MIN" && moments:
		return valued(func(a, b string) (string, error) { return min(a, b), nil })
	}
	return nil
}

// valued adds what is there.
func valued(add adder) adder {
	return func(a, b string) (string, error) {
		switch {
		case a == "":
			return b, nil
		case b == "":
			return a, nil
		}
		return add(a, b)
	}
}

// sum adds two numbers as decimals, so that a sum of amounts is the one that Salesforce would give.
func sum(a, b string) (string, error) {
	x, err := decimal(a)
	if err != nil {
		return "", err
	}
	y, err := decimal(b)
	if err != nil {
		return "", err
	}
	x.Add(x, y)
	digits, _ := x.FloatPrec() // all of them: a decimal has finitely many
	return x.FloatString(digits), nil
}

// decimal reads a number that a float could hold: the digits of 1e999999 would fill the memory, and so would those of
// 1e-999999, which is zero to a float.
func decimal(text string) (*big.Rat, error) {
	value, err := soql.ParseNumber(text)
	if err != nil {
		return nil, err
	}
	if value == 0 {
		return new(big.Rat), nil
	}
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		return nil, fmt.Errorf("read number: %q is none", text)
	}
	return r, nil
}
