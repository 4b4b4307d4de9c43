package use

import (
	"strconv"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/catalog"
	"salesforce_exporter/internal/soql"
)

const (
	habitsEvery = 12 * time.Hour
	// pastEvery is how often days are asked for that are missing, other than yesterday.
	pastEvery = 24 * time.Hour
	// weeksBack is how many weeks before yesterday are read.
	weeksBack = 9
	// mostPages bounds the answer about a week: 100 pages are about 40,000 people.
	mostPages = 100
	// settled is how long after midnight the day before is not written about any more.
	settled = 6 * time.Hour
)

// habits reads on which days people were active.
type habits struct {
	collector.Base
	settings   collector.Settings
	loginTypes []string
}

// NewHabits measures how often people come, and whether they go on.
func NewHabits(s collector.Settings) (collector.Collector, error) {
	logins, err := catalog.Made("logins", s.Others)
	if err != nil {
		return nil, err
	}
	return &habits{Base: collector.NewBase("habits", s.IntervalOr(habitsEvery)), settings: s,
		loginTypes: logins.Catalog.Lists["login_types"]}, nil
}

// Plan reads what Salesforce itself measures where the org has that, and else logins.
func (h *habits) Plan(s *collector.Schema) collector.Plan {
	table := h.settings.People.Plan(s)
	if !table.Usable() || !table.TellsCounted() {
		return collector.Skipping(collector.Prefix+"people_active_1d", table.Unseen())
	}
	lightning, logins := lightningDays(), h.loginDays()
	var plan collector.Plan
	part := &habitsPart{habitMetrics: h.metrics(table.Labels)}
	noLightning, noLogins := lightning.check(s), logins.check(s)
	if noLightning == nil {
		h.read(&plan, part, lightning, nil)
	}
	if noLogins == nil {
		h.read(&plan, part, logins, part.first())
	}
	if part.sources == nil {
		for _, err := range []error{noLightning, noLogins} {
			plan.Skipped = append(plan.Skipped, collector.SkipOf(collector.Prefix+"people_active_1d", err))
		}
	} else {
		plan.Parts = append(plan.Parts, part)
	}
	plan.Add(h.planHours(s))
	return plan
}

// days says how a source tells who was active on which days.
type days struct {
	source  string // as the info metric and the diary call it
	object  string
	where   string // what counts
	day     string // the expression of the day
	moment  string // the field whose least value tells the first day
	keys    []string
	between func(from, to collector.Day, zone *time.Location) string
	counts  func(row []string) bool
	lags    bool // a day is written down some hours after its end
}

func lightningDays() days {
	return days{source: collector.SourceLightning, object: "LightningUsageByAppTypeMetrics", day: "MetricsDate",
		moment: "MetricsDate", lags: true,
		between: func(from, to collector.Day, _ *time.Location) string {
			return "MetricsDate >= " + from.String() + " AND MetricsDate <= " + to.String()
		},
		counts: func([]string) bool { return true }}
}

func (h *habits) loginDays() days {
	return days{source: collector.SourceLogins, object: "LoginHistory",
		where: "LoginType IN (" + soql.QuoteAll(h.loginTypes) + ")",
		day:   "DAY_ONLY(convertTimezone(LoginTime))", moment: "LoginTime", keys: []string{"Status"},
		between: func(from, to collector.Day, zone *time.Location) string {
			return "LoginTime >= " + soql.DateTime(from.Start(zone)) + " AND LoginTime < " + soql.DateTime((to + 1).Start(zone))
		},
		counts: func(row []string) bool { return row[1] == "Success" }}
}

// check returns why the org cannot tell, or nothing.
func (d days) check(s *collector.Schema) error {
	for _, field := range append([]string{"UserId"}, d.keys...) {
		if err := s.Check(d.object, field, collector.Groups); err != nil {
			return err
		}
	}
	for _, use := range []collector.Use{collector.Filters, collector.Aggregates} {
		if err := s.Check(d.object, d.moment, use); err != nil {
			return err
		}
	}
	if d.where != "" {
		return s.CheckCondition(d.object, d.where)
	}
	return nil
}

// of asks who was active on some days. The name stands for them in the statement that
// the query is known by.
func (d days) of(condition string) soql.Statement {
	keys := append([]string{"UserId"}, d.keys...)
	s := soql.Statement{Object: d.object, Where: condition, GroupBy: append(keys, d.day), MaxPages: mostPages}
	if d.where != "" {
		s.Where = soql.And(condition, d.where)
	}
	for _, key := range keys {
		s.Columns = append(s.Columns, soql.Column{Expr: key})
	}
	s.Columns = append(s.Columns, soql.Column{Expr: d.day, Alias: "day"})
	return s
}

