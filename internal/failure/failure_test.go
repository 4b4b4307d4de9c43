package failure_test

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"testing"

	"salesforce_exporter/internal/failure"
)

func TestOneLine(t *testing.T) {
	for in, want := range map[string]string{
		"\nWHERE OwnerId > '0055g00000AbCdEAAV'\n   ^\r\nERROR":  "WHERE OwnerId > '005…' ^ ERROR",
		"0055g00000AbCdE and 0055g00000AbCdEAAVx":                "005… and 0055g00000AbCdEAAVx",
		"https://x/query?q=OwnerId+%3E+%270055g00000AbCdEAAV%27": "https://x/query?q=OwnerId+%3E+%27005…%27",
		"Bearer 00D5g000004XyZa!AQ0.canary_x, and so on":         "Bearer <secret>, and so on",
		strings.Repeat("ü", 400):                                 strings.Repeat("ü", 250) + "…",
	} {
		if got := failure.OneLine(in); got != want {
			t.Errorf("%.40q: got %q, want %q", in, got, want)
		}
	}
}

func TestUnansweredLeavesTheAddressOut(t *testing.T) {
	refused := errors.New("connection refused")
	for _, c := range []struct {
		err   error
		cause string
		late  bool
	}{
		{&url.Error{Op: "Get", URL: "https://acme.my.salesforce.com/query?q=canary", Err: refused}, "connection refused",
			false},
		{&url.Error{Op: "Get", URL: "https://canary", Err: context.DeadlineExceeded}, "context deadline exceeded", true},
		{refused, "connection refused", false},
	} {
		if cause, late := failure.Unanswered(c.err); cause.Error() != c.cause || late != c.late {
			t.Errorf("%v: got %q, %v; want %q, %v", c.err, cause, late, c.cause, c.late)
		}
	}
}

func TestWithout(t *testing.T) {
	got := string(failure.Without([]byte(`{"said":"canary-secret and canary-token, demo"}`), "canary-secret", "", "demo",
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
		if got := string(failure.Without([]byte("it was "+said+"."), secret)); got != "it was <secret>." {
			t.Errorf("%s: got %s", said, got)
		}
	}
}
