// Package past says how the answer to a statement is had for a moment that lies
// behind: by when records came to be and were closed, or by the history of deals.
// Everything here is pure: no I/O, and no clock.
package past

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/soql"
)

// A Grade says how far a figure of the past can be relied on.
type Grade int

// Grades, from the worst to the best.
const (
	// Lost is what records do not tell.
	Lost Grade = iota
	// AsToday is right in sum, and split by fields as records have them today.
	AsToday
	// Exact is what the exporter would have shown, for records that still exist, with
	// the owners that they have today.
	Exact
)

// String names the grade as the docs do.
func (g Grade) String() string {
	switch g {
	case Exact:
		return "exact"
	case AsToday:
		return "as the records tell today"
	}
	return "not to be had"
}

// AllBefore is the window of what was ever counted up to a moment.
const AllBefore = -1

// A Recipe says how the answers to a statement are had for past moments.
type Recipe struct {
	Grade  Grade
	Reason string // why it is not exact; empty where it is
	// Flows are added up: records that came, less those that went.
	Flows []Flow
	// Window is how many days before the day of the moment count, besides that day;
	// AllBefore for all.
	Window int
	// Overdue says that the groups of flows end with the day that a record is due on: only
	// those count whose day had passed.
	Overdue bool
	// Deals replays the history of deals in place of flows; nil for other statements.
	Deals *Deals
	// Customers are accounts by what became of their deals; nil for other statements.
	Customers *Customers
	// Changes put back what changed since; nil for other statements.
	Changes *Changes

	statement soql.Statement
}

// A Flow is records, by when something happened to them.
type Flow struct {
	Statement soql.Statement // by the groups of the recipe, at whatever time
	Field     string         // the moment
	Date      bool           // is a day, without a time
	Minus     bool           // they are taken off
	// Rows says that the records themselves are read, one by one.
	Rows bool
	// Until is the field of the moment after which a row is not there any more; empty
	// for none.
	Until     string
	UntilDate bool // is a day, without a time
	// Once says that the rows are asked once for all time, of which Joiners are about
	// users who came to be since the history begins.
	Once, Joiners bool
}

// lost is the recipe of what records do not tell.
func lost(format string, args ...any) Recipe { return Recipe{Reason: fmt.Sprintf(format, args...)} }

// Of finds the recipe of a query.
func Of(q collector.Query) Recipe {
	s := q.Statement
	switch {
	case q.Noted != nil:
		return lost("it is read day by day, which begins when the exporter starts")
	case q.Dated != nil, s.Resource != "", s.Limit > 0, s.Scope != "":
		return lost("Salesforce tells it of the present only")
	case s.Object == "FeedItem": // its fields are not aggregatable (Object Reference)
		return lost("Salesforce does not count FeedItem by day")
	}
	r := reader{statement: s, recipe: Recipe{Grade: Exact, Window: AllBefore, statement: s}}
	if recipe, ok := r.firsts(); ok {
		return recipe
	}
	if timeless(s.Object) {
		return lost("%s says only what is now", s.Object)
	}
	for _, key := range s.GroupBy {
		known := s.Object == "Opportunity" && key == createdDay || s.Object == "LoginHistory" && clock(key)
		if strings.Contains(key, "(") && !known {
			return lost("it is grouped by %s", key)
		}
	}
	r = reader{statement: s, recipe: Recipe{Grade: Exact, Window: AllBefore, statement: s}}
	if s.Object == "OpportunityHistory" && r.single() {
		return r.history()
	}
	if recipe, ok := r.customers(); ok {
		return recipe
	}
	return r.read()
}

// clock tells the weekday and the hour of a login.
func clock(key string) bool {
	return key == "DAY_IN_WEEK(convertTimezone(LoginTime))" || key == hourOf("LoginTime")
}

// hourOf is the hour of the day of a moment.
func hourOf(field string) string { return "HOUR_IN_DAY(convertTimezone(" + field + "))" }

// Hour is the hour of the moment, and where the groups of the flow have it; -1 where they
// do not.
func (f Flow) Hour() (expr string, at int) {
	return hourOf(f.Field), slices.Index(f.Statement.GroupBy, hourOf(f.Field))
}

// timeless objects do not tell when their rows came to be, or are about licences and
// usage that Salesforce adds up.
func timeless(object string) bool {
	return slices.Contains([]string{"User", "UserLogin", "UserLicense", "PermissionSetLicense", "PackageLicense",
		"Organization", "Period", "LandingPage", "MarketingForm", "DuplicateRecordSet", "DuplicateRecordItem"}, object) ||
		strings.HasPrefix(object, "Lightning")
}

// A reader reads the condition and the columns of one statement.
type reader struct {
	statement soql.Statement
	recipe    Recipe
	kept      []string // conditions that stay
	event     string   // the field of a window
	open      bool     // records that are not closed
	closed    bool     // records that are
	due       string   // the field of the day that records are due on, where it has to have passed
	changing  []string // fields that a record may have had otherwise
}

// single reports whether records are read one by one.
func (r *reader) single() bool { return !r.statement.Aggregate() && !r.statement.Count() }

