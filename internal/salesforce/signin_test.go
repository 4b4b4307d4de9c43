package salesforce

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
)

func given(text string) func() (string, error) {
	return func() (string, error) { return text, nil }
}

// flowsAt are all flows with secrets that must not come out.
func flowsAt(t *testing.T, url string) map[string]SignIn {
	secret := given("canary-secret")
	return map[string]SignIn{
		"client credentials": ClientCredentials{URL: url, ClientID: "id", Secret: secret},
		"JWT bearer":         &JWTBearer{URL: url, ClientID: "id", Username: "kim@example.com", Key: privateKey(t)},
		"refresh token": RefreshToken{URL: url, ClientID: "id", Secret: secret,
			Token: NewRotatedToken(given("canary-token"), nil)},
		"password": Password{URL: url, ClientID: "id", Secret: secret, Username: "u",
			Password: given("canary-password"), SecurityToken: given("canary-security")},
	}
}

// TestRefusedSignIn has the token endpoint refuse each flow, and repeat what was
// sent to it. The remedy is one for that flow.
func TestRefusedSignIn(t *testing.T) {
	client := serve(t, 0, func(w http.ResponseWriter, r *http.Request) {
		sent, _ := io.ReadAll(r.Body)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"error":"invalid_grant","error_description":"refused: `+string(sent)+`"}`)
	})
	session, _ := client.signIn.SignIn(t.Context(), nil)
	remedies := map[string]string{
		"client credentials": "Client Credentials Flow",
		"JWT bearer":         "certificate of this key, and that kim@example.com is pre-authorised",
		"refresh token":      "authorise the app anew",
		"password":           "security token",
	}
	for name, flow := range flowsAt(t, session.InstanceURL) {
		_, err := flow.SignIn(t.Context(), client.doer())
		if Code(err) != "invalid_grant" || ClassOf(err) != ClassSignIn || !strings.Contains(err.Error(), remedies[name]) ||
			strings.Contains(err.Error(), "canary") {
			t.Errorf("%s: got %v, want a remedy with %q and no secret", name, err, remedies[name])
		}
	}
}

// TestSignInAnsweredByAnother has something else than Salesforce answer: a proxy
// that wants a password, or half of what Salesforce said.
func TestSignInAnsweredByAnother(t *testing.T) {
	for name, body := range map[string]string{"a page": "<html>canary</html>", "half": `{"access_token":"canary`, "nothing": "{}"} {
		client := serve(t, 0, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, body)
		})
		session, _ := client.signIn.SignIn(t.Context(), nil)
		for flow, signIn := range flowsAt(t, session.InstanceURL) {
			_, err := signIn.SignIn(t.Context(), client.doer())
			if Code(err) != CodeBadAnswer || !strings.Contains(err.Error(), "holds no token") ||
				strings.Contains(err.Error(), "canary") {
				t.Errorf("%s, %s: got %v", name, flow, err)
			}
		}
	}
}

// TestPrivateKeys tells what is wrong with a key before anybody is asked.
func TestPrivateKeys(t *testing.T) {
	good, err := privateKey(t)()
	if err != nil {
		t.Fatal(err)
	}
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(curve)
	if err != nil {
		t.Fatal(err)
	}
	block := func(kind string, der []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
	}
	certificate := block("CERTIFICATE", []byte("c"))
	for text, want := range map[string]string{
		certificate + good: "",
		certificate:        "holds a certificate and no private key",
		"canary":           "holds nothing in PEM form",
		block("ENCRYPTED PRIVATE KEY", []byte("e")): "encrypted",
		block("PRIVATE KEY", der):                   "no RSA key",
		block("PRIVATE KEY", []byte("canary")):      "no RSA key",
	} {
		flow := &JWTBearer{URL: "https://127.0.0.1:1", ClientID: "id", Username: "u", Key: given(text)}
		_, err := flow.SignIn(t.Context(), http.DefaultClient)
		switch {
		case want == "" && Code(err) != CodeUnreachable:
			t.Errorf("a good key behind a certificate: got %v", err)
		case want != "" && (Code(err) != CodeSecret || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "canary")):
			t.Errorf("got %v, want one that says %q", err, want)
		}
	}
}

