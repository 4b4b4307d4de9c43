package e2e

import (
	"bytes"
	"io"
	"net/http"
	"runtime/debug"
	"strings"
	"sync"
	"testing"

	"salesforce_exporter/internal/demo"
	"salesforce_exporter/internal/soql"
)

// TestSimpleforceCarriesTheCatalogue measures everything, and looks who sends
// each request of the data API: describes, queries, their pages, limits, and a
// statement that travels alone.
func TestSimpleforceCarriesTheCatalogue(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{make: everyOf(t), demo: demo.Options{Users: 250, Frozen: true}})
	var mu sync.Mutex
	kinds, sent := map[string]int{}, 0
	r.host.seen = func(req *http.Request) {
		if !strings.HasPrefix(req.URL.Path, "/services/data/v") {
			return
		}
		stack := string(debug.Stack())
		mu.Lock()
		defer mu.Unlock()
		sent++
		if !strings.Contains(stack, "github.com/simpleforce/simpleforce.(*Client)") {
			t.Errorf("%s %s is not sent by simpleforce:\n%s", req.Method, req.URL.Path, stack)
		}
		for _, kind := range kindsOf(t, req) {
			kinds[kind]++
		}
	}
	for range 2 {
		r.scrape(0)
	}
	users := soql.Statement{Object: "User", Columns: []soql.Column{{Expr: "Id"}}, Alone: true}
	for _, result := range r.client.Ask(t.Context(), []soql.Statement{users}) {
		if result.Err != nil || result.Answer.Rows.Len() < 250 {
			t.Errorf("alone: %d rows, %v", result.Answer.Rows.Len(), result.Err)
		}
	}
	for _, kind := range []string{"describe", "query", "page", "limits", "alone"} {
		if kinds[kind] == 0 {
			t.Errorf("nothing of the kind %q was asked: %v", kind, kinds)
		}
	}
	if sent != r.client.Calls() || sent != r.demo.Calls() {
		t.Errorf("%d requests were sent, %d were counted, and the org billed %d", sent, r.client.Calls(), r.demo.Calls())
	}
}

// kindsOf tells what a request asks for. It makes pages small.
func kindsOf(t *testing.T, req *http.Request) []string {
	req.Header.Set("Sforce-Query-Options", "batchSize=200")
	switch {
	case req.Method == http.MethodPost:
	case strings.HasSuffix(req.URL.Path, "/limits"):
		return []string{"limits"}
	case strings.Contains(req.URL.Path, "/query/"):
		return []string{"page"}
	default:
		return []string{"alone"}
	}
	body, err := io.ReadAll(req.Body)
	if err != nil {
		t.Error(err)
	}
	req.Body = io.NopCloser(bytes.NewReader(body))
	var kinds []string
	for part, kind := range map[string]string{"/describe\"": "describe", "/query?q=": "query"} {
		if strings.Contains(string(body), part) {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}
