package demo

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
)

const compositePath = "/services/data/v62.0/composite"

func TestCompositeOfFiveIsOneCall(t *testing.T) {
	c := newTestClient(t, Options{}, 3)
	const count = "SELECT COUNT() FROM Account"
	a := c.composite(count, count, "SELECT Id FROM Acount", "SELECT COUNT() FROM User", "SELECT COUNT(Id) n FROM Account")
	a.wantStatus(200)
	var got struct {
		Parts []struct {
			Body    json.RawMessage   `json:"body"`
			Headers map[string]string `json:"httpHeaders"`
			Status  int               `json:"httpStatusCode"`
			ID      string            `json:"referenceId"`
		} `json:"compositeResponse"`
	}
	a.decode(&got)
	want := []struct {
		status int
		body   string
	}{
		{200, `{"totalSize":3,"done":true,"records":[]}`},
		{200, `{"totalSize":3,"done":true,"records":[]}`},
		{400, ""},
		{200, `{"totalSize":1,"done":true,"records":[]}`},
		{200, `{"totalSize":1,"done":true,"records":[{"attributes":{"type":"AggregateResult"},"n":3}]}`},
	}
	if len(got.Parts) != len(want) {
		t.Fatalf("%d parts, want %d", len(got.Parts), len(want))
	}
	for i, w := range want {
		p := got.Parts[i]
		if p.Status != w.status || p.ID != fmt.Sprintf("r%d", i+1) || p.Headers == nil || w.body != "" &&
			string(p.Body) != w.body {
			t.Errorf("part %d: %d %s %s %v", i+1, p.Status, p.ID, p.Body, p.Headers)
		}
	}
	if !strings.HasPrefix(string(got.Parts[2].Body), `[{"message":`) {
		t.Errorf("the failing part has body %s, want an error array", got.Parts[2].Body)
	}
	if n := c.org.Calls(); n != 1 {
		t.Errorf("%d calls billed, want 1", n)
	}
	if got := a.header.Get("Sforce-Limit-Info"); got != "api-usage=1/300000" {
		t.Errorf("Sforce-Limit-Info %q", got)
	}
}

func TestCompositeExactBody(t *testing.T) {
	c := newTestClient(t, Options{}, 0)
	c.composite("SELECT COUNT() FROM Account").want(200,
		`{"compositeResponse":[{"body":{"totalSize":0,"done":true,"records":[]},"httpHeaders":{},"httpStatusCode":200,"referenceId":"r1"}]}`)
}

func TestCompositeTakesOtherResources(t *testing.T) {
	c := newTestClient(t, Options{}, 2001)
	var first page
	c.query("SELECT Id FROM Account").decode(&first)
	parts := []part{
		{Method: "GET", URL: first.NextRecordsURL, ReferenceID: "more"},
		{Method: "GET", URL: "/services/data/v61.0/sobjects", ReferenceID: "all"},
		{Method: "GET", URL: "/services/data/v62.0/sobjects/Account", ReferenceID: "basics"},
		{Method: "GET", URL: "/services/data/v62.0/sobjects/Account/describe", ReferenceID: "describe"},
		{Method: "GET", URL: "/services/data/v62.0/limits", ReferenceID: "limits"},
		{Method: "GET", URL: "/services/data/v62.0/queryAll/?q=SELECT+Id+FROM+Account", ReferenceID: "small",
			HTTPHeaders: map[string]string{"Sforce-Query-Options": "batchSize=200"}},
		{Method: "GET", URL: "/services/data/v62.0/sobjects/Nothing/describe", ReferenceID: "missing"},
		{Method: "POST", URL: "/services/data/v62.0/sobjects/Account", ReferenceID: "write"},
		{Method: "GET", URL: "/services/data/v62.0/composite", ReferenceID: "nested"},
		{Method: "GET", URL: "/services/data/v30.0/limits", ReferenceID: "retired"},
		{Method: "GET", URL: "/elsewhere", ReferenceID: "elsewhere"},
		{Method: "GET", URL: "/services/data/v62.0/sobjects/Account/@{all.x}", ReferenceID: "reference"},
	}
	want := map[string]int{"more": 200, "all": 200, "basics": 200, "describe": 200, "limits": 200, "small": 200,
		"missing": 404, "write": 405, "nested": 405, "retired": 410, "elsewhere": 404, "reference": 400}
	got := c.sendParts(envelope{Parts: parts})
	for _, p := range got {
		if p.Status != want[p.ReferenceID] {
			t.Errorf("%s: status %d, want %d: %s", p.ReferenceID, p.Status, want[p.ReferenceID], p.Body)
		}
	}
	var more, small page
	decodePart(t, got[0], &more)
	decodePart(t, got[5], &small)
	if len(more.Records) != 1 || !more.Done || len(small.Records) != 200 {
		t.Errorf("%d rows more, %d rows in the small batch, want 1 and 200", len(more.Records), len(small.Records))
	}
	if n := c.org.Calls(); n != 2 {
		t.Errorf("%d calls billed, want 2", n)
	}
}