func (r *reader) read() Recipe {
	for _, text := range soql.Conjuncts(r.statement.Where) {
		if reason := r.condition(text); reason != "" {
			return lost("%s", reason)
		}
	}
	if r.statement.Object == "Opportunity" && r.needsHistory() {
		return r.deals()
	}
	if slices.Contains(r.statement.GroupBy, createdDay) {
		return lost("it is grouped by %s", createdDay)
	}
	if closing := closings()[r.statement.Object]; r.closed && r.event != "" && r.event != closing.at {
		r.changing = append(r.changing, closing.flag) // it may have been closed later
	}
	if len(r.changing) > 0 {
		return lost("it depends on %s, which a record may have had otherwise", strings.Join(r.changing, " and "))
	}
	if r.single() {
		return r.rows()
	}
	for _, column := range r.statement.Columns[min(len(r.statement.GroupBy), len(r.statement.Columns)):] {
		if reason := r.value(column.Expr); reason != "" {
			return lost("%s", reason)
		}
	}
	r.split()
	if r.due != "" {
		r.recipe.Grade, r.recipe.Reason = AsToday, "by the days that records are due on today"
		r.recipe.Overdue = true
	}
	r.flows()
	return r.recipe
}

// condition takes in one condition, and says why it cannot be told of the past.
func (r *reader) condition(text string) string {
	if strings.Contains(strings.ToUpper(text), "(SELECT ") {
		return "it depends on other records"
	}
	found, err := soql.Comparisons(text)
	if err != nil {
		return err.Error()
	}
	if len(found) == 1 && r.special(found[0]) {
		return ""
	}
	for _, c := range found {
		if strings.HasPrefix(c.Path, "Last") && strings.HasSuffix(c.Path, "Date") {
			return "Salesforce keeps only the last time, in " + c.Path
		}
		for _, value := range c.Values {
			replayed := r.statement.Object == "Opportunity" && c.Path == "CloseDate"
			if soql.LiteralOf(value) == soql.NamedDate && !replayed {
				return fmt.Sprintf("it compares %s with a day", c.Path)
			}
		}
		if !steady(r.statement.Object, c.Path) {
			r.changing = append(r.changing, c.Path)
		}
	}
	r.kept = append(r.kept, text)
	return ""
}

// special takes in a window, and whether records are open.
func (r *reader) special(c soql.Comparison) bool {
	if _, ok := moments(r.statement.Object)[c.Path]; ok && c.Operator == "=" && c.Function == "" && len(c.Values) == 1 {
		days, ok := lastDays(c.Values[0])
		if ok && r.event == "" {
			r.event, r.recipe.Window = c.Path, days
			return true
		}
	}
	if r.statement.Object == "Task" && c.Path == "ActivityDate" && c.Operator == "<" &&
		strings.EqualFold(c.Values[0], "TODAY") {
		r.due = c.Path
		return true
	}
	closing, ok := closings()[r.statement.Object]
	if !ok || c.Path != closing.flag || c.Operator != "=" {
		return false
	}
	if strings.EqualFold(c.Values[0], "false") {
		r.open = true
		return true
	}
	r.kept, r.closed = append(r.kept, c.Path+" = true"), true
	return true
}

// lastDays reads LAST_N_DAYS:n.
func lastDays(literal string) (int, bool) {
	text, ok := strings.CutPrefix(strings.ToUpper(literal), "LAST_N_DAYS:")
	if !ok {
		return 0, false
	}
	n, err := strconv.Atoi(text)
	return n, err == nil
}

// value says why a column cannot be told of the past: one that is not added up over
// days, or is made of a field that changes.
func (r *reader) value(expr string) string {
	function, field, ok := soql.Aggregate(expr)
	switch {
	case !ok:
		return "it is made of single records"
	case field == "Id" && function == "COUNT":
		return ""
	case function == "MAX" && moments(r.statement.Object)[field] != "":
		return ""
	case function == "SUM" && steady(r.statement.Object, field):
		return ""
	}
	return fmt.Sprintf("it is made of %s, which a record may have had otherwise", expr)
}

// split grades the groups: those by a field that changes are right in sum.
func (r *reader) split() {
	for _, key := range r.statement.GroupBy {
		if !steady(r.statement.Object, key) {
			r.recipe.Grade = AsToday
			r.recipe.Reason = "the sum over " + key + " is exact, and the split by it is that of today"
		}
	}
}

// begins is the field of the moment from which on a record counts.
func (r *reader) begins() string {
	switch {
	case r.event != "":
		return r.event
	case r.closed:
		return closings()[r.statement.Object].at
	}
	return birth(r.statement.Object)
}

// flows are the records that came, and those that went.
func (r *reader) flows() {
	event := r.begins()
	closing := closings()[r.statement.Object]
	if !r.open {
		r.recipe.Flows = []Flow{r.flow(event, false, r.kept)}
		return
	}
	// Records that are closed without a moment are not known to have been open.
	came := append(slices.Clone(r.kept), "("+closing.flag+" = false OR "+closing.at+" != null)")
	went := append(slices.Clone(r.kept), closing.flag+" = true")
	r.recipe.Flows = []Flow{r.flow(event, false, came), r.flow(closing.at, true, went)}
}

func (r *reader) flow(event string, minus bool, conditions []string) Flow {
	f := Flow{Statement: r.statement, Field: event, Date: moments(r.statement.Object)[event] == day, Minus: minus}
	f.Statement.Where = ""
	for _, c := range conditions {
		f.Statement.Where = soql.And(f.Statement.Where, c)
	}
	if r.due != "" {
		groups := len(f.Statement.GroupBy)
		f.Statement.GroupBy = append(slices.Clone(f.Statement.GroupBy), r.due)
		f.Statement.Columns = slices.Insert(slices.Clone(f.Statement.Columns), groups,
			soql.Column{Expr: r.due, Type: soql.Day})
	}
	if f.Statement.Count() {
		f.Statement.Columns = []soql.Column{{Expr: "COUNT(Id)", Alias: "v0", Type: soql.Amount}}
	}
	return f
}
