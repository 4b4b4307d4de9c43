package budget

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func keep(t *testing.T, o Options, path string, now time.Time) *Budget {
	t.Helper()
	b := New(o)
	if err := b.Keep(path, now); err != nil {
		t.Fatal(err)
	}
	return b
}

func TestStateSurvivesARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "budget.json")
	b := New(Options{CallsADay: 300})
	if err := b.Keep(path, start()); err != nil {
		t.Fatalf("there is no state yet: %v", err)
	}
	_, _ = spendAll(t, b, start())
	if err := b.Unsaved(); err != nil {
		t.Fatal(err)
	}
	again := New(Options{CallsADay: 300})
	if err := again.Keep(path, start().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if s := again.Status(start().Add(time.Hour)); s.Spent != 100 || s.Available != 0 {
		t.Errorf("after a restart %+v, want 100 spent and none to spend at once", s)
	}
	for _, text := range []string{"", "{", `{"version":2}`, `{"version":1,"spent":{"x":1}}`} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		broken := New(Options{CallsADay: 300})
		if err := broken.Keep(path, start()); err == nil {
			t.Errorf("state %q: no error", text)
		}
		if n := broken.Status(start()).Available; n != 0 {
			t.Errorf("state %q: %d calls may be spent at once, and nobody knows what was spent", text, n)
		}
	}
	future := New(Options{CallsADay: 300})
	if err := os.WriteFile(path, []byte(`{"version":1,"spent":{"99999999999":250}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := future.Keep(path, start()); err != nil || future.Status(start()).Spent != 250 {
		t.Errorf("calls of the future: %v, %+v, want 250 spent", err, future.Status(start()))
	}
	if future.Status(start().Add(25*time.Hour)).Spent != 0 {
		t.Error("calls of the future are never forgotten")
	}
}

func TestStateThatCannotBeKept(t *testing.T) {
	b := New(Options{CallsADay: 300})
	if err := b.Keep(filepath.Join(t.TempDir(), "missing", "budget.json"), start()); err != nil {
		t.Fatal(err)
	}
	if err := b.Spend(start()); err != nil {
		t.Fatal(err)
	}
	if err := b.Unsaved(); err == nil {
		t.Error("nobody is told that the state is not kept")
	}
}

// TestRestartKnowsTheAllowance has a cap that follows from the allowance, of
// which more is spent than may be of one that is not known. Without knowing it,
// the exporter would be silent until tomorrow.
func TestRestartKnowsTheAllowance(t *testing.T) {
	path := filepath.Join(t.TempDir(), "budget.json")
	b := keep(t, Options{}, path, start())
	b.Tell(1000, 150_000, start())
	for range 700 {
		if err := b.Spend(start()); err != nil {
			t.Fatal(err)
		}
	}
	again := keep(t, Options{}, path, start())
	if s := again.Status(start()); s.Limit != 3000 || s.Spent != 700 || s.Available != 300 {
		t.Errorf("after a restart %+v, want 700 of 3000 spent, and 300 at once", s)
	}
}

// TestProcessesShareAState has a check beside an exporter, and a second exporter,
// that all spend at the same time. Together they keep to the cap, and what each
// spent is known afterwards.
func TestProcessesShareAState(t *testing.T) {
	path := filepath.Join(t.TempDir(), "budget.json")
	o := Options{CallsADay: 90}
	spent := make([]int, 3)
	var wg sync.WaitGroup
	for i := range spent {
		b := keep(t, o, path, start())
		wg.Go(func() {
			for range 60 {
				if b.Spend(start()) == nil {
					spent[i]++
				}
			}
			if err := b.Unsaved(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if total := spent[0] + spent[1] + spent[2]; total != 90 {
		t.Errorf("three processes spent %v, %d in all, want 90", spent, total)
	}
	if s := keep(t, o, path, start()).Status(start()); s.Spent != 90 {
		t.Errorf("afterwards %d calls are known, want 90", s.Spent)
	}
}

// TestWhatOthersSpendIsNotThereAtOnce has one process take what another would
// begin a refresh with.
func TestWhatOthersSpendIsNotThereAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "budget.json")
	one, other := keep(t, Options{CallsADay: 90}, path, start()), keep(t, Options{CallsADay: 90}, path, start())
	if r := one.Afford(start(), 30); r != nil {
		t.Fatal(r)
	}
	_, _ = spendAll(t, other, start())
	if r := one.Afford(start(), 1); r == nil || r.Reason != Cap {
		t.Errorf("another process spent all that there is at once, and this one gets %v", r)
	}
}

// TestStateThatComesAndGoes loses nothing of what is spent while the file is
// taken away, broken, or cannot be written.
func TestStateThatComesAndGoes(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	path := filepath.Join(dir, "budget.json")
	o := Options{CallsADay: 300}
	b := keep(t, o, path, start())
	spend := func(saved bool) {
		t.Helper()
		if err := b.Spend(start()); err != nil {
			t.Fatal(err)
		}
		if err := b.Unsaved(); (err == nil) != saved {
			t.Errorf("unsaved is %v, want saved: %v", err, saved)
		}
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	spend(false)
	must(os.Mkdir(dir, 0o700))
	spend(true)
	must(os.RemoveAll(dir))
	spend(false)
	must(os.Mkdir(dir, 0o700))
	other := keep(t, o, path, start())
	if err := other.Spend(start()); err != nil {
		t.Fatal(err)
	}
	must(os.WriteFile(path, []byte("{"), 0o600))
	spend(true)
	if s := keep(t, o, path, start()).Status(start()); s.Spent < 4 {
		t.Errorf("%d calls are known, want the 4 of the process that went on", s.Spent)
	}
}

// TestLockThatIsNotReleased has another process hang. The exporter goes on, says
// so, and writes all of it later.
func TestLockThatIsNotReleased(t *testing.T) {
	path := filepath.Join(t.TempDir(), "budget.json")
	b, hung := keep(t, Options{CallsADay: 300}, path, start()), keep(t, Options{CallsADay: 300}, path, start())
	release, err := hung.kept.exclusive(lockTimeout)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Spend(start()); err != nil {
		t.Fatal(err)
	}
	if err := b.Unsaved(); err == nil || !strings.Contains(err.Error(), "another process has locked") {
		t.Errorf("unsaved: %v", err)
	}
	release()
	if err := hung.Spend(start()); err != nil {
		t.Fatal(err)
	}
	if err := b.Spend(start()); err != nil || b.Unsaved() != nil {
		t.Fatal(err, b.Unsaved())
	}
	if s := keep(t, Options{CallsADay: 300}, path, start()).Status(start()); s.Spent != 3 {
		t.Errorf("%d calls are known, want 3", s.Spent)
	}
}