// rotating is an app that takes each refresh token once.
type rotating struct {
	mu   sync.Mutex
	good string
	used []string
}

func (r *rotating) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	token := req.FormValue("refresh_token")
	r.used = append(r.used, token)
	if token != r.good {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"error":"invalid_grant"}`)
		return
	}
	r.good = token + "+"
	_, _ = io.WriteString(w, `{"access_token":"t","refresh_token":"`+r.good+`"}`)
}

// TestRotation signs in again and again with a token that each sign-in ends,
// also where several clients sign in at once, where the new one cannot be kept,
// and where the old one cannot be read any more.
func TestRotation(t *testing.T) {
	app := &rotating{good: "first"}
	client := serve(t, 0, app.ServeHTTP)
	session, _ := client.signIn.SignIn(t.Context(), nil)
	var lost error
	kept := ""
	token := NewRotatedToken(func() (string, error) { return "first", lost }, func(token string) { kept = token })
	flow := func() error {
		flow := RefreshToken{URL: session.InstanceURL, ClientID: "id", Token: token}
		_, err := flow.SignIn(t.Context(), client.doer())
		return err
	}
	var all sync.WaitGroup
	for range 5 {
		all.Go(func() {
			if err := flow(); err != nil {
				t.Errorf("sign-ins at the same time: %v", err)
			}
		})
	}
	all.Wait()
	lost = errors.New("the file is gone")
	if err := flow(); err != nil {
		t.Errorf("with the file gone: %v", err)
	}
	if want := "first" + strings.Repeat("+", 6); kept != want || len(app.used) != 6 {
		t.Errorf("kept %q after %d sign-ins, want %q after 6", kept, len(app.used), want)
	}
}

// TestTokenOfAnOperator: a new token in the file goes before what came in place
// of the old one.
func TestTokenOfAnOperator(t *testing.T) {
	app := &rotating{good: "first"}
	client := serve(t, 0, app.ServeHTTP)
	session, _ := client.signIn.SignIn(t.Context(), nil)
	file := "first"
	flow := RefreshToken{URL: session.InstanceURL, ClientID: "id",
		Token: NewRotatedToken(func() (string, error) { return file, nil }, func(string) {})}
	if _, err := flow.SignIn(t.Context(), client.doer()); err != nil {
		t.Fatal(err)
	}
	app.good, file = "another", "another"
	if _, err := flow.SignIn(t.Context(), client.doer()); err != nil {
		t.Errorf("with a new token in the file: %v, after %q", err, app.used)
	}
}

// TestRefusedUser has the org refuse the user rather than the app, whatever the
// flow: no change of the app would help.
func TestRefusedUser(t *testing.T) {
	for said, remedy := range map[string]string{
		`{"error":"invalid_grant","error_description":"user is locked"}`:      "unlock the user",
		`{"error":"inactive_user","error_description":"user is inactive"}`:    "activate the user",
		`{"error":"invalid_grant","error_description":"ip restricted"}`:       "allow the address of the exporter",
		`{"error":"inactive_org","error_description":"organization is gone"}`: "organization is gone",
	} {
		client := serve(t, 0, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, said)
		})
		session, _ := client.signIn.SignIn(t.Context(), nil)
		for name, flow := range flowsAt(t, session.InstanceURL) {
			_, err := flow.SignIn(t.Context(), client.doer())
			if ClassOf(err) != ClassSignIn || !strings.Contains(err.Error(), remedy) ||
				strings.Contains(err.Error(), "Client Credentials Flow") {
				t.Errorf("%s, %s: got %v, want a remedy with %q", name, said, err, remedy)
			}
		}
	}
}
