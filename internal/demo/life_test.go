package demo

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func countRows(t *testing.T, o *Org) int {
	t.Helper()
	var n int
	err := o.DB().QueryRowContext(t.Context(), `SELECT (SELECT COUNT(*) FROM LoginHistory) + (SELECT COUNT(*) FROM Lead) +
		(SELECT COUNT(*) FROM Task) + (SELECT COUNT(*) FROM Opportunity) + (SELECT COUNT(*) FROM "Case") + (SELECT COUNT(*) FROM Event)`).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// In ten minutes of a working day a running org gets new rows, and Run ends
// with its context.
func TestOrgLivesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		// The fake clock of a bubble starts at midnight of 1 January 2000.
		start := time.Now()
		now := func() time.Time { return testStart.Add(time.Since(start)) }
		o, err := New(t.Context(), Options{Users: 20, Now: now})
		if err != nil {
			t.Fatal(err)
		}
		defer o.Close()
		before := countRows(t, o)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		if err := o.Run(ctx); err != nil {
			t.Fatal(err)
		}
		if d := o.Now().Sub(testStart); d != 10*time.Minute {
			t.Errorf("Run ended after %v, want 10m", d)
		}
		if after := countRows(t, o); after <= before {
			t.Errorf("%d rows after ten minutes, %d before", after, before)
		}
	})
}

func TestFrozenOrgStandsStill(t *testing.T) {
	o, err := New(t.Context(), Options{Users: 20, Frozen: true, Now: func() time.Time { return testStart }})
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	before := countRows(t, o)
	if err := o.Run(t.Context()); err != nil {
		t.Errorf("Run of a frozen org: %v", err)
	}
	if after := countRows(t, o); after != before {
		t.Errorf("%d rows after Run, %d before", after, before)
	}
}

// Queries are answered while the org lives on.
func TestQueriesDuringLife(t *testing.T) {
	clk := &testClock{now: testStart}
	o, err := New(t.Context(), Options{Users: 20, Now: clk.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	token := o.sessions.open(o.rows.orgID, "", clk.Now())
	handler := o.Handler()
	ask := func() {
		req := httptest.NewRequest(http.MethodGet,
			"/services/data/v62.0/query?q=SELECT+OwnerId,COUNT(Id)+n+FROM+Task+GROUP+BY+OwnerId", nil)
		req.Header.Set("Authorization", "Bearer "+token)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, req)
		if w.Code != http.StatusOK || strings.Contains(w.Body.String(), `"totalSize":0,`) {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	}
	var clients sync.WaitGroup
	for range 3 {
		clients.Go(func() {
			for range 20 {
				ask()
			}
		})
	}
	for range 60 {
		clk.Advance(time.Second)
		if err := o.rows.step(t.Context(), clk.Now()); err != nil {
			t.Error(err)
			break
		}
	}
	clients.Wait()
}
