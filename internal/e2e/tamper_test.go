package e2e

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
)

// An exchange is one question to the org and its answer: a subrequest of a
// composite call, or a request of its own.
type exchange struct {
	about  string // the SOQL text, or the path
	status int
	body   []byte
	header http.Header
}

// A tamperer stands before an org, remembers what it answers, and changes answers
// as a test wants it. What is remembered is not asked again.
type tamperer struct {
	org http.Handler

	mu     sync.Mutex
	known  map[string]exchange
	change func(exchange) exchange // nil for none
	asked  []string                // what exchanges were about
	calls  int                     // of the data API
}

func newTamperer(org http.Handler) *tamperer {
	return &tamperer{org: org, known: map[string]exchange{}}
}

func (p *tamperer) set(change func(exchange) exchange) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.change = change
}

func (p *tamperer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if strings.Contains(r.URL.Path, "/services/data/") {
		p.calls++
	}
	if strings.HasSuffix(r.URL.Path, "/composite") {
		p.composite(w, r)
		return
	}
	e := p.exchange(r.URL.RequestURI(), func() *http.Request { return r })
	maps.Copy(w.Header(), e.header)
	w.Header().Set("Content-Length", strconv.Itoa(len(e.body)))
	w.WriteHeader(e.status)
	_, _ = w.Write(e.body)
}

// exchange returns what is known, or asks.
func (p *tamperer) exchange(uri string, request func() *http.Request) exchange {
	e, known := p.known[uri]
	if !known {
		recorder := httptest.NewRecorder()
		p.org.ServeHTTP(recorder, request())
		e = exchange{about: aboutOf(uri), status: recorder.Code, body: recorder.Body.Bytes(), header: recorder.Header()}
		if strings.HasSuffix(e.about, "/describe") {
			e.body = lean(e.body)
		}
		p.known[uri] = e
	}
	p.asked = append(p.asked, e.about)
	if p.change != nil {
		e = p.change(e)
	}
	return e
}

// lean leaves of a description what the exporter reads, so that exporters by the
// hundred learn it quickly.
func lean(body []byte) []byte {
	var object struct {
		Name      string `json:"name"`
		Queryable bool   `json:"queryable"`
		Fields    []struct {
			Name             string   `json:"name"`
			Type             string   `json:"type"`
			Filterable       bool     `json:"filterable"`
			Groupable        bool     `json:"groupable"`
			Aggregatable     bool     `json:"aggregatable"`
			RelationshipName string   `json:"relationshipName"`
			ReferenceTo      []string `json:"referenceTo"`
			Calculated       bool     `json:"calculated"`
			AutoNumber       bool     `json:"autoNumber"`
		} `json:"fields"`
	}
	if json.Unmarshal(body, &object) != nil || object.Name == "" {
		return body // a refusal
	}
	body, _ = json.Marshal(object)
	return body
}

// aboutOf is the statement in a URL, or the path without the version.
func aboutOf(uri string) string {
	u, err := url.Parse(uri)
	if err != nil {
		return uri
	}
	if soql := u.Query().Get("q"); soql != "" {
		return soql
	}
	return u.Path
}

// composite takes a call apart and puts it together again.
func (p *tamperer) composite(w http.ResponseWriter, r *http.Request) {
	var call struct {
		CompositeRequest []struct{ URL, ReferenceID string }
	}
	if err := json.NewDecoder(r.Body).Decode(&call); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	var header http.Header
	var parts []string
	for _, s := range call.CompositeRequest {
		e := p.exchange(s.URL, func() *http.Request {
			single := r.Clone(r.Context())
			single.Method, single.Body, single.ContentLength = http.MethodGet, io.NopCloser(bytes.NewReader(nil)), 0
			single.URL, _ = url.Parse(s.URL)
			single.RequestURI = s.URL
			return single
		})
		header = e.header
		parts = append(parts, `{"body":`+string(e.body)+`,"httpHeaders":{},"httpStatusCode":`+strconv.Itoa(e.status)+`,"referenceId":"`+s.ReferenceID+`"}`)
	}
	body := `{"compositeResponse":[` + strings.Join(parts, ",") + `]}`
	maps.Copy(w.Header(), header)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = io.WriteString(w, body)
}
