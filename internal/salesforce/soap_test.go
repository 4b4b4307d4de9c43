package salesforce

import (
	"encoding/xml"
	"errors"
	"html"
	"io"
	"log"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// specials are all characters that mean something in XML.
const specials = `<&>"']]>&amp;<!--`

// A login is what arrives of a request to sign in.
type login struct {
	Elements []struct {
		XMLName  xml.Name
		Username []string `xml:"username"`
		Password []string `xml:"password"`
	} `xml:"Body>login"`
}

// soapAt signs in by SOAP at a server that answers like this.
func soapAt(t *testing.T, status int, answer func(sent string) string) (*Session, *login, error) {
	t.Helper()
	got := &login{}
	client := serve(t, 0, func(w http.ResponseWriter, r *http.Request) {
		sent, _ := io.ReadAll(r.Body)
		if err := xml.Unmarshal(sent, got); err != nil || r.URL.Path != "/services/Soap/u/64.0" {
			t.Errorf("%s: not XML: %v\n%s", r.URL, err, sent)
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, answer(string(sent)))
	})
	at, _ := client.signIn.SignIn(t.Context(), nil)
	flow := SOAPLogin{URL: at.InstanceURL, Username: "kim" + specials, Password: given("canary-password" + specials),
		SecurityToken: given("canary-token" + specials)}
	session, err := flow.SignIn(t.Context(), client.doer())
	return session, got, err
}

func loginResult(inside string) func(string) string {
	return func(string) string {
		return `<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><loginResponse xmlns="urn:partner.soap.sforce.com"><result>` +
			inside + `</result></loginResponse></s:Body></s:Envelope>`
	}
}

func fault(code, text string) func(string) string {
	return func(sent string) string {
		return `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode>` + code +
			`</faultcode><faultstring>` +
			text + html.EscapeString(sent) + `</faultstring></s:Fault></s:Body></s:Envelope>`
	}
}

func TestSOAPLogin(t *testing.T) {
	session, sent, err := soapAt(t, 200,
		loginResult(`<serverUrl>https://org.test:8443/services/Soap/u/64.0/00D</serverUrl><sessionId>sid</sessionId>`+
			`<userId>005000000000001AAA</userId><userInfo><organizationId>00D000000000001EAA</organizationId></userInfo>`))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&Session{AccessToken: "sid", InstanceURL: "https://org.test:8443", UserID: "005000000000001AAA",
		OrgID: "00D000000000001EAA"}, session); diff != "" {
		t.Errorf("session (-want +got):\n%s", diff)
	}
	if len(sent.Elements) != 1 || len(sent.Elements[0].Username) != 1 || len(sent.Elements[0].Password) != 1 {
		t.Fatalf("got %v, want one login with one user name and one password", sent)
	}
	want := []string{"kim" + specials, "canary-password" + specials + "canary-token" + specials}
	if diff := cmp.Diff(want, []string{sent.Elements[0].Username[0], sent.Elements[0].Password[0]}); diff != "" {
		t.Errorf("sent (-want +got):\n%s", diff)
	}
}

