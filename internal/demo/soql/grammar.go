package soql

import (
	"sync"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"
)

// statement is a SELECT, whole or nested.
type statement struct {
	Pos    lexer.Position
	Items  []*selectItem `parser:"'SELECT' @@ ( ',' @@ )*"`
	From   *from         `parser:"'FROM' @@"`
	Scope  string        `parser:"( 'USING' 'SCOPE' @Ident )?"`
	Where  *condition    `parser:"( 'WHERE' @@ )?"`
	With   *with         `parser:"( 'WITH' @@ )?"`
	Group  *group        `parser:"( 'GROUP' 'BY' @@ )?"`
	Order  []*orderItem  `parser:"( 'ORDER' 'BY' @@ ( ',' @@ )* )?"`
	Limit  *amount       `parser:"( 'LIMIT' @@ )?"`
	Offset *amount       `parser:"( 'OFFSET' @@ )?"`
	For    []*purpose    `parser:"( 'FOR' @@ ( ',' @@ )* )?"`
	Update []*purpose    `parser:"( 'UPDATE' @@ ( ',' @@ )* )?"`
	All    bool          `parser:"( @'ALL' 'ROWS' )?"`
}

type selectItem struct {
	Pos     lexer.Position
	Child   *statement `parser:"( '(' @@ ')'"`
	TypeOf  *typeOf    `parser:"| (?= 'TYPEOF' Ident) @@"`
	Operand *operand   `parser:"| @@ )"`
	Alias   string     `parser:"( (?! 'FROM') @Ident )?"`
}

type typeOf struct {
	Pos  lexer.Position
	Of   []string    `parser:"'TYPEOF' @Ident ( '.' @Ident )*"`
	When []*typeWhen `parser:"@@+"`
	Else []*operand  `parser:"( 'ELSE' @@ ( ',' @@ )* )? 'END'"`
}

type typeWhen struct {
	Pos    lexer.Position
	Object string     `parser:"'WHEN' @Ident"`
	Then   []*operand `parser:"'THEN' @@ ( ',' @@ )*"`
}

// from names an object or, in a sub-select, a child relationship.
type from struct {
	Pos   lexer.Position
	Path  []string `parser:"@Ident ( '.' @Ident )*"`
	Alias string   `parser:"( 'AS'? (?! 'USING' | 'WHERE' | 'WITH' | 'GROUP' | 'HAVING' | 'ORDER' | 'LIMIT' | 'OFFSET' | 'FOR' | 'UPDATE' | 'ALL') @Ident )?"`
}

type with struct {
	Pos   lexer.Position
	Words []string `parser:"( (?! 'GROUP' | 'ORDER' | 'LIMIT' | 'OFFSET' | 'FOR' | 'UPDATE' | 'ALL') @Ident )+"`
}

// purpose is what follows FOR and UPDATE.
type purpose struct {
	Pos  lexer.Position
	Word string `parser:"@( 'VIEW' | 'REFERENCE' | 'UPDATE' | 'TRACKING' | 'VIEWSTAT' )"`
}

// operand is a field path or a function call.
type operand struct {
	Pos  lexer.Position
	Path []string   `parser:"(?! 'FROM' | 'NOT') @Ident ( '.' @Ident )*"`
	Call *arguments `parser:"@@?"`
}

type arguments struct {
	Pos  lexer.Position
	List []*operand `parser:"'(' ( @@ ( ',' @@ )* )? ')'"`
}

// group also covers ROLLUP and CUBE, which read as function calls.
type group struct {
	By     []*operand `parser:"@@ ( ',' @@ )*"`
	Having *condition `parser:"( 'HAVING' @@ )?"`
}

type orderItem struct {
	Operand   *operand `parser:"@@"`
	Direction string   `parser:"@( 'ASC' | 'DESC' )?"`
	Nulls     string   `parser:"( 'NULLS' @( 'FIRST' | 'LAST' ) )?"`
}

type amount struct {
	Pos   lexer.Position
	Value string `parser:"@Number"`
}

// condition follows Salesforce's own grammar: NOT stands alone, and AND and OR
// do not mix without parentheses.
type condition struct {
	Negated *term   `parser:"'NOT' @@"`
	First   *term   `parser:"| @@"`
	Rest    []*link `parser:"@@*"`
}

type link struct {
	Pos  lexer.Position
	Op   string `parser:"@( 'AND' | 'OR' )"`
	Term *term  `parser:"@@"`
}

type term struct {
	Group   *condition  `parser:"'(' @@ ')'"`
	Compare *comparison `parser:"| @@"`
}

type comparison struct {
	Left  *operand   `parser:"@@"`
	Op    *operator  `parser:"@@"`
	Right *rightSide `parser:"@@"`
}

type operator struct {
	Pos  lexer.Position
	Not  bool   `parser:"@'NOT'?"`
	Word string `parser:"@( Operator | 'LIKE' | 'IN' | 'INCLUDES' | 'EXCLUDES' )"`
}

type rightSide struct {
	Pos    lexer.Position
	Select *statement `parser:"'(' ( @@"`
	List   []*literal `parser:"| @@ ( ',' @@ )* ) ')'"`
	Value  *literal   `parser:"| @@"`
}

type literal struct {
	Pos      lexer.Position
	Text     string  `parser:"@String"`
	DateTime string  `parser:"| @DateTime"`
	Date     string  `parser:"| @Date"`
	Number   string  `parser:"| @Number"`
	Bind     string  `parser:"| @':' Ident"`
	Word     string  `parser:"| @Ident"`
	Fraction *amount `parser:"@@?"` // of an amount such as USD5000.50
	N        string  `parser:"( ':' @Number )?"`
}

// buildParser makes the parser once; it is immutable and safe for concurrent
// use.
var buildParser = sync.OnceValues(func() (*participle.Parser[statement], error) {
	tokens, err := lexer.NewSimple([]lexer.SimpleRule{
		{Name: "Whitespace", Pattern: `\s+`},
		{Name: "String", Pattern: `'(\\(?s:.)|[^'\\])*'`},
		{Name: "DateTime", Pattern: `\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:?\d{2})`},
		{Name: "Date", Pattern: `\d{4}-\d{2}-\d{2}`},
		{Name: "Number", Pattern: `[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?`},
		{Name: "Ident", Pattern: `[A-Za-z_][A-Za-z0-9_]*`},
		{Name: "Operator", Pattern: `<=|>=|!=|<>|=|<|>`},
		{Name: "Punctuation", Pattern: `[(),.:]`},
		{Name: "Other", Pattern: `(?s:.)`},
	})
	if err != nil {
		return nil, err
	}
	return participle.Build[statement](
		participle.Lexer(tokens),
		participle.Elide("Whitespace"),
		participle.CaseInsensitive("Ident"),
		// The first token of an alternative decides, so that an error is
		// reported where it is and nothing is parsed twice.
		participle.UseLookahead(0),
	)
})
