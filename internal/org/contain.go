package org

import (
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/go-kit/log/level"

	"salesforce_exporter/collector"
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
			level.Error(o.logger).Log("msg", "a collector has a defect, please report it", "collector", name, "panic", fmt.Sprint(value), "stack", stack)
		}
	}()
	call()
	return nil
}

// planOf plans a collector. One that cannot plan asks nothing.
func (o *Org) planOf(c collector.Collector, s *collector.Schema) collector.Plan {
	var plan collector.Plan
	if err := o.contain(c.Name(), func() { plan = c.Plan(s) }); err != nil {
		o.countError(codePanic)
		return collector.Plan{Skipped: []collector.Skip{{Metric: "all metrics of " + c.Name(), Reason: err.Error()}}}
	}
	return plan
}

// codePanic is what panics are counted under.
const codePanic = "PANIC"

func (o *Org) countError(code string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.state.errors[code]++
}
