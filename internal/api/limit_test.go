package api_test

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/internal/api"
)

// errEnded is why a refresh ended: its time ran out.
type errEnded struct{}

func (errEnded) Error() string { return "the refresh was ended" }
func (errEnded) Unwrap() error { return context.DeadlineExceeded }

// silence is a server that never answers.
type silence struct{}

func (silence) RoundTrip(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// TestLimitAndTheEndOfARefresh lets the time of a call run out before that of its
// refresh, after it, and at the same moment: then the call was too slow, always.
func TestLimitAndTheEndOfARefresh(t *testing.T) {
	for _, c := range []struct {
		refresh time.Duration
		want    string
		tooSlow bool
	}{
		{6 * time.Minute, "ask org.test: no answer within 5m0s", true},
		{5 * time.Minute, "ask org.test: no answer within 5m0s", true},
		{4 * time.Minute, "ask org.test: the refresh was ended", false},
	} {
		synctest.Test(t, func(t *testing.T) {
			caller := api.NewCaller(api.Options{Transport: silence{}, Timeout: 5 * time.Minute})
			ctx, cancel := context.WithTimeoutCause(t.Context(), c.refresh, errEnded{})
			defer cancel()
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://org.test/limits", nil)
			if err != nil {
				t.Fatal(err)
			}
			_, err = caller.Send(req, "", false)
			if api.TooSlow(err) != c.tooSlow {
				t.Errorf("a refresh of %s: too slow is %t, want %t: %v", c.refresh, !c.tooSlow, c.tooSlow, err)
			}
			if err == nil || err.Error() != c.want {
				t.Errorf("a refresh of %s: got %v, want %s", c.refresh, err, c.want)
			}
		})
	}
}
