package board

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/catalog"
	"salesforce_exporter/internal/setting"
	"salesforce_exporter/internal/soql"
)

// A Period is the time that a board looks at: so many days back ("7d"), a
// calendar period that starts anew ("this_month"), the days of a competition,
// or no time where measures are of what there is ("now").
type Period struct {
	Name       string  `yaml:"period"`      // "7d", "this_month", "now", …; empty for a competition
	WeekStarts Weekday `yaml:"week_starts"` // Sunday as in SOQL, or Monday
	// Start and End are the first and the last day of a competition, "2026-01-31".
	Start string `yaml:"start"`
	End   string `yaml:"end"`
}

// A Weekday is a time.Weekday, written "monday".
type Weekday time.Weekday

// Monday begins weeks in much of the world.
const Monday = Weekday(time.Monday)

// UnmarshalYAML reads "sunday" or "monday".
func (w *Weekday) UnmarshalYAML(node *yaml.Node) error {
	switch strings.ToLower(node.Value) {
	case "sunday":
		*w = Weekday(time.Sunday)
	case "monday":
		*w = Monday
	default:
		return setting.Refuse(node, "week_starts %q: use sunday or monday", node.Value)
	}
	return nil
}

const periodNow = "now"

// calendar periods, their date literals (SOQL and SOSL Reference, Date
// Literals), and how many months long they are.
var calendarPeriods = map[string]struct {
	literal string
	months  int
	title   string
}{
	periodNow:             {"", 0, "now"},
	"today":               {"TODAY", 0, "today"},
	"this_week":           {"THIS_WEEK", 0, "this week"},
	"this_month":          {"THIS_MONTH", 1, "this month"},
	"this_quarter":        {"THIS_QUARTER", 3, "this quarter"},
	"this_year":           {"THIS_YEAR", 12, "this year"},
	"this_fiscal_quarter": {"THIS_FISCAL_QUARTER", 0, "this fiscal quarter"},
	"this_fiscal_year":    {"THIS_FISCAL_YEAR", 0, "this fiscal year"},
}

// check finds out whether there is such a period.
func (p Period) check() error {
	if p.Start != "" || p.End != "" {
		from, err1 := time.Parse(time.DateOnly, p.Start)
		to, err2 := time.Parse(time.DateOnly, p.End)
		if err1 != nil || err2 != nil || to.Before(from) || p.Name != "" {
			return fmt.Errorf("start %q and end %q: give two days in order, such as 2026-01-01 and 2026-03-31, and no period",
				p.Start, p.End)
		}
		return nil
	}
	if p.WeekStarts != Weekday(time.Sunday) && p.Name != "this_week" {
		return errors.New("week_starts: only period this_week starts on a day of the week")
	}
	if _, ok := calendarPeriods[p.Name]; !ok && !setting.IsWindow(p.Name) {
		return fmt.Errorf("period %q: use days such as 7d, now, today, this_week, this_month, this_quarter, this_year, this_fiscal_quarter, this_fiscal_year, or start and end", p.Name)
	}
	return nil
}

// Title says the period in words.
func (p Period) Title() string {
	switch {
	case p.Name == "":
		return p.Start + " to " + p.End
	case setting.IsWindow(p.Name):
		return fmt.Sprintf("last %d days", setting.Days(p.Name))
	}
	return calendarPeriods[p.Name].title
}

// literal is the period in SOQL, empty where no date literal says it.
func (p Period) literal() string {
	switch {
	case p.Name == "" || p.Name == "this_week" && p.WeekStarts != Weekday(time.Sunday):
		return ""
	case setting.IsWindow(p.Name):
		return catalog.Expand("{window}", p.Name)
	}
	return calendarPeriods[p.Name].literal
}

// fiscalKinds are the periods that the org defines, by their Type.
var fiscalKinds = map[string]string{"this_fiscal_quarter": "Quarter", "this_fiscal_year": "Year"}

