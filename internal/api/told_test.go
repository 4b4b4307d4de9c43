package api_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
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

// secretsOf are some that were sent.
func secretsOf(texts ...string) *api.Secrets {
	s := &api.Secrets{}
	s.Add(texts...)
	return s
}

// TestSecrets are taken out wherever they are; a short one where it is a word.
func TestSecrets(t *testing.T) {
	s := secretsOf("canary-secret", "", "demo", "canary-token")
	const said = `{"said":"canary-secret and canary-token, demo of democracy"}`
	const want = `{"said":"<secret> and <secret>, <secret> of democracy"}`
	if got := string(s.Refusal([]byte(said))); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := s.Text(said); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	err := s.Error(fmt.Errorf("read it: %w", &api.Error{Code: "canary-secret", Message: "it was canary-token"}))
	if e := api.AsError(err); e == nil || e.Code != "OTHER" || e.Error() != "it was <secret>" {
		t.Errorf("got %v", err)
	}
	if err := s.Error(context.Canceled); !errors.Is(err, context.Canceled) || err != context.Canceled {
		t.Errorf("got %v", err)
	}
}

// TestSecretsInEveryForm: an answer may repeat a secret as it was written in a
// form, an address, JSON or XML.
func TestSecretsInEveryForm(t *testing.T) {
	const secret = `ca/n+a ry&<"\%='`
	for _, said := range []string{
		`ca/n+a ry&<"\%='`,
		"ca%2Fn%2Ba+ry%26%3C%22%5C%25%3D%27",
		"ca%2Fn+a%20ry&%3C%22%5C%25=%27",
		`ca/n+a ry\u0026\u003c\"\\%='`,
		`ca/n+a ry&<\"\\%='`,
		`ca\/n+a ry&<\"\\%='`,
		"ca/n+a ry&amp;&lt;&#34;\\%=&#39;",
		"ca%2fn%2ba%20ry%26%3c%22%5c%25%3d%27",
		"ca%252Fn%252Ba+ry%2526%253C%2522%255C%2525%253D%2527",
		`\u0063a\/n\u002Ba\u0020ry\u0026<\"\\%=\'`,
		"ca&#x2F;n&#43;a&#032;ry&amp;&lt;&quot;\\%=&apos;",
		base64.StdEncoding.EncodeToString([]byte(secret)),
	} {
		if got := string(secretsOf(secret).Refusal([]byte("it was " + said + "."))); got != "it was <secret>." {
			t.Errorf("%s: got %s", said, got)
		}
	}
}
