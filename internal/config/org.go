// Package config reads what the operator says: environment, secret files and,
// for one org, nothing else.
package config

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
)

// An Org says how one Salesforce org is reached. Which credentials there are
// says by which flow to sign in.
type Org struct {
	URL           string // scheme and host only
	ClientID      string // consumer key
	Secret        Secret // consumer secret
	Username      string // for the JWT bearer and the password flow
	PrivateKey    Secret // JWT bearer flow
	RefreshToken  Secret // refresh token flow; rotated ones are written back
	Password      Secret // password flow
	SecurityToken Secret // password flow, where the address is not trusted
	APIVersion    string // "62.0"; empty for the client's default
	ProxyURL      string // empty for HTTPS_PROXY and the like
	CAFile        string // PEM file of further authorities to trust; empty for none
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
)

// Flow tells by the credentials how to sign in.
func (o *Org) Flow() Flow {
	switch {
	case o.PrivateKey.Given():
		return JWTBearer
	case o.RefreshToken.Given():
		return RefreshToken
	case o.Password.Given():
		return Password
	}
	return ClientCredentials
}

// Fingerprint differs where an org would be reached in another way. It holds no
// secret that could be read back.
func (o *Org) Fingerprint() [sha256.Size]byte {
	h := sha256.New()
	for _, s := range []Secret{o.Secret, o.PrivateKey, o.RefreshToken, o.Password, o.SecurityToken} {
		fmt.Fprintf(h, "%q %q ", s.file, s.text)
	}
	fmt.Fprintf(h, "%q", []any{o.URL, o.ClientID, o.Username, o.APIVersion, o.ProxyURL, o.CAFile, fmt.Sprint(o.Budget), fmt.Sprint(o.BusinessUnit)})
	return [sha256.Size]byte(h.Sum(nil))
}

// FromEnvironment reads the one org of SALESFORCE_URL, SALESFORCE_CLIENT_ID and
// the credentials of one flow. The error names everything that is missing.
func FromEnvironment(getenv func(string) string) (*Org, error) {
	var problems []error
	secret := func(name string) Secret {
		text, file := getenv(name), getenv(name+"_FILE")
		switch {
		case text != "" && file != "":
			problems = append(problems, fmt.Errorf("%[1]s and %[1]s_FILE are both set: keep one", name))
		case file != "":
			return SecretFile(file)
		case text != "":
			return SecretText(text)
		}
		return Secret{}
	}
	file := func(name string) Secret {
		if path := getenv(name); path != "" {
			return SecretFile(path)
		}
		return Secret{}
	}
	base, err := NormalizeURL(getenv("SALESFORCE_URL"))
	if err != nil {
		problems = append(problems, fmt.Errorf("SALESFORCE_URL: %w", err))
	}
	org := &Org{
		URL: base, ClientID: getenv("SALESFORCE_CLIENT_ID"), APIVersion: strings.TrimPrefix(getenv("SALESFORCE_API_VERSION"), "v"),
		Username: getenv("SALESFORCE_USERNAME"),
		Secret:   secret("SALESFORCE_CLIENT_SECRET"), PrivateKey: file("SALESFORCE_PRIVATE_KEY_FILE"), RefreshToken: file("SALESFORCE_REFRESH_TOKEN_FILE"),
		Password: file("SALESFORCE_PASSWORD_FILE"), SecurityToken: file("SALESFORCE_SECURITY_TOKEN_FILE"),
		ProxyURL: getenv("SALESFORCE_PROXY_URL"), CAFile: getenv("SALESFORCE_CA_FILE"),
	}
	unit := BusinessUnit{ID: getenv("SALESFORCE_BUSINESS_UNIT_ID"), URL: getenv("SALESFORCE_BUSINESS_UNIT_URL")}
	if org.BusinessUnit, err = unit.of(base); err != nil {
		problems = append(problems, fmt.Errorf("SALESFORCE_BUSINESS_UNIT_ID, SALESFORCE_BUSINESS_UNIT_URL: %w", err))
	}
	problems = append(problems, org.check(environmentNames()))
	return org, errors.Join(problems...)
}

// spelling is how the settings of an org are called where they were read.
type spelling struct{ clientID, secret, username, privateKey, refreshToken, password string }

func environmentNames() spelling {
	return spelling{"SALESFORCE_CLIENT_ID", "SALESFORCE_CLIENT_SECRET or SALESFORCE_CLIENT_SECRET_FILE", "SALESFORCE_USERNAME",
		"SALESFORCE_PRIVATE_KEY_FILE", "SALESFORCE_REFRESH_TOKEN_FILE", "SALESFORCE_PASSWORD_FILE"}
}

// check finds what is missing and what contradicts.
func (o *Org) check(names spelling) error {
	var problems []error
	missing := func(name, what string) { problems = append(problems, fmt.Errorf("%s is not set: give %s", name, what)) }
	if o.ClientID == "" {
		missing(names.clientID, "the consumer key of the External Client App")
	}
	flows := 0
	for _, s := range []Secret{o.PrivateKey, o.RefreshToken, o.Password} {
		if s.Given() {
			flows++
		}
	}
	switch flow := o.Flow(); {
	case flows > 1:
		problems = append(problems, fmt.Errorf("more than one of %s, %s and %s is set: keep one", names.privateKey, names.refreshToken, names.password))
	case flow == JWTBearer && o.Secret.Given():
		problems = append(problems, fmt.Errorf("%s and a client secret are both set: keep one", names.privateKey))
	case flow == JWTBearer && o.Username == "":
		missing(names.username, "the user that "+names.privateKey+" signs in")
	case flow == Password && o.Username == "":
		missing(names.username, "the user that "+names.password+" is of")
	case flow == Password && !o.Secret.Given(), flow == ClientCredentials && !o.Secret.Given():
		missing(names.secret, "the consumer secret of the External Client App "+
			"(or "+names.username+" and "+names.privateKey+" for the JWT bearer flow, or "+names.refreshToken+")")
	}
	return errors.Join(problems...)
}

// NormalizeURL turns the address of an org, in any form that people paste it,
// into the host that answers API requests. Lightning and setup pages live on
// hosts of their own that redirect and lose what is posted to them.
func NormalizeURL(text string) (string, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", errors.New("not set: the org's My Domain, https://NAME.my.salesforce.com")
	}
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" {
		return "", errors.New("not a URL: want the org's My Domain, https://NAME.my.salesforce.com")
	}
	if u.User != nil {
		return "", errors.New("must not contain a user name or password")
	}
	host := strings.ToLower(u.Host)
	for _, page := range []string{".lightning.force.com", ".my.salesforce-setup.com"} {
		if name, ok := strings.CutSuffix(host, page); ok {
			host = name + ".my.salesforce.com"
		}
	}
	switch {
	case host == "login.salesforce.com" || host == "test.salesforce.com":
		return "", fmt.Errorf("%s does not take client credentials: use the org's My Domain, https://NAME.my.salesforce.com", host)
	case u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())):
		return "", errors.New("must start with https://: over http:// the secret would travel in the clear")
	}
	return u.Scheme + "://" + host, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
