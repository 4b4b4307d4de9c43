// Package config reads what the operator says: environment, secret files and,
// for one org, nothing else.
package config

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
)

// An Org says how one Salesforce org is reached. Which credentials there are
// says by which flow to sign in.
type Org struct {
	URL           string // scheme and host only
	ClientID      string // consumer key
	Secret        Secret // consumer secret
	Username      string // for the JWT bearer and the password flow, and for SOAP
	PrivateKey    Secret // JWT bearer flow
	Audience      string // JWT bearer flow; empty for those that Salesforce documents
	RefreshToken  Secret // refresh token flow; rotated ones are written back
	Password      Secret // password flow; SOAP where there is no app
	SecurityToken Secret // for the same, where the address is not trusted
	APIVersion    string // "62.0"; empty for the client's default
	ProxyURL      string // empty for HTTPS_PROXY and the like
	CA            string // further authorities to trust, in PEM form; empty for none
	Budget        Budget // where it differs from that of all orgs
	// BusinessUnit is the one whose web engagement is measured; the zero value
	// for none.
	BusinessUnit BusinessUnit
}

// A Flow is a way to sign in.
type Flow string

// The flows, as Salesforce calls them.
const (
	ClientCredentials Flow = "client credentials"
	JWTBearer         Flow = "JWT bearer"
	RefreshToken      Flow = "refresh token"
	Password          Flow = "username-password"
	SOAPLogin         Flow = "SOAP login" // with user name and password, and without an app
)

// Flow tells by the credentials how to sign in.
func (o *Org) Flow() Flow {
	switch {
	case o.PrivateKey.Given():
		return JWTBearer
	case o.RefreshToken.Given():
		return RefreshToken
	case o.Password.Given() && o.ClientID == "" && !o.Secret.Given():
		return SOAPLogin
	case o.Password.Given():
		return Password
	}
	return ClientCredentials
}

// Fingerprint differs where an org would be reached in another way. It holds no
// secret that could be read back.
func (o *Org) Fingerprint() [sha256.Size]byte {
	h := sha256.New()
	for _, s := range o.secrets() {
		fmt.Fprintf(h, "%q %q ", s.file, s.text)
	}
	fmt.Fprintf(h, "%q", []any{o.URL, o.ClientID, o.Username, o.Audience, o.APIVersion, o.ProxyURL, o.CA,
		fmt.Sprint(o.Budget), fmt.Sprint(o.BusinessUnit)})
	return [sha256.Size]byte(h.Sum(nil))
}

// SecretsWritten differs where a secret file was written.
func (o *Org) SecretsWritten() (state string) {
	for _, s := range o.secrets() {
		state += s.written() + "\n"
	}
	return state
}

func (o *Org) secrets() []Secret {
	return []Secret{o.Secret, o.PrivateKey, o.RefreshToken, o.Password, o.SecurityToken}
}

