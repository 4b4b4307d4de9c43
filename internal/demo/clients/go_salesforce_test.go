package clients

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/k-capehart/go-salesforce/v3"
)

func TestGoSalesforce(t *testing.T) {
	r := newRig(t)
	ways := map[string]salesforce.Creds{
		"client credentials": {ConsumerKey: "demo", ConsumerSecret: "demo"},
		"password":           {ConsumerKey: "demo", ConsumerSecret: "demo", Username: "demo@example.com", Password: "demo"},
		"security token": {ConsumerKey: "demo", ConsumerSecret: "demo", Username: "demo@example.com", Password: "demo",
			SecurityToken: "token"},
		"JWT bearer": {ConsumerKey: "demo", Username: "demo@example.com", ConsumerRSAPem: r.pem},
	}
	for name, credentials := range ways {
		t.Run(name, func(t *testing.T) {
			credentials.Domain = r.url
			sf, err := salesforce.Init(credentials)
			if err != nil {
				t.Fatal(err)
			}
			r.check(t, figuresByGo(t, sf))
		})
	}
}

func TestGoSalesforceSignsInAgain(t *testing.T) {
	r := newRig(t)
	sf, err := salesforce.Init(salesforce.Creds{Domain: r.url, ConsumerKey: "demo", ConsumerSecret: "demo"})
	if err != nil {
		t.Fatal(err)
	}
	r.org.RevokeSessions()
	var users []struct{ Id string }
	if err := sf.Query("SELECT Id FROM User WHERE IsActive = true", &users); err != nil || len(users) == 0 {
		t.Errorf("after the session ended: %d users, %v", len(users), err)
	}
	if _, err := salesforce.Init(salesforce.Creds{Domain: r.url, ConsumerKey: "demo",
		ConsumerSecret: "wrong"}); err == nil {
		t.Error("a wrong secret signs in")
	}
	if err := sf.Query("SELECT Nothing FROM User", &users); err == nil || !strings.Contains(err.Error(), "INVALID_FIELD") {
		t.Errorf("an unknown field: %v, want INVALID_FIELD", err)
	}
}

func figuresByGo(t *testing.T, sf *salesforce.Salesforce) figures {
	t.Helper()
	query := func(statement string, target any) {
		t.Helper()
		if err := sf.Query(statement, target); err != nil {
			t.Fatal(err)
		}
	}
	f := figures{Stages: map[string]int{}, Amounts: map[string]float64{}, Types: map[string]string{}}

	var logins []struct{ Id string }
	query("SELECT Id FROM LoginHistory", &logins)
	ids := map[string]bool{}
	for _, l := range logins {
		ids[l.Id] = true
	}
	f.Read, f.Different = len(logins), len(ids)

	var count struct{ TotalSize int }
	ask(t, sf, "/query?q=SELECT+COUNT()+FROM+LoginHistory", &count)
	f.Counted = count.TotalSize

	var stages []struct {
		StageName string
		N         int
		Total     float64
	}
	query("SELECT StageName, COUNT(Id) n, SUM(Amount) total FROM Opportunity GROUP BY StageName", &stages)
	for _, s := range stages {
		f.Stages[s.StageName], f.Amounts[s.StageName] = s.N, s.Total
	}

	var accounts []struct {
		Id    string
		Owner struct{ Name string }
	}
	query("SELECT Id, Owner.Name FROM Account ORDER BY Id LIMIT 1", &accounts)
	f.Owner = accounts[0].Owner.Name
	var account struct{ Name string }
	ask(t, sf, "/sobjects/Account/"+accounts[0].Id, &account)
	f.Name = account.Name

	f.Types, f.Objects = describedByGo(t, sf)
	var limits map[string]struct{ Max, Remaining int }
	ask(t, sf, "/limits", &limits)
	f.Allowance = limits["DailyApiRequests"].Max
	if left := limits["DailyApiRequests"].Remaining; left >= f.Allowance {
		t.Errorf("%d of %d requests left: nothing was billed", left, f.Allowance)
	}
	return f
}

func describedByGo(t *testing.T, sf *salesforce.Salesforce) (types map[string]string, objects bool) {
	t.Helper()
	var global struct{ Sobjects []struct{ Name string } }
	ask(t, sf, "/sobjects", &global)
	var names []string
	for _, o := range global.Sobjects {
		names = append(names, o.Name)
	}
	var opportunity struct{ Fields []struct{ Name, Type string } }
	ask(t, sf, "/sobjects/Opportunity/describe", &opportunity)
	types = map[string]string{}
	for _, field := range opportunity.Fields {
		switch field.Name {
		case "Id", "Amount", "StageName", "CloseDate", "OwnerId", "IsWon", "CreatedDate", "Probability":
			types[field.Name] = field.Type
		}
	}
	return types, slices.Contains(names, "Account") && slices.Contains(names, "Task") &&
		slices.Contains(names, "LoginHistory")
}

// ask sends a request for which the client has no method of its own.
func ask(t *testing.T, sf *salesforce.Salesforce, path string, target any) {
	t.Helper()
	res, err := sf.DoRequest(http.MethodGet, path, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, target); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
}
