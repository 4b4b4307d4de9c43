package refresh_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/internal/refresh"
)

// TestDue: a task runs at the moment that Due says, and not a second before,
// whatever became of it the last time.
func TestDue(t *testing.T) {
	begin := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) // as synctest has it
	outage := &refresh.Outage{Until: begin.Add(time.Hour), Err: errors.New("refused")}
	for name, err := range map[string]error{
		"good": nil, "failed": errors.New("no"), "outage": outage,
		"patient":   &refresh.Patient{Until: time.Now().Add(time.Hour), Err: errors.New("slow")},
		"postponed": &refresh.Postponed{Until: time.Now().Add(time.Hour), Err: errors.New("spent")},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := refresh.New([]refresh.Task{{Name: "a", Interval: 20 * time.Minute}}, time.Hour,
					func(context.Context, []string) map[string]error {
						time.Sleep(3 * time.Second)
						return map[string]error{"a": err}
					})
				defer s.Close()
				if due := s.Status()[0].Due; !due.IsZero() {
					t.Errorf("before the first run it is due at %s, want at once", due)
				}
				s.Refresh(t.Context())
				due := s.Status()[0].Due
				time.Sleep(time.Until(due) - time.Second)
				if s.Refresh(t.Context()); s.Runs() != 1 {
					t.Errorf("it runs before it is due, which is at %s", due)
				}
				time.Sleep(time.Second)
				if s.Refresh(t.Context()); s.Runs() != 2 {
					t.Errorf("it does not run when it is due, which is at %s", due)
				}
			})
		})
	}
}

// TestHalt tells until when nothing is run after an outage, and why.
func TestHalt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cause := error(&refresh.Outage{Until: time.Now().Add(time.Minute), Err: errors.New("refused")})
		s := refresh.New(tasks(), time.Hour,
			func(context.Context, []string) map[string]error { return map[string]error{"fast": cause} })
		defer s.Close()
		if h := s.Halt(time.Now()); h != nil {
			t.Errorf("before anything ran: %+v", h)
		}
		s.Refresh(t.Context())
		h := s.Halt(time.Now())
		if h == nil || h.Runs != 1 || h.Err.Error() != "refused" || time.Until(h.Until) != time.Minute {
			t.Fatalf("in an outage: %+v", h)
		}
		time.Sleep(time.Until(h.Until))
		if h := s.Halt(time.Now()); h != nil {
			t.Errorf("after the pause: %+v", h)
		}
		cause = nil
		if s.Refresh(t.Context()); s.Halt(time.Now()) != nil {
			t.Error("after a good run there is a pause")
		}
	})
}
