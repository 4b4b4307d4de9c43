// Package trace tells whoever looks on of each call that is sent: what it
// carried, what it cost and how long it took. A trace travels in the context, so
// that clients need not know who looks on.
package trace

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// A Call is one request that was sent, and what became of it.
type Call struct {
	API string // "REST", "Account Engagement" or "sign-in"
	// Carried is what it asked for: the texts of statements, objects to describe. It
	// is masked when it is written.
	Carried Carried
	// Statements is how many statements it asked for the first time, which are
	// answered now, if only with the reason why they get no answer.
	Statements int
	Outcome
}

// An Outcome is what became of a call.
type Outcome struct {
	Billed   int // API requests that it cost; repeats by the HTTP client count
	Bytes    int // of the answer
	Duration time.Duration
	Err      error
}

// A Trace is told of calls, on several goroutines at the same time.
type Trace func(Call)

type (
	traceKey    struct{}
	carryingKey struct{}
)

// With returns a context whose calls are told to the trace.
func With(ctx context.Context, t Trace) context.Context { return context.WithValue(ctx, traceKey{}, t) }

// On reports whether anybody looks on.
func On(ctx context.Context) bool { return ctx.Value(traceKey{}) != nil }

// Carrying returns a context for a call that asks for this.
func Carrying(ctx context.Context, api string, carried Carried, statements int) context.Context {
	return context.WithValue(ctx, carryingKey{}, Call{API: api, Carried: carried, Statements: statements})
}

// Sent tells the trace of the context, if there is one, what became of its call.
func Sent(ctx context.Context, o Outcome) {
	if t, ok := ctx.Value(traceKey{}).(Trace); ok {
		call, _ := ctx.Value(carryingKey{}).(Call)
		call.Outcome = o
		t(call)
	}
}

// Carried lists what a call asked for.
type Carried []string

// longest bounds what is written of each thing that a call carried.
const longest = 300

// literal is a text between the quotes of SOQL, which may be about a person.
var literal = regexp.MustCompile(`'(?:[^'\\]|\\.)*'(?:\s*,\s*'(?:[^'\\]|\\.)*')*`)

// String writes what was carried, without the texts in conditions.
func (c Carried) String() string {
	parts := make([]string, len(c))
	for i, text := range c {
		text = literal.ReplaceAllString(text, "'…'")
		if runes := []rune(text); len(runes) > longest {
			text = fmt.Sprintf("%s… (%d characters)", string(runes[:longest]), len(runes))
		}
		parts[i] = text
	}
	return strings.Join(parts, "; ")
}
