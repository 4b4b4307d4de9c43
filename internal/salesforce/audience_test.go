package salesforce

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// An audienceOrg is a token endpoint that takes some audiences.
type audienceOrg struct {
	mu      sync.Mutex
	takes   []string
	refusal string
	asked   []string // audiences, in order
}

func (o *audienceOrg) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	defer o.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	claims, err := base64.RawURLEncoding.DecodeString(strings.Split(r.PostFormValue("assertion")+"..", ".")[1])
	var claimed struct{ Aud string }
	if err != nil || json.Unmarshal(claims, &claimed) != nil {
		w.WriteHeader(http.StatusTeapot)
		return
	}
	o.asked = append(o.asked, claimed.Aud)
	if !slices.Contains(o.takes, claimed.Aud) {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, o.refusal)
		return
	}
	_, _ = io.WriteString(w, `{"access_token":"t","instance_url":"https://acme.my.salesforce.com"}`)
}

const (
	notInstalled = `{"error":"app_not_found","error_description":"External client app is not installed in this org"}`
	invalidAud   = `{"error":"invalid_grant","error_description":"Audience validation failed"}`
	notApproved  = `{"error":"invalid_app_access","error_description":"user is not admin approved to access this app"}`
)

func TestAudiencePolicies(t *testing.T) {
	const login, test = "https://login.salesforce.com", "https://test.salesforce.com"
	for name, c := range map[string]struct {
		takes   []string // OWN is the org's own address
		refusal string
		setting string
		want    []string // audiences of the first sign-in
		again   []string // of the second
		err     string   // of the first
	}{
		"the org's own alone": {takes: []string{"OWN"}, refusal: notInstalled, want: []string{"OWN"},
			again: []string{"OWN"}},
		"login alone": {takes: []string{login}, refusal: invalidAud, want: []string{"OWN", login},
			again: []string{login}},
		"test alone, app_not_found": {takes: []string{test}, refusal: notInstalled, want: []string{"OWN", login, test},
			again: []string{test}},
		"another, by the setting": {takes: []string{"https://acme.example.com"}, refusal: invalidAud,
			setting: "https://acme.example.com", want: []string{"https://acme.example.com"},
			again: []string{"https://acme.example.com"}},
		"the setting is used alone": {takes: []string{"OWN"}, refusal: invalidAud, setting: login, want: []string{login},
			again: []string{login}, err: "Audience validation failed"},
		"none, and the app is absent": {refusal: notInstalled, want: []string{"OWN", login, test},
			again: []string{"OWN", login, test}, err: "install the External Client App in this org"},
		"none, for the audience": {refusal: invalidAud, want: []string{"OWN", login, test},
			again: []string{"OWN", login, test}, err: "tried with the audiences OWN, " + login + ", " + test},
		"the user is not approved": {refusal: notApproved, want: []string{"OWN"}, again: []string{"OWN"},
			err: "pre-authorise the user"},
	} {
		t.Run(name, func(t *testing.T) {
			org := &audienceOrg{refusal: c.refusal}
			client := serve(t, 0, org.ServeHTTP)
			session, _ := client.signIn.SignIn(t.Context(), nil)
			own := session.InstanceURL
			replace := func(all []string) []string {
				all = slices.Clone(all)
				for i, a := range all {
					all[i] = strings.ReplaceAll(a, "OWN", own)
				}
				return all
			}
			org.takes = replace(c.takes)
			flow := &JWTBearer{URL: own, ClientID: "id", Username: "kim@example.com", Audience: c.setting, Key: privateKey(t)}
			for _, want := range [][]string{c.want, c.again} {
				org.asked = nil
				_, err := flow.SignIn(t.Context(), client.doer())
				if (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), replace([]string{c.err})[0]) {
					t.Errorf("got error %v, want %q", err, c.err)
				}
				if err != nil && ClassOf(err) != ClassSignIn {
					t.Errorf("%v is not taken for a refused sign-in", err)
				}
				if diff := cmp.Diff(replace(want), org.asked); diff != "" {
					t.Errorf("audiences (-want +got):\n%s", diff)
				}
			}
		})
	}
}

// TestAudiencesOfClouds has the audiences by the kind of the org, in each cloud.
func TestAudiencesOfClouds(t *testing.T) {
	const login, test = "https://login.salesforce.com", "https://test.salesforce.com"
	for host, want := range map[string]string{
		"acme.my.salesforce.com":                login,
		"acme--dev.sandbox.my.salesforce.com":   test,
		"acme.scratch.my.salesforce.com":        test,
		"acme-dev-ed.develop.my.salesforce.com": login,
		"acme.trailblaze.my.salesforce.com":     login,
		"acme--dev.sandbox.my.salesforce.mil":   test,
		"acme.my.salesforce.mil":                login,
		"acme--uat.sandbox.my.sfcrmproducts.cn": test,
	} {
		if got := audiences("https://" + host); got[0] != "https://"+host || got[1] != want || len(got) != 3 {
			t.Errorf("%s: got %v, want itself and %s first", host, got, want)
		}
	}
}

// TestRedirectNamesTheHost has the token endpoint of a page send the client to
// the org.
func TestRedirectNamesTheHost(t *testing.T) {
	client := serve(t, 0, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://acme.my.salesforce.com/services/oauth2/token?canary", http.StatusFound)
	})
	session, _ := client.signIn.SignIn(t.Context(), nil)
	const want = "the host redirects elsewhere, to acme.my.salesforce.com; use the org's My Domain URL, https://NAME.my.salesforce.com"
	for flow, signIn := range flowsAt(t, session.InstanceURL) {
		if _, err := signIn.SignIn(t.Context(), client.doer()); err == nil ||
			!strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "canary") {
			t.Errorf("%s: got %v", flow, err)
		}
	}
	if err := client.Ask(t.Context(), counts("A"))[0].Err; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("a call of the data API: got %v", err)
	}
}
