package salesforce

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/internal/soql"
)

// A crowd answers after a while, and notes how many calls are under way at once.
type crowd struct {
	mu            sync.Mutex
	took          time.Duration
	body          string // after each answer
	most          int    // calls that it lets in; zero for any number
	running, seen int
	calls, turned int
}

func (c *crowd) answer(_ *http.Request, ids []string) (int, io.Reader) {
	c.mu.Lock()
	c.running++
	c.calls++
	c.seen = max(c.seen, c.running)
	tooMany := c.most > 0 && c.running > c.most
	if tooMany {
		c.turned++
	}
	took := c.took
	c.mu.Unlock()
	time.Sleep(took)
	c.mu.Lock()
	c.running--
	c.mu.Unlock()
	if tooMany {
		return http.StatusForbidden, strings.NewReader(
			`[{"errorCode":"REQUEST_LIMIT_EXCEEDED","message":"ConcurrentRequests (Concurrent API Requests) Limit exceeded."}]`)
	}
	return composed(func(int, string) (int, string) { return http.StatusOK, fifty + c.body })(nil, ids)
}

// ask sends so many calls of five statements each, and returns how long that took.
func (c *crowd) ask(t *testing.T, client *Client, calls int) time.Duration {
	t.Helper()
	began := time.Now()
	var statements []soql.Statement
	for range calls * maxQueries {
		statements = append(statements, counts("A")[0])
	}
	for _, r := range client.Ask(t.Context(), statements) {
		if r.Err != nil {
			t.Fatalf("a statement failed: %v", r.Err)
		}
	}
	return time.Since(began)
}

func TestWidth(t *testing.T) {
	large := strings.Repeat(" ", largeAnswer/maxQueries)
	for name, c := range map[string]struct {
		crowd *crowd
		calls int
		seen  int           // calls at once, at most
		took  time.Duration // of 40 calls more
	}{
		"short calls":            {&crowd{took: 100 * time.Millisecond}, 40, 16, 300 * time.Millisecond},
		"long calls":             {&crowd{took: 12 * time.Second}, 12, 4, 120 * time.Second},
		"large answers":          {&crowd{took: 100 * time.Millisecond, body: large}, 12, 4, time.Second},
		"neither short nor long": {&crowd{took: 5 * time.Second}, 12, 4, 50 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				fake := &fakeOrg{answer: c.crowd.answer}
				client := New(Config{SignIn: fake, Transport: fake})
				c.crowd.ask(t, client, c.calls)
				if c.crowd.seen != c.seen {
					t.Errorf("%d calls were under way at once, want %d", c.crowd.seen, c.seen)
				}
				if took := c.crowd.ask(t, client, 40); took != c.took {
					t.Errorf("40 calls took %s, want %s", took, c.took)
				}
			})
		})
	}
}

// TestTooWide has an org that refuses more than five calls at once: what it refuses is
// sent again, fewer go at once for an hour, and the circuit stays closed.
func TestTooWide(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &crowd{took: time.Second, most: 5}
		fake := &fakeOrg{answer: c.answer}
		client := New(Config{SignIn: fake, Transport: fake})
		c.ask(t, client, 40)
		if c.turned == 0 || c.turned > 2*widest {
			t.Errorf("%d calls were refused, want some, and no more than twice as many as go at once", c.turned)
		}
		turned := c.turned
		c.ask(t, client, 100)
		if c.turned != turned {
			t.Errorf("%d more calls were refused within the hour", c.turned-turned)
		}
		time.Sleep(tooWideFor)
		c.most, c.seen = 0, 0
		c.ask(t, client, 100)
		if c.seen != widest {
			t.Errorf("an hour later %d calls are under way at once, want %d", c.seen, widest)
		}
	})
}
