package demo

import (
	"encoding/json"
	"strings"
	"testing"
)

const batchPath = "/services/data/v62.0/composite/batch"

func (c *testClient) batch(body string) answer {
	c.t.Helper()
	return c.post(batchPath, "application/json", body, nil)
}

func TestBatch(t *testing.T) {
	c := newTestClient(t, Options{}, 3)
	a := c.batch(`{"batchRequests":[
		{"method":"GET","url":"v60.0/query/?q=SELECT+COUNT()+FROM+Account"},
		{"method":"GET","url":"v62.0/sobjects/Account/` + numberedID("001", 2) + `?fields=Name"},
		{"method":"GET","url":"v62.0/query?q=SELECT+COUNT()+FROM+User"}]}`)
	a.want(200, `{"hasErrors":false,"results":[`+
		`{"statusCode":200,"result":{"totalSize":3,"done":true,"records":[]}},`+
		`{"statusCode":200,"result":{"attributes":{"type":"Account","url":"/services/data/v62.0/sobjects/Account/`+numberedID("001", 2)+`"},`+
		`"Name":"Account 2","Id":"`+numberedID("001", 2)+`"}},`+
		`{"statusCode":200,"result":{"totalSize":1,"done":true,"records":[]}}]}`)
	if n := c.org.Calls(); n != 3 {
		t.Errorf("%d calls billed, want 3: one for each subrequest", n)
	}
	if got := a.header.Get("Sforce-Limit-Info"); got != "api-usage=3/300000" {
		t.Errorf("Sforce-Limit-Info %q", got)
	}
}

func TestBatchWithErrors(t *testing.T) {
	c := newTestClient(t, Options{}, 0)
	const parts = `"batchRequests":[
		{"method":"GET","url":"v62.0/limits"},
		{"method":"POST","url":"v62.0/sobjects/Account"},
		{"method":"GET","url":"v33.0/limits"},
		{"method":"GET","url":"v63.0/limits"},
		{"method":"GET","url":"v62.0/composite/batch"},
		{"method":"GET","url":"/services/data/v62.0/limits"},
		{"method":"GET","url":"v62.0/sobjects/Account/describe"}]}`
	status := func(body string) (got []int, texts string) {
		var answer struct {
			HasErrors bool `json:"hasErrors"`
			Results   []struct {
				Status int             `json:"statusCode"`
				Result json.RawMessage `json:"result"`
			} `json:"results"`
		}
		a := c.batch(body)
		a.wantStatus(200)
		a.decode(&answer)
		if !answer.HasErrors {
			t.Errorf("no errors in %s", a.body)
		}
		for _, r := range answer.Results {
			got, texts = append(got, r.Status), texts+string(r.Result)
		}
		return got, texts
	}
	check := func(body string, want ...int) string {
		got, texts := status(body)
		if len(got) != len(want) {
			t.Fatalf("statuses %v, want %v", got, want)
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("statuses %v, want %v", got, want)
				break
			}
		}
		return texts
	}
	check(`{`+parts, 200, 405, 400, 400, 404, 404, 200)
	if n := c.org.Calls(); n != 3 {
		t.Errorf("%d calls billed, want 3: what is not even asked costs nothing", n)
	}
	texts := check(`{"haltOnError":true,`+parts, 200, 405, 412, 412, 412, 412, 412)
	if n := strings.Count(texts, `"errorCode":"BATCH_PROCESSING_HALTED"`); n != 5 {
		t.Errorf("%d subrequests halted, want 5", n)
	}
	c.org.SetAllowance(c.org.Calls() + 2)
	texts = check(`{"batchRequests":[{"method":"GET","url":"v62.0/limits"},{"method":"GET","url":"v62.0/limits"},{"method":"GET","url":"v62.0/limits"}]}`, 200, 200, 403)
	if !strings.Contains(texts, "REQUEST_LIMIT_EXCEEDED") {
		t.Errorf("no limit in %s", texts)
	}
}

func TestBatchEnvelopesThatAreRefused(t *testing.T) {
	c := newTestClient(t, Options{}, 0)
	many := strings.Repeat(`{"method":"GET","url":"v62.0/limits"},`, 26)
	for body, want := range map[string]string{
		``:                                     `[{"message":"The request is not a batch request: EOF","errorCode":"JSON_PARSER_ERROR"}]`,
		`{}`:                                   `[{"message":"batchRequests must have at least one subrequest","errorCode":"JSON_PARSER_ERROR"}]`,
		`{"batchRequests":[{"method":"GET"}]}`: `[{"message":"Subrequest 1 needs method and url","errorCode":"JSON_PARSER_ERROR"}]`,
		`{"batchRequests":[` + many[:len(many)-1] +
			`]}`: `[{"message":"A batch request can have at most 25 subrequests, this one has 26","errorCode":"LIMIT_EXCEEDED"}]`,
	} {
		c.batch(body).want(400, want)
	}
	c.get(batchPath, nil).wantStatus(405)
}
