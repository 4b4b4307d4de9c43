package soql

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Parse reads a statement as people write it, as far as this program can send
// it and read its answer: SELECT … FROM … WHERE … GROUP BY … ORDER BY … LIMIT.
// Aggregates without an alias get one. Grouped statements are ordered and cut
// into pages by themselves, so they take neither ORDER BY nor LIMIT.
func Parse(text string) (Statement, error) {
	text = strings.NewReplacer("\n", " ", "\t", " ", "\r", " ").Replace(text)
	tokens, err := tokenize(text)
	if err != nil {
		return Statement{}, err
	}
	clauses, err := split(text, tokens)
	if err != nil {
		return Statement{}, err
	}
	s := Statement{Where: clauses["WHERE"]}
	if s.Object = clauses["FROM"]; !objectName.MatchString(s.Object) {
		return Statement{}, fmt.Errorf("FROM %q: one object is expected, without an alias", s.Object)
	}
	if _, filtered := clauses["WHERE"]; filtered {
		if err := CheckCondition(s.Object, s.Where); err != nil {
			return Statement{}, fmt.Errorf("WHERE: %w", err)
		}
	}
	if scope, scoped := clauses["USING SCOPE"]; scoped {
		if s.Scope = scope; !IsScope(scope) {
			return Statement{}, fmt.Errorf("USING SCOPE %q: the name of a scope is expected, such as everything, mine or allPrivate", scope)
		}
	}
	if err := s.selectColumns(clauses["SELECT"]); err != nil {
		return Statement{}, err
	}
	s.GroupBy = list(clauses["GROUP BY"])
	s.OrderBy = list(clauses["ORDER BY"])
	if s.Limit, err = limit(clauses["LIMIT"]); err != nil {
		return Statement{}, err
	}
	return s, s.checkGroups()
}

var (
	scopeName  = regexp.MustCompile(`^[A-Za-z][A-Za-z_]*$`)
	objectName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*$`)
	columnText = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9_.]*(?:\(.*\))?)(?: ([A-Za-z][A-Za-z0-9_]*))?$`)
	aggregates = regexp.MustCompile(`(?i)^(COUNT|COUNT_DISTINCT|SUM|AVG|MIN|MAX)\(`)
)

// IsScope reports whether a text can be the name of a scope, as far as that can be
// known without the org.
func IsScope(text string) bool { return scopeName.MatchString(text) }

// clauseNames are the clauses there are, in their order; those with two words
// are found by the first.
func clauseNames() []string {
	return []string{"SELECT", "FROM", "USING SCOPE", "WHERE", "GROUP BY", "ORDER BY", "LIMIT"}
}

// refusedWords start what the answer to a statement could not be read with.
func refusedWords() []string {
	return []string{"HAVING", "OFFSET", "FOR", "WITH", "USING", "TYPEOF", "UPDATE", "ALL"}
}

// split puts the text of each clause under its name.
func split(text string, tokens []string) (map[string]string, error) {
	clauses := map[string]string{}
	current, next, depth, at, start := "", 0, 0, 0, 0
	end := func(here int) {
		if current != "" {
			clauses[current] = strings.TrimSpace(text[start:here])
		}
	}
	for i := 0; i < len(tokens); i++ {
		token := tokens[i]
		here := at + strings.Index(text[at:], token)
		at = here + len(token)
		depth += nesting(token)
		if depth > 0 || token == ")" {
			continue
		}
		name := clauseAt(tokens, i)
		if name == "" {
			if current == "" {
				return nil, errors.New("a statement begins with SELECT")
			}
			if err := checkWord(current, token); err != nil {
				return nil, err
			}
			continue
		}
		place := slices.Index(clauseNames(), name)
		if place < next {
			return nil, fmt.Errorf("%s is in the wrong place or there twice: write once, and in this order, %s", name,
				strings.Join(clauseNames(), ", "))
		}
		end(here)
		if strings.Contains(name, " ") {
			i++
			at += strings.Index(text[at:], tokens[i]) + len(tokens[i])
		}
		current, next, start = name, place+1, at
	}
	end(len(text))
	if depth != 0 {
		return nil, errors.New("parentheses are not balanced")
	}
	for _, name := range []string{"SELECT", "FROM"} {
		if clauses[name] == "" {
			return nil, fmt.Errorf("%s is missing: write SELECT columns FROM object", name)
		}
	}
	return clauses, nil
}

