package demo_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"salesforce_exporter/internal/demo"
)

// open makes an org and closes it after the test.
func open(t *testing.T, opts demo.Options) *demo.Org {
	t.Helper()
	org, err := demo.New(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { org.Close() })
	return org
}

// An offline client asks an org without a network.
type offline struct {
	t     *testing.T
	org   *demo.Org
	token string
}

func signIn(t *testing.T, org *demo.Org) *offline {
	t.Helper()
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {"demo"}, "client_secret": {"demo"}}
	req := httptest.NewRequest(http.MethodPost, "/services/oauth2/token", strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	org.Handler().ServeHTTP(w, req)
	var body struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil || body.AccessToken == "" {
		t.Fatalf("sign-in: %v in %s", err, w.Body)
	}
	return &offline{t: t, org: org, token: body.AccessToken}
}

func (c *offline) get(path string) string {
	c.t.Helper()
	req := httptest.NewRequest(http.MethodGet, path, nil)
	req.Header.Set("Authorization", "Bearer "+c.token)
	w := httptest.NewRecorder()
	c.org.Handler().ServeHTTP(w, req)
	if w.Code != http.StatusOK {
		c.t.Fatalf("%s: %d %s", path, w.Code, w.Body)
	}
	return w.Body.String()
}

func (c *offline) query(statement string) string {
	c.t.Helper()
	return c.get("/services/data/v62.0/query?q=" + url.QueryEscape(statement))
}

func at(hour int) func() time.Time {
	return func() time.Time { return time.Date(2026, time.March, 4, hour, 15, 0, 0, time.UTC) }
}

// Two orgs that live have the same past, whenever on a day they were started: what backfill writes belongs to the
// company that the exporter measures.
func TestLivingOrgsHaveOnePast(t *testing.T) {
	morning := signIn(t, open(t, demo.Options{Users: 20, Now: at(7)}))
	evening := signIn(t, open(t, demo.Options{Users: 20, Now: at(19)}))
	for _, statement := range []string{
		"SELECT COUNT(Id), MAX(LoginTime) FROM LoginHistory WHERE LoginTime < 2026-03-04T00:00:00Z",
		"SELECT StageName, COUNT(Id), SUM(Amount) FROM OpportunityHistory WHERE CreatedDate < 2026-03-04T00:00:00Z GROUP BY StageName",
		"SELECT COUNT(Id) FROM Case WHERE CreatedDate < 2026-03-04T00:00:00Z",
	} {
		if one, two := morning.query(statement), evening.query(statement); one != two {
			t.Errorf("%s\n in the morning %s\n in the evening %s", statement, one, two)
		}
	}
	const today = "SELECT COUNT(Id) FROM LoginHistory WHERE LoginTime >= 2026-03-04T00:00:00Z"
	if one, two := morning.query(today), evening.query(today); one == two {
		t.Errorf("the day did not go on after 7:15: %s", one)
	}
}

// Two frozen orgs that were started at different hours of a day answer the
// same, byte by byte.
func TestFrozenOrgsAnswerAlike(t *testing.T) {
	morning := signIn(t, open(t, demo.Options{Users: 20, Frozen: true, Now: at(7)}))
	evening := signIn(t, open(t, demo.Options{Users: 20, Frozen: true, Now: at(19)}))
	other := signIn(t, open(t, demo.Options{Users: 20, Frozen: true, Now: at(7), Seed: 2}))
	different := 0
	for _, statement := range []string{
		"SELECT Id, Name, UserRole.Name, Profile.Name, LastLoginDate FROM User ORDER BY Id",
		"SELECT UserId, COUNT(Id) n FROM LoginHistory WHERE LoginTime = LAST_N_DAYS:7 GROUP BY UserId ORDER BY UserId",
		"SELECT OwnerId, COUNT(Id) n, SUM(Amount) total FROM Opportunity WHERE IsClosed = false AND CloseDate < TODAY GROUP BY OwnerId ORDER BY OwnerId",
		"SELECT Id, Subject, ActivityDate FROM Task ORDER BY Id",
		"SELECT StageName, COUNT(Id) n FROM Opportunity GROUP BY StageName ORDER BY StageName",
	} {
		want := morning.query(statement)
		if got := evening.query(statement); got != want {
			t.Errorf("%s: the two orgs differ", statement)
		}
		if strings.Contains(want, `"totalSize":0,`) {
			t.Errorf("%s: no rows", statement)
		}
		if other.query(statement) != want {
			different++
		}
	}
	if different == 0 {
		t.Error("another seed gives the same company")
	}
	describe := "/services/data/v62.0/sobjects/Opportunity/describe"
	if morning.get(describe) != evening.get(describe) {
		t.Error("the two orgs describe Opportunity differently")
	}
	if got, want := evening.org.Now(), at(12)().Truncate(time.Hour); !got.Equal(want) {
		t.Errorf("a frozen org's clock says %v, want %v", got, want)
	}
}

