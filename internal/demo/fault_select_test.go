package demo

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// pattern sends calls a minute apart and draws an x for those that a fault met.
func (c *testClient) pattern(send func(n int) int, calls int) string {
	c.t.Helper()
	var drawn strings.Builder
	for n := range calls {
		if send(n) == http.StatusServiceUnavailable {
			drawn.WriteByte('x')
		} else {
			drawn.WriteByte('.')
		}
		c.clock.Advance(time.Minute)
	}
	return drawn.String()
}

func TestFaultsSelectByNumberChanceAndTime(t *testing.T) {
	c := newTestClient(t, Options{}, 0)
	for _, tt := range []struct{ faults, want string }{
		{"503", "xxxxxxxxxxxx"},
		{"503:nth=3", "..x........."},
		{"503:every=3", "..x..x..x..x"},
		{"503:times=2", "xx.........."},
		{"503:every=2,times=2", ".x.x........"},
		{"503:share=1", "xxxxxxxxxxxx"},
		{"503:share=0.5", "x.xx..xx.xxx"},
		{"503:share=0.5,seed=1", "x...x....xxx"},
		{"503:share=0.5,times=2", "x.x........."},
		{"503:after=3m", "...xxxxxxxxx"},
		{"503:for=3m", "xxx........."},
		{"503:after=3m,for=2m", "...xx......."},
		{"503:after=3m,nth=2", "....x......."},
		{"503:object=Account,nth=2", ".x.........."},
		{"503:nth=2 503:nth=5", ".x..x......."},
		{"503:nth=2 503:nth=2", ".x.........."},
		{"503:times=1 503:times=1", "xx.........."}, // one call meets one fault
		{"410:every=2 503", "x.x.x.x.x.x."},
	} {
		c.setFaults(strings.Fields(tt.faults)...)
		got := c.pattern(func(int) int { return c.get(countAccounts, nil).status }, 12)
		if got != tt.want {
			t.Errorf("%s: %s, want %s", tt.faults, got, tt.want)
		}
	}
	c.setFaults()
	c.get(countAccounts, nil).wantStatus(200)
}

func TestShareOfManyCalls(t *testing.T) {
	f := armedFault{Fault: Fault{Share: 0.1}, random: newRandom(1, 0, 0)}
	hits := 0
	for range 10_000 {
		if f.next() {
			hits++
		}
	}
	if hits < 900 || hits > 1100 {
		t.Errorf("%d of 10,000 calls, want about a tenth", hits)
	}
}

func TestFaultsSelectByWhatIsAsked(t *testing.T) {
	c := newTestClient(t, Options{}, 2001)
	var first page
	c.query("SELECT Id FROM Account").decode(&first)
	post := func(path, body string) int { return c.post(path, "application/json", body, nil).status }
	version := "/services/data/v62.0"
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {"demo"}, "client_secret": {"demo"}}.Encode()
	calls := []func() int{
		func() int { return c.query("SELECT COUNT() FROM Account").status },
		func() int { return c.query("SELECT COUNT() FROM User WHERE Name = ' FROM Account'").status },
		func() int { return c.get(version+"/queryAll?q=select+id+from+account+limit+1", nil).status },
		func() int { return c.get(first.NextRecordsURL, nil).status },
		func() int { return c.get(version+"/sobjects", nil).status },
		func() int { return c.get(version+"/sobjects/account", nil).status },
		func() int { return c.get(version+"/sobjects/User", nil).status },
		func() int { return c.get(version+"/limits", nil).status },
		func() int { return c.composite("SELECT COUNT() FROM Contact", "SELECT COUNT() FROM Account").status },
		func() int {
			return post(version+"/composite",
				`{"compositeRequest":[{"method":"GET","url":"`+version+`/limits","referenceId":"a"}]}`)
		},
		func() int { return post(version+"/composite", `not JSON`) },
		func() int { return c.get(version, nil).status },
		func() int { return c.get("/services/data", nil).status },
		func() int { return post("/services/oauth2/token?"+form, "") },
	}
	for fault, want := range map[string]string{
		"503":                            "xxxxxxxxxxxx..",
		"503:path=data":                  "xxxxxxxxxxxx..",
		"503:path=all":                   "xxxxxxxxxxxxxx",
		"503:path=token":                 ".............x",
		"503:path=query":                 "xxxx....x.....",
		"503:path=composite":             "........xxx...",
		"503:path=limits":                ".......x.x....",
		"503:path=describe":              "....xxx.......",
		"503:object=Account":             "x.xx.x..x.....",
		"503:object=USER":                ".x....x.......",
		"503:object=Contact":             "........x.....",
		"503:object=Account,path=query":  "x.xx....x.....",
		"503:object=User,path=describe":  "......x.......",
		"503:object=Case":                "..............",
		"503:path=composite,nth=2":       ".........x....",
		"503:object=Account,every=2":     "..x..x........",
		"503:object=Account,path=limits": "..............",
	} {
		c.setFaults(fault)
		if got := c.pattern(func(n int) int { return calls[n]() }, len(calls)); got != want {
			t.Errorf("%s: %s, want %s", fault, got, want)
		}
	}
}

