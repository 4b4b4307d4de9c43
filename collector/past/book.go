package past

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/soql"
)

// A Book keeps what flows and deals tell, and answers statements as they would have
// been answered. Moments go forward: what no later moment needs is forgotten.
type Book struct {
	Zone    *time.Location
	Deals   []Deal
	Stages  map[string]Stage
	flows   map[string]*ledger // by their key
	shelves map[string]*shelf  // of flows of rows, by their key
	changes map[Changed][]Change
}

// NewBook returns an empty book.
func NewBook(zone *time.Location) *Book {
	return &Book{Zone: zone, flows: map[string]*ledger{}, shelves: map[string]*shelf{},
		changes: map[Changed][]Change{}}
}

// A ledger is what is known of one flow.
type ledger struct {
	keys    int      // columns of an entry that are groups
	exprs   []string // of the values
	entries []entry
	before  sums // of all that was before the entries
}

// An entry is the values of one group in one day or hour.
type entry struct {
	start, end time.Time
	key        string
	values     []float64
}

// sums are values by group. A moment is seconds since 1970.
type sums map[string][]float64

// Key tells flows apart.
func (f Flow) Key() string { return f.Field + " " + f.Statement.String() }

func (b *Book) ledger(f Flow) *ledger {
	l := b.flows[f.Key()]
	if l == nil {
		l = &ledger{keys: len(f.Statement.GroupBy), before: sums{}}
		for _, c := range f.Statement.Columns[l.keys:] {
			l.exprs = append(l.exprs, c.Expr)
		}
		b.flows[f.Key()] = l
	}
	return l
}

// Before notes what a flow had come to when the time of its entries began.
func (b *Book) Before(f Flow, rows [][]string) error {
	if f.Rows {
		return b.noteRows(f, rows)
	}
	l := b.ledger(f)
	for _, row := range rows {
		values, err := l.read(row[l.keys:])
		if err != nil {
			return err
		}
		l.addTo(l.before, strings.Join(row[:l.keys], "\x00"), values, 1)
	}
	return nil
}

// Note notes the rows of one statement of a flow, whose groups are followed by a day
// and, where hourly, an hour.
func (b *Book) Note(f Flow, hourly bool, rows [][]string) error {
	if f.Rows {
		return b.noteRows(f, rows)
	}
	l := b.ledger(f)
	for _, row := range rows {
		e := entry{key: strings.Join(row[:l.keys], "\x00")}
		rest := row[l.keys+1:]
		at, err := time.Parse(time.DateOnly, row[l.keys])
		if err != nil {
			return fmt.Errorf("read a day: %w", err)
		}
		year, month, day := at.Date()
		if hourly && !f.Date {
			_, column := f.Hour()
			if column < 0 {
				column, rest = l.keys+1, rest[1:]
			}
			hour, err := strconv.Atoi(row[column])
			if err != nil {
				return fmt.Errorf("read an hour: %w", err)
			}
			e.start = time.Date(year, month, day, hour, 0, 0, 0, b.Zone)
			e.end = e.start.Add(time.Hour)
		} else {
			e.start = collector.Midnight(year, month, day, b.Zone)
			e.end = collector.Midnight(year, month, day+1, b.Zone)
		}
		if e.values, err = l.read(rest); err != nil {
			return err
		}
		l.entries = append(l.entries, e)
	}
	return nil
}

// read reads the values of a row.
func (l *ledger) read(texts []string) ([]float64, error) {
	values := make([]float64, len(texts))
	for i, text := range texts {
		value, _, err := collector.ValueOf(l.exprs[i], text)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", l.exprs[i], err)
		}
		values[i] = value
	}
	return values, nil
}

// addTo adds values to those of a group, or takes them off.
func (l *ledger) addTo(to sums, key string, values []float64, sign float64) {
	had := to[key]
	if had == nil {
		had = make([]float64, len(values))
		to[key] = had
	}
	for i, value := range values {
		if strings.HasPrefix(l.exprs[i], "MAX(") {
			had[i] = max(had[i], value)
		} else {
			had[i] += sign * value
		}
	}
}

// start is midnight so many days before the day of a moment.
func start(moment time.Time, days int, zone *time.Location) time.Time {
	year, month, day := moment.In(zone).Date()
	return collector.Midnight(year, month, day-days, zone)
}

