// Package config reads what the operator says: environment, secret files and,
// for one org, nothing else.
package config

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
)

// An Org says how one Salesforce org is reached.
type Org struct {
	URL        string // scheme and host only
	ClientID   string // consumer key
	Secret     Secret // consumer secret, for the client credentials flow
	Username   string // with PrivateKey, for the JWT bearer flow; else empty
	PrivateKey Secret
	APIVersion string // "62.0"; empty for the client's default
}

// FromEnvironment reads the one org of SALESFORCE_URL, SALESFORCE_CLIENT_ID
// and either SALESFORCE_CLIENT_SECRET or SALESFORCE_CLIENT_SECRET_FILE, or
// SALESFORCE_USERNAME and SALESFORCE_PRIVATE_KEY_FILE. The error names
// everything that is missing.
func FromEnvironment(getenv func(string) string) (*Org, error) {
	org := &Org{ClientID: getenv("SALESFORCE_CLIENT_ID"), APIVersion: strings.TrimPrefix(getenv("SALESFORCE_API_VERSION"), "v")}
	var problems []error
	base, err := NormalizeURL(getenv("SALESFORCE_URL"))
	if err != nil {
		problems = append(problems, fmt.Errorf("SALESFORCE_URL: %w", err))
	}
	org.URL = base
	if org.ClientID == "" {
		problems = append(problems, errors.New("SALESFORCE_CLIENT_ID is not set: the consumer key of the External Client App"))
	}
	return org, errors.Join(append(problems, org.readCredentials(getenv))...)
}

// readCredentials finds out which flow signs in.
func (o *Org) readCredentials(getenv func(string) string) error {
	text, file := getenv("SALESFORCE_CLIENT_SECRET"), getenv("SALESFORCE_CLIENT_SECRET_FILE")
	key, username := getenv("SALESFORCE_PRIVATE_KEY_FILE"), getenv("SALESFORCE_USERNAME")
	switch {
	case key != "" && text+file != "":
		return errors.New("SALESFORCE_PRIVATE_KEY_FILE and a client secret are both set: keep one")
	case key != "" && username == "":
		return errors.New("SALESFORCE_USERNAME is not set: the user that SALESFORCE_PRIVATE_KEY_FILE signs in")
	case key != "":
		o.Username, o.PrivateKey = username, SecretFile(key)
	case text != "" && file != "":
		return errors.New("SALESFORCE_CLIENT_SECRET and SALESFORCE_CLIENT_SECRET_FILE are both set: keep one")
	case file != "":
		o.Secret = SecretFile(file)
	case text != "":
		o.Secret = SecretText(text)
	default:
		return errors.New("SALESFORCE_CLIENT_SECRET or SALESFORCE_CLIENT_SECRET_FILE is not set: the consumer secret of the External Client App " +
			"(or SALESFORCE_USERNAME and SALESFORCE_PRIVATE_KEY_FILE for the JWT bearer flow)")
	}
	return nil
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
