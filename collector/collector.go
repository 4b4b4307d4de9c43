// Package collector has what all collectors are made of: an org's schema and its
// people, plans of statements, and the samples that answers make. Everything here
// and below is pure: no I/O, and no clock but the one that answers bring along.
package collector

import (
	"maps"
	"slices"
	"strings"
	"time"

	"salesforce_exporter/internal/soql"
)

// A Collector measures one aspect of an org.
type Collector interface {
	// Name is what flags and the collector label call it.
	Name() string
	// Interval is how often the collector is refreshed at most.
	Interval() time.Duration
	// Plan decides what to ask of an org that shows the given schema. What the
	// org does not show is left out and reported in Plan.Skipped.
	Plan(*Schema) Plan
}

// A Base is what a collector is called, and how often it is refreshed at most.
type Base struct {
	name  string
	every time.Duration
}

// NewBase returns the base of a collector.
func NewBase(name string, every time.Duration) Base { return Base{name: name, every: every} }

// Name is what flags and the collector label call it.
func (b Base) Name() string { return b.name }

// Interval is how often the collector is refreshed at most.
func (b Base) Interval() time.Duration { return b.every }

// A Query is a statement and how old its answer may be before it is asked
// again.
type Query struct {
	soql.Statement
	MaxAge time.Duration
	// Stagger makes the second reading so much later, once, so that queries that
	// are first asked together do not stay together. It is less than MaxAge.
	Stagger time.Duration
	// Dated makes the statement that is sent of a moment, for queries whose
	// text only names what is meant; nil where the text is sent as it is. It
	// is not ok while something is missing that it depends on.
	Dated func(Moment) (statement soql.Statement, ok bool)
	// Noted makes the statement of the days that a diary lacks, and takes the answer
	// into it; nil for all other queries.
	Noted func(Moment) (statement soql.Statement, take Take, ok bool)
	// Optional tells what is missing where the org refuses the query, for figures
	// that go on without it; nil for a query that they need. A refused one counts
	// as answered, by no rows or zero.
	Optional *Skip
	// Of and Place are the metric of the configuration that the query is for and
	// where it stands, such as "line 12: "; empty for a built-in one.
	Of, Place string
}

// A Take puts an answer where it is kept.
type Take func(soql.Answer) error

// A Plan is what one collector does with one org.
type Plan struct {
	Queries  []Query
	Skipped  []Skip
	Parts    []Part
	Warnings []Warning // about what the org says of the configuration
	Watches  []Watch   // for figures that count nothing
}

// Answers holds the good answers by the text of their statement.
type Answers map[string]soql.Answer

// Texts are those of the queries.
func (p Plan) Texts() []string {
	texts := make([]string, len(p.Queries))
	for i, q := range p.Queries {
		texts[i] = q.String()
	}
	return texts
}

// For lists the queries whose answers a metric is made of.
func (p Plan) For(metric string) (queries []Query) {
	for _, part := range p.Parts {
		if !slices.ContainsFunc(part.Metrics(), func(m *Metric) bool { return m.Name == metric }) {
			continue
		}
		for _, q := range p.Queries {
			if slices.Contains(part.Needs().Texts, q.String()) {
				queries = append(queries, q)
			}
		}
	}
	return queries
}

// Metrics lists the metrics that the plan can give, in order of their names.
func (p Plan) Metrics() []*Metric {
	byName := map[string]*Metric{}
	for _, part := range p.Parts {
		for _, m := range part.Metrics() {
			byName[m.Name] = m
		}
	}
	return slices.SortedFunc(maps.Values(byName), func(a, b *Metric) int { return strings.Compare(a.Name, b.Name) })
}

// Add joins another plan to this one.
func (p *Plan) Add(q Plan) {
	p.Queries = append(p.Queries, q.Queries...)
	p.Skipped = append(p.Skipped, q.Skipped...)
	p.Parts = append(p.Parts, q.Parts...)
	p.Warnings = append(p.Warnings, q.Warnings...)
	p.Watches = append(p.Watches, q.Watches...)
}

// Union adds to a list what another has besides.
func Union(a, b []string) []string {
	all := slices.Clone(a)
	for _, x := range b {
		if !slices.Contains(all, x) {
			all = append(all, x)
		}
	}
	return all
}

// RowPages bounds the calls for figures that need rows one by one: 25 pages are
// 50,000 rows. An org with more has no such figure, and a reason instead.
const RowPages = 25

// PrometheusLabels have a meaning to Prometheus: it sets them itself, or reads
// histograms and summaries by them.
func PrometheusLabels() []string { return []string{"instance", "job", "le", "quantile"} }

// Asking is the plan of one statement, and of parts that need no other.
func Asking(statement soql.Statement, every time.Duration, parts ...Part) Plan {
	return Plan{Queries: []Query{{Statement: statement, MaxAge: every}}, Parts: parts}
}

// AskingRows is the plan of one statement, and of a part that is made of its rows. What it
// needs of people, Answered or Owned says.
func AskingRows(statement soql.Statement, every time.Duration, needs func(texts ...string) Needs,
	samples func(rows [][]string, people *People) ([]Sample, error), metrics ...*Metric) Plan {
	text := statement.String()
	return Asking(statement, every, NewPart(needs(text), func(answers Answers, people *People) ([]Sample, error) {
		return samples(answers[text].Rows.List(), people)
	}, metrics...))
}

// Skipping is the plan of a metric that cannot be asked for.
func Skipping(metric string, err error) Plan { return Plan{Skipped: []Skip{SkipOf(metric, err)}} }

// Prefix starts the name of every metric.
const Prefix = "salesforce_"

// A Metric is a family of samples: of gauges, because rows get deleted and
// change owner, so that any count can fall; or of histograms, if it has buckets,
// which can fall just the same.
type Metric struct {
	Name    string // complete, with the prefix
	Help    string
	Labels  []string
	Limit   int       // series at most; zero for the limit of all metrics
	Buckets []float64 // upper bounds, in order and finite
}

// Series is how many series a sample of the metric is: a histogram has one for
// each bucket, that of all values included, the sum and the number.
func (m *Metric) Series() int {
	if len(m.Buckets) == 0 {
		return 1
	}
	return len(m.Buckets) + 3
}

// A Sample is one value of a metric, with the values of its labels in the
// metric's order. An empty label value is a label that is not there.
type Sample struct {
	Metric        *Metric
	Values        []string
	Value         float64
	*Distribution // of a histogram
	Folds         Folds
}

// NewMetric makes a metric that is asked once in a while, and says in its help how
// fresh it can be.
func NewMetric(name, help string, every time.Duration, labels ...string) *Metric {
	return &Metric{Name: Prefix + name, Help: help + " Asked at most every " + short(every) + ".", Labels: labels}
}

// short writes a duration without its zero units: 15m, not 15m0s.
func short(d time.Duration) string {
	text := d.String()
	for _, zero := range []string{"m0s", "h0m"} {
		if n := len(text) - len(zero); n > 0 && text[n:] == zero {
			text = text[:n+1]
		}
	}
	return text
}
