package org

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/go-kit/log"
	"github.com/go-kit/log/level"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/budget"
	"salesforce_exporter/internal/refresh"
	"salesforce_exporter/internal/salesforce"
	"salesforce_exporter/internal/soql"
)

// gate returns why nothing may be asked now. Once in a while it spends a call
// to find out whether that is still so.
func (o *Org) gate(ctx context.Context, now time.Time) *budget.Refusal {
	refusal := o.budget.Afford(now, 1)
	if refusal == nil || !o.budget.Probe(now) {
		return refusal
	}
	o.client.Ask(ctx, []soql.Statement{soql.Limits()}) // any answer tells the usage
	return o.budget.Afford(now, 1)
}

// putOff notes that collectors were due and did not fit.
func (o *Org) putOff(names []string, r *budget.Refusal) map[string]error {
	if o.gaps.firstRefusal(r) || r.Reason != budget.Cap && o.refused != r.Reason {
		logPutOff(o.logger, strings.Join(names, ","), r)
	}
	o.refused = r.Reason
	o.countPutOff(names...)
	return all(names, &refresh.Postponed{Until: r.Until, Err: r})
}

func (o *Org) countPutOff(names ...string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, name := range names {
		o.state.putOff[name]++
	}
}

func logPutOff(logger log.Logger, collectors string, r *budget.Refusal) {
	level.Warn(logger).Log("msg", "refresh is put off", "collectors", collectors, "reason", r.Reason, "why", r, "until",
		r.Until.UTC().Format(time.RFC3339))
}

// afford chooses what fits the budget: all that is due, or else what has waited for
// the most of its intervals and, of those that waited alike, the cheapest. What is dear
// is not overtaken for ever: until it fits, what waited less waits too, unless it is
// more than the budget can ever give.
func (o *Org) afford(due []string, now time.Time) (fits []string, later map[string]error) {
	if o.budget.Afford(now, o.price(due, now)) == nil {
		o.refused = ""
		return due, map[string]error{}
	}
	prices, waited := map[string]int{}, map[string]int{}
	for _, name := range due {
		waited[name] = o.waited(name, now)
		prices[name] = o.price([]string{name}, now)
	}
	order := slices.Clone(due)
	slices.SortStableFunc(order, func(a, b string) int {
		return cmp.Or(cmp.Compare(waited[b], waited[a]), cmp.Compare(prices[a], prices[b]))
	})
	later = map[string]error{}
	var first *budget.Refusal // of what waits for more calls
	for _, name := range order {
		with := append(slices.Clone(fits), name)
		refusal := first
		if refusal == nil {
			refusal = o.budget.Afford(now, o.price(with, now))
		}
		if refusal == nil {
			fits = with
			continue
		}
		maps.Copy(later, o.putOff([]string{name}, refusal))
		if !refusal.Never {
			first = refusal
		}
	}
	return fits, later
}

// waited is for how many of its intervals a collector has waited, in whole ones.
func (o *Org) waited(name string, now time.Time) int {
	last := o.lastSuccess(name)
	for _, c := range o.collectors {
		if c.Name() == name && !last.IsZero() {
			return int(now.Sub(last) / o.stretch.of(c.Interval()))
		}
	}
	return math.MaxInt
}

func (o *Org) lastSuccess(name string) time.Time {
	for _, st := range o.scheduler.Status() {
		if st.Name == name {
			return st.Succeeded
		}
	}
	return time.Time{}
}

// price is how many calls a refresh of the named collectors will cost, by the
// pages that answers took before.
func (o *Org) price(names []string, now time.Time) int {
	at := o.moment(now)
	first := o.expectations(o.questions(names, at, now))
	var second []salesforce.Expected
	for _, name := range names {
		for _, q := range o.schema.plans[name].Queries {
			if _, sayable := q.At(at); !sayable && o.answers.due(q, now) {
				second = append(second, salesforce.Expected{Statement: q.Statement})
			}
		}
	}
	return salesforce.Price(first) + salesforce.Price(second)
}

// pagesOf is how many pages the answer to a query takes, or that to what changed
// since the last one.
func (o *Org) pagesOf(q collector.Query, changes bool) int {
	if changes {
		return 1
	}
	pages := max(1, o.answers.of(q).pages)
	if o.aboutPeople(q) {
		pages = max(pages, o.joined.pages) // the last answer may have been about changes
	}
	return pages
}

// postpone turns refusals of the budget, which show up where answers have more
// pages than expected, into postponements.
func (o *Org) postpone(errs map[string]error) {
	for _, name := range slices.Sorted(maps.Keys(errs)) {
		var r *budget.Refusal
		var later *refresh.Postponed
		if errors.As(errs[name], &r) && !errors.As(errs[name], &later) {
			maps.Copy(errs, o.putOff([]string{name}, r))
		}
	}
}

// checkBudget says once if a restart will not know what was spent.
func (o *Org) checkBudget() {
	if err := o.budget.Unsaved(); err != nil && o.gaps.first("unsaved") {
		level.Error(o.logger).Log("msg",
			"a restart will not know what was spent: let the exporter write to the directory of --budget.state-dir", "err", err)
	}
}
