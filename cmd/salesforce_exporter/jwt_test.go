package main

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// testJWT signs in with a key whose public half the demo org knows.
func testJWT(t *testing.T, binary string) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	private := writePEM(t, "PRIVATE KEY", func() ([]byte, error) { return x509.MarshalPKCS8PrivateKey(key) })
	public := writePEM(t, "PUBLIC KEY", func() ([]byte, error) { return x509.MarshalPKIXPublicKey(&key.PublicKey) })
	demoOrg := start(t, binary, nil, `msg="demo org is ready" url=(\S+)`,
		"demo-org", "--frozen", "--users=10", "--listen-address=127.0.0.1:0", "--jwt-certificate="+public)
	defer demoOrg.stop(t)
	env := []string{
		"PATH=" + os.Getenv("PATH"), "SALESFORCE_URL=" + demoOrg.found, "SALESFORCE_CLIENT_ID=demo",
		"SALESFORCE_PRIVATE_KEY_FILE=" + private,
	}
	if out, code := runCheck(t, binary, append(env, "SALESFORCE_USERNAME=demo@example.com")); code != 0 {
		t.Errorf("check by JWT bearer: exit code %d\n%s", code, out)
	}
	for audience, want := range map[string]int{"https://test.salesforce.com": 0, "https://example.com": 2} {
		out, code := runCheck(t, binary,
			append(env, "SALESFORCE_USERNAME=demo@example.com", "SALESFORCE_JWT_AUDIENCE="+audience))
		if code != want {
			t.Errorf("check with the audience %s: exit code %d\n%s", audience, code, out)
		}
	}
	out, code := runCheck(t, binary, append(env, "SALESFORCE_USERNAME=nobody@example.com"))
	if code != 2 || !strings.Contains(out, "invalid_grant") {
		t.Errorf("a user whom nobody knows: exit code %d\n%s", code, out)
	}
}

// testJWTAudiences signs in to apps that take some audiences only.
func testJWTAudiences(t *testing.T, binary string) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	private := writePEM(t, "PRIVATE KEY", func() ([]byte, error) { return x509.MarshalPKCS8PrivateKey(key) })
	public := writePEM(t, "PUBLIC KEY", func() ([]byte, error) { return x509.MarshalPKIXPublicKey(&key.PublicKey) })
	for _, audiences := range []string{"any", "my-domain", "login"} {
		org := start(t, binary, nil, `msg="demo org is ready" url=(\S+)`,
			"demo-org", "--frozen", "--users=10", "--listen-address=127.0.0.1:0", "--jwt-certificate="+public,
			"--jwt-audience="+audiences)
		env := []string{
			"PATH=" + os.Getenv("PATH"), "SALESFORCE_URL=" + org.found, "SALESFORCE_CLIENT_ID=demo",
			"SALESFORCE_PRIVATE_KEY_FILE=" + private, "SALESFORCE_USERNAME=demo@example.com",
		}
		if out, code := runCheck(t, binary, env); code != 0 {
			t.Errorf("an app that takes %s: exit code %d\n%s", audiences, code, out)
		}
		org.stop(t)
	}
}

func writePEM(t *testing.T, kind string, marshal func() ([]byte, error)) string {
	t.Helper()
	der, err := marshal()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "key.pem")
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