func TestRunningUserOfAGeneratedOrg(t *testing.T) {
	c := signIn(t, open(t, demo.Options{Users: 20, Frozen: true, Now: at(7), TimeZone: "Asia/Tokyo"}))
	var who struct {
		ID       string `json:"user_id"`
		Org      string `json:"organization_id"`
		Username string `json:"preferred_username"`
		Zone     string `json:"zoneinfo"`
	}
	if err := json.Unmarshal([]byte(c.get("/services/oauth2/userinfo")), &who); err != nil {
		t.Fatal(err)
	}
	var username, zone, org string
	if err := c.org.DB().QueryRow(`SELECT Username, TimeZoneSidKey FROM "User" WHERE Id = ?`, who.ID).Scan(&username,
		&zone); err != nil {
		t.Fatal(err)
	}
	if err := c.org.DB().QueryRow(`SELECT Id FROM Organization`).Scan(&org); err != nil {
		t.Fatal(err)
	}
	if who.Username != username || who.Zone != "Asia/Tokyo" || zone != "Asia/Tokyo" || who.Org != org {
		t.Errorf("user info %+v; the rows say %s, %s, %s", who, username, zone, org)
	}
}

func TestOptionsThatAreRefused(t *testing.T) {
	for name, opts := range map[string]demo.Options{
		"time zone": {TimeZone: "Mars/Olympus"},
		"hidden":    {Users: 5, Hidden: []string{"Nothing"}},
		"users":     {Users: -1},
	} {
		if org, err := demo.New(t.Context(), opts); err == nil {
			org.Close()
			t.Errorf("%s: %+v was accepted", name, opts)
		}
	}
}

// export writes an export of two files and returns its folder.
func export(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"User.csv": "Id,Username,LastName,Name,TimeZoneSidKey,IsActive\n" +
			"005000000000007,ann@example.com,Ann,Ann,Europe/Berlin,true\n",
		"Account.csv": "Id,Name,OwnerId,CreatedDate\n" +
			"001000000000001,Acme,005000000000007,2020-05-10T12:00:00.000Z\n" +
			"001000000000002,Bolt,005000000000007,2020-05-09T12:00:00.000Z\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestLoadedOrg(t *testing.T) {
	org := open(t, demo.Options{DataDir: export(t), TimeZone: "Europe/Berlin"})
	if err := org.Run(t.Context()); err != nil {
		t.Errorf("Run of an org that stands still: %v", err)
	}
	c := signIn(t, org)
	for statement, want := range map[string]string{
		"SELECT COUNT() FROM User":                                          `{"totalSize":1,"done":true,"records":[]}`,
		"SELECT COUNT() FROM Account WHERE CreatedDate = TODAY":             `{"totalSize":1,"done":true,"records":[]}`,
		"SELECT COUNT() FROM Account WHERE CreatedDate = YESTERDAY":         `{"totalSize":1,"done":true,"records":[]}`,
		"SELECT COUNT() FROM Account WHERE FISCAL_QUARTER(CreatedDate) = 2": `{"totalSize":2,"done":true,"records":[]}`,
	} {
		if got := c.query(statement); got != want {
			t.Errorf("%s: %s, want %s", statement, got, want)
		}
	}
	var who struct {
		ID   string `json:"user_id"`
		Zone string `json:"zoneinfo"`
	}
	if err := json.Unmarshal([]byte(c.get("/services/oauth2/userinfo")), &who); err != nil {
		t.Fatal(err)
	}
	if who.Zone != "Europe/Berlin" || len(who.ID) != 18 || !strings.HasPrefix(who.ID, "005") ||
		who.ID == "005000000000007AAA" {
		t.Errorf("the integration user is %+v, want one of its own in Europe/Berlin", who)
	}
	var objects struct {
		Objects []struct {
			Name string `json:"name"`
		} `json:"sobjects"`
	}
	if err := json.Unmarshal([]byte(c.get("/services/data/v62.0/sobjects")), &objects); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, o := range objects.Objects {
		names = append(names, o.Name)
	}
	if want := []string{"Account", "Name", "User"}; !slices.Equal(names, want) {
		t.Errorf("objects %v, want %v", names, want)
	}
	if want := time.Date(2020, 5, 10, 12, 0, 0, 0, time.UTC); !org.Now().Equal(want) {
		t.Errorf("the clock of a loaded org says %v, want %v", org.Now(), want)
	}
}

func TestLoadErrorNamesFileAndLine(t *testing.T) {
	dir := export(t)
	if err := os.WriteFile(filepath.Join(dir, "Account.csv"), []byte("Id,Name\n001000000000001\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	org, err := demo.New(t.Context(), demo.Options{DataDir: dir})
	if err == nil {
		org.Close()
		t.Fatal("a broken export was loaded")
	}
	if !strings.Contains(err.Error(), "Account.csv:2") {
		t.Errorf("%v, want the file and the line in it", err)
	}
}
