package past

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"salesforce_exporter/internal/soql"
)

// Deals is a question about deals as they stood at a moment. The history of deals
// tells stage, amount and close date after each change (Object Reference,
// OpportunityHistory).
type Deals struct {
	Conditions []soql.Comparison
	Keys       []string // of the groups
	Values     []string // COUNT(Id) or SUM(Amount)
	Window     int      // days within which a deal was created; AllBefore for any
	Others     []string // keys and columns that no history tells
	// Columns are those of single deals, in place of groups; nil for groups.
	Columns []string
	// Changes has a row for each change in place of one for each deal: those of the
	// last days, or AllBefore.
	Changes       bool
	ChangesWithin int
}

// told are the fields of a deal that its history tells.
func told(field string) bool {
	return slices.Contains([]string{"StageName", "CloseDate", "Amount", "IsClosed", "IsWon"}, field)
}

// needsHistory reports whether a statement about deals reads what changes.
func (r *reader) needsHistory() bool {
	for _, text := range append(slices.Clone(r.changing), r.statement.GroupBy...) {
		if told(text) {
			return true
		}
	}
	for _, c := range r.statement.Columns {
		if _, field, ok := soql.Aggregate(c.Expr); ok && told(field) || told(c.Expr) {
			return true
		}
	}
	return false
}

// deals is the recipe of a statement that history answers.
func (r *reader) deals() Recipe {
	d := &Deals{Keys: r.statement.GroupBy, Window: r.recipe.Window}
	var reason string
	if d.Conditions, reason = replayed(r.kept); reason != "" {
		return lost("%s", reason)
	}
	if r.single() {
		return r.dealRows(d)
	}
	for _, c := range r.statement.Columns[min(len(d.Keys), len(r.statement.Columns)):] {
		if c.Expr != "COUNT(Id)" && c.Expr != "SUM(Amount)" {
			return lost("it is made of %s, which no history tells", c.Expr)
		}
		d.Values = append(d.Values, c.Expr)
	}
	r.recipe.Deals = d
	for _, key := range d.Keys {
		if key != "OwnerId" && key != createdDay && !told(key) {
			d.Others = append(d.Others, key)
			r.recipe.Grade = AsToday
			r.recipe.Reason = "the sum over " + key + " is exact, and the split by it is that of today"
		}
	}
	return r.recipe
}

// replayed reads conditions that history tells, or says why it does not.
func replayed(conditions []string) (all []soql.Comparison, reason string) {
	for _, text := range conditions {
		found, err := soql.Comparisons(text)
		if err != nil || len(found) != 1 || strings.HasPrefix(strings.ToUpper(text), "NOT") {
			return nil, "its condition is not one comparison: " + text
		}
		c := found[0]
		if !told(c.Path) || c.Function != "" || c.Path == "Amount" {
			return nil, fmt.Sprintf("it depends on %s, which a record may have had otherwise", c.Path)
		}
		if c.Path != "CloseDate" && c.Path != "StageName" && c.Operator != "=" {
			return nil, fmt.Sprintf("it compares %s by %s", c.Path, c.Operator)
		}
		all = append(all, c)
	}
	return all, ""
}

// A Deal is an opportunity, and what became of it.
type Deal struct {
	ID      string
	Owner   string
	Account string
	Created time.Time
	Others  map[string]string // fields that no history tells, by name
	States  []State           // in the order of time, at least one
	Untold  bool              // it has no history: the state is that of today
}

// A State is how a deal stood from a moment on.
type State struct {
	From      time.Time
	Stage     string
	Amount    float64
	NoAmount  bool   // it is empty
	CloseDate string // as 2006-01-02
}

// A Stage says what a stage means.
type Stage struct{ Closed, Won bool }

// at is how a deal stood; nil before it existed.
func (d *Deal) at(moment time.Time) *State {
	if !d.Created.Before(moment) {
		return nil
	}
	state := &d.States[0]
	for i := range d.States {
		if !d.States[i].From.Before(moment) {
			break
		}
		state = &d.States[i]
	}
	return state
}

