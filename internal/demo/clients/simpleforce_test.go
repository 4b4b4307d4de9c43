package clients

import (
	"encoding/json"
	"io"
	"log"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/simpleforce/simpleforce"
)

// simpleforceVersion is of the API: the SOAP login of simpleforce, its only one,
// ends with version 65.
const simpleforceVersion = "64.0"

// TestSimpleforce signs in by SOAP, and goes on with the session of another way to
// sign in, which is how programs use simpleforce where SOAP logins are off.
func TestSimpleforce(t *testing.T) {
	r := newRig(t)
	quiet(t)
	ways := map[string]func(*testing.T, *simpleforce.Client){
		"SOAP login": func(t *testing.T, sf *simpleforce.Client) {
			if err := sf.LoginPassword("demo@example.com", "demo", "token"); err != nil {
				t.Fatal(err)
			}
		},
		"session of an app": func(t *testing.T, sf *simpleforce.Client) { sf.SetSidLoc(session(t, r.url), r.url) },
	}
	for name, signIn := range ways {
		t.Run(name, func(t *testing.T) {
			sf := simpleforce.NewClient(r.url, simpleforce.DefaultClientID, simpleforceVersion)
			signIn(t, sf)
			r.check(t, figuresBySimpleforce(t, sf))
		})
	}
}

func TestSimpleforceIsRefused(t *testing.T) {
	r := newRig(t)
	quiet(t)
	sf := simpleforce.NewClient(r.url, simpleforce.DefaultClientID, simpleforceVersion)
	if err := sf.LoginPassword("demo@example.com", "wrong", ""); err == nil ||
		!strings.Contains(err.Error(), "INVALID_LOGIN") {
		t.Errorf("a wrong password: %v, want INVALID_LOGIN", err)
	}
	sf.SetSidLoc(session(t, r.url), r.url)
	if _, err := sf.Query("SELECT Nothing FROM User"); err == nil || !strings.Contains(err.Error(), "INVALID_FIELD") {
		t.Errorf("an unknown field: %v, want INVALID_FIELD", err)
	}
	r.org.RevokeSessions()
	if _, err := sf.Query("SELECT Id FROM User"); err == nil || !strings.Contains(err.Error(), "INVALID_SESSION_ID") {
		t.Errorf("after the session ended: %v, want INVALID_SESSION_ID", err)
	}
}

// session signs in by client credentials, with the parameters in the address, as
// some programs send them.
func session(t *testing.T, base string) string {
	t.Helper()
	parameters := url.Values{"grant_type": {"client_credentials"}, "client_id": {"demo"}, "client_secret": {"demo"}}
	res, err := http.Post(base+"/services/oauth2/token?"+parameters.Encode(), "application/x-www-form-urlencoded", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var answer struct {
		Token string `json:"access_token"`
	}
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil || answer.Token == "" {
		t.Fatalf("status %d, error %v", res.StatusCode, err)
	}
	return answer.Token
}

// quiet keeps simpleforce from logging.
func quiet(t *testing.T) {
	before := log.Writer()
	log.SetOutput(io.Discard)
	t.Cleanup(func() { log.SetOutput(before) })
}

func figuresBySimpleforce(t *testing.T, sf *simpleforce.Client) figures {
	t.Helper()
	f := figures{Stages: map[string]int{}, Amounts: map[string]float64{}, Types: map[string]string{}}
	ids := map[string]bool{}
	for next := "SELECT Id FROM LoginHistory"; next != ""; {
		page := querySimpleforce(t, sf, next)
		for _, login := range page.Records {
			ids[login.ID()] = true
		}
		f.Read += len(page.Records)
		next = page.NextRecordsURL
	}
	f.Different = len(ids)
	f.Counted = querySimpleforce(t, sf, "SELECT COUNT() FROM LoginHistory").TotalSize

	for _, s := range querySimpleforce(t, sf,
		"SELECT StageName, COUNT(Id) n, SUM(Amount) total FROM Opportunity GROUP BY StageName").Records {
		f.Stages[s.StringField("StageName")] = int(s.InterfaceField("n").(float64))
		f.Amounts[s.StringField("StageName")], _ = s.InterfaceField("total").(float64)
	}
	account := querySimpleforce(t, sf, "SELECT Id, Owner.Name FROM Account ORDER BY Id LIMIT 1").Records[0]
	f.Owner = account.SObjectField("User", "Owner").StringField("Name")
	f.Name = sf.SObject("Account").Get(account.ID()).StringField("Name")
	f.Types, f.Objects = describedBySimpleforce(t, sf)

	text, err := sf.ApexREST(http.MethodGet, "services/data/v"+simpleforceVersion+"/limits", nil)
	if err != nil {
		t.Fatal(err)
	}
	var limits map[string]struct{ Max int }
	if err := json.Unmarshal(text, &limits); err != nil {
		t.Fatal(err)
	}
	f.Allowance = limits["DailyApiRequests"].Max
	return f
}

func querySimpleforce(t *testing.T, sf *simpleforce.Client, statement string) *simpleforce.QueryResult {
	t.Helper()
	page, err := sf.Query(statement)
	if err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	return page
}

func describedBySimpleforce(t *testing.T, sf *simpleforce.Client) (types map[string]string, objects bool) {
	t.Helper()
	global, err := sf.DescribeGlobal()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, o := range (*global)["sobjects"].([]any) {
		names = append(names, o.(map[string]any)["name"].(string))
	}
	types = map[string]string{}
	for _, f := range (*sf.SObject("Opportunity").Describe())["fields"].([]any) {
		field := f.(map[string]any)
		switch name := field["name"].(string); name {
		case "Id", "Amount", "StageName", "CloseDate", "OwnerId", "IsWon", "CreatedDate", "Probability":
			types[name] = field["type"].(string)
		}
	}
	return types, slices.Contains(names, "Account") && slices.Contains(names, "Task") &&
		slices.Contains(names, "LoginHistory")
}
