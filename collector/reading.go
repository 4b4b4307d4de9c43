package collector

import (
	"errors"
	"strings"
	"time"
)

// A reading finds labels, person and value in the rows of one statement.
type reading struct {
	text   string
	labels []labelColumn
	by     int // column of the user's id; -1 where nobody is counted for
	value  func(row []string, at time.Time, zone *time.Location) (value float64, there bool, err error)
}

// A labelColumn is where a label's value stands.
type labelColumn struct {
	column int
	lower  bool
}

// readings turn rows into the samples of one metric, a gauge or a histogram.
// Rows of the same labels are added up.
type readings struct {
	metric *Metric
	from   []reading
	zero   bool // no row at all is a zero
	single bool // values of the same labels do not add up
	days   bool // a time of day is held against a date, so it matters when days begin
	// negative counts values below zero, which are left out; nil where they are
	// not.
	negative *Metric
}

func (r *readings) metrics() []*Metric {
	if r.negative != nil {
		return []*Metric{r.metric, r.negative}
	}
	return []*Metric{r.metric}
}

func (r *readings) needs() Needs {
	n := Needs{Owners: map[string]int{}}
	for _, f := range r.from {
		n.Texts = append(n.Texts, f.text)
		if f.by >= 0 {
			n.Join, n.Owners[f.text] = JoinOwners, f.by
		}
	}
	if r.days {
		n.Join = JoinDays
	}
	return n
}

func (r *readings) byPerson() bool { return r.from[0].by >= 0 }

func (r *readings) samples(answers Answers, people *People) ([]Sample, error) {
	var zone *time.Location
	if people != nil {
		zone = people.Zone
	}
	into := newDistribution(r.metric, r.byPerson(), people)
	below := newSums(r.negative, r.byPerson(), people)
	if r.zero && len(r.from[0].labels) == 0 {
		into.touch()
		below.touch(nil)
	}
	for _, f := range r.from {
		answer := answers[f.text]
		for _, row := range answer.Rows {
			value, there, err := f.value(row, answer.At, zone)
			if err != nil {
				return nil, err
			}
			if !there {
				continue
			}
			labels := f.values(row)
			if r.single && into.sum.has(labels) {
				return nil, errors.New("two rows have the same labels, and their values do not add up")
			}
			if r.negative != nil && value < 0 {
				below.add(labels, f.keys(row), 1)
				continue
			}
			into.add(labels, f.keys(row), value)
		}
	}
	if r.negative == nil {
		return into.samples(), nil
	}
	return append(into.samples(), below.samples()...), nil
}

func (f reading) values(row []string) []string {
	var values []string
	for _, l := range f.labels {
		text := orNone(row[l.column])
		if l.lower {
			text = strings.ToLower(text)
		}
		values = append(values, text)
	}
	return values
}

func (f reading) keys(row []string) []string {
	if f.by < 0 {
		return nil
	}
	return row[f.by:]
}
