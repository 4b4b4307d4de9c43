package salesforce

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"salesforce_exporter/internal/soql"
)

func TestPrice(t *testing.T) {
	usual := Expected{Statement: soql.Statement{Object: "Account"}}
	limits := Expected{Statement: soql.Limits()}
	long := Expected{Statement: usual.Statement, Pages: 3}
	slow := Expected{Statement: soql.Statement{Object: "Task", Alone: true}}
	longAndSlow := Expected{Statement: slow.Statement, Pages: 2}
	of := func(n int, e Expected) (all []Expected) {
		for range n {
			all = append(all, e)
		}
		return all
	}
	for _, c := range []struct {
		name string
		all  []Expected
		want int
	}{
		{"nothing", nil, 0},
		{"one", of(1, usual), 1},
		{"a full call", of(5, usual), 1},
		{"one more", of(6, usual), 2},
		{"pages", of(1, long), 3},
		{"pages share calls", of(5, long), 3},
		{"a short one among long ones", append(of(5, long), usual), 4},
		{"alone", of(2, slow), 2},
		{"alone beside a full call", append(of(1, slow), of(5, usual)...), 2},
		{"limits beside a full call", append(of(1, limits), of(5, usual)...), 2},
		{"pages alone", append(of(1, longAndSlow), of(1, long)...), 5},
	} {
		if got := Price(c.all); got != c.want {
			t.Errorf("%s: got %d calls, want %d", c.name, got, c.want)
		}
	}
}

// TestAskCostsItsPrice holds the price of statements against the calls that an org
// gets for them.
func TestAskCostsItsPrice(t *testing.T) {
	for n := range 12 {
		f := &fakeOrg{answer: plain(200, `{"totalSize":0,"done":true,"records":[],"compositeResponse":[]}`)}
		client := New(Config{SignIn: f, Transport: f})
		var statements []soql.Statement
		var expected []Expected
		for i := range n {
			s := soql.Statement{Object: fmt.Sprintf("Object%d", i), Alone: i%4 == 3}
			statements, expected = append(statements, s), append(expected, Expected{Statement: s})
		}
		client.Ask(t.Context(), statements)
		if got, want := f.calls, Price(expected); got != want {
			t.Errorf("%d statements: %d calls were sent, and the price is %d", n, got, want)
		}
	}
}

func TestPriceOf(t *testing.T) {
	if got := (Expected{}).PriceOf(12); got != 2.4 {
		t.Errorf("a page costs %v calls", got)
	}
	if got := (Expected{Pages: 3}).PriceOf(2); got != 4.4 {
		t.Errorf("three pages cost %v calls", got)
	}
}

// TestDocsSayWhatCallsCost keeps the numbers of the documentation to those that
// calls are packed by.
func TestDocsSayWhatCallsCost(t *testing.T) {
	text, err := os.ReadFile("../../docs/api-budget.md")
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("however many of its up to %d queries or %d descriptions it holds", maxQueries, maxSubrequests)
	if !strings.Contains(string(text), want) {
		t.Errorf("docs/api-budget.md does not say %q", want)
	}
}