func nesting(token string) int {
	switch token {
	case "(":
		return 1
	case ")":
		return -1
	}
	return 0
}

// checkWord refuses what starts a clause that is not supported.
func checkWord(clause, token string) error {
	if clause == "SELECT" && !strings.EqualFold(token, "TYPEOF") {
		return nil
	}
	for _, word := range refusedWords() {
		if strings.EqualFold(token, word) {
			return fmt.Errorf("%s is not supported: leave it out", word)
		}
	}
	return nil
}

func clauseAt(tokens []string, i int) string {
	for _, name := range clauseNames() {
		first, second, two := strings.Cut(name, " ")
		if strings.EqualFold(tokens[i], first) && (!two || i+1 < len(tokens) && strings.EqualFold(tokens[i+1], second)) {
			return name
		}
	}
	return ""
}

func (s *Statement) selectColumns(text string) error {
	if strings.EqualFold(strings.ReplaceAll(text, " ", ""), "COUNT()") {
		return nil
	}
	for i, item := range list(text) {
		found := columnText.FindStringSubmatch(item)
		if found == nil {
			return fmt.Errorf("column %q: a field, a path or an aggregate is expected, with or without an alias", item)
		}
		c := Column{Expr: found[1], Alias: found[2]}
		if c.Alias == "" && strings.Contains(c.Expr, "(") {
			c.Alias = "c" + strconv.Itoa(i)
		}
		s.Columns = append(s.Columns, c)
	}
	return nil
}

// list splits at commas outside of parentheses.
func list(text string) []string {
	if text == "" {
		return nil
	}
	var items []string
	depth, start := 0, 0
	for i, r := range text {
		switch r {
		case '(':
			depth++
		case ')':
			depth--
		case ',':
			if depth == 0 {
				items = append(items, strings.TrimSpace(text[start:i]))
				start = i + 1
			}
		}
	}
	return append(items, strings.TrimSpace(text[start:]))
}

func limit(text string) (int, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n <= 0 {
		return 0, fmt.Errorf("LIMIT %s is not a number of rows", text)
	}
	return n, nil
}

// checkGroups holds the columns against the grouping. The keys have to come
// first, in their order, which pages of groups rely on.
func (s *Statement) checkGroups() error {
	if !s.Grouped() {
		for _, c := range s.Columns {
			if aggregates.MatchString(c.Expr) != aggregates.MatchString(s.Columns[0].Expr) {
				return errors.New("fields beside aggregates need a GROUP BY")
			}
		}
		return nil
	}
	if len(s.OrderBy) > 0 || s.Limit > 0 {
		return errors.New("leave out ORDER BY and LIMIT: groups are read in pages of their own")
	}
	if len(s.Columns) < len(s.GroupBy) {
		return errors.New("select the columns of GROUP BY first, in their order")
	}
	for _, c := range s.Columns {
		field, aggregated := argumentOf(c.Expr)
		if aggregated && slices.ContainsFunc(s.GroupBy, func(key string) bool { return strings.EqualFold(key, field) }) {
			return fmt.Errorf("%s aggregates what GROUP BY groups by, which Salesforce refuses: count another field that is never empty, such as COUNT(CreatedDate)", c.Expr)
		}
	}
	for i, key := range s.GroupBy {
		if !strings.EqualFold(s.Columns[i].Expr, key) {
			return errors.New("select the columns of GROUP BY first, in their order")
		}
		if s.Columns[i].Alias == "" && strings.Contains(key, ".") {
			s.Columns[i].Alias = "k" + strconv.Itoa(i)
		}
	}
	return nil
}

// argumentOf is the field inside an aggregate.
func argumentOf(expr string) (field string, aggregated bool) {
	if !aggregates.MatchString(expr) {
		return "", false
	}
	_, rest, _ := strings.Cut(expr, "(")
	return strings.TrimSpace(strings.TrimSuffix(rest, ")")), true
}