// bounds are the first moment of the period, and the first behind it. Both are
// zero for now and for a fiscal period that is not known, and the end is for so
// many days back, which have none.
func (p Period) bounds(m collector.Moment) (start, end time.Time) {
	year, month, day := m.Now.In(m.Zone).Date()
	at := func(year int, month time.Month, day int) time.Time {
		return collector.Midnight(year, month, day, m.Zone)
	}
	switch {
	case p.Name == periodNow:
		return time.Time{}, time.Time{}
	case p.Name == "":
		from, _ := time.Parse(time.DateOnly, p.Start)
		to, _ := time.Parse(time.DateOnly, p.End)
		return at(from.Date()), at(to.AddDate(0, 0, 1).Date())
	case setting.IsWindow(p.Name):
		return at(year, month, day-setting.Days(p.Name)), time.Time{}
	case p.Name == "today":
		return at(year, month, day), at(year, month, day+1)
	case p.Name == "this_week":
		back := (int(m.Now.In(m.Zone).Weekday()) - int(p.WeekStarts) + 7) % 7
		return at(year, month, day-back), at(year, month, day-back+7)
	}
	if kind := fiscalKinds[p.Name]; kind != "" {
		return m.Fiscal(kind)
	}
	n := time.Month(calendarPeriods[p.Name].months)
	first := month - (month-1)%n
	return at(year, first, 1), at(year, first+n, 1)
}

// hasBefore reports whether there is a period before this one: a competition
// has none, nor has now.
func (p Period) hasBefore() bool { return p.Name != "" && p.Name != periodNow }

// before is the period before this one, up to the same point in it: so many
// days after its start, at the same time of day. It is not ok where that is
// not known.
func (p Period) before(m collector.Moment) (start, point time.Time, ok bool) {
	begin, _ := p.bounds(m)
	if begin.IsZero() || !p.hasBefore() {
		return start, point, false
	}
	local := m.Now.In(m.Zone)
	if setting.IsWindow(p.Name) {
		n := setting.Days(p.Name)
		return collector.Midnight(local.Year(), local.Month(), local.Day()-2*n, m.Zone), local.AddDate(0, 0, -n), true
	}
	start, end := p.bounds(collector.Moment{Now: begin.Add(-time.Second), Zone: m.Zone, Answers: m.Answers})
	if start.IsZero() {
		return start, point, false
	}
	elapsed := int(collector.DayOf(local, m.Zone) - collector.DayOf(begin, m.Zone))
	hour, minute, second := local.Clock()
	point = time.Date(start.Year(), start.Month(), start.Day()+elapsed, hour, minute, second, 0, m.Zone)
	if !point.Before(end) { // the period before was shorter, as February is
		point = end.Add(-time.Second)
	}
	return start, point, true
}

// inPeriod is how conditions say that a date lies in a window.
var inPeriod = regexp.MustCompile(`([A-Za-z][A-Za-z0-9_.]*) = \{window\}`)

// A periodCondition is a condition with a window, and which of its fields are
// dates. It does not hold on to the schema, which takes room in every org.
type periodCondition struct {
	where string
	dates map[string]bool // by path
}

func newPeriodCondition(s *collector.Schema, object, where string) periodCondition {
	c := periodCondition{where: where, dates: map[string]bool{}}
	for _, found := range inPeriod.FindAllStringSubmatch(where, -1) {
		c.dates[found[1]] = isDate(s, object, found[1])
	}
	return c
}

// within puts a time from start to end, end not included, in place of the
// window.
func (c periodCondition) within(start, end time.Time) string {
	return inPeriod.ReplaceAllStringFunc(c.where, func(text string) string {
		path := strings.TrimSuffix(text, " = {window}")
		if c.dates[path] {
			last := end.Add(-time.Second) // the day that end lies in, unless it only begins there
			return fmt.Sprintf("(%[1]s >= %[2]s AND %[1]s <= %[3]s)", path, start.Format(time.DateOnly),
				last.Format(time.DateOnly))
		}
		return fmt.Sprintf("(%[1]s >= %[2]s AND %[1]s < %[3]s)", path, soql.DateTime(start), soql.DateTime(end))
	})
}

// isDate tells dates from instants, by the names of standard fields where no
// org was asked.
func isDate(s *collector.Schema, object, path string) bool {
	f, err := s.Field(object, path)
	if err == nil && f.Type != "" {
		return f.Type == "date"
	}
	switch path {
	case "CloseDate", "ConvertedDate", "ActivityDate", "LastActivityDate", "StartDate", "EndDate":
		return true
	}
	return false
}
