package soql

// A Comparison is one of the comparisons that a condition is made of.
type Comparison struct {
	Reference          // the field; of a function, the one that it is of
	Function  string   // such as DAY_ONLY; empty for a field itself
	Operator  string   // in capitals, such as = or NOT IN
	Values    []string // as they are written, with their quotes
}

// Comparisons lists the comparisons of a condition, those of semi-joins included, but
// for those with the rows of a semi-join.
func Comparisons(condition string) ([]Comparison, error) {
	g, err := readAny(condition)
	return g.found, err
}

// A Literal is what kind of value a comparison is with.
type Literal int

// Kinds of values.
const (
	NoLiteral Literal = iota // none that is known
	Null
	Quoted      // 'a text'
	Numeral     // 5 or -0.5
	Money       // USD500
	TrueOrFalse // TRUE or false
	DayLiteral  // 2026-12-01
	TimeLiteral // 2026-12-01T00:00:00Z
	NamedDate   // TODAY or LAST_N_DAYS:30
)

// LiteralOf tells what kind of value a token is.
func LiteralOf(token string) Literal {
	switch {
	case token == "":
		return NoLiteral
	case token[0] == '\'':
		return Quoted
	case isWordOf(token, "NULL"):
		return Null
	case isWordOf(token, "TRUE", "FALSE"):
		return TrueOrFalse
	case isDateLiteral(token), spanText.MatchString(token):
		return NamedDate
	case numberText.MatchString(token):
		return Numeral
	case dayText.MatchString(token) && len(token) == len("2006-01-02"):
		return DayLiteral
	case dayText.MatchString(token):
		return TimeLiteral
	case amountText.MatchString(token):
		return Money
	}
	return NoLiteral
}
