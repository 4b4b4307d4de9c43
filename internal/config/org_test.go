package config_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"salesforce_exporter/internal/config"
)

func TestNormalizeURL(t *testing.T) {
	for in, want := range map[string]string{
		"https://acme.my.salesforce.com":                              "https://acme.my.salesforce.com",
		" acme.my.salesforce.com/ ":                                   "https://acme.my.salesforce.com",
		"https://Acme.lightning.force.com/lightning/page/home":        "https://acme.my.salesforce.com",
		"https://acme.my.salesforce-setup.com/lightning/setup/x/home": "https://acme.my.salesforce.com",
		"https://acme--dev.sandbox.lightning.force.com":               "https://acme--dev.sandbox.my.salesforce.com",
		"http://127.0.0.1:10734":                                      "http://127.0.0.1:10734",
		"http://[::1]:10734/":                                         "http://[::1]:10734",
	} {
		if got, err := config.NormalizeURL(in); err != nil || got != want {
			t.Errorf("%q: got %q, %v; want %q", in, got, err, want)
		}
	}
	for in, want := range map[string]string{
		"":                               "not set",
		"https://login.salesforce.com":   "My Domain",
		"http://acme.my.salesforce.com":  "https://",
		"ftp://acme.my.salesforce.com":   "https://",
		"https://me:pw@acme.example.com": "user name",
		"https://":                       "not a URL",
	} {
		_, err := config.NormalizeURL(in)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got error %v, want one with %q", in, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "pw") {
			t.Errorf("%q: the error shows the password: %v", in, err)
		}
	}
}

func TestFromEnvironmentNamesAllThatIsMissing(t *testing.T) {
	_, err := config.FromEnvironment(func(string) string { return "" })
	if err == nil {
		t.Fatal("an empty environment was accepted")
	}
	for _, name := range []string{"SALESFORCE_URL", "SALESFORCE_CLIENT_ID", "SALESFORCE_CLIENT_SECRET", "SALESFORCE_CLIENT_SECRET_FILE"} {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("the error does not name %s: %v", name, err)
		}
	}
}

func TestSecretFileIsReadAnewAndNeverPrinted(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secret")
	write := func(text string) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("canary-one\n")
	env := map[string]string{"SALESFORCE_URL": "acme.my.salesforce.com", "SALESFORCE_CLIENT_ID": "key", "SALESFORCE_CLIENT_SECRET_FILE": path}
	org, err := config.FromEnvironment(func(name string) string { return env[name] })
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"canary-one", "canary-two"} {
		write(want + "\n")
		if got, err := org.Secret.Read(); err != nil || got != want {
			t.Errorf("got %q, %v; want %q", got, err, want)
		}
	}
	for _, s := range []config.Secret{org.Secret, config.SecretText("canary-three")} {
		if text := fmt.Sprintf("%v %+v %#v %s", s, s, s, s); strings.Contains(text, "canary") {
			t.Errorf("a secret prints itself: %s", text)
		}
	}
	write(" \n")
	if _, err := org.Secret.Read(); err == nil || !strings.Contains(err.Error(), "empty") {
		t.Errorf("an empty secret file: got %v", err)
	}
}

// TestBusinessUnit: where its API is follows from the org, unless it is said.
func TestBusinessUnit(t *testing.T) {
	for _, c := range []struct{ org, url, want, problem string }{
		{"acme.my.salesforce.com", "", "https://pi.pardot.com", ""},
		{"acme--dev.sandbox.my.salesforce.com", "", "https://pi.demo.pardot.com", ""},
		{"acme-dev-ed.develop.my.salesforce.com", "", "https://pi.demo.pardot.com", ""},
		{"acme.my.salesforce.com", "https://pi.demo.pardot.com/", "https://pi.demo.pardot.com", ""},
		{"http://127.0.0.1:10734", "http://127.0.0.1:10734/account-engagement", "http://127.0.0.1:10734/account-engagement", ""},
		{"acme.my.salesforce.com", "http://pi.pardot.com", "", "https://"},
		{"acme.my.salesforce.com", "https://me:canary@pi.pardot.com", "", "the url of the business unit"},
	} {
		env := map[string]string{"SALESFORCE_URL": c.org, "SALESFORCE_CLIENT_ID": "key", "SALESFORCE_CLIENT_SECRET": "secret",
			"SALESFORCE_BUSINESS_UNIT_ID": "0Uv5g0000000001CAA", "SALESFORCE_BUSINESS_UNIT_URL": c.url}
		org, err := config.FromEnvironment(func(name string) string { return env[name] })
		switch {
		case c.problem == "" && (err != nil || org.BusinessUnit.URL != c.want):
			t.Errorf("%s, %s: got %+v, %v; want %s", c.org, c.url, org.BusinessUnit, err, c.want)
		case c.problem != "" && (err == nil || !strings.Contains(err.Error(), c.problem) || strings.Contains(err.Error(), "canary")):
			t.Errorf("%s, %s: got %v, want an error with %q", c.org, c.url, err, c.problem)
		}
	}
}
