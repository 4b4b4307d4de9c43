package use

import (
	"fmt"

	"salesforce_exporter/collector"
)

type habitMetrics struct {
	info, day, week, month, activeDays, kept, joined, lost, returned *collector.Metric
}

func (h *habits) metrics(dimensions []string) habitMetrics {
	metric := func(name, help string) *collector.Metric {
		return collector.NewMetric(name, help, h.Interval(), dimensions...)
	}
	m := habitMetrics{
		info: collector.NewMetric("habits_source_info",
			"1; the label says what tells on which days people are active.", h.Interval(), "source"),
		day:  metric("people_active_1d", "Counted users who were active yesterday."),
		week: metric("people_active_7d", "Counted users who were active in the last 7 whole days."),
		month: metric("people_active_30d",
			"Counted users who were active in the last 30 whole days."),
		activeDays: collector.NewMetric("people_active_days_30d",
			"Counted users by the number of days of the last 30 whole ones on which they were active.", h.Interval(),
			firstOf(dimensions)...),
		kept: metric("people_kept_4w", "Counted users who were active in at least three of the last four weeks."),
		joined: metric("people_new_30d",
			"Counted users who were active for the first time in the last 30 whole days."),
		lost: metric("people_lost_30d",
			"Counted users who were active in the 30 days before the last 30 whole days, and not since."),
		returned: metric("people_returned_30d",
			"Counted users who were active in the last 30 whole days, not in the 30 before, but earlier."),
	}
	m.activeDays.Buckets = []float64{0, 1, 2, 4, 8, 12, 16, 20, 30}
	return m
}

// firstOf are the labels of a histogram: one dimension, for the sake of series.
func firstOf(dimensions []string) []string { return dimensions[:min(1, len(dimensions))] }

// habitsPart makes the figures of the source that is read.
type habitsPart struct {
	habitMetrics
	sources []*sourceOfDays
}

func (p *habitsPart) Metrics() []*collector.Metric {
	return []*collector.Metric{p.info, p.day, p.week, p.month, p.activeDays, p.kept, p.joined, p.lost, p.returned}
}

// first is the source that goes before the others; nil for none.
func (p *habitsPart) first() *sourceOfDays {
	if len(p.sources) == 0 {
		return nil
	}
	return p.sources[0]
}

// Needs are those of all sources together.
func (p *habitsPart) Needs() collector.Needs {
	n := collector.Needs{Join: collector.JoinDays}
	for _, s := range p.sources {
		n.Texts = append(append(n.Texts, s.firstText, s.lastText), s.weekTexts...)
	}
	return n
}

// Samples are made by Figures.
func (p *habitsPart) Samples(collector.Answers, *collector.People) ([]collector.Sample, error) {
	return nil, fmt.Errorf("%s is made of diaries", p.info.Name)
}

// Figures are three: recent days, a month, and what changed since the month before. A
// source that begins too late for one of them has the others.
func (p *habitsPart) Figures(in collector.Inputs) []collector.Figure {
	source := p.sources[len(p.sources)-1]
	if s := p.sources[0]; !in.Diaries.Of(s.source).Empty() {
		source = s
	}
	diary := in.Diaries.Of(source.source)
	n := collector.Needs{Texts: source.needs(diary), Join: collector.JoinDays}
	h := &habit{habitMetrics: p.habitMetrics, Diary: diary}
	make := func(samples func(*collector.People) []collector.Sample, back int,
		metrics ...*collector.Metric) collector.Figure {
		return in.Figure(metrics, n, func() ([]collector.Sample, error) {
			if err := h.reaches(back); err != nil {
				return nil, err
			}
			return samples(in.People), nil
		})
	}
	return []collector.Figure{
		make(h.recent(source.source), 7, p.info, p.day, p.week),
		make(h.lastMonth, 30, p.month, p.activeDays, p.kept),
		make(h.changes, 31, p.joined, p.lost, p.returned),
	}
}

// habit makes samples of a diary.
type habit struct {
	habitMetrics
	*collector.Diary
	end collector.Day // the last day that is known
}

// reaches finds out whether so many days back are known, and the source goes back as far.
func (h *habit) reaches(back int) error {
	end, ok := h.End()
	from := end - collector.Day(back-1)
	switch h.end = end; {
	case h.Empty():
		return collector.SkippedError{Reason: "nobody's activity is on record",
			Remedy: "none in an org where nobody has signed in yet"}
	case !ok, !h.Knows(from, end):
		return fmt.Errorf("days between %s and %s are not known yet", from, h.Last)
	case h.Since > from:
		return collector.SkippedError{
			Reason: fmt.Sprintf("activity is on record since %s only, which is less than %d days", h.Since, back),
			Remedy: "none: it comes with time"}
	}
	return nil
}

// last is on how many of the last days, but for some, a person was active.
func (h *habit) last(id string, days, but int) int {
	return h.Active(id, h.end-collector.Day(days-1), h.end-collector.Day(but))
}

func (h *habit) recent(source string) func(*collector.People) []collector.Sample {
	return func(people *collector.People) []collector.Sample {
		within := func(m *collector.Metric, days int) []collector.Sample {
			return people.CountBy(m, func(x collector.Person) bool { return h.last(x.ID, days, 0) > 0 })
		}
		all := []collector.Sample{{Metric: h.info, Values: []string{source}, Value: 1}}
		return append(append(all, within(h.day, 1)...), within(h.week, 7)...)
	}
}

func (h *habit) lastMonth(people *collector.People) []collector.Sample {
	all := people.CountBy(h.month, func(x collector.Person) bool { return h.last(x.ID, 30, 0) > 0 })
	all = append(all, people.CountBy(h.kept, func(x collector.Person) bool {
		weeks := 0
		for week := range 4 {
			if h.last(x.ID, 7*week+7, 7*week) > 0 {
				weeks++
			}
		}
		return weeks >= 3
	})...)
	return append(all, people.Distribute(h.activeDays, func(x collector.Person) (float64, bool) {
		return float64(h.last(x.ID, 30, 0)), true
	})...)
}

func (h *habit) changes(people *collector.People) []collector.Sample {
	count := func(m *collector.Metric, is func(id string, now, before bool, first collector.Day) bool) []collector.Sample {
		return people.CountBy(m, func(x collector.Person) bool {
			return is(x.ID, h.last(x.ID, 30, 0) > 0, h.last(x.ID, 60, 30) > 0, h.People[x.ID].First)
		})
	}
	month, before := h.end-29, h.end-59
	all := count(h.joined, func(_ string, now, _ bool, first collector.Day) bool { return now && first >= month })
	all = append(all, count(h.lost, func(_ string, now, past bool, _ collector.Day) bool { return past && !now })...)
	return append(all, count(h.returned, func(_ string, now, past bool, first collector.Day) bool {
		return now && !past && first < before
	})...)
}
