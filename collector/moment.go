package collector

import (
	"strings"
	"time"

	"salesforce_exporter/internal/soql"
)

// A Moment is when a statement is sent, for statements that no date literal of
// SOQL can say.
type Moment struct {
	Now     time.Time
	Zone    *time.Location // of the integration user; nil where not known
	UserID  string         // of the integration user; empty where not known
	Answers Answers        // those that are known by then
	Diaries Diaries        // what is kept of days that were read
	Example bool           // statements are only to be shown
}

// At returns what is sent at a moment: the statement itself, or what a query
// that depends on the clock or the user makes of it. The text of the query stays what it
// is known by. It is not ok while the query lacks what it depends on.
func (q Query) At(m Moment) (statement soql.Statement, ok bool) {
	if q.Noted != nil {
		statement, _, ok = q.Noted(m)
		return statement, ok
	}
	if q.Dated == nil {
		return q.Statement, true
	}
	return q.Dated(m)
}

// TheUser stands for the id of the integration user in a condition of the built-in
// catalogue.
const TheUser = "{user}"

// OfUser makes a statement whose condition names the integration user.
func OfUser(statement soql.Statement) func(Moment) (soql.Statement, bool) {
	return func(m Moment) (soql.Statement, bool) {
		statement.Where = strings.ReplaceAll(statement.Where, TheUser, m.UserID)
		return statement, m.UserID != ""
	}
}

// Needs lists the texts of the statements whose answers moments are made with.
func (Moment) Needs() []string { return []string{FiscalStatement().String()} }

// ExampleMoment is a moment to show statements at, in an org of UTC and fiscal
// years that are calendar years.
func ExampleMoment(now time.Time) Moment {
	var periods [][]string
	for year := now.Year() - 1; year <= now.Year(); year++ {
		for month := time.January; month <= time.December; month += 3 {
			periods = append(periods, fiscalRow("Quarter", year, month, 3))
		}
		periods = append(periods, fiscalRow("Year", year, time.January, 12))
	}
	diaries := NewDiaries()
	for _, d := range diaries {
		d.Turn(DayOf(now, time.UTC) - 1)
	}
	return Moment{Now: now, Zone: time.UTC, UserID: "005000000000000AAA", Diaries: diaries, Example: true,
		Answers: Answers{FiscalStatement().String(): {At: now, Rows: soql.RowsOf(periods)}}}
}

func fiscalRow(kind string, year int, month time.Month, months int) []string {
	start := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
	return []string{kind, start.Format(time.DateOnly), start.AddDate(0, months, -1).Format(time.DateOnly)}
}

// FiscalStatement asks for the fiscal quarters and years, standard or custom,
// that began within the last two years (Object Reference, Period).
func FiscalStatement() soql.Statement {
	return soql.Statement{
		Object:  "Period",
		Columns: []soql.Column{{Expr: "Type"}, {Expr: "StartDate"}, {Expr: "EndDate"}},
		Where:   "Type IN ('Quarter', 'Year') AND StartDate = LAST_N_DAYS:800",
	}
}

// Fiscal is the period of a kind, "Quarter" or "Year", that a moment lies in.
func (m Moment) Fiscal(kind string) (start, end time.Time) {
	today := m.Now.In(m.Zone).Format(time.DateOnly)
	for row := range m.Answers[FiscalStatement().String()].Rows.All() {
		if row[0] != kind || today < row[1] || today > row[2] {
			continue
		}
		first, err1 := time.Parse(time.DateOnly, row[1])
		last, err2 := time.Parse(time.DateOnly, row[2])
		if err1 == nil && err2 == nil {
			return midnightOf(first, m.Zone), midnightOf(last.AddDate(0, 0, 1), m.Zone)
		}
	}
	return time.Time{}, time.Time{}
}

func midnightOf(day time.Time, zone *time.Location) time.Time {
	return Midnight(day.Year(), day.Month(), day.Day(), zone)
}
