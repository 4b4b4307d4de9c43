package org

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/collector/builtin"
	"salesforce_exporter/internal/budget"
	"salesforce_exporter/internal/circuit"
	"salesforce_exporter/internal/statefile"
)

// A restarting exporter keeps in a directory what it knows.
type restarting struct {
	t       *testing.T
	dir     string
	fake    *fake
	bench   *bench
	makers  []maker
	secrets string
	belongs string
}

func newRestarting(t *testing.T, makers ...maker) *restarting {
	f := newFake()
	f.budget = budget.New(budget.Options{})
	r := &restarting{t: t, dir: t.TempDir(), fake: f, makers: makers, belongs: "me"}
	r.start()
	return r
}

func (r *restarting) file() *statefile.File {
	return statefile.NewFile(filepath.Join(r.dir, "answers"), "a.state", r.belongs)
}

func (r *restarting) start() {
	r.bench = measure(r.t, r.fake, func(o *Options) {
		o.Budget = r.fake.budget
		o.Keeping = &Keeping{File: r.file(), Secrets: r.secrets}
	}, r.makers...)
}

// restart ends the process and starts it again. What was asked before is forgotten
// by the fake.
func (r *restarting) restart() {
	r.bench.org.Close()
	r.fake.asked = nil
	r.fake.circuit.Reset()
	r.start()
}

func shippedMakers() []maker {
	return []maker{builtin.NewUsers, builtin.NewOrg, builtin.NewLeads}
}

// ofFigures leaves out what begins anew with each process.
func ofFigures(e exposed) string {
	var figures []string
	for line := range strings.Lines(string(e)) {
		if !strings.Contains(line, "salesforce_exporter_") {
			figures = append(figures, line)
		}
	}
	return strings.Join(figures, "")
}

// TestRestart shows after a restart what was shown before, with its age, asks nothing
// before it is due, and goes on as if nothing had happened.
func TestRestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRestarting(t, shippedMakers()...)
		before := r.bench.scrape()
		calls := r.fake.calls
		time.Sleep(10 * time.Minute)
		r.restart()
		after := r.bench.scrape()
		if got, want := ofFigures(after), ofFigures(before); got != want {
			t.Errorf("after the restart:\n%s\nwant\n%s", got, want)
		}
		if r.fake.calls != calls || len(r.fake.asked) != 0 || !r.bench.org.Begun() {
			t.Errorf("%d calls after the restart, %q", r.fake.calls-calls, r.fake.asked)
		}
		if before.success("users") != 1 {
			t.Errorf("nothing works:\n%s", before)
		}
		time.Sleep(6 * time.Minute) // users are due, and leads with them
		if text := r.bench.scrape(); r.fake.calls == calls || text.success("users") != 1 || text.value("up") != 1 {
			t.Errorf("what is due is not asked:\n%s", r.bench.log)
		}
		synctest.Wait()
		if text := r.bench.gather(); text.value("exporter_answers_kept") != 1 {
			t.Errorf("answers are not kept:\n%s\n%s", text, r.bench.log)
		}
	})
}

// TestRestarts compares a day of 200 restarts with one of none. They cost hardly more
// calls, and no first scrape lacks what was there before.
func TestRestarts(t *testing.T) {
	day := func(restarts int) (calls int) {
		synctest.Test(t, func(t *testing.T) {
			r := newRestarting(t, shippedMakers()...)
			before := metricNames(r.bench.scrape())
			every := 24 * time.Hour
			if restarts > 0 {
				every /= time.Duration(restarts)
			}
			last := time.Now()
			for began := time.Now(); time.Since(began) < 24*time.Hour; time.Sleep(2 * time.Minute) {
				if restarts > 0 && time.Since(last) >= every {
					last = time.Now()
					r.restart()
				}
				text := r.bench.scrape()
				now := metricNames(text)
				for name := range before {
					if !now[name] {
						t.Fatalf("%s after the start, %s is not there:\n%s", time.Since(last), name, r.bench.log)
					}
				}
				before = now
			}
			calls = r.fake.calls
		})
		return calls
	}
	none, many := day(0), day(200)
	t.Logf("%d calls without a restart, %d with 200", none, many)
	if float64(many) > 1.2*float64(none) {
		t.Errorf("200 restarts cost %d calls, and none %d", many, none)
	}
}

var helpLine = regexp.MustCompile(`(?m)^# TYPE (\S+)`)

// metricNames are those of figures and of what is told of collectors.
func metricNames(e exposed) map[string]bool {
	names := map[string]bool{}
	for _, m := range helpLine.FindAllStringSubmatch(string(e), -1) {
		if !strings.HasPrefix(m[1], "salesforce_exporter_") {
			names[m[1]] = true
		}
	}
	return names
}

