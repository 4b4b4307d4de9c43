package past

import (
	"regexp"
	"slices"

	"salesforce_exporter/internal/soql"
)

// joiners is the condition that records are of users who came to be in some days.
var joiners = regexp.MustCompile(`^CreatedById IN \(SELECT Id FROM User WHERE CreatedDate = LAST_N_DAYS:\d+\)$`)

// firsts is the recipe of users who came to be in some days, and of when people did
// something first in these. Both are asked once, whatever the day. Who did something
// before these days as well is not in the answer: figures of it are about new people,
// who did nothing before they came. It is not ok for other statements.
func (r *reader) firsts() (Recipe, bool) {
	f := Flow{Statement: r.statement, Field: r.first(), Rows: true, Once: true}
	if f.Field == "" {
		return Recipe{}, false
	}
	for _, text := range soql.Conjuncts(r.statement.Where) {
		if joiners.MatchString(text) {
			f.Joiners = true
			continue
		}
		found, err := soql.Comparisons(text)
		if err != nil || len(found) != 1 || !r.special(found[0]) || r.event != f.Field {
			return Recipe{}, false
		}
	}
	if r.event == "" {
		return Recipe{}, false
	}
	f.Statement.Where = ""
	r.recipe.Flows = []Flow{f}
	if r.statement.Object == "User" {
		r.recipe.Grade, r.recipe.Reason = AsToday, "by the users who are active today"
	}
	return r.recipe, true
}

// first is the field of the moment that the statement asks for, as the first for each
// person; empty for other statements.
func (r *reader) first() string {
	s := r.statement
	if s.Object == "User" {
		born := []soql.Column{{Expr: "Id"}, {Expr: "CreatedDate"}}
		if r.single() && slices.EqualFunc(s.Columns, born, func(a, b soql.Column) bool { return a.Expr == b.Expr }) {
			return "CreatedDate"
		}
		return ""
	}
	if len(s.GroupBy) == 0 || len(s.Columns) != len(s.GroupBy)+1 {
		return ""
	}
	for _, key := range s.GroupBy {
		if !steady(s.Object, key) {
			return ""
		}
	}
	function, field, ok := soql.Aggregate(s.Columns[len(s.GroupBy)].Expr)
	if !ok || function != "MIN" || moments(s.Object)[field] != instant {
		return ""
	}
	return field
}
