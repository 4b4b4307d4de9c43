package trace_test

import (
	"context"
	"strings"
	"testing"

	"salesforce_exporter/internal/trace"
)

func TestCarriedIsMasked(t *testing.T) {
	for text, want := range map[string]string{
		`SELECT Id FROM User WHERE Name = 'Ada L\'Étoile' AND Id = '005'`:     `SELECT Id FROM User WHERE Name = '…' AND Id = '…'`,
		`SELECT Id FROM Case WHERE Origin IN ('Web', 'Mail') AND Reason = ''`: `SELECT Id FROM Case WHERE Origin IN ('…') AND Reason = '…'`,
		strings.Repeat("é", 301): strings.Repeat("é", 300) + "… (301 characters)",
	} {
		if got := (trace.Carried{text, "describe Case"}).String(); got != want+"; describe Case" {
			t.Errorf("got %s\nwant %s", got, want)
		}
	}
}

func TestSent(t *testing.T) {
	trace.Sent(context.Background(), trace.Outcome{}) // nobody looks on
	var told []trace.Call
	ctx := trace.With(context.Background(), func(c trace.Call) { told = append(told, c) })
	trace.Sent(trace.Carrying(ctx, "REST", trace.Carried{"limits"}, 0), trace.Outcome{Billed: 1})
	if len(told) != 1 || told[0].API != "REST" || told[0].Billed != 1 || told[0].Carried.String() != "limits" ||
		!trace.On(ctx) || trace.On(context.Background()) {
		t.Errorf("told %v", told)
	}
}
