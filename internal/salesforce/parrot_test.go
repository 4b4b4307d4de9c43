package salesforce

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"salesforce_exporter/internal/api"
	"salesforce_exporter/internal/soql"
)

// canaries are a secret and a token that no text of ours contains, with characters
// that each form writes in another way.
const canarySecret, canaryToken = `canary&s/e c"r+et`, `canary/t+o=ken%and&more`

// spelt writes a text as addresses, forms, JSON and HTML do.
func spelt(text string) []string {
	quoted, _ := json.Marshal(text) // a text can always be
	unicode := ""
	for _, r := range text {
		unicode += fmt.Sprintf(`\u%04X`, r)
	}
	return []string{text, url.QueryEscape(text), strings.ToLower(url.QueryEscape(text)), url.PathEscape(text),
		url.QueryEscape(url.QueryEscape(text)), string(quoted[1 : len(quoted)-1]), unicode,
		strings.ReplaceAll(text, "/", `\/`), strings.NewReplacer("&", "&amp;", `"`, "&quot;", "/", "&#x2f;").Replace(text)}
}

// TestParrot has an org that knows the client secret from the sign-in and the token
// from each call, and repeats them in every form and place. No error has them.
func TestParrot(t *testing.T) {
	for form := range spelt("") {
		said := "said " + spelt(canarySecret)[form] + " and " + spelt(canaryToken)[form]
		quoted, _ := json.Marshal(said)
		if form == 5 || form == 6 || form == 7 { // which are JSON already
			quoted = []byte(`"` + strings.ReplaceAll(strings.ReplaceAll(said, `"`, `\"`), `\\"`, `\"`) + `"`)
		}
		for name, answer := range map[string]func(asked compositeRequest) (int, http.Header, string){
			"subrequest": func(asked compositeRequest) (int, http.Header, string) {
				return 200, nil, inParts(asked, 400, `[{"errorCode":`+string(quoted)+`,"message":`+string(quoted)+`}]`)
			},
			"call": func(compositeRequest) (int, http.Header, string) {
				return 400, nil, `[{"errorCode":"X","message":` + string(quoted) + `}]`
			},
			"code": func(compositeRequest) (int, http.Header, string) {
				return 400, nil, `[{"errorCode":` + string(quoted) + `,"message":"x"}]`
			},
			"answer": func(asked compositeRequest) (int, http.Header, string) {
				return 200, nil, inParts(asked, 200, `{"totalSize":`+string(quoted)+`,"done":true,"records":[]}`)
			},
			"redirect": func(compositeRequest) (int, http.Header, string) {
				return 302, http.Header{"Location": {"https://" + url.QueryEscape(canaryToken) + ".example.com/" + said}}, ""
			},
		} {
			client := New(Config{SignIn: ClientCredentials{URL: "https://org.test", ClientID: "id",
				Secret: func() (string, error) { return canarySecret, nil }}, Transport: parrot(answer)})
			var errs []error
			asked := []soql.Statement{{Object: "A"}, {Object: "B", Alone: true}, soql.Limits()}
			for _, r := range client.Ask(t.Context(), asked) {
				errs = append(errs, r.Err)
			}
			client.Forgive()
			errs = append(errs, client.Describe(t.Context(), []string{"A"})[0].Err)
			client.Forgive()
			_, err := client.TimeZone(t.Context())
			errs = append(errs, err, client.Trip(errs[0]).Err, client.Circuit().Err)
			for _, err := range errs {
				if err != nil && (strings.Contains(err.Error(), "canary") || strings.Contains(Code(err), "canary") ||
					strings.Contains(err.Error(), "63")) { // %63, \u0063
					t.Errorf("form %d in %s: %s %v", form, name, Code(err), err)
				}
			}
			if errs[0] == nil {
				t.Errorf("form %d in %s: no error", form, name)
			}
		}
	}
}

func inParts(asked compositeRequest, status int, body string) string {
	var parts []string
	for _, s := range asked.Composites {
		parts = append(parts, fmt.Sprintf(`{"referenceId":%q,"httpStatusCode":%d,"body":%s}`, s.ReferenceID, status, body))
	}
	return `{"compositeResponse":[` + strings.Join(parts, ",") + `]}`
}

// parrot signs everybody in and answers all else as it is told.
type parrot func(asked compositeRequest) (int, http.Header, string)

func (p parrot) RoundTrip(r *http.Request) (*http.Response, error) {
	status, header, body := 200, http.Header{}, ""
	if strings.HasSuffix(r.URL.Path, "/token") {
		token, _ := json.Marshal(canaryToken)
		body = `{"access_token":` + string(token) + `,"instance_url":"https://org.test","id":"https://x/id/00D/005"}`
		header.Set("Content-Type", "application/json")
	} else {
		var asked compositeRequest
		if r.Body != nil {
			_ = json.NewDecoder(r.Body).Decode(&asked) // of others than POST there is none
		}
		if status, header, body = p(asked); header == nil {
			header = http.Header{}
		}
	}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

// TestAssertionIsASecret has the token endpoint repeat the assertion that it got, and
// its signature.
func TestAssertionIsASecret(t *testing.T) {
	secrets := &api.Secrets{}
	sent := ""
	transport := roundTripFunc(func(r *http.Request) (*http.Response, error) {
		text, _ := io.ReadAll(r.Body)
		form, _ := url.ParseQuery(string(text))
		sent = form.Get("assertion")
		signature := sent[strings.LastIndex(sent, ".")+1:]
		return &http.Response{StatusCode: 400, Header: http.Header{"Content-Type": {"application/json"}}, Request: r,
			Body: io.NopCloser(strings.NewReader(`{"error":"x","error_description":"` + signature + ` of ` + sent[:20] + `"}`))}, nil
	})
	flow := flowsAt(t, "https://org.test")["JWT bearer"]
	_, err := flow.SignIn(t.Context(), sender(secrets.Guard(transport)))
	if signature := sent[strings.LastIndex(sent, ".")+1:]; len(signature) < 100 || err == nil ||
		strings.Contains(err.Error(), signature[:20]) || !strings.Contains(err.Error(), "<secret> of ") {
		t.Errorf("got %v", err)
	}
}

type roundTripFunc func(*http.Request) (*http.Response, error)

func (f roundTripFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
