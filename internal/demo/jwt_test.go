package demo

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// pemOf writes the public half of a key.
func pemOf(t *testing.T, kind string, key *rsa.PrivateKey) []byte {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if kind == "CERTIFICATE" {
		template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: testStart.AddDate(1, 0, 0)}
		der, err = x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	}
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

func TestJWTBearer(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	stranger, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	c := newTestClient(t, Options{SignIn: SignIn{Certificate: &key.PublicKey}}, 0)
	in := func(d time.Duration) int64 { return testStart.Add(d).Unix() }
	const good = ""
	const (
		invalid  = `{"error":"invalid_grant","error_description":"invalid assertion"}`
		audience = `{"error":"invalid_grant","error_description":"Audience validation failed"}`
		expired  = `{"error":"invalid_grant","error_description":"expired authorization code"}`
		user     = `{"error":"invalid_grant","error_description":"user hasn't approved this consumer"}`
		app      = `{"error":"invalid_client_id","error_description":"client identifier invalid"}`
	)
	tests := []struct {
		name   string
		change jwt.MapClaims // nil takes a claim away
		want   string
	}{
		{"as documented", nil, good},
		{"sandbox audience", jwt.MapClaims{"aud": "https://test.salesforce.com"}, good},
		{"own audience", jwt.MapClaims{"aud": c.server.URL}, good},
		{"audiences", jwt.MapClaims{"aud": []string{"https://elsewhere.example", "https://login.salesforce.com"}}, good},
		{"user name of the org", jwt.MapClaims{"sub": "Integration@example.com"}, good},
		{"exp as text", jwt.MapClaims{"exp": strconv.FormatInt(in(time.Minute), 10)}, good},
		{"exp in five minutes", jwt.MapClaims{"exp": in(5 * time.Minute)}, good},
		{"exp in an hour", jwt.MapClaims{"exp": in(time.Hour)}, invalid},
		{"exp just beyond", jwt.MapClaims{"exp": in(5*time.Minute + time.Second)}, invalid},
		{"exp is now", jwt.MapClaims{"exp": in(0)}, expired},
		{"exp is past", jwt.MapClaims{"exp": in(-time.Hour)}, expired},
		{"no exp", jwt.MapClaims{"exp": nil}, invalid},
		{"exp is no number", jwt.MapClaims{"exp": "soon"}, invalid},
		{"other audience", jwt.MapClaims{"aud": "https://example.com"}, audience},
		{"no audience", jwt.MapClaims{"aud": nil}, audience},
		{"other app", jwt.MapClaims{"iss": "x"}, app},
		{"no app", jwt.MapClaims{"iss": nil}, app},
		{"other user", jwt.MapClaims{"sub": "nobody@example.com"}, user},
		{"no user", jwt.MapClaims{"sub": nil}, user},
	}
	claims := func(change jwt.MapClaims) jwt.MapClaims {
		all := jwt.MapClaims{"iss": "demo", "sub": "demo@example.com", "aud": "https://login.salesforce.com",
			"exp": in(3 * time.Minute)}
		for name, value := range change {
			all[name] = value
			if value == nil {
				delete(all, name)
			}
		}
		return all
	}
	sign := func(method jwt.SigningMethod, by any, all jwt.MapClaims) string {
		text, err := jwt.NewWithClaims(method, all).SignedString(by)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := c.form(tokenPath, "grant_type", grantJWT, "assertion", sign(jwt.SigningMethodRS256, key, claims(tt.change)))
			if tt.want != good {
				a.want(400, tt.want)
				return
			}
			got := a.tokens()
			if got.Signature+got.IssuedAt+got.RefreshToken != "" || got.InstanceURL != c.server.URL ||
				!c.alive(got.AccessToken) {
				t.Errorf("%+v", got)
			}
		})
	}
	right := claims(nil)
	for name, assertion := range map[string]string{
		"none at all":     "",
		"not a JWT":       "a.b.c",
		"stranger's key":  sign(jwt.SigningMethodRS256, stranger, right),
		"other algorithm": sign(jwt.SigningMethodRS512, key, right),
		"shared secret":   sign(jwt.SigningMethodHS256, []byte("demo"), right),
		"not signed":      sign(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, right),
	} {
		t.Run(name, func(t *testing.T) {
			c.form(tokenPath, "grant_type", grantJWT, "assertion", assertion).want(400, invalid)
		})
	}
	for _, kind := range []string{"PUBLIC KEY", "CERTIFICATE"} {
		got, err := ParseCertificate(pemOf(t, kind, key))
		if err != nil || !got.Equal(&key.PublicKey) {
			t.Errorf("%s: %v", kind, err)
		}
	}
	if _, err := ParseCertificate([]byte("x")); err == nil {
		t.Error("what is no PEM is taken for a certificate")
	}
	none := newTestClient(t, Options{}, 0)
	none.form(tokenPath, "grant_type", grantJWT, "assertion", sign(jwt.SigningMethodRS256, key, right)).want(400, invalid)
}

// TestJWTAudiences has apps that take some audiences only.
func TestJWTAudiences(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	const login, test, own = "https://login.salesforce.com", "https://test.salesforce.com", "own"
	for policy, takes := range map[Audiences][]string{AnyAudience: {login, test, own}, OwnAudience: {own},
		LoginAudience: {login, test}} {
		c := newTestClient(t, Options{SignIn: SignIn{Certificate: &key.PublicKey, Audiences: policy}}, 0)
		for _, audience := range []string{login, test, own} {
			aud := audience
			if audience == own {
				aud = c.server.URL
			}
			claims := jwt.MapClaims{"iss": "demo", "sub": "demo@example.com", "aud": aud,
				"exp": testStart.Add(time.Minute).Unix()}
			assertion, err := jwt.NewWithClaims(jwt.SigningMethodRS256, claims).SignedString(key)
			if err != nil {
				t.Fatal(err)
			}
			a := c.form(tokenPath, "grant_type", grantJWT, "assertion", assertion)
			switch {
			case slices.Contains(takes, audience):
				a.wantStatus(200)
			case policy == OwnAudience:
				a.want(400, `{"error":"app_not_found","error_description":"External client app is not installed in this org"}`)
			default:
				a.want(400, `{"error":"invalid_grant","error_description":"Audience validation failed"}`)
			}
		}
	}
}

func TestPagesLeadToTheOrg(t *testing.T) {
	c := newTestClient(t, Options{}, 0)
	for page, want := range map[string]string{
		"acme.lightning.force.com":                 "https://acme.my.salesforce.com/x?y=z",
		"acme.lightning.crmforce.mil":              "https://acme.my.salesforce.mil/x?y=z",
		"acme--uat.sandbox.lightning.sfcrmapps.cn": "https://acme--uat.sandbox.my.sfcrmproducts.cn/x?y=z",
		"acme.my-lightning.com":                    "https://acme.my-salesforce.com/x?y=z",
	} {
		r := httptest.NewRequest(http.MethodGet, "https://"+page+"/x?y=z", nil)
		w := httptest.NewRecorder()
		c.org.Handler().ServeHTTP(w, r)
		if w.Code != http.StatusFound || w.Header().Get("Location") != want {
			t.Errorf("%s: %d %s, want %s", page, w.Code, w.Header().Get("Location"), want)
		}
	}
}