type sentPart struct {
	Body        json.RawMessage `json:"body"`
	Status      int             `json:"httpStatusCode"`
	ReferenceID string          `json:"referenceId"`
}

func (c *testClient) sendParts(env envelope) []sentPart {
	c.t.Helper()
	body, err := json.Marshal(env)
	if err != nil {
		c.t.Fatal(err)
	}
	a := c.post(compositePath, "application/json", string(body), nil)
	a.wantStatus(200)
	var got struct {
		Parts []sentPart `json:"compositeResponse"`
	}
	a.decode(&got)
	return got.Parts
}

func decodePart(t *testing.T, p sentPart, target any) {
	t.Helper()
	if err := json.Unmarshal(p.Body, target); err != nil {
		t.Fatal(err)
	}
}

func TestCompositeAllOrNone(t *testing.T) {
	c := newTestClient(t, Options{}, 0)
	good := part{Method: "GET", URL: "/services/data/v62.0/query?q=SELECT+COUNT()+FROM+Account", ReferenceID: "good"}
	bad := part{Method: "GET", URL: "/services/data/v62.0/query?q=SELECT", ReferenceID: "bad"}
	got := c.sendParts(envelope{AllOrNone: true, Parts: []part{good, bad}})
	const halted = `[{"message":"The transaction was rolled back since another operation in the same transaction failed.","errorCode":"PROCESSING_HALTED"}]`
	if got[0].Status != 400 || string(got[0].Body) != halted {
		t.Errorf("the good part: %d %s", got[0].Status, got[0].Body)
	}
	if got[1].Status != 400 || !strings.Contains(string(got[1].Body), "MALFORMED_QUERY") {
		t.Errorf("the bad part: %d %s", got[1].Status, got[1].Body)
	}
	if got := c.sendParts(envelope{AllOrNone: true, Parts: []part{good}}); got[0].Status != 200 {
		t.Errorf("a good part alone: %d", got[0].Status)
	}
}

func TestCompositeEnvelopesThatAreRefused(t *testing.T) {
	c := newTestClient(t, Options{}, 0)
	limits := func(ids ...string) string {
		var parts []string
		for _, id := range ids {
			parts = append(parts, `{"method":"GET","url":"/services/data/v62.0/limits","referenceId":"`+id+`"}`)
		}
		return `{"compositeRequest":[` + strings.Join(parts, ",") + `]}`
	}
	queries := strings.ReplaceAll(limits("a", "b", "c", "d", "e", "f"), "limits",
		"query?q="+url.QueryEscape("SELECT Id FROM User"))
	var many []string
	for n := range 26 {
		many = append(many, fmt.Sprintf("r%d", n))
	}
	tests := []struct{ name, body, code, message string }{
		{"empty", ``, "JSON_PARSER_ERROR", "The request is not a composite request: EOF"},
		{"no parts", `{}`, "JSON_PARSER_ERROR", "compositeRequest must have at least one subrequest"},
		{"no referenceId", limits(""), "JSON_PARSER_ERROR", "Subrequest 1 needs method, url and referenceId"},
		{"bad referenceId", limits("a", "b-c"), "JSON_PARSER_ERROR",
			"Provided referenceId ('b-c') must start with a letter or a number, and it can contain only letters, numbers and underscores ('_')."},
		{"referenceId with underscore first", limits("_a"), "JSON_PARSER_ERROR",
			"Provided referenceId ('_a') must start with a letter or a number, and it can contain only letters, numbers and underscores ('_')."},
		{"twice the same", limits("a", "a"), "JSON_PARSER_ERROR", "Duplicate referenceId ('a')"},
		{"too many", limits(many...), "LIMIT_EXCEEDED",
			"A composite request can have at most 25 subrequests, this one has 26"},
		{"too many queries", queries, "LIMIT_EXCEEDED",
			"A composite request can have at most 5 query subrequests, this one has 6"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := c.post(compositePath, "application/json", tt.body, nil)
			a.want(400, fmt.Sprintf(`[{"message":%q,"errorCode":%q}]`, tt.message, tt.code))
		})
	}
	if got := c.sendPartsCount(many[:25]); got != 25 {
		t.Errorf("%d parts answered of 25", got)
	}
}

func (c *testClient) sendPartsCount(ids []string) int {
	c.t.Helper()
	var env envelope
	for _, id := range ids {
		env.Parts = append(env.Parts, part{Method: "GET", URL: "/services/data/v62.0/limits", ReferenceID: id})
	}
	return len(c.sendParts(env))
}
