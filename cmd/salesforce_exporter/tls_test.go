package main

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	stdlog "log"
	"math/big"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"salesforce_exporter/internal/config"
	"salesforce_exporter/internal/demo"
)

// testTLS reaches an org whose certificate is of an authority of its own, by
// way of one that is trusted, of another, and when the certificate has expired.
func testTLS(t *testing.T, binary string) {
	d, err := demo.New(t.Context(), demo.Options{Users: 10, Frozen: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	serve := func(from, until time.Duration) (url, certificate string) {
		pair := selfSigned(t, time.Now().Add(from), time.Now().Add(until))
		server := httptest.NewUnstartedServer(d.Handler())
		server.TLS = &tls.Config{Certificates: []tls.Certificate{pair}}
		server.Config.ErrorLog = stdlog.New(io.Discard, "", 0) // handshakes fail on purpose
		server.StartTLS()
		t.Cleanup(server.Close)
		return server.URL, writePEM(t, "CERTIFICATE", func() ([]byte, error) { return pair.Certificate[0], nil })
	}
	good, authority := serve(-time.Hour, time.Hour)
	old, expired := serve(-2*time.Hour, -time.Hour)
	for name, c := range map[string]struct {
		url, authority string
		code           int
		says           string
	}{
		"a trusted authority":      {good, authority, 0, "Signed in as"},
		"another authority":        {good, expired, exitFailed, "signed by unknown authority"},
		"the system's authorities": {good, "", exitFailed, "signed by unknown authority"},
		"an expired certificate":   {old, expired, exitFailed, "expired"},
		"no such file":             {good, filepath.Join(t.TempDir(), "none.pem"), exitFailed, "SALESFORCE_CA_FILE: the path leads to no file"},
	} {
		out, code := runCheck(t, binary,
			[]string{"PATH=" + os.Getenv("PATH"), "SALESFORCE_URL=" + c.url, "SALESFORCE_CLIENT_ID=demo",
				"SALESFORCE_CLIENT_SECRET=demo", "SALESFORCE_CA_FILE=" + c.authority}, "--no-collector.web")
		if code != c.code || !strings.Contains(out, c.says) {
			t.Errorf("%s: exit code %d, want %d and %q:\n%s", name, code, c.code, c.says, out)
		}
	}
}

// TestNewAuthorityIsNoticed: a load of the configuration measures an org anew
// whose file of authorities has another content.
func TestNewAuthorityIsNoticed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "ca.pem")
	env := map[string]string{"SALESFORCE_URL": "acme.my.salesforce.com", "SALESFORCE_CLIENT_ID": "id",
		"SALESFORCE_CLIENT_SECRET": "canary", "SALESFORCE_CA_FILE": file}
	load := func(serial int64) [32]byte {
		der := selfSigned(t, time.Unix(serial, 0), time.Now()).Certificate[0]
		write(t, file, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})))
		org, err := config.FromEnvironment(func(name string) string { return env[name] })
		if err != nil {
			t.Fatal(err)
		}
		return org.Fingerprint()
	}
	if load(1) == load(2) {
		t.Error("a new authority is not noticed")
	}
}

// selfSigned makes a certificate that is its own authority.
func selfSigned(t *testing.T, from, until time.Time) tls.Certificate {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(from.Unix()), NotBefore: from, NotAfter: until,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA:        true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}