func TestObjectOfAStatement(t *testing.T) {
	for statement, want := range map[string]string{
		"SELECT Id FROM Account":                                            "Account",
		"select id\nfrom\tInvoice__c i":                                     "Invoice__c",
		"SELECT Id FROM Account, Contact":                                   "Account",
		"SELECT Id, (SELECT Id FROM Contacts) FROM Account":                 "Account",
		"SELECT COUNT(Id) FROM Task WHERE OwnerId IN (SELECT Id FROM User)": "Task",
		`SELECT Id FROM Case WHERE Subject = 'from O\'Hara FROM Lead'`:      "Case",
		`SELECT toLabel(Status), 'x FROM y' FROM Lead`:                      "Lead",
		"SELECT TYPEOF What WHEN Account THEN Name END FROM Event":          "Event",
		"": "", "FROM": "", "SELECT Id": "", "SELECT (Id FROM Account": "", "SELECT 'x FROM Account": "", `SELECT '\`: "",
		"SELECT Ümlaut FROM Account": "Account",
	} {
		if got := fromObject(statement); got != want {
			t.Errorf("%s: %q, want %q", statement, got, want)
		}
	}
}

// Jitter stays within its bounds, differs from call to call, and is the same
// for equal seeds.
func TestJitter(t *testing.T) {
	draw := func(seed uint64) string {
		f := armedFault{Fault: Fault{Delay: time.Second, MaxDelay: 3 * time.Second}, random: newRandom(1, seed, 0)}
		var all []time.Duration
		for range 100 {
			d := f.late()
			if d < time.Second || d > 3*time.Second {
				t.Fatalf("late by %v", d)
			}
			all = append(all, d)
		}
		if all[0] == all[1] && all[1] == all[2] {
			t.Errorf("always %v", all[0])
		}
		return fmt.Sprint(all)
	}
	again := draw(1)
	if draw(1) != again || again == draw(2) {
		t.Error("not what the seed says")
	}
}

// A server that sees many connections does not remember them all.
func TestConnectionsAreBounded(t *testing.T) {
	f := armedFault{connections: map[string]bool{}}
	for n := range 2*maxConnections + 1 {
		if address := fmt.Sprint(n); !f.isFirst(address) || f.isFirst(address) {
			t.Fatalf("connection %d is not new, or is new twice", n)
		}
	}
	if len(f.connections) > maxConnections {
		t.Errorf("%d connections remembered", len(f.connections))
	}
}

// The client's request is not to be changed where there is no network between.
func TestRequestsStayAsTheyAre(t *testing.T) {
	c := newTestClient(t, Options{}, 0)
	c.setFaults("truncated-json:object=Account")
	body := strings.NewReader(`{"compositeRequest":[]}`)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, compositePath, body)
	r.Header.Set("Authorization", "Bearer "+c.token)
	r.Header.Set("Accept-Encoding", "gzip")
	before := r.Body
	c.org.Handler().ServeHTTP(httptest.NewRecorder(), r)
	if r.Body != before || r.Header.Get("Accept-Encoding") != "gzip" {
		t.Error("the request was changed")
	}
}
