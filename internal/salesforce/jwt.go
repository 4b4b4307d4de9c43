package salesforce

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/jwt"
)

// JWTBearer signs in by the OAuth 2.0 JWT bearer flow, as a user who has
// approved the app or whom an administrator has pre-authorised (Salesforce
// Help, OAuth 2.0 JWT Bearer Flow for Server-to-Server Integration).
type JWTBearer struct {
	URL      string // the org's My Domain
	ClientID string // consumer key
	Username string
	// Audience is what assertions are addressed to; empty for the first that the
	// org takes of its own address, login.salesforce.com and test.salesforce.com.
	Audience string
	// Key returns the PEM text of the private key whose certificate the app
	// holds. It is called at each sign-in.
	Key func() (string, error)

	memory audienceMemory
}

// assertionLife is how long an assertion is good for; Salesforce takes three
// minutes at most.
const assertionLife = 3 * time.Minute

// SignIn asks for a session. An org that does not take the audience is asked with
// another one; which it takes is remembered.
func (f *JWTBearer) SignIn(ctx context.Context, client Doer) (*Session, error) {
	text, err := f.Key()
	var key []byte
	if err == nil {
		key, err = privateKeyIn(text)
	}
	if err != nil {
		return nil, &Error{Code: CodeSecret, Message: fmt.Sprintf("read the private key: %v", err), Cause: err}
	}
	all := []string{f.Audience}
	if f.Audience == "" {
		all = f.memory.first(audiences(f.URL))
	}
	var first *Error
	for _, audience := range all {
		token, refused := f.ask(ctx, client, key, audience)
		if refused == nil {
			f.memory.note(audience)
			return sessionOf(f.URL, token)
		}
		if first == nil {
			first = refused
		}
		if !wrongAudience(refused) {
			return nil, refused
		}
	}
	if len(all) > 1 {
		first.Message += "; tried with the audiences " + strings.Join(all, ", ")
	}
	return nil, first
}

// ask sends one assertion.
func (f *JWTBearer) ask(ctx context.Context, client Doer, key []byte, audience string) (*oauth2.Token, *Error) {
	cfg := jwt.Config{
		Email:      f.ClientID,
		Subject:    f.Username,
		PrivateKey: key,
		Audience:   audience,
		Expires:    assertionLife,
		TokenURL:   f.URL + "/services/oauth2/token",
	}
	token, err := cfg.TokenSource(context.WithValue(ctx, oauth2.HTTPClient, client)).Token()
	if err != nil {
		return nil, signInError(f.URL, err,
			"check that the app has the certificate of this key, and that "+f.Username+" is pre-authorised in the app's policies")
	}
	return token, nil
}

// privateKeyIn finds the key in a PEM text, which may have certificates, too.
func privateKeyIn(text string) ([]byte, error) {
	const want = ": give an RSA key in PEM form, such as openssl genrsa writes"
	found := ""
	for rest := []byte(text); ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		if found = block.Type; !strings.HasSuffix(found, "PRIVATE KEY") {
			continue
		}
		if found == "ENCRYPTED PRIVATE KEY" || block.Headers["DEK-Info"] != "" {
			return nil, errors.New("it is encrypted: give one without a passphrase, in a file that only the exporter may read")
		}
		if !isRSA(block.Bytes) {
			return nil, errors.New("it is no RSA key, and Salesforce takes no other" + want)
		}
		return pem.EncodeToMemory(block), nil
	}
	if found != "" {
		return nil, fmt.Errorf("the file holds a %s and no private key%s", strings.ToLower(found), want)
	}
	return nil, errors.New("the file holds nothing in PEM form" + want)
}

func isRSA(der []byte) bool {
	if _, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return true
	}
	key, err := x509.ParsePKCS8PrivateKey(der)
	_, ok := key.(*rsa.PrivateKey)
	return err == nil && ok
}
