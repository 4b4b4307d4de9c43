package salesforce

import (
	"compress/gzip"
	"crypto/tls"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// serve starts a TLS server and returns a client of it.
func serve(t *testing.T, version uint16, handler http.HandlerFunc) *Client {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.TLS = &tls.Config{MaxVersion: version}
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // handshakes fail on purpose
	server.StartTLS()
	t.Cleanup(server.Close)
	transport := NewTransport()
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
		if r := client.Ask(t.Context(), counts("A"))[0]; Code(r.Err) != CodeBadAnswer || !strings.Contains(r.Err.Error(), "My Domain") {
			t.Errorf("status %d: got %v", status, r.Err)
		}
	}
}

func TestTransportRefuses(t *testing.T) {
	answer := func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }
	old := serve(t, tls.VersionTLS11, answer)
	stranger := serve(t, tls.VersionTLS13, answer)
	stranger.http.Transport.(*http.Transport).TLSClientConfig.RootCAs = nil
	for name, c := range map[string]struct {
		client *Client
		text   string
	}{
		"TLS 1.1":                     {old, "tls: "},
		"a certificate of a stranger": {stranger, "certificate"},
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
	if Code(err) != CodeUnreachable || !strings.Contains(err.Error(), "nobody.invalid") || strings.Contains(err.Error(), "canary") {
		t.Errorf("got %v", err)
	}
}
