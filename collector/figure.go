package collector

import (
	"errors"
	"fmt"
	"slices"
)

// A Part makes the samples of some metrics: all of them, or an error that says
// why not.
type Part interface {
	Metrics() []*Metric
	Needs() Needs
	Samples(Answers, *People) ([]Sample, error)
}

// A severalPart shares something among figures that fail, and grow old, each for
// itself.
type severalPart interface {
	Part
	Figures(Inputs) []Figure
}

// A madePart is one whose samples a function makes.
type madePart struct {
	needs   Needs
	samples func(Answers, *People) ([]Sample, error)
	metrics []*Metric
}

// NewPart is the part whose samples a function makes of what it needs.
func NewPart(needs Needs, samples func(Answers, *People) ([]Sample, error), metrics ...*Metric) Part {
	return &madePart{needs: needs, samples: samples, metrics: metrics}
}

func (p *madePart) Metrics() []*Metric { return p.metrics }

func (p *madePart) Needs() Needs { return p.needs }

func (p *madePart) Samples(answers Answers, people *People) ([]Sample, error) {
	return p.samples(answers, people)
}

// Needs are what samples are made of. All of it has to be there.
type Needs struct {
	Texts []string // of the statements
	Join  Join
	// Owners are the columns of the ids of those whom rows belong to, by the text
	// of the statement.
	Owners map[string]int
}

// A Join is what samples need of people.
type Join int

// Joins, each with all that the one before it needs.
const (
	JoinNothing Join = iota
	JoinOwners       // the dimensions of those whom rows belong to
	JoinDays         // and when a day begins in the zone of the integration user
)

// Answered are the needs of samples that nobody is joined to.
func Answered(texts ...string) Needs { return Needs{Texts: texts} }

// Owned are the needs of samples by owner, whose id is the first column.
func Owned(texts ...string) Needs {
	n := Needs{Texts: texts, Join: JoinOwners, Owners: map[string]int{}}
	for _, text := range texts {
		n.Owners[text] = 0
	}
	return n
}

// Inputs are what there is to make samples of.
type Inputs struct {
	Answers Answers
	People  *People // nil where they are not known
	Diaries Diaries // what is kept of days that were read
}

// A Figure is what became of some metrics: their samples, or why there are none.
type Figure struct {
	Metrics []*Metric
	Needs   Needs // what the samples are made of: their age is that of the oldest of it
	Samples []Sample
	Err     error // a *LackError where one of the needs is not there
}

// Skip tells what is lacking for good: the org has nothing to show, and asking
// again does not help. It is not ok for a figure that is there, and for one that
// may come by itself.
func (f Figure) Skip() (s Skip, ok bool) {
	skipped, ok := errors.AsType[SkippedError](f.Err)
	if !ok {
		return Skip{}, false
	}
	s = Skip(skipped)
	if s.Metric == "" && len(f.Metrics) > 0 {
		s.Metric = f.Metrics[0].Name
	}
	return s, true
}

// A LackError is something that samples need and that is not there.
type LackError struct {
	Text string // of the statement that has no answer; empty where people lack
	Join Join   // JoinOwners for people, JoinDays for their time zone
}

// Error says what is not there.
func (e *LackError) Error() string {
	switch {
	case e.Text != "":
		return "there is no answer to " + e.Text
	case e.Join == JoinDays:
		return "the time zone of the integration user is not known"
	}
	return "users are not known"
}

// Lacks returns the first of the texts that has no answer; empty for none.
func (a Answers) Lacks(texts []string) string {
	for _, text := range texts {
		if _, ok := a[text]; !ok {
			return text
		}
	}
	return ""
}

// Lack returns what is not there of the needs, or nothing.
func (in Inputs) Lack(n Needs) error {
	if text := in.Answers.Lacks(n.Texts); text != "" {
		return &LackError{Text: text}
	}
	switch {
	case n.Join >= JoinOwners && in.People == nil:
		return &LackError{Join: JoinOwners}
	case n.Join >= JoinDays && in.People.Zone == nil:
		return &LackError{Join: JoinDays}
	}
	return nil
}

// Figure makes one figure, where its needs are there.
func (in Inputs) Figure(metrics []*Metric, n Needs, samples func() ([]Sample, error)) Figure {
	f := Figure{Metrics: metrics, Needs: n}
	if f.Err = in.Lack(n); f.Err != nil {
		return f
	}
	if f.Samples, f.Err = samples(); f.Err != nil {
		f.Samples = nil
	}
	return f
}

// Joins reports whether any figure of the plan is joined to people.
func (p Plan) Joins() bool {
	return slices.ContainsFunc(p.Parts, func(part Part) bool { return part.Needs().Join > JoinNothing })
}

// NamesOwners reports whether figures are of records whose owners answers name.
func (p Plan) NamesOwners() bool {
	return slices.ContainsFunc(p.Parts, func(part Part) bool {
		n := part.Needs()
		return n.Join >= JoinOwners && len(n.Owners) > 0
	})
}

// Make makes figures of what there is. Each is there as a whole, or has an error.
func (p Plan) Make(in Inputs) []Figure {
	broken := p.rowless(in.Answers)
	var all []Figure
	for _, part := range p.Parts {
		if several, ok := part.(severalPart); ok {
			all = append(all, several.Figures(in)...)
			continue
		}
		all = append(all, in.Figure(part.Metrics(), part.Needs(),
			func() ([]Sample, error) { return part.Samples(in.Answers, in.People) }))
	}
	for i, f := range all {
		for _, text := range f.Needs.Texts {
			if broken[text] {
				all[i].Samples, all[i].Err = nil, fmt.Errorf("the answer to %s has no row", text)
			}
		}
	}
	return all
}

// rowless lists the answers that have no row, of statements that count or sum up
// all records: these have one, also where there is no record.
func (p Plan) rowless(answers Answers) map[string]bool {
	texts := map[string]bool{}
	for _, q := range p.Queries {
		a, there := answers[q.String()]
		if there && a.Rows.Len() == 0 && q.HasRows() {
			texts[q.String()] = true
		}
	}
	return texts
}