// FromEnvironment reads the one org of SALESFORCE_URL, SALESFORCE_CLIENT_ID and
// the credentials of one flow. The error names everything that is missing.
func FromEnvironment(variable func(string) string) (*Org, error) {
	// Variables that are made of files often end with the line's end.
	getenv := func(name string) string { return strings.TrimSpace(variable(name)) }
	var problems []error
	secret := func(name string) Secret {
		text, file := getenv(name), getenv(name+"_FILE")
		switch {
		case text != "" && file != "":
			problems = append(problems, fmt.Errorf("%[1]s and %[1]s_FILE are both set: keep one", name))
			return SecretText(text)
		case file != "":
			return SecretFile(file, name+"_FILE")
		case text != "":
			return SecretText(text)
		}
		return Secret{}
	}
	file := func(name string) Secret {
		if path := getenv(name); path != "" {
			return SecretFile(path, name)
		}
		return Secret{}
	}
	base, err := NormalizeURL(getenv("SALESFORCE_URL"))
	if err != nil {
		problems = append(problems, fmt.Errorf("SALESFORCE_URL: %w", err))
	}
	org := &Org{
		URL: base, ClientID: getenv("SALESFORCE_CLIENT_ID"),
		Username: getenv("SALESFORCE_USERNAME"),
		Secret:   secret("SALESFORCE_CLIENT_SECRET"), PrivateKey: file("SALESFORCE_PRIVATE_KEY_FILE"),
		RefreshToken: file("SALESFORCE_REFRESH_TOKEN_FILE"),
		Password:     file("SALESFORCE_PASSWORD_FILE"), SecurityToken: file("SALESFORCE_SECURITY_TOKEN_FILE"),
		ProxyURL: getenv("SALESFORCE_PROXY_URL"),
	}
	if org.Audience, err = audience(getenv("SALESFORCE_JWT_AUDIENCE")); err != nil {
		problems = append(problems, fmt.Errorf("SALESFORCE_JWT_AUDIENCE: %w", err))
	}
	if org.APIVersion, err = apiVersion(getenv("SALESFORCE_API_VERSION")); err != nil {
		problems = append(problems, fmt.Errorf("SALESFORCE_API_VERSION: %w", err))
	}
	if org.CA, err = authorities(getenv("SALESFORCE_CA_FILE")); err != nil {
		problems = append(problems, fmt.Errorf("SALESFORCE_CA_FILE: %w", err))
	}
	unit := BusinessUnit{ID: getenv("SALESFORCE_BUSINESS_UNIT_ID"), URL: getenv("SALESFORCE_BUSINESS_UNIT_URL")}
	if org.BusinessUnit, err = unit.of(base); err != nil {
		problems = append(problems, fmt.Errorf("SALESFORCE_BUSINESS_UNIT_ID, SALESFORCE_BUSINESS_UNIT_URL: %w", err))
	}
	problems = append(problems, org.check(environmentNames()))
	return org, errors.Join(problems...)
}

// spelling is how the settings of an org are called where they were read.
type spelling struct{ clientID, secret, username, privateKey, refreshToken, password, proxy string }

func environmentNames() spelling {
	return spelling{"SALESFORCE_CLIENT_ID", "SALESFORCE_CLIENT_SECRET or SALESFORCE_CLIENT_SECRET_FILE",
		"SALESFORCE_USERNAME",
		"SALESFORCE_PRIVATE_KEY_FILE", "SALESFORCE_REFRESH_TOKEN_FILE", "SALESFORCE_PASSWORD_FILE", "SALESFORCE_PROXY_URL"}
}

// check finds what is missing and what contradicts.
func (o *Org) check(names spelling) error {
	var problems []error
	missing := func(name, what string) { problems = append(problems, fmt.Errorf("%s is not set: give %s", name, what)) }
	if o.ClientID == "" && o.Flow() != SOAPLogin {
		missing(names.clientID, "the consumer key of the External Client App")
	}
	if o.ProxyURL != "" && !isProxy(o.ProxyURL) {
		problems = append(problems,
			fmt.Errorf("%s is no address of a proxy: use one such as http://proxy.example.com:3128, or with https:// or socks5://", names.proxy))
	}
	if o.Flow() == SOAPLogin && o.BusinessUnit.ID != "" {
		missing(names.clientID, "the consumer key of an External Client App, as a business unit can be reached only through one")
	}
	flows := 0
	for _, s := range []Secret{o.PrivateKey, o.RefreshToken, o.Password} {
		if s.Given() {
			flows++
		}
	}
	switch flow := o.Flow(); {
	case flows > 1:
		problems = append(problems,
			fmt.Errorf("more than one of %s, %s and %s is set: keep one", names.privateKey, names.refreshToken, names.password))
	case flow == JWTBearer && o.Secret.Given():
		problems = append(problems, fmt.Errorf("%s and a client secret are both set: keep one", names.privateKey))
	case flow == JWTBearer && o.Username == "":
		missing(names.username, "the user that "+names.privateKey+" signs in")
	case (flow == Password || flow == SOAPLogin) && o.Username == "":
		missing(names.username, "the user that "+names.password+" is of")
	case flow == Password && !o.Secret.Given(), flow == ClientCredentials && !o.Secret.Given():
		missing(names.secret, "the consumer secret of the External Client App "+
			"(or "+names.username+" and "+names.privateKey+" for the JWT bearer flow, or "+names.refreshToken+")")
	}
	return errors.Join(problems...)
}
