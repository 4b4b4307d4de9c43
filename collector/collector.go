// Package collector says what is measured: which statements each aspect of an
// org needs, and what samples their answers make. Everything here is pure: no
// I/O, and no clock but the one that answers bring along.
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
	// Optional tells what is missing where the org refuses the query, for figures
	// that go on without it; nil for a query that they need. A refused one counts
	// as answered, by no rows or zero.
	Optional *Skip
	// Of and Place are the metric of the configuration that the query is for and
	// where it stands, such as "line 12: "; empty for a built-in one.
	Of, Place string
}

// A Plan is what one collector does with one org.
type Plan struct {
	Queries []Query
	Skipped []Skip
	parts   []part
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
	for _, part := range p.parts {
		if !slices.ContainsFunc(part.metrics(), func(m *Metric) bool { return m.Name == metric }) {
			continue
		}
		for _, q := range p.Queries {
			if slices.Contains(part.needs().Texts, q.String()) {
				queries = append(queries, q)
			}
		}
	}
	return queries
}

// Metrics lists the metrics that the plan can give, in order of their names.
func (p Plan) Metrics() []*Metric {
	byName := map[string]*Metric{}
	for _, part := range p.parts {
		for _, m := range part.metrics() {
			byName[m.Name] = m
		}
	}
	return slices.SortedFunc(maps.Values(byName), func(a, b *Metric) int { return strings.Compare(a.Name, b.Name) })
}

// add joins another plan to this one.
func (p *Plan) add(q Plan) {
	p.Queries = append(p.Queries, q.Queries...)
	p.Skipped = append(p.Skipped, q.Skipped...)
	p.parts = append(p.parts, q.parts...)
}

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
}

// helpWithInterval tells readers of a metric how fresh it can be.
func helpWithInterval(help string, every time.Duration) string {
	return help + " Asked at most every " + short(every) + "."
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