// TestStateNotUsed has a file that is damaged, or that is of another org, user or
// configuration, or no file. All is asked again, and one line says why.
func TestStateNotUsed(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*restarting)
		line   string
	}{
		"damaged": {func(r *restarting) {
			text, err := os.ReadFile(r.file().Path())
			if err != nil {
				r.t.Fatal(err)
			}
			text[len(text)/2] ^= 0xff
			if err := os.WriteFile(r.file().Path(), text, 0o600); err != nil {
				r.t.Fatal(err)
			}
		}, "is not used, and everything is asked again"},
		"belongs":    {func(r *restarting) { r.belongs = "another" }, "another org or user"},
		"user":       {func(r *restarting) { r.fake.user = me }, "as another user, than before"},
		"org":        {func(r *restarting) { r.fake.org = "00D000000000002EAA" }, "to another org, or"},
		"statements": {func(r *restarting) { r.makers = r.makers[:2] }, "of other statements"},
		"pipe": {func(r *restarting) {
			_ = os.Remove(r.file().Path())
			if err := syscall.Mkfifo(r.file().Path(), 0o600); err != nil {
				r.t.Fatal(err)
			}
		}, "is a pipe, not a file"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRestarting(t, shippedMakers()...)
				r.fake.org = "00D000000000001EAA"
				r.bench.scrape()
				r.bench.org.Close()
				c.change(r)
				r.restart()
				r.bench.scrape()
				text := r.bench.scrape()
				if n := strings.Count(r.bench.log.String(), c.line); n != 1 {
					t.Errorf("%d lines say so, want 1:\n%s", n, r.bench.log)
				}
				if len(r.fake.asked) == 0 || text.success("users") != 1 || text.value("up") != 1 {
					t.Errorf("nothing is asked, or nothing works:\n%s", r.bench.log)
				}
				synctest.Wait()
				if kept := r.bench.gather().value("exporter_answers_kept"); (kept == 1) != (name != "pipe") {
					t.Errorf("kept is %v:\n%s", kept, r.bench.log)
				}
			})
		})
	}
}

// TestRestartsInAnOutage restarts once a minute while the org answers nothing. That
// costs no more than staying would, and the wait for the org is the same.
func TestRestartsInAnOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRestarting(t, shippedMakers()...)
		r.bench.scrape()
		r.fake.down = unreachable()
		probes := 0
		for range 4 * 60 {
			time.Sleep(time.Minute)
			r.bench.org.Close()
			r.fake.circuit = circuit.Circuit{}
			r.start()
			r.bench.scrape()
			if r.fake.probes > 0 {
				probes += r.fake.probes
				r.fake.probes = 0
			}
		}
		if probes < 15 || probes > 25 {
			t.Errorf("in 4 hours the org is tried %d times, want about 20", probes)
		}
		r.fake.mend()
		time.Sleep(15 * time.Minute)
		if text := r.bench.scrape(); text.value("up") != 1 || text.success("users") != 1 {
			t.Errorf("it is back, and nothing is:\n%s", r.bench.log)
		}
	})
}

// TestRestartAfterRefusedSignIn does not wait long where somebody may have mended what
// was wrong, and not at all where a secret file was written.
func TestRestartAfterRefusedSignIn(t *testing.T) {
	for secrets, wait := range map[string]time.Duration{"": restartPause, "written": 0} {
		synctest.Test(t, func(t *testing.T) {
			r := newRestarting(t, shippedMakers()...)
			r.bench.scrape()
			r.fake.signIn = errors.New("refused")
			r.fake.reason = circuit.SignIn
			for range 8 * 60 {
				time.Sleep(time.Minute)
				r.bench.scrape()
			}
			r.fake.signIn = nil
			r.secrets = secrets
			r.restart()
			time.Sleep(wait)
			if text := r.bench.scrape(); text.value("up") != 1 || text.success("users") != 1 {
				t.Errorf("secrets %q: %s after the restart nothing is back:\n%s", secrets, wait, r.bench.log)
			}
		})
	}
}

// TestTooLargeToKeep leaves out what does not fit, and says so.
func TestTooLargeToKeep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRestarting(t, shippedMakers()...)
		r.bench.org.keeper.most = 100_000
		r.fake.answer("FROM Lead", []string{me, strings.Repeat("x", 100_000), "2"})
		r.bench.scrape()
		synctest.Wait()
		if kept := r.bench.gather().value("exporter_answers_kept"); kept != 0 {
			t.Errorf("kept is %v:\n%s", kept, r.bench.log)
		}
		info, err := os.Stat(r.file().Path())
		if err != nil || info.Size() > 1<<20 {
			t.Errorf("the file: %v, %v", info, err)
		}
		r.restart()
		if text := r.bench.scrape(); text.value("up") != 1 || !text.has("users{") {
			t.Errorf("the rest is not there:\n%s", r.bench.log)
		}
	})
}

// TestWithoutState says once what a start costs.
func TestWithoutState(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		f.budget = budget.New(budget.Options{})
		b := measure(t, f, func(o *Options) { o.Budget = f.budget }, shippedMakers()...)
		b.scrape()
		calls := f.calls
		time.Sleep(time.Hour)
		b.scrape()
		if n := strings.Count(b.log.String(), "each start asks everything again"); n != 1 || calls == 0 {
			t.Errorf("%d lines, %d calls:\n%s", n, calls, b.log)
		}
	})
}
