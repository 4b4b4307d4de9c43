package config_test

import (
	"errors"
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
		"acme.lightning.crmforce.mil":                                 "https://acme.my.salesforce.mil",
		"acme--uat.sandbox.lightning.sfcrmapps.cn/lightning/page":     "https://acme--uat.sandbox.my.sfcrmproducts.cn",
		"acme.setup.sfcrmproducts.cn":                                 "https://acme.my.sfcrmproducts.cn",
		"acme.my-lightning.com":                                       "https://acme.my-salesforce.com",
		"acme-speed-1234.scratch.lightning.force.com":                 "https://acme-speed-1234.scratch.my.salesforce.com",
		"acme.trailblaze.lightning.force.com":                         "https://acme.trailblaze.my.salesforce.com",
		"acme-dev-ed.develop.lightning.force.com":                     "https://acme-dev-ed.develop.my.salesforce.com",
		"acme.my.salesforce.mil":                                      "https://acme.my.salesforce.mil",
		"HTTPS://ACME.MY.SALESFORCE.COM:443/home?x=1#y":               "https://acme.my.salesforce.com",
		"acme.my.salesforce.com.":                                     "https://acme.my.salesforce.com",
		"https://acme.lightning.force.com:443/x":                      "https://acme.my.salesforce.com",
		"https://acme--c.vf.force.com/apex/page":                      "https://acme.my.salesforce.com",
		"https://acme--dev--c.sandbox.vf.force.com/apex/page":         "https://acme--dev.sandbox.my.salesforce.com",
		"https://salesforce.acme.example:8443":                        "https://salesforce.acme.example:8443",
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
		"https:/acme.my.salesforce.com":  "not a URL",
		"https//acme.my.salesforce.com":  "not a URL",
		"acme":                           "not a URL",
		"login.salesforce.com:443":       "My Domain",
		"https://Test.Salesforce.com./":  "My Domain",
		"https://a.my.salesforce.com@b":  "user name",
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
	for _, name := range []string{"SALESFORCE_URL", "SALESFORCE_CLIENT_ID", "SALESFORCE_CLIENT_SECRET",
		"SALESFORCE_CLIENT_SECRET_FILE"} {
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
	env := map[string]string{"SALESFORCE_URL": "acme.my.salesforce.com", "SALESFORCE_CLIENT_ID": "key",
		"SALESFORCE_CLIENT_SECRET_FILE": path}
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
	write(strings.Repeat("canary", 1<<20))
	if _, err := org.Secret.Read(); err == nil || !strings.Contains(err.Error(), "no secret") ||
		strings.Contains(err.Error(), "canary") {
		t.Errorf("a file of megabytes: got %v", err)
	}
}

// TestValuesAreTrimmed: variables made of files end with the line's end, and
// some editors put a mark before a text.
func TestValuesAreTrimmed(t *testing.T) {
	env := map[string]string{"SALESFORCE_URL": "acme.my.salesforce.com\n", "SALESFORCE_CLIENT_ID": "key\n",
		"SALESFORCE_CLIENT_SECRET": "secret\r\n"}
	org, err := config.FromEnvironment(func(name string) string { return env[name] })
	if err != nil {
		t.Fatal(err)
	}
	if secret, _ := org.Secret.Read(); org.URL != "https://acme.my.salesforce.com" || org.ClientID != "key" ||
		secret != "secret" {
		t.Errorf("got %q, %q, %q", org.URL, org.ClientID, secret)
	}
	path := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(path, []byte("\ufeffsecret\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if secret, err := config.SecretFile(path, "SALESFORCE_CLIENT_SECRET_FILE").Read(); secret != "secret" {
		t.Errorf("got %q, %v", secret, err)
	}
}

// TestWriteKeepsLinks: a secret file may be a link to where it is kept.
func TestWriteKeepsLinks(t *testing.T) {
	file, link := filepath.Join(t.TempDir(), "token"), filepath.Join(t.TempDir(), "link")
	if err := errors.Join(os.WriteFile(file, []byte("old\n"), 0o644), os.Symlink(file, link)); err != nil {
		t.Fatal(err)
	}
	if err := config.SecretFile(link, "refresh_token_file").Write("new"); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	info, statErr := os.Lstat(link)
	if err != nil || statErr != nil || string(text) != "new\n" || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the file holds %q (%v), and the link is %v (%v)", text, err, info.Mode(), statErr)
	}
	if err := config.SecretFile(filepath.Join(t.TempDir(), "gone", "token"),
		"refresh_token_file").Write("new"); err == nil {
		t.Error("a token was kept where there is no folder")
	}
}

// TestHowToReach names the setting that cannot be used, without the password in
// it.
func TestHowToReach(t *testing.T) {
	junk := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(junk, []byte("canary"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, value, want string }{
		{"SALESFORCE_PROXY_URL", "http://user:canary@proxy.example.com:3128", ""},
		{"SALESFORCE_PROXY_URL", "socks5://proxy.example.com", ""},
		{"SALESFORCE_PROXY_URL", "proxy.example.com:3128", "no address of a proxy"},
		{"SALESFORCE_PROXY_URL", "ftp://user:canary@proxy.example.com", "no address of a proxy"},
		{"SALESFORCE_PROXY_URL", "http://user:canary%zz@proxy.example.com", "no address of a proxy"},
		{"SALESFORCE_API_VERSION", "v63", ""},
		{"SALESFORCE_API_VERSION", "63.0/../canary", "no version of the REST API"},
		{"SALESFORCE_CA_FILE", junk, "no certificate in PEM form"},
		{"SALESFORCE_CA_FILE", junk + ".none", "no such file"},
	} {
		env := map[string]string{"SALESFORCE_URL": "acme.my.salesforce.com", "SALESFORCE_CLIENT_ID": "key",
			"SALESFORCE_CLIENT_SECRET": "secret", c.name: c.value}
		_, err := config.FromEnvironment(func(name string) string { return env[name] })
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s=%s: got %v", c.name, c.value, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.name) ||
			!strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "user:canary")):
			t.Errorf("%s=%s: got %v, want an error with %q", c.name, c.value, err, c.want)
		}
	}
}

