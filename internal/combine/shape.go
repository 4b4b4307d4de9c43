// Package combine finds statements that one statement can answer together, and makes their answers of the one that
// comes back. Statements about the same records are alike but for what they group by and for how many days back
// they look. One that groups by the finest keys, and by day where the days differ, has the numbers of all of them.
package combine

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"salesforce_exporter/internal/soql"
)

// A Shape is a statement taken apart.
type Shape struct {
	// Family is equal for statements about the same records, but for how many days they look back.
	Family string

	statement soql.Statement
	rest      []string // conditions besides the window
	field     string   // that the window is of; empty without a window
	day       string   // groups by the day of that field
	days      int      // that the window looks back, today not counted
	from, to  string   // the first and the last day of a window that does not end today
}

// A Calendar tells of days what statements are combined with.
type Calendar interface {
	// DayOf returns the expression that groups records of an object by the day of a field; it is not ok where none does.
	DayOf(object, field string) (expr string, ok bool)
	// DaysSince returns how many days ago a day was by the clock of the org, less than zero for one to come; it is not ok
	// where that is not known.
	DaysSince(day string) (days int, ok bool)
}

// window is how conditions say that a field lies in the last days: from midnight so many days ago (SOQL and SOSL
// Reference, Date Literals). first and last are how they say that a date lies between two.
var (
	window = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9_]*) = LAST_N_DAYS:([0-9]+)$`)
	first  = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9_]*) >= ([0-9]{4}-[0-9]{2}-[0-9]{2})$`)
	last   = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9_]*) <= ([0-9]{4}-[0-9]{2}-[0-9]{2})$`)
)

// ShapeOf takes a statement apart. It is not ok for one that shares its answer with no other: one without groups, one
// that does not want all groups, or one with numbers that cannot be added up, such as means.
func ShapeOf(s soql.Statement, calendar Calendar) (Shape, bool) {
	if !s.Grouped() || s.Limit > 0 || s.MaxPages > 0 {
		return Shape{}, false
	}
	for _, c := range s.Columns[len(s.GroupBy):] {
		if addsUp(c) == nil {
			return Shape{}, false
		}
	}
	shape := Shape{statement: s}
	windows := shape.sort(soql.Conjuncts(s.Where))
	if windows > 0 && (windows > 1 || !shape.date(calendar)) {
		return Shape{}, false
	}
	slices.Sort(shape.rest)
	shape.Family = strings.Join(append([]string{s.Object, s.Scope, shape.field}, shape.rest...), "\n")
	return shape, true
}

// sort tells windows from other conditions, and returns how many windows there are.
func (s *Shape) sort(conditions []string) (windows int) {
	for _, condition := range conditions {
		switch {
		case window.MatchString(condition):
			found := window.FindStringSubmatch(condition)
			s.field = found[1]
			s.days, _ = strconv.Atoi(found[2])
			windows++
		case first.MatchString(condition):
			found := first.FindStringSubmatch(condition)
			s.field, s.from = found[1], found[2]
			windows++
		case last.MatchString(condition) && last.FindStringSubmatch(condition)[1] == s.field && s.from != "" && s.to == "":
			s.to = last.FindStringSubmatch(condition)[2]
		default:
			s.rest = append(s.rest, condition)
		}
	}
	return windows
}

// date finds out what groups by the day of the window, and how far it looks back. It is not ok where that cannot be
// told.
func (s *Shape) date(calendar Calendar) (ok bool) {
	if s.day, ok = calendar.DayOf(s.statement.Object, s.field); !ok || slices.Contains(s.statement.GroupBy, s.day) {
		return false
	}
	if s.from == "" {
		return true
	}
	days, known := calendar.DaysSince(s.from)
	end, _ := calendar.DaysSince(s.to)
	s.days = days
	return known && s.to != "" && end >= 0 && s.day == s.field // days to come are in no window that ends today
}

// ends reports whether the window ends before today.
func (s Shape) ends() bool { return s.to != "" }

// within reports whether all keys of the shape are keys of another.
func (s Shape) within(other Shape) bool {
	for _, key := range s.statement.GroupBy {
		if !slices.Contains(other.statement.GroupBy, key) {
			return false
		}
	}
	return true
}

// since is the condition of the statement with a window of so many days.
func (s Shape) since(days int) string {
	condition := fmt.Sprintf("%s = LAST_N_DAYS:%d", s.field, days)
	for _, other := range s.rest {
		condition = soql.And(condition, other)
	}
	return condition
}