// firsts asks when each person was first active.
func (d days) firsts() soql.Statement {
	s := d.of("")
	s.Where, s.GroupBy = d.where, s.GroupBy[:len(s.GroupBy)-1]
	s.Columns[len(s.Columns)-1] = soql.Column{Expr: "MIN(" + d.moment + ")", Alias: "first"}
	return s
}

// read plans a source. Another goes before it: it is read only where that one has
// nothing.
func (h *habits) read(plan *collector.Plan, part *habitsPart, d days, before *sourceOfDays) {
	s := &sourceOfDays{days: d, before: before}
	ask := func(named soql.Statement, every time.Duration,
		noted func(collector.Moment) (soql.Statement, collector.Take, bool)) string {
		plan.Queries = append(plan.Queries, collector.Query{Statement: named, MaxAge: h.settings.EveryOr(every),
			Noted: func(m collector.Moment) (soql.Statement, collector.Take, bool) {
				if m.Zone == nil || !m.Example && !s.asked(m.Diaries) {
					return soql.Statement{}, nil, false
				}
				return noted(m)
			}})
		return named.String()
	}
	s.firstText = ask(d.firsts(), pastEvery, s.noteFirst)
	s.lastText = ask(d.of("{yesterday}"), h.Interval(),
		func(m collector.Moment) (soql.Statement, collector.Take, bool) {
			diary := m.Diaries.Of(d.source)
			statement, take, _ := s.note(m, diary.Last, diary.Last)
			return statement, take, !diary.Empty()
		})
	for week := range weeksBack {
		s.weekTexts = append(s.weekTexts, ask(d.of("{week "+strconv.Itoa(week+1)+"}"), pastEvery,
			func(m collector.Moment) (soql.Statement, collector.Take, bool) {
				from, to := weekOf(m.Diaries.Of(d.source), week)
				oldest, newest, ok := m.Diaries.Of(d.source).Missing(from, to)
				if !ok {
					return soql.Statement{}, nil, false
				}
				return s.note(m, oldest, newest)
			}))
	}
	part.sources = append(part.sources, s)
}

// weekOf is a week before yesterday, the newest first.
func weekOf(d *collector.Diary, week int) (from, to collector.Day) {
	to = d.Last - 1 - collector.Day(7*week)
	return max(to-6, d.Last-collector.DiaryDays+1), to
}

// A sourceOfDays is a source, and the statements that read it.
type sourceOfDays struct {
	days
	before              *sourceOfDays
	firstText, lastText string
	weekTexts           []string
}

// asked reports whether the source is the one to read.
func (s *sourceOfDays) asked(all collector.Diaries) bool {
	return s.before == nil || all.Of(s.before.source).Empty()
}

func (s *sourceOfDays) noteFirst(m collector.Moment) (soql.Statement, collector.Take, bool) {
	diary, zone := m.Diaries.Of(s.source), m.Zone
	take := func(a soql.Answer) error {
		first := map[string]collector.Day{}
		for row := range a.Rows.All() {
			if !s.counts(row) || row[0] == "" || row[len(row)-1] == "" {
				continue
			}
			day, err := dayOf(row[len(row)-1], zone)
			if err != nil {
				return err
			}
			first[row[0]] = day
		}
		diary.PutFirst(first)
		return nil
	}
	return s.firsts(), take, !diary.Read || diary.Empty()
}

// dayOf reads a date, or the date of a moment.
func dayOf(text string, zone *time.Location) (collector.Day, error) {
	if len(text) == len(time.DateOnly) {
		return collector.ParseDay(text)
	}
	at, err := soql.ParseTime(text)
	return collector.DayOf(at, zone), err
}

// note asks about some days, and puts the answer into the diary.
func (s *sourceOfDays) note(m collector.Moment, from, to collector.Day) (soql.Statement, collector.Take, bool) {
	diary := m.Diaries.Of(s.source)
	complete := to < diary.Last || !s.lags || m.Now.After((to + 1).Start(m.Zone).Add(settled))
	take := func(a soql.Answer) error {
		active := map[string][]collector.Day{}
		for row := range a.Rows.All() {
			if !s.counts(row) || row[0] == "" {
				continue
			}
			day, err := collector.ParseDay(row[len(row)-1])
			if err != nil {
				return err
			}
			active[row[0]] = append(active[row[0]], day)
		}
		diary.Put(from, to, active, complete)
		return nil
	}
	return s.of(s.between(from, to, m.Zone)), take, true
}

// needs are the statements that have to be answered for days to be known.
func (s *sourceOfDays) needs(d *collector.Diary) []string {
	texts := []string{s.lastText}
	if !d.Read || d.Empty() {
		texts = append(texts, s.firstText)
	}
	if d.Empty() {
		return texts
	}
	for week, text := range s.weekTexts {
		if _, _, missing := d.Missing(weekOf(d, week)); missing {
			texts = append(texts, text)
		}
	}
	return texts
}
