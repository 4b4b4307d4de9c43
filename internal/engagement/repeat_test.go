package engagement

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"salesforce_exporter/internal/api"
)

// TestRepetitionsCost has connections break when a second request comes over
// them, which net/http sends once more by itself. Each that arrives is counted,
// and none is sent that the budget does not allow.
func TestRepetitionsCost(t *testing.T) {
	for _, most := range []int{100, 2} {
		var arrived atomic.Int32
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if n := arrived.Add(1); n%2 == 0 {
				panic(http.ErrAbortHandler)
			}
			_, _ = io.WriteString(w, `{"values":[]}`)
		}))
		defer server.Close()
		gate := fewCalls(most)
		transport := &http.Transport{Proxy: api.ThenProxy(http.ProxyFromEnvironment)}
		defer transport.CloseIdleConnections()
		c, err := NewClient(Config{URL: server.URL, BusinessUnit: unitID, Sessions: &tokens{renewed: 1}, Gate: &gate,
			Transport: transport})
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			_ = c.each(t.Context(), query{object: "campaigns", fields: "id"}, maxPages, func(*row) {})
		}
		if n := int(arrived.Load()); n != c.Calls() || n > most || n < 2 {
			t.Errorf("of %d calls that may be made, %d arrived and %d were counted", most, n, c.Calls())
		}
	}
}

// fewCalls is a gate.
type fewCalls int

func (f *fewCalls) Spend(time.Time) error {
	if *f--; *f < 0 {
		return errors.New("that is all")
	}
	return nil
}