// TestBusinessUnit: where its API is follows from the org, unless it is said.
func TestBusinessUnit(t *testing.T) {
	for _, c := range []struct{ org, url, want, problem string }{
		{"acme.my.salesforce.com", "", "https://pi.pardot.com", ""},
		{"acme--dev.sandbox.my.salesforce.com", "", "https://pi.demo.pardot.com", ""},
		{"acme-dev-ed.develop.my.salesforce.com", "", "https://pi.demo.pardot.com", ""},
		{"acme-dev-ed.my.salesforce.com", "", "https://pi.demo.pardot.com", ""},
		{"acme-123-dev-ed.trailblaze.my.salesforce.com", "", "https://pi.demo.pardot.com", ""},
		{"acme-123.demo.my.salesforce.com", "", "https://pi.demo.pardot.com", ""},
		{"page-momentum-123.scratch.my.salesforce.com", "", "https://pi.demo.pardot.com", ""},
		{"acme--uat.my.salesforce.com", "", "https://pi.demo.pardot.com", ""},
		{"acme--uat.cs42.my.salesforce.com", "", "https://pi.demo.pardot.com", ""},
		{"acme-demo.my.salesforce.com", "", "https://pi.pardot.com", ""},
		{"acme.my.salesforce.com", "https://pi.demo.pardot.com/", "https://pi.demo.pardot.com", ""},
		{"http://127.0.0.1:10734", "http://127.0.0.1:10734/account-engagement", "http://127.0.0.1:10734/account-engagement",
			""},
		{"acme.my.salesforce.com", "http://pi.pardot.com", "", "https://"},
		{"acme.my.salesforce.com", "https://me:canary@pi.pardot.com", "", "the url of the business unit"},
	} {
		env := map[string]string{"SALESFORCE_URL": c.org, "SALESFORCE_CLIENT_ID": "key", "SALESFORCE_CLIENT_SECRET": "secret",
			"SALESFORCE_BUSINESS_UNIT_ID": "0Uv5g0000000001CAA", "SALESFORCE_BUSINESS_UNIT_URL": c.url}
		org, err := config.FromEnvironment(func(name string) string { return env[name] })
		switch {
		case c.problem == "" && (err != nil || org.BusinessUnit.URL != c.want):
			t.Errorf("%s, %s: got %+v, %v; want %s", c.org, c.url, org.BusinessUnit, err, c.want)
		case c.problem != "" && (err == nil || !strings.Contains(err.Error(), c.problem) ||
			strings.Contains(err.Error(), "canary")):
			t.Errorf("%s, %s: got %v, want an error with %q", c.org, c.url, err, c.problem)
		}
	}
}

// TestSOAPLogin is the way to sign in with a password where there is no app.
func TestSOAPLogin(t *testing.T) {
	base := map[string]string{"SALESFORCE_URL": "acme.my.salesforce.com", "SALESFORCE_USERNAME": "kim@example.com",
		"SALESFORCE_PASSWORD_FILE": "p"}
	for _, c := range []struct {
		name, value string
		flow        config.Flow
		problem     string
	}{
		{"SALESFORCE_SECURITY_TOKEN_FILE", "t", config.SOAPLogin, ""},
		{"SALESFORCE_CLIENT_ID", "id", config.Password, "SALESFORCE_CLIENT_SECRET"},
		{"SALESFORCE_CLIENT_SECRET", "s", config.Password, "SALESFORCE_CLIENT_ID is not set"},
		{"SALESFORCE_USERNAME", "", config.SOAPLogin, "SALESFORCE_USERNAME is not set"},
		{"SALESFORCE_PRIVATE_KEY_FILE", "k", config.JWTBearer, "more than one of"},
		{"SALESFORCE_BUSINESS_UNIT_ID", "0Uv000000000001CAA", config.SOAPLogin, "only through"},
	} {
		org, err := config.FromEnvironment(func(name string) string {
			if name == c.name {
				return c.value
			}
			return base[name]
		})
		if org.Flow() != c.flow || (err == nil) != (c.problem == "") || err != nil &&
			!strings.Contains(err.Error(), c.problem) {
			t.Errorf("%s=%s: got flow %s and %v, want %s and an error with %q", c.name, c.value, org.Flow(), err, c.flow,
				c.problem)
		}
	}
}

// TestSecretInPlaceOfItsPath: a secret that was pasted where the path of its file
// belongs is not repeated.
func TestSecretInPlaceOfItsPath(t *testing.T) {
	for _, pasted := range []string{"canary", "-----BEGIN PRIVATE KEY-----\ncanary/canary==",
		strings.Repeat("canary", 1000), "canary\x00canary"} {
		_, err := config.SecretFile(pasted, "SALESFORCE_CLIENT_SECRET_FILE").Read()
		if err == nil || strings.Contains(err.Error(), "canary") ||
			!strings.Contains(err.Error(), "the path in SALESFORCE_CLIENT_SECRET_FILE leads to no file") {
			t.Errorf("%.20q: got error %v", pasted, err)
		}
	}
}
