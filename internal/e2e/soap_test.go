package e2e

import (
	"strings"
	"testing"

	"salesforce_exporter/internal/demo"
	"salesforce_exporter/internal/salesforce"
	"salesforce_exporter/internal/soql"
)

// TestSOAPSignIn signs in without an app, with a password and a security token
// that have every special character of XML.
func TestSOAPSignIn(t *testing.T) {
	t.Parallel()
	const password, token = `pass<word>&amp;"'`, `token]]>&<!--'"`
	for _, c := range []struct {
		name            string
		options         demo.SignIn
		user            string
		password, token string
		want            string // in the one line of an error; empty for a session
	}{
		{"password and token", demo.SignIn{}, "demo@example.com", password, token, ""},
		{"password alone", demo.SignIn{}, "demo@example.com", password, "", ""},
		{"wrong password", demo.SignIn{}, "demo@example.com", password + "x", "",
			"INVALID_LOGIN (HTTP 500): sign in at demo.my.salesforce.test: Invalid username, password, security token; or user locked out; check user name"},
		{"wrong user", demo.SignIn{}, `demo@example.com</n1:username><n1:username>&`, password, token, "INVALID_LOGIN"},
		{"closed", demo.SignIn{SOAPOff: true}, "demo@example.com", password, token, "is disabled by default in this org"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.options.Password, c.options.SecurityToken = password, token
			d, err := demo.New(t.Context(), demo.Options{Users: 10, Frozen: true, SignIn: c.options})
			if err != nil {
				t.Fatal(err)
			}
			defer d.Close()
			given := func(text string) func() (string, error) { return func() (string, error) { return text, nil } }
			client := salesforce.New(salesforce.Config{Transport: &host{handler: d.Handler()}, SignIn: salesforce.SOAPLogin{
				URL: "https://demo.my.salesforce.test", Username: c.user, Password: given(c.password),
				SecurityToken: given(c.token),
			}})
			r := client.Ask(t.Context(), []soql.Statement{{Object: "User"}})[0]
			switch {
			case c.want == "" && (r.Err != nil || d.Calls() != 1):
				t.Errorf("got %v and %d billed calls, want an answer and 1", r.Err, d.Calls())
			case c.want != "" && (r.Err == nil || !strings.Contains(r.Err.Error(), c.want) ||
				strings.Contains(r.Err.Error(), "\n")):
				t.Errorf("got %v, want one line with %q", r.Err, c.want)
			case c.want != "" && (strings.Contains(r.Err.Error(), "pass<word") || strings.Contains(r.Err.Error(), "token]]")):
				t.Errorf("a secret came out: %v", r.Err)
			}
			if s, err := client.Session(t.Context()); c.want == "" && (err != nil || s.UserID == "" || s.OrgID == "") {
				t.Errorf("got session of user %q in org %q, %v", s.UserID, s.OrgID, err)
			}
		})
	}
}