// add adds what a flow comes to at a moment.
func (l *ledger) add(to sums, moment time.Time, window int, zone *time.Location, sign float64) {
	var from time.Time
	if window != AllBefore {
		from = start(moment, window, zone)
	} else {
		for key, values := range l.before {
			l.addTo(to, key, values, sign)
		}
	}
	for _, e := range l.entries {
		if !e.end.After(moment) && !e.start.Before(from) {
			l.addTo(to, e.key, e.values, sign)
		}
	}
}

// Forget takes what ended before a moment out of the entries, into what was before:
// no moment that follows has a window that reaches there.
func (b *Book) Forget(moment time.Time) {
	for _, s := range b.shelves {
		s.forget(moment)
	}
	for _, l := range b.flows {
		l.entries = slices.DeleteFunc(l.entries, func(e entry) bool {
			if !e.end.After(moment) {
				l.addTo(l.before, e.key, e.values, 1)
				return true
			}
			return false
		})
	}
}

// Answer is what the org would have answered at a moment.
func (b *Book) Answer(r Recipe, moment time.Time) (soql.Answer, error) {
	answer := soql.Answer{At: moment}
	if rows, single, err := b.single(r, moment); single || err != nil {
		answer.Rows = soql.RowsOf(rows)
		return answer, err
	}
	all := sums{}
	exprs := []string{"COUNT(Id)"}
	if r.Deals != nil {
		var err error
		if all, err = r.Deals.answer(b.Deals, b.Stages, moment, b.Zone); err != nil {
			return answer, err
		}
		if len(r.Deals.Values) > 0 {
			exprs = r.Deals.Values
		}
		exprs = append(r.Deals.Values, exprs...)
	}
	if r.Customers != nil {
		n, err := r.Customers.count(b.Deals, b.Stages, moment, b.Zone)
		answer.Rows = soql.RowsOf([][]string{{strconv.Itoa(n)}})
		return answer, err
	}
	for _, f := range r.Flows {
		l := b.ledger(f)
		exprs = l.exprs
		sign := 1.0
		if f.Minus {
			sign = -1
		}
		l.add(all, moment, r.Window, b.Zone, sign)
	}
	if r.Changes != nil {
		if err := b.correct(all, r, moment); err != nil {
			return answer, err
		}
	}
	if r.Overdue {
		all = overdue(all, moment.In(b.Zone).Format(time.DateOnly))
	}
	answer.Rows = soql.RowsOf(rowsOf(all, r.statement, exprs))
	return answer, nil
}

// single are the single records of an answer, where it is made of such.
func (b *Book) single(r Recipe, moment time.Time) (rows [][]string, single bool, err error) {
	switch {
	case r.Deals != nil && r.Deals.Columns != nil:
		rows, err = r.Deals.rows(b.Deals, b.Stages, moment, b.Zone)
	case len(r.Flows) == 1 && r.Flows[0].Rows:
		rows, err = b.shelf(r.Flows[0]).at(moment, r.Window, len(r.statement.Columns), b.Zone)
	default:
		return nil, false, nil
	}
	return rows, true, err
}

// overdue adds up the groups whose last part is a day that has passed; none for no day.
func overdue(all sums, today string) sums {
	late := sums{}
	for key, values := range all {
		at := strings.LastIndex(key, "\x00") + 1
		if due := key[at:]; due == "" || due >= today {
			continue
		}
		group := key[:max(0, at-1)]
		if late[group] == nil {
			late[group] = make([]float64, len(values))
		}
		for i, x := range values {
			late[group][i] += x
		}
	}
	return late
}

// rowsOf are the rows of an answer. A group that counts nothing is not there; a
// statement without groups has a row in any case.
func rowsOf(all sums, s soql.Statement, exprs []string) (rows [][]string) {
	groups := len(s.GroupBy)
	for key, values := range all {
		if groups > 0 && exprs[0] == "COUNT(Id)" && values[0] == 0 {
			continue
		}
		var row []string
		if groups > 0 {
			row = strings.Split(key, "\x00")
		}
		for i, x := range values {
			row = append(row, text(exprs[i], x))
		}
		rows = append(rows, row)
	}
	if s.HasRows() && len(rows) == 0 {
		rows = append(rows, slices.Repeat([]string{"0"}, max(1, len(s.Columns)-groups)))
	}
	slices.SortFunc(rows, slices.Compare)
	return rows
}

// text writes a value as the REST API does.
func text(expr string, x float64) string {
	if strings.HasPrefix(expr, "MAX(") {
		return time.Unix(int64(x), 0).UTC().Format(soql.TimeLayout)
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}
