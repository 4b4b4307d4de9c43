package org

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/go-kit/log/level"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/budget"
	"salesforce_exporter/internal/refresh"
	"salesforce_exporter/internal/salesforce"
)

// A lack is something that a collector wants and that is not there, or not fresh,
// for now.
type lack struct {
	collector string
	metrics   []*collector.Metric // that are lacking; nil for one that the error names
	err       error
	again     time.Time // before this it cannot come; zero for any moment
	skipped   bool      // skips tell it, too
}

// failFor makes failures of what collectors lack, and returns what nothing told
// yet.
func (a *outcome) failFor(lacks []lack) []lack {
	told := maps.Clone(a.errs)
	first := map[string]lack{}
	var news []lack
	for _, l := range lacks {
		before := told[l.collector]
		if before == nil {
			if f, there := first[l.collector]; !there || l.again.Before(f.again) {
				first[l.collector] = l
			}
		}
		if !l.skipped && (before == nil || !errors.Is(l.err, before) && !errors.Is(l.err, errNotAnswered)) {
			news = append(news, l)
		}
	}
	for name, l := range first {
		a.errs[name] = l.err
		if !l.again.IsZero() {
			a.errs[name] = &refresh.Patient{Until: l.again, Err: l.err}
		}
	}
	return news
}

// reportLacks logs each distinct lack once a day, with the collectors and metrics
// that it hits. What the budget does not allow is told where it is put off.
func (o *Org) reportLacks(lacks []lack) {
	byError := map[string][]lack{}
	for _, l := range lacks {
		var refusal *budget.Refusal
		if !errors.As(l.err, &refusal) {
			byError[l.err.Error()] = append(byError[l.err.Error()], l)
		}
	}
	for _, text := range slices.Sorted(maps.Keys(byError)) {
		var names, metrics []string
		for _, l := range byError[text] {
			names = append(names, l.collector)
			for _, m := range l.metrics {
				metrics = append(metrics, m.Name)
			}
		}
		names, metrics = distinct(names), distinct(metrics)
		code := codeOf(byError[text][0].err)
		if code == salesforce.CodeBadAnswer {
			o.countError(code)
		}
		if o.gaps.first(lackKey + strings.Join(names, ",") + "|" + text) {
			level.Error(o.logger).Log("msg", "metrics are missing or out of date", "collectors", strings.Join(names, ","),
				"metrics", few(metrics), "code", code, "err", text)
		}
	}
}

func distinct(names []string) []string { return slices.Compact(slices.Sorted(slices.Values(names))) }

// codeOf is the code of an error: one that Salesforce did not give is about an
// answer that is not what was asked for.
func codeOf(err error) string {
	var known *salesforce.Error
	if errors.As(err, &known) {
		return known.Code
	}
	return salesforce.CodeBadAnswer
}
