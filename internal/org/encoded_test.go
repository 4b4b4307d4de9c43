package org

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"salesforce_exporter/collector/builtin"
	"salesforce_exporter/internal/exposition"
)

// TestPiecesAreMadeOncePerRefresh follows the pieces of one collector: by the first
// scrape in a format, by refreshes as long as scrapes ask for it, and anew when a
// figure is too old.
func TestPiecesAreMadeOncePerRefresh(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		b := measure(t, newFake(), nil, builtin.NewUsers)
		made := func() map[exposition.Format][]exposition.Piece { return b.org.snapshots["users"].encoded.pieces }
		b.org.Refresh(t.Context())
		if len(made()) != 0 {
			t.Fatalf("a format is encoded that nobody asked for")
		}
		b.org.Want(exposition.Text)
		b.gather()
		first := &made()[exposition.Text][0]
		b.gather()
		if again := &made()[exposition.Text][0]; again != first {
			t.Error("the second scrape encodes anew")
		}
		time.Sleep(50 * time.Minute)
		b.org.Refresh(t.Context())
		if len(made()) != 1 || &made()[exposition.Text][0] == first {
			t.Error("the refresh does not encode what scrapes ask for")
		}
		time.Sleep(2 * time.Hour)
		b.org.Refresh(t.Context())
		if len(made()) != 0 {
			t.Error("a refresh encodes what nobody asked for lately")
		}
		b.gather()
		b.fake.down = unreachable()
		time.Sleep(12 * time.Hour)
		if e := b.gather(); e.has("users{") {
			t.Errorf("figures that are too old are shown:\n%s", e)
		}
	})
}

// TestSomeCollectors refreshes and shows some collectors, and asks nothing for others.
func TestSomeCollectors(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		b := measure(t, newFake(), nil, builtin.NewUsers, builtin.NewLeads)
		b.org.Refresh(t.Context(), "users")
		for _, asked := range b.fake.asked {
			if strings.Contains(asked, "FROM Lead") {
				t.Errorf("%s is asked for users", asked)
			}
		}
		b.org.Refresh(t.Context())
		for _, c := range []struct {
			collectors []string
			has, not   string
		}{
			{[]string{"users"}, "users{", "open_leads{"},
			{[]string{"leads"}, "open_leads{", "users{"},
			{[]string{"users"}, `collector_success{collector="users"}`, `collector_success{collector="leads"}`},
		} {
			e := b.gather(c.collectors...)
			if !e.has(c.has) || e.has(c.not) || !e.has("up ") {
				t.Errorf("%v: want %s and not %s in\n%s", c.collectors, c.has, c.not, e)
			}
		}
	})
}

// expectPieces holds what is sent against what is gathered.
func (b *bench) expectPieces(want string, collectors []string) {
	b.t.Helper()
	pieces, err := b.org.Pieces(exposition.Text, collectors...)
	if err != nil {
		b.t.Fatal(err)
	}
	var sent bytes.Buffer
	if _, err := exposition.Plain(exposition.Join(exposition.Text, pieces)).WriteTo(&sent); err != nil {
		b.t.Fatal(err)
	}
	if got, want := withoutKept(sent.String()), withoutKept(want); got != want {
		b.t.Fatalf("sent:\n%s\nwhere this is gathered:\n%s", got, want)
	}
}

// withoutKept leaves out whether answers are kept, which becomes true at any moment.
func withoutKept(text string) string {
	lines := slices.Collect(strings.Lines(text))
	return strings.Join(slices.DeleteFunc(lines, func(line string) bool {
		return strings.Contains(line, "salesforce_exporter_answers_kept")
	}), "")
}
