package states

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"sort"
	"syscall"
	"testing"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
)

// BenchmarkPage is what a page of 5,000 people over 30 days takes of Prometheus' processor, with and without the
// recording rules. The
// samples, one a minute, are decoded from chunks of 120 as Prometheus does; what is not in the figure is finding the
// series on disk.
func BenchmarkPage(b *testing.B) {
	for _, roles := range []int{27, 366} {
		for _, rules := range []bool{true, false} {
			data := large(roles, rules)
			for _, d := range dashboards(b) {
				b.Run(fmt.Sprintf("%s/roles=%d/rules=%v", d.UID, roles, rules), func(b *testing.B) {
					v := newViewer(data, noon)
					v.column = 80                                                    // of a screen of 1920 pixels
					v.chosen = map[string][]string{"object": {".+"}, "rule": {".+"}} // whose values are read from the index
					v.open(b, d)
					for b.Loop() {
						before := processor(b)
						for _, p := range d.drawn() {
							v.ask(b, p)
						}
						b.ReportMetric((processor(b) - before).Seconds(), "cpu-s/page")
					}
				})
			}
		}
	}
}

// copies are series like one, with other values of a label.
func copies(s *series, label string, n int) []*series {
	var all []*series
	for i := range n {
		all = append(all, &series{labels.NewBuilder(s.labels).Set(label, fmt.Sprintf("%s %d", label, i)).Labels(), s.spans,
			s.at})
	}
	return all
}

// processor is the time that this process has used.
func processor(b *testing.B) time.Duration {
	b.Helper()
	runtime.GC()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// ask evaluates all queries of a panel.
func (v *viewer) ask(t testing.TB, p panel) {
	t.Helper()
	for _, q := range p.Targets {
		if q.Instant {
			v.instant(t, v.interpolate(q.Expr))
		} else {
			v.steps(t, p, v.interpolate(q.Expr))
		}
	}
}

// large is an org of 5,000 people in some roles, in 160 combinations with profiles and regions or one a role.
func large(roles int, rules bool) *chunked {
	o := acme()
	o.teams = nil
	for i := range roles {
		for region := range max(1, 160/roles) {
			people := math.Ceil(5000 / float64(max(roles, 160)))
			o.teams = append(o.teams, team{fmt.Sprintf("Role %d", i), fmt.Sprintf("Profile %d", i%12),
				fmt.Sprintf("Region %d", (i+region)%30), people, people - 1, people - 1, 6, 2, 2})
		}
	}
	all := o.series(noon)
	for _, s := range all { // the simulated org has two kinds of tasks and one stage, real ones have five and eight
		switch s.labels.Get(nameLabel) {
		case "salesforce_activities_closed_7d":
			if s.labels.Get("subtype") == "call" {
				all = append(all, copies(s, "subtype", 3)...)
			}
		case "salesforce_open_opportunities", "salesforce_open_opportunities_amount":
			all = append(all, copies(s, "stage", 7)...)
		}
	}
	if rules {
		all = append(all, o.one("org:salesforce_adoption_score:ratio", constant(0.7), o.scraped))
		for i := range roles {
			for _, ratio := range []string{"users_logged_in_7d", "overdue_opportunities_amount"} {
				all = append(all, o.one("role:salesforce_"+ratio+":ratio", constant(0.7), o.scraped, "role",
					fmt.Sprintf("Role %d", i)))
			}
		}
		for i := range 30 {
			all = append(all, o.one("region:salesforce_users_logged_in_7d:ratio", constant(0.7), o.scraped, "region",
				fmt.Sprintf("Region %d", i)))
		}
	}
	c := &chunked{byName: map[string][]*series{}}
	for _, s := range all {
		name := s.labels.Get(nameLabel)
		c.byName[name] = append(c.byName[name], s)
	}
	c.encode()
	return c
}

// chunked answers from real chunks. All series share the bytes of one, moved in time: what decoding costs does not
// depend on whose they are.
type chunked struct {
	byName map[string][]*series
	chunk  *chunkenc.XORChunk
}

const perChunk = 120

func (c *chunked) encode() {
	c.chunk = chunkenc.NewXORChunk()
	appender, err := c.chunk.Appender()
	if err != nil {
		panic(err)
	}
	for i := range perChunk {
		appender.Append(0, int64(i)*scrapeEvery, 5+math.Floor(float64(i)/60)) // a figure changes about once an hour
	}
}

func (c *chunked) Querier(mint, maxt int64) (storage.Querier, error) {
	return &chunkQuerier{querier{mint: mint, maxt: min(maxt, ms(noon))}, c}, nil
}

type chunkQuerier struct {
	querier
	data *chunked
}

func (q *chunkQuerier) Select(_ context.Context, _ bool, hints *storage.SelectHints,
	matchers ...*labels.Matcher) storage.SeriesSet {
	from, to := q.mint, q.maxt
	if hints != nil {
		from, to = max(from, hints.Start), min(to, hints.End)
	}
	var found []storage.Series
	for name, all := range q.data.byName {
		if !fits(name, matchers) {
			continue
		}
		for _, one := range all {
			if fitsAll(one.labels, matchers) {
				found = append(found, &storage.SeriesEntry{Lset: one.labels,
					SampleIteratorFn: func(chunkenc.Iterator) chunkenc.Iterator {
						return &decoder{chunk: q.data.chunk, from: from, to: to, begin: from - from%(perChunk*scrapeEvery),
							value: one.at(to)}
					}})
			}
		}
	}
	sort.Slice(found, func(i, j int) bool { return labels.Compare(found[i].Labels(), found[j].Labels()) < 0 })
	return &set{found, -1}
}

func fitsAll(l labels.Labels, matchers []*labels.Matcher) bool {
	for _, m := range matchers {
		if !m.Matches(l.Get(m.Name)) {
			return false
		}
	}
	return true
}

// decoder goes through chunk after chunk, sample after sample, as the iterators of Prometheus' blocks do.
type decoder struct {
	samples
	chunk           *chunkenc.XORChunk
	now             chunkenc.Iterator
	from, to, begin int64
	value           float64
	t               int64
}

func (d *decoder) Next() chunkenc.ValueType {
	for {
		if d.now == nil {
			if d.begin > d.to {
				return chunkenc.ValNone
			}
			d.now = d.chunk.Iterator(d.now)
		}
		if d.now.Next() == chunkenc.ValNone {
			d.now, d.begin = nil, d.begin+perChunk*scrapeEvery
			continue
		}
		if d.t = d.begin + d.now.AtT(); d.t > d.to {
			return chunkenc.ValNone
		}
		if d.t >= d.from {
			return chunkenc.ValFloat
		}
	}
}

func (d *decoder) Seek(t int64) chunkenc.ValueType {
	for d.now == nil || d.t < t {
		if d.Next() == chunkenc.ValNone {
			return chunkenc.ValNone
		}
	}
	return chunkenc.ValFloat
}

func (d *decoder) At() (int64, float64) { return d.t, d.value }
func (d *decoder) AtT() int64           { return d.t }

var (
	_ storage.Queryable = (*chunked)(nil)
	_ storage.Querier   = (*chunkQuerier)(nil)
)
