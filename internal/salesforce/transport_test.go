package salesforce

import (
	"compress/gzip"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"salesforce_exporter/internal/api"
)

// serve starts a TLS server and returns a client of it.
func serve(t *testing.T, version uint16, handler http.HandlerFunc) *Client {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.TLS = &tls.Config{MaxVersion: version}
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // handshakes fail on purpose
	server.StartTLS()
	t.Cleanup(server.Close)
	transport := api.NewTransport(nil)
	t.Cleanup(transport.CloseIdleConnections)
	transport.TLSClientConfig.RootCAs = server.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	return New(Config{Transport: transport, SignIn: signInFunc(func() (*Session, error) {
		return &Session{AccessToken: "secret-token", InstanceURL: server.URL}, nil
	})})
}

func TestGzipBomb(t *testing.T) {
	client := serve(t, tls.VersionTLS13, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		z, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
		if err != nil {
			t.Error(err)
		}
		_, _ = io.Copy(z, io.LimitReader(spaces{}, 1<<30)) // the client leaves
	})
	r := client.Ask(t.Context(), counts("A"))[0]
	if Code(r.Err) != CodeTooLarge {
		t.Errorf("got %v, want %s", r.Err, CodeTooLarge)
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("%s %s was asked, with Authorization %q", r.Method, r.URL, r.Header.Get("Authorization"))
	}))
	defer elsewhere.Close()
	for _, status := range []int{301, 302, 307, 308} {
		client := serve(t, tls.VersionTLS13, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, elsewhere.URL, status)
		})
		if r := client.Ask(t.Context(), counts("A"))[0]; Code(r.Err) != CodeBadAnswer ||
			!strings.Contains(r.Err.Error(), "My Domain") {
			t.Errorf("status %d: got %v", status, r.Err)
		}
	}
}

// TestSignInStaysWithItsHost lets the token endpoint send the client, and its
// secrets, elsewhere: by a redirect that keeps the body, and by an instance whose
// connections are in the clear.
func TestSignInStaysWithItsHost(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("%s %s was asked", r.Method, r.URL)
	}))
	defer elsewhere.Close()
	canary := func() (string, error) { return "canary", nil }
	for answer, handler := range map[string]http.HandlerFunc{
		"the host redirects elsewhere": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, elsewhere.URL, http.StatusTemporaryRedirect)
		},
		"is not https": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"access_token":"canary","instance_url":"`+elsewhere.URL+`"}`)
		},
	} {
		client := serve(t, tls.VersionTLS13, handler)
		session, _ := client.signIn.SignIn(t.Context(), nil)
		url := session.InstanceURL
		for flow, signIn := range map[string]SignIn{
			"client credentials": ClientCredentials{URL: url, ClientID: "id", Secret: canary},
			"JWT bearer":         &JWTBearer{URL: url, ClientID: "id", Username: "u", Key: privateKey(t)},
			"refresh token":      RefreshToken{URL: url, ClientID: "id", Token: NewRotatedToken(canary, nil)},
			"password":           Password{URL: url, ClientID: "id", Secret: canary, Username: "u", Password: canary},
		} {
			asking := New(Config{Transport: client.transport, SignIn: signIn})
			err := asking.Ask(t.Context(), counts("A"))[0].Err
			if err == nil || !strings.Contains(err.Error(), answer) || strings.Contains(err.Error(), "canary") {
				t.Errorf("%s: got %v, want an error that says %q", flow, err, answer)
			}
		}
	}
}

// privateKey makes a key, in PEM form.
func privateKey(t *testing.T) func() (string, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})
	return func() (string, error) { return string(text), nil }
}

func TestTransportRefuses(t *testing.T) {
	answer := func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }
	old := serve(t, tls.VersionTLS11, answer)
	stranger := serve(t, tls.VersionTLS13, answer)
	stranger.transport.(*http.Transport).TLSClientConfig.RootCAs = nil
	for name, c := range map[string]struct {
		client *Client
		text   string
	}{
		"TLS 1.1":                     {old, "tls: "},
		"a certificate of a stranger": {stranger, "name its authority in SALESFORCE_CA_FILE or ca_file"},
	} {
		err := c.client.Ask(t.Context(), counts("A"))[0].Err
		if Code(err) != CodeUnreachable || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: got %v", name, err)
		}
		if strings.Contains(err.Error(), "secret-token") || strings.Contains(err.Error(), "/services") {
			t.Errorf("%s: the error tells too much: %v", name, err)
		}
	}
}

func TestNameThatDoesNotResolve(t *testing.T) {
	client := New(Config{SignIn: ClientCredentials{
		URL: "https://nobody.invalid", ClientID: "id", Secret: func() (string, error) { return "canary", nil },
	}})
	_, err := client.Session(t.Context())
	if Code(err) != CodeUnreachable || !strings.Contains(err.Error(), "nobody.invalid") ||
		strings.Contains(err.Error(), "canary") {
		t.Errorf("got %v", err)
	}
}

// TestRepetitionsCost has connections break when a second request comes over
// them, which net/http sends once more by itself. Each that arrives is counted,
// and none is sent that the budget does not allow.
func TestRepetitionsCost(t *testing.T) {
	for _, most := range []int{100, 2} {
		var arrived atomic.Int32
		client := serve(t, tls.VersionTLS13, func(w http.ResponseWriter, _ *http.Request) {
			if n := arrived.Add(1); n%2 == 0 {
				panic(http.ErrAbortHandler)
			}
			_, _ = io.WriteString(w, `{}`)
		})
		client = New(Config{Transport: client.transport, SignIn: client.signIn, Gate: &fewCalls{left: most}})
		for range 3 {
			client.limits(t.Context())
		}
		if n := int(arrived.Load()); n != client.Calls() || n > most || n < 2 {
			t.Errorf("of %d calls that may be made, %d arrived and %d were counted", most, n, client.Calls())
		}
	}
}

// fewCalls is a gate.
type fewCalls struct{ left int }

func (f *fewCalls) Spend(time.Time) error {
	if f.left--; f.left < 0 {
		return errors.New("that is all")
	}
	return nil
}

func (*fewCalls) Tell(int, int, time.Time) {}

func (*fewCalls) Exhaust(time.Time) {}
