package collector

import (
	"errors"
	"strings"
	"time"
)

// A Reading finds labels, person and value in the rows of one statement.
type Reading struct {
	Text   string
	Labels []LabelColumn
	By     int // column of the user's id; -1 where nobody is counted for
	Value  func(row []string, at time.Time, zone *time.Location) (value float64, there bool, err error)
}

// A LabelColumn is where a label's value stands.
type LabelColumn struct {
	Column int
	Lower  bool
}

// Readings turn rows into the samples of one metric, a gauge or a histogram.
// Rows of the same labels are added up.
type Readings struct {
	Metric *Metric
	From   []Reading
	AddsUp bool // values of the same labels add up, and no row at all is a zero
	Days   bool // a time of day is held against a date, so it matters when days begin
	// negative counts values below zero, which are left out; nil where they are
	// not.
	Negative *Metric
}

// Metrics are the metric, and what counts values below zero.
func (r *Readings) Metrics() []*Metric {
	if r.Negative != nil {
		return []*Metric{r.Metric, r.Negative}
	}
	return []*Metric{r.Metric}
}

// Needs are the statements, and people where rows belong to somebody.
func (r *Readings) Needs() Needs {
	n := Needs{Owners: map[string]int{}}
	for _, f := range r.From {
		n.Texts = append(n.Texts, f.Text)
		if f.By >= 0 {
			n.Join, n.Owners[f.Text] = JoinOwners, f.By
		}
	}
	if r.Days {
		n.Join = JoinDays
	}
	return n
}

func (r *Readings) byPerson() bool { return r.From[0].By >= 0 }

// Samples adds up the values of rows.
func (r *Readings) Samples(answers Answers, people *People) ([]Sample, error) {
	var zone *time.Location
	if people != nil {
		zone = people.Zone
	}
	into := newDistribution(r.Metric, r.byPerson(), people)
	below := NewSums(r.Negative, r.byPerson(), people)
	if r.AddsUp && len(r.From[0].Labels) == 0 {
		into.touch(nil)
		below.Touch(nil)
	}
	for _, f := range r.From {
		answer := answers[f.Text]
		for row := range answer.Rows.All() {
			value, there, err := f.Value(row, answer.At, zone)
			if err != nil {
				return nil, err
			}
			if !there {
				continue
			}
			labels := f.values(row)
			if !r.AddsUp && into.sum.Has(labels) {
				return nil, errors.New("two rows have the same labels, and their values do not add up")
			}
			if r.Negative != nil && value < 0 {
				below.Add(labels, f.keys(row), 1)
				continue
			}
			into.add(labels, f.keys(row), value)
		}
	}
	if r.AddsUp && r.byPerson() && into.sum.Empty() {
		into.touch(nones(len(r.From[0].Labels)))
	}
	if r.Negative == nil {
		return into.Samples(), nil
	}
	if r.AddsUp {
		below.TouchNone(nil, len(r.From[0].Labels))
	}
	return append(into.Samples(), below.Samples()...), nil
}

func (f Reading) values(row []string) []string {
	var values []string
	for _, l := range f.Labels {
		text := OrNone(row[l.Column])
		if l.Lower {
			text = strings.ToLower(text)
		}
		values = append(values, text)
	}
	return values
}

func (f Reading) keys(row []string) []string {
	if f.By < 0 {
		return nil
	}
	return row[f.By:]
}
