package past

import (
	"fmt"
	"slices"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/soql"
)

// rows is the recipe of a statement that reads records one by one.
func (r *reader) rows() Recipe {
	if !r.open && r.event == "" {
		return lost("it is made of all single records")
	}
	if reason := r.columns(func(field string) bool {
		return steady(r.statement.Object, field) || moments(r.statement.Object)[field] != ""
	}); reason != "" {
		return lost("%s", reason)
	}
	event, closing := r.begins(), closings()[r.statement.Object]
	conditions := slices.Clone(r.kept)
	if r.open {
		conditions = append(conditions, "("+closing.flag+" = false OR "+closing.at+" != null)")
	}
	f := r.flow(event, false, conditions)
	f.Rows = true
	f.Statement.Columns = slices.Clone(f.Statement.Columns)
	f.Statement.Column(event)
	if r.open {
		f.Until, f.UntilDate = closing.at, moments(r.statement.Object)[closing.at] == day
		f.Statement.Column(closing.at)
	}
	r.recipe.Flows = []Flow{f}
	return r.recipe
}

// columns says why the columns of single records cannot be told of the past. Those that
// are known are; others are labels as of today, unless they are what is measured.
func (r *reader) columns(known func(field string) bool) string {
	for _, c := range r.statement.Columns {
		switch {
		case known(c.Expr):
		case c.Type == soql.Number, c.Type == soql.Amount, c.Type == soql.Day, c.Type == soql.Instant:
			return fmt.Sprintf("it reads %s, which a record may have had otherwise", c.Expr)
		default:
			r.recipe.Grade = AsToday
			r.recipe.Reason = "the sum over " + c.Expr + " is exact, and the split by it is that of today"
		}
	}
	return ""
}

// A shelf keeps the rows of one flow.
type shelf struct {
	event  int   // columns
	until  int   // -1 for none
	others []int // columns of other moments, which may lie ahead
	rows   []kept
}

// A kept row is there from a moment on, and until another; zero for ever.
type kept struct {
	from, until time.Time
	row         []string
}

func (b *Book) shelf(f Flow) *shelf {
	s := b.shelves[f.Key()]
	if s == nil {
		s = &shelf{event: f.column(f.Field), until: f.column(f.Until)}
		if s.event < 0 {
			s.event = f.column("MIN(" + f.Field + ")")
		}
		for i, c := range f.Statement.Columns {
			if i != s.event && moments(f.Statement.Object)[c.Expr] != "" {
				s.others = append(s.others, i)
			}
		}
		b.shelves[f.Key()] = s
	}
	return s
}

func (f Flow) column(field string) int {
	return slices.IndexFunc(f.Statement.Columns, func(c soql.Column) bool { return c.Expr == field })
}

// noteRows puts rows on the shelf of a flow.
func (b *Book) noteRows(f Flow, rows [][]string) error {
	s := b.shelf(f)
	for _, row := range rows {
		k := kept{row: row}
		var err error
		if k.from, err = momentOf(row[s.event], b.Zone); err == nil && s.until >= 0 {
			k.until, err = momentOf(row[s.until], b.Zone)
		}
		if err != nil {
			return fmt.Errorf("read a row of %s: %w", f.Statement.Object, err)
		}
		s.rows = append(s.rows, k)
	}
	return nil
}

// momentOf reads a moment, or a day as its end: what happened on a day is known when it
// is over. Nothing is zero.
func momentOf(text string, zone *time.Location) (time.Time, error) {
	if len(text) == len(time.DateOnly) {
		day, err := time.Parse(time.DateOnly, text)
		return collector.Midnight(day.Year(), day.Month(), day.Day()+1, zone).Add(-1), err
	}
	if text == "" {
		return time.Time{}, nil
	}
	return soql.ParseTime(text)
}

// at are the rows that a statement of so many columns had at a moment.
func (s *shelf) at(moment time.Time, window, columns int, zone *time.Location) ([][]string, error) {
	var from time.Time
	if window != AllBefore {
		from = start(moment, window, zone)
	}
	var all [][]string
	for _, k := range s.rows {
		if !k.from.Before(moment) || k.from.Before(from) || !k.until.IsZero() && k.until.Before(moment) {
			continue
		}
		row, err := s.then(k.row, moment, zone)
		if err != nil {
			return nil, err
		}
		all = append(all, row[:columns])
	}
	return all, nil
}

// then is a row without what lies ahead of a moment.
func (s *shelf) then(row []string, moment time.Time, zone *time.Location) ([]string, error) {
	changed := false
	for _, i := range s.others {
		at, err := momentOf(row[i], zone)
		if err != nil {
			return nil, err
		}
		if row[i] == "" || at.Before(moment) {
			continue
		}
		if !changed {
			row, changed = slices.Clone(row), true
		}
		row[i] = ""
	}
	return row, nil
}

// forget drops the rows that no moment from one on needs.
func (s *shelf) forget(moment time.Time) {
	s.rows = slices.DeleteFunc(s.rows, func(k kept) bool {
		if s.until >= 0 {
			return !k.until.IsZero() && k.until.Before(moment)
		}
		return k.from.Before(moment)
	})
}
