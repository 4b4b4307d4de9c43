package demo

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestQueryAnswers(t *testing.T) {
	c := newTestClient(t, Options{}, 3)
	tests := []struct{ name, path, want string }{
		{"rows", "/services/data/v62.0/query?q=SELECT+Name+FROM+Account+WHERE+Type='Partner'",
			`{"totalSize":1,"done":true,"records":[{"attributes":{"type":"Account","url":"/services/data/v62.0/sobjects/Account/001000000000002AAA"},"Name":"Account 2"}]}`},
		{"another version", "/services/data/v41.0/query?q=SELECT+Name+FROM+Account+WHERE+Type='Partner'",
			`{"totalSize":1,"done":true,"records":[{"attributes":{"type":"Account","url":"/services/data/v41.0/sobjects/Account/001000000000002AAA"},"Name":"Account 2"}]}`},
		{"slash at the end", "/services/data/v62.0/query/?q=SELECT+COUNT()+FROM+Account",
			`{"totalSize":3,"done":true,"records":[]}`},
		{"no rows", "/services/data/v62.0/query?q=SELECT+Id+FROM+Account+WHERE+Name='x'",
			`{"totalSize":0,"done":true,"records":[]}`},
		{"count", "/services/data/v62.0/query?q=SELECT+COUNT()+FROM+Account", `{"totalSize":3,"done":true,"records":[]}`},
		{"groups", "/services/data/v62.0/query?q=SELECT+Type,COUNT(Id)+n+FROM+Account+GROUP+BY+Type+ORDER+BY+Type",
			`{"totalSize":2,"done":true,"records":[{"attributes":{"type":"AggregateResult"},"Type":"Partner","n":1},{"attributes":{"type":"AggregateResult"},"Type":"Customer","n":2}]}`},
		{"in the fiscal year of the Organization row",
			"/services/data/v62.0/query?q=SELECT+COUNT()+FROM+Account+WHERE+CreatedDate=THIS_FISCAL_YEAR+AND+FISCAL_MONTH(CreatedDate)=12",
			`{"totalSize":3,"done":true,"records":[]}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { c.get(tt.path, nil).want(200, tt.want) })
	}
}

func TestQueryRefusals(t *testing.T) {
	c := newTestClient(t, Options{}, 0)
	c.get("/services/data/v62.0/query", nil).want(400,
		`[{"message":"A query string has to be specified","errorCode":"MALFORMED_QUERY"}]`)
	c.get("/services/data/v62.0/query?q=+", nil).want(400,
		`[{"message":"SOQL statements cannot be empty or null","errorCode":"MALFORMED_QUERY"}]`)
	a := c.query("SELECT Id FROM Acount")
	a.wantStatus(400)
	if !strings.HasSuffix(a.body, `","errorCode":"INVALID_TYPE"}]`) || !strings.Contains(a.body, "sObject type 'Acount' is not supported.") {
		t.Errorf("body %s", a.body)
	}
}

func TestQueryAllSeesDeletedRows(t *testing.T) {
	c := newTestClient(t, Options{}, 3)
	if _, err := c.org.DB().Exec(`UPDATE Account SET IsDeleted = 1 WHERE Name = 'Account 1'`); err != nil {
		t.Fatal(err)
	}
	c.get("/services/data/v62.0/query?q=SELECT+COUNT()+FROM+Account", nil).want(200, `{"totalSize":2,"done":true,"records":[]}`)
	c.get("/services/data/v62.0/queryAll?q=SELECT+COUNT()+FROM+Account", nil).want(200, `{"totalSize":3,"done":true,"records":[]}`)
}

type page struct {
	TotalSize      int               `json:"totalSize"`
	Done           bool              `json:"done"`
	NextRecordsURL string            `json:"nextRecordsUrl"`
	Records        []json.RawMessage `json:"records"`
}

func TestPaging(t *testing.T) {
	c := newTestClient(t, Options{}, 4500)
	locator := "01g000000000001AAA"
	a := c.query("SELECT Id FROM Account ORDER BY Id")
	seen := map[string]bool{}
	for i, want := range []struct {
		rows int
		next string
	}{
		{2000, "/services/data/v62.0/query/" + locator + "-2000"},
		{2000, "/services/data/v62.0/query/" + locator + "-4000"},
		{500, ""},
	} {
		var p page
		a.wantStatus(200)
		a.decode(&p)
		if p.TotalSize != 4500 || len(p.Records) != want.rows || p.NextRecordsURL != want.next ||
			p.Done != (want.next == "") {
			t.Fatalf("page %d: totalSize %d, %d rows, done %v, next %q", i+1, p.TotalSize, len(p.Records), p.Done, p.NextRecordsURL)
		}
		for _, r := range p.Records {
			seen[string(r)] = true
		}
		if want.next != "" {
			a = c.get(p.NextRecordsURL, nil)
		}
	}
	if len(seen) != 4500 {
		t.Errorf("%d different rows, want 4500", len(seen))
	}
	if n := c.org.Calls(); n != 3 {
		t.Errorf("%d calls billed, want one a page", n)
	}
	if got := c.org.Statements(); !slices.Equal(got, []string{"SELECT Id FROM Account ORDER BY Id"}) {
		t.Errorf("statements %q", got)
	}
}

func TestBatchSize(t *testing.T) {
	c := newTestClient(t, Options{}, 2100)
	for option, want := range map[string]int{
		"batchSize=500": 500, "batchSize=1": 200, "batchSize=9999": 2000, "BATCHSIZE = 300": 300, "batchSize=x": 2000,
		"": 2000,
	} {
		var p page
		c.get("/services/data/v62.0/query?q=SELECT+Id+FROM+Account", map[string]string{"Sforce-Query-Options": option}).decode(&p)
		if len(p.Records) != want {
			t.Errorf("%q: %d rows, want %d", option, len(p.Records), want)
		}
	}
	// A page is as large as the first one, unless its own header says otherwise.
	var p page
	c.get("/services/data/v62.0/query?q=SELECT+Id+FROM+Account", map[string]string{"Sforce-Query-Options": "batchSize=500"}).decode(&p)
	next := p.NextRecordsURL
	c.get(next, nil).decode(&p)
	if len(p.Records) != 500 {
		t.Errorf("second page: %d rows, want 500", len(p.Records))
	}
	c.get(next, map[string]string{"Sforce-Query-Options": "batchSize=2000"}).decode(&p)
	if len(p.Records) != 1600 || !p.Done {
		t.Errorf("second page of 2000: %d rows, done %v, want the last 1600", len(p.Records), p.Done)
	}
}

func TestQueryLocatorsThatAreRefused(t *testing.T) {
	c := newTestClient(t, Options{}, 2001)
	var p page
	c.query("SELECT Id FROM Account").decode(&p)
	if p.NextRecordsURL == "" {
		t.Fatal("no second page")
	}
	base := strings.TrimSuffix(p.NextRecordsURL, "-2000")
	const refused = `[{"message":"invalid query locator","errorCode":"INVALID_QUERY_LOCATOR"}]`
	for _, path := range []string{base, base + "-", base + "-x", base + "--1", base + "-2001", "/services/data/v62.0/query/01g000000000009AAA-2000"} {
		c.get(path, nil).want(400, refused)
	}
	first := c.token
	c.signIn()
	c.get(p.NextRecordsURL, nil).want(400, refused)

	// A session in use lives as long as it likes, a cursor two days.
	c.token = first
	for range 47 {
		c.clock.Advance(time.Hour)
		c.get(p.NextRecordsURL, nil).wantStatus(200)
	}
	c.clock.Advance(time.Hour)
	c.get(p.NextRecordsURL, nil).want(400, refused)
}

func TestCursorsAreBounded(t *testing.T) {
	s := newCursors()
	var locators []string
	for range maxCursors + 1 {
		locators = append(locators, s.open(&cursor{session: "s", opened: testStart, records: make([]json.RawMessage, 1)}))
	}
	if _, ok := s.find(locators[0], "s", testStart); ok {
		t.Error("the oldest cursor is still there")
	}
	if _, ok := s.find(locators[1], "s", testStart); !ok {
		t.Error("the second oldest cursor is gone")
	}
	s.open(&cursor{session: "s", opened: testStart, records: make([]json.RawMessage, maxCursorRows-1)})
	if n := len(s.known); n != 2 || s.rows != maxCursorRows {
		t.Errorf("%d cursors with %d rows, want 2 with %d", n, s.rows, maxCursorRows)
	}
}

func TestStatementsAreBounded(t *testing.T) {
	c := newTestClient(t, Options{}, 0)
	for n := range maxStatements + 1 {
		c.org.remember(fmt.Sprint(n))
	}
	got := c.org.Statements()
	if len(got) != maxStatements/2+1 || got[len(got)-1] != fmt.Sprint(maxStatements) {
		t.Errorf("%d statements, the last is %q", len(got), got[len(got)-1])
	}
}

func TestHiddenThingsReadAsMissing(t *testing.T) {
	c := newTestClient(t, Options{Hidden: []string{"case", "Opportunity.NextStep"}}, 1)
	if err := c.org.Hide("Account.type"); err != nil {
		t.Fatal(err)
	}
	for statement, code := range map[string]string{
		"SELECT Id FROM Case":                                             "INVALID_TYPE",
		"SELECT NextStep FROM Opportunity":                                "INVALID_FIELD",
		"SELECT Id FROM Account WHERE Type = 'x'":                         "INVALID_FIELD",
		"SELECT Account.Type FROM Opportunity":                            "INVALID_FIELD",
		"SELECT COUNT(Id) n, Type FROM Account GROUP BY Type":             "INVALID_FIELD",
		"SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Case)": "INVALID_TYPE",
	} {
		a := c.query(statement)
		if a.status != 400 || !strings.Contains(a.body, `"errorCode":"`+code+`"`) {
			t.Errorf("%s: %d %s, want %s", statement, a.status, a.body, code)
		}
	}
	for _, path := range []string{"Case", "Case/describe"} {
		c.get("/services/data/v62.0/sobjects/"+path, nil).want(404, `[{"message":"The requested resource does not exist","errorCode":"NOT_FOUND"}]`)
	}
	if a := c.get("/services/data/v62.0/sobjects", nil); strings.Contains(a.body, `"name":"Case"`) || !strings.Contains(a.body, `"name":"Account"`) {
		t.Error("the list of objects has Case, or lacks Account")
	}
	for path, field := range map[string]string{"Opportunity": "NextStep", "Account": "Type"} {
		a := c.get("/services/data/v62.0/sobjects/"+path+"/describe", nil)
		if strings.Contains(a.body, `"name":"`+field+`"`) {
			t.Errorf("describe of %s has %s", path, field)
		}
	}
	if err := c.org.Hide("Account.Nonsense"); err == nil {
		t.Error("a field that does not exist was hidden")
	}
	c.get("/services/data/v62.0/query?q="+url.QueryEscape("SELECT COUNT() FROM Account"), nil).want(200, `{"totalSize":1,"done":true,"records":[]}`)
}