// TestSOAPRefusals has the SOAP API refuse a sign-in and repeat what was sent to
// it. Each refusal is one line with a remedy and without secrets, also in the
// log of simpleforce.
func TestSOAPRefusals(t *testing.T) {
	var logged strings.Builder
	log.SetOutput(&logged)
	defer log.SetOutput(os.Stderr)
	for _, c := range []struct {
		name   string
		status int
		answer func(string) string
		code   string
		class  Class
		want   string
	}{
		{"wrong password", 500, fault("INVALID_LOGIN",
			"INVALID_LOGIN: Invalid username, password, security token; or user locked out."), "INVALID_LOGIN", ClassSignIn,
			"; check user name, password and security token"},
		{"with a prefix", 500, fault("sf:LOGIN_MUST_USE_SECURITY_TOKEN", ""), "LOGIN_MUST_USE_SECURITY_TOKEN", ClassSignIn,
			"give the security token"},
		{"closed", 500, fault("INVALID_OPERATION", "SOAP API login() is disabled"), "INVALID_OPERATION", ClassSignIn,
			"create an External Client App"},
		{"ended", 500, fault("UNSUPPORTED_API_VERSION", ""), "UNSUPPORTED_API_VERSION", ClassSignIn,
			"create an External Client App"},
		{"locked", 500, fault("PASSWORD_LOCKOUT", ""), "PASSWORD_LOCKOUT", ClassSignIn, "unlock the user"},
		{"address", 500, fault("LOGIN_DURING_RESTRICTED_DOMAIN", ""), "LOGIN_DURING_RESTRICTED_DOMAIN", ClassSignIn,
			"login IP ranges"},
		{"hour", 500, fault("LOGIN_DURING_RESTRICTED_TIME", ""), "LOGIN_DURING_RESTRICTED_TIME", ClassSignIn, "any hour"},
		{"no API", 500, fault("API_CURRENTLY_DISABLED", ""), "API_CURRENTLY_DISABLED", ClassDenied, "API Enabled"},
		{"too many", 500, fault("REQUEST_LIMIT_EXCEEDED", ""), "REQUEST_LIMIT_EXCEEDED", ClassThrottled, ""},
		{"an outage", 500, fault("UNKNOWN_EXCEPTION", ""), "UNKNOWN_EXCEPTION", ClassUnreachable, ""},
		{"strange code", 500, fault("what is this", ""), CodeOther, ClassSignIn, ""},
		{"a page", 503, func(string) string { return "<html>canary-token" }, "HTTP_503", ClassUnreachable, "without the XML"},
		{"a page in place of an answer", 200, func(sent string) string { return "<html><canary-token" }, CodeBadAnswer,
			ClassAnswer, "as if a proxy"},
		{"a redirect", 302, func(string) string { return "" }, CodeBadAnswer, ClassSignIn, "My Domain"},
		{"expired", 200, loginResult(`<passwordExpired>true</passwordExpired><sessionId>sid</sessionId>`), "PASSWORD_EXPIRED",
			ClassSignIn, "set a new one"},
		{"no session", 200, loginResult(`<serverUrl>https://x/services</serverUrl>`), CodeBadAnswer, ClassAnswer,
			"holds no token"},
		{"no address", 200, loginResult(`<sessionId>canary-sid</sessionId>`), CodeBadAnswer, ClassAnswer, "where the org is"},
		{"in the clear", 200, loginResult(`<serverUrl>http://x/services</serverUrl><sessionId>canary-sid</sessionId>`),
			CodeBadAnswer, ClassAnswer, "not https"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := soapAt(t, c.status, c.answer)
			if Code(err) != c.code || ClassOf(err) != c.class || !strings.Contains(err.Error(), c.want) ||
				strings.ContainsAny(err.Error(), "\n") {
				t.Errorf("got code %s, class %d and %q, want %s, %d and one line with %q", Code(err), ClassOf(err), err, c.code,
					c.class, c.want)
			}
			if strings.Contains(err.Error(), "canary") {
				t.Errorf("a secret came out: %v", err)
			}
		})
	}
	if text := logged.String(); !strings.Contains(text, "[simpleforce]") || strings.Contains(text, "canary") {
		t.Errorf("simpleforce logs, with a secret or nothing at all:\n%s", text)
	}
}

func TestSOAPSecretsThatCannotBeRead(t *testing.T) {
	broken := func() (string, error) { return "", errors.New("no such file") }
	for _, f := range []SOAPLogin{
		{URL: "https://x", Username: "u", Password: broken},
		{URL: "https://x", Username: "u", Password: given("p"), SecurityToken: broken},
	} {
		if _, err := f.SignIn(t.Context(), nil); Code(err) != CodeSecret || !strings.Contains(err.Error(), "no such file") {
			t.Errorf("got %v", err)
		}
	}
}