// answer makes the rows of the statement as they were at a moment.
func (q *Deals) answer(deals []Deal, stages map[string]Stage, moment time.Time, zone *time.Location) (sums, error) {
	all := sums{}
	for i := range deals {
		d := &deals[i]
		state, err := q.state(d, stages, moment, zone)
		if err != nil {
			return nil, err
		}
		if state == nil {
			continue
		}
		key := strings.Join(q.values(q.Keys, d, state, stages[state.Stage], zone), "\x00")
		if all[key] == nil {
			all[key] = make([]float64, max(1, len(q.Values)))
		}
		for j := range all[key] {
			if len(q.Values) > 0 && q.Values[j] == "SUM(Amount)" {
				all[key][j] += state.Amount
			} else {
				all[key][j]++
			}
		}
	}
	return all, nil
}

// state is how a deal stood that the question is about; nil for another.
func (q *Deals) state(d *Deal, stages map[string]Stage, moment time.Time, zone *time.Location) (*State, error) {
	state := d.at(moment)
	if state == nil || q.Window != AllBefore && d.Created.Before(start(moment, q.Window, zone)) {
		return nil, nil
	}
	ok, err := meets(q.Conditions, state, stages[state.Stage], moment.In(zone))
	if !ok {
		state = nil
	}
	return state, err
}

// values are what a deal has for keys or columns.
func (q *Deals) values(exprs []string, d *Deal, s *State, stage Stage, zone *time.Location) []string {
	values := make([]string, len(exprs))
	for i, expr := range exprs {
		values[i] = q.value(expr, d, s, stage, zone)
	}
	return values
}

func (q *Deals) value(expr string, d *Deal, s *State, stage Stage, zone *time.Location) string {
	switch expr {
	case "OwnerId":
		return d.Owner
	case "Id", "OpportunityId":
		return d.ID
	case "AccountId":
		return d.Account
	case "CreatedDate":
		if q.Changes {
			return s.From.UTC().Format(soql.TimeLayout)
		}
		return d.Created.UTC().Format(soql.TimeLayout)
	case createdDay:
		return d.Created.In(zone).Format(time.DateOnly)
	case "StageName":
		return s.Stage
	case "CloseDate":
		return s.CloseDate
	case "Amount":
		if s.NoAmount {
			return ""
		}
		return strconv.FormatFloat(s.Amount, 'f', -1, 64)
	case "IsClosed":
		return strconv.FormatBool(stage.Closed)
	case "IsWon":
		return strconv.FormatBool(stage.Won)
	}
	return d.Others[expr]
}

// meets holds how a deal stood against conditions.
func meets(conditions []soql.Comparison, s *State, stage Stage, today time.Time) (bool, error) {
	for _, c := range conditions {
		var ok bool
		var err error
		switch c.Path {
		case "IsClosed":
			ok = strings.EqualFold(c.Values[0], strconv.FormatBool(stage.Closed))
		case "IsWon":
			ok = strings.EqualFold(c.Values[0], strconv.FormatBool(stage.Won))
		case "StageName":
			ok = slices.Contains(c.Values, soql.Quote(s.Stage)) != strings.HasPrefix(c.Operator, "NOT")
		case "CloseDate":
			ok, err = compareDay(s.CloseDate, c, today)
		default:
			err = fmt.Errorf("no history tells %s", c.Path)
		}
		if err != nil || !ok {
			return false, err
		}
	}
	return true, nil
}

// compareDay compares a day with a date literal of SOQL.
func compareDay(text string, c soql.Comparison, today time.Time) (bool, error) {
	now := today.Format(time.DateOnly)
	from, to := c.Values[0], c.Values[0]
	switch days, ok := lastDays(c.Values[0]); {
	case ok:
		from, to = today.AddDate(0, 0, -days).Format(time.DateOnly), now
	case strings.EqualFold(c.Values[0], "TODAY"):
		from, to = now, now
	case soql.LiteralOf(c.Values[0]) != soql.DayLiteral:
		return false, fmt.Errorf("%s is a date literal that is not told of the past", c.Values[0])
	}
	switch c.Operator {
	case "=":
		return text >= from && text <= to, nil
	case "<":
		return text < from, nil
	case "<=":
		return text <= to, nil
	case ">":
		return text > to, nil
	case ">=":
		return text >= from, nil
	}
	return false, fmt.Errorf("CloseDate is compared by %s", c.Operator)
}
