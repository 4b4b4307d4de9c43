package org

import (
	"context"
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/go-kit/log/level"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/salesforce"
)

// A panicError is a defect in a collector, which must not take the others
// down.
type panicError struct{ value any }

func (e *panicError) Error() string { return fmt.Sprintf("panic: %v", e.value) }

// contain calls a collector's code and returns its panic as an error, with the
// stack in the log.
func (o *Org) contain(name string, call func()) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = &panicError{value: value}
			stack := strings.Join(strings.Fields(string(debug.Stack())), " ")
			level.Error(o.logger).Log("msg", "a collector has a defect, please report it", "collector", name, "panic",
				fmt.Sprint(value), "stack", stack)
		}
	}()
	call()
	return nil
}

// planOf plans a collector. One that cannot plan asks nothing.
func (o *Org) planOf(c collector.Collector, s *collector.Schema) collector.Plan {
	var plan collector.Plan
	if err := o.contain(c.Name(), func() { plan = s.Typed(c.Plan(s)) }); err != nil {
		o.countError(codePanic)
		return collector.Plan{Skipped: []collector.Skip{{Metric: "all metrics of " + c.Name(), Reason: err.Error()}}}
	}
	return plan
}

// contained is run, whose own panics are the failure of all.
func (o *Org) contained(ctx context.Context, due []string) (errs map[string]error) {
	if err := o.contain(strings.Join(due, ","), func() { errs = o.run(ctx, due) }); err != nil {
		o.countError(codePanic)
		return all(due, err)
	}
	return errs
}

// codePanic is what panics are counted under.
const codePanic = salesforce.CodePanic

// maxCodes bounds the codes that are told apart. An org in good faith has far
// fewer.
const maxCodes = 50

func (o *Org) countError(code string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if _, known := o.state.errors[code]; !known && len(o.state.errors) >= maxCodes {
		code = salesforce.CodeOther
	}
	o.state.errors[code]++
}
