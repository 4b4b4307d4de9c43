package api_test

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"testing"

	"salesforce_exporter/internal/api"
)

func TestOneLine(t *testing.T) {
	for in, want := range map[string]string{
		"\nWHERE OwnerId > '0055g00000AbCdEAAV'\n   ^\r\nERROR":  "WHERE OwnerId > '005…' ^ ERROR",
		"0055g00000AbCdE and 0055g00000AbCdEAAVx":                "005… and 0055g00000AbCdEAAVx",
		"https://x/query?q=OwnerId+%3E+%270055g00000AbCdEAAV%27": "https://x/query?q=OwnerId+%3E+%27005…%27",
		"Bearer 00D5g000004XyZa!AQ0.canary_x, and so on":         "Bearer <secret>, and so on",
		strings.Repeat("ü", 400):                                 strings.Repeat("ü", 250) + "…",
	} {
		if got := api.OneLine(in); got != want {
			t.Errorf("%.40q: got %q, want %q", in, got, want)
		}
	}
}

func TestUnreachableLeavesTheAddressOut(t *testing.T) {
	refused := errors.New("connection refused")
	for _, c := range []struct {
		err        error
		text, code string
	}{
		{&url.Error{Op: "Get", URL: "https://acme.my.salesforce.com/query?q=canary", Err: refused},
			"ask org.test: connection refused", api.CodeUnreachable},
		{&url.Error{Op: "Get", URL: "https://canary", Err: context.DeadlineExceeded},
			"ask org.test: context deadline exceeded", api.CodeTimeout},
		{refused, "ask org.test: connection refused", api.CodeUnreachable},
	} {
		if e := api.Unreachable("ask", "org.test", c.err); e.Error() != c.text || api.Code(e) != c.code {
			t.Errorf("%v: got %s %q, want %s %q", c.err, e.Code, e, c.code, c.text)
		}
	}
}

func TestWithout(t *testing.T) {
	got := string(api.Without([]byte(`{"said":"canary-secret and canary-token, demo"}`), "canary-secret", "", "demo",
		"canary-token"))
	if want := `{"said":"<secret> and <secret>, demo"}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestWithoutInEveryForm: an answer may repeat a secret as it was written in a
// form, an address, JSON or XML.
func TestWithoutInEveryForm(t *testing.T) {
	const secret = `ca/n+a ry&<"\%='`
	for _, said := range []string{
		`ca/n+a ry&<"\%='`,
		"ca%2Fn%2Ba+ry%26%3C%22%5C%25%3D%27",
		"ca%2Fn+a%20ry&%3C%22%5C%25=%27",
		`ca/n+a ry\u0026\u003c\"\\%='`,
		`ca/n+a ry&<\"\\%='`,
		`ca\/n+a ry&<\"\\%='`,
		"ca/n+a ry&amp;&lt;&#34;\\%=&#39;",
	} {
		if got := string(api.Without([]byte("it was "+said+"."), secret)); got != "it was <secret>." {
			t.Errorf("%s: got %s", said, got)
		}
	}
}
