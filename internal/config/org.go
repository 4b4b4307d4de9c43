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
	URL        string // scheme and host only
	ClientID   string // consumer key
	Secret     Secret // consumer secret
	Username   string // for flows that name the user
	APIVersion string // "62.0"; empty for the client's default
	ProxyURL   string // empty for HTTPS_PROXY and the like
	CA         string // further authorities to trust, in PEM form; empty for none
	Budget     Budget // where it differs from that of all orgs
	// BusinessUnit is the one whose web engagement is measured; the zero value
	// for none.
	BusinessUnit BusinessUnit

	files map[string]Secret // those of the flows, by the setting that leads to them
	texts map[string]string // what else flows are told, by setting
}

// Fingerprint differs where an org would be reached in another way. It holds no
// secret that could be read back.
func (o *Org) Fingerprint() [sha256.Size]byte {
	h := sha256.New()
	for _, s := range o.secrets() {
		fmt.Fprintf(h, "%q %q ", s.file, s.text)
	}
	fmt.Fprintf(h, "%q", []any{o.URL, o.ClientID, o.Username, fmt.Sprint(o.texts), o.APIVersion, o.ProxyURL, o.CA,
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
	all := []Secret{o.Secret}
	for _, key := range flowKeys() {
		all = append(all, o.files[key])
	}
	return all
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
	base, err := NormalizeURL(getenv("SALESFORCE_URL"))
	if err != nil {
		problems = append(problems, fmt.Errorf("SALESFORCE_URL: %w", err))
	}
	org := &Org{
		URL: base, ClientID: getenv("SALESFORCE_CLIENT_ID"), Username: getenv("SALESFORCE_USERNAME"),
		Secret: secret("SALESFORCE_CLIENT_SECRET"), ProxyURL: getenv("SALESFORCE_PROXY_URL"),
	}
	problems = append(problems, org.readFlows(func(key string) string { return getenv(variableOf(key)) }, variableOf))
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
	problems = append(problems, org.check(func(key string) string {
		if key == "client_secret" {
			return "SALESFORCE_CLIENT_SECRET or SALESFORCE_CLIENT_SECRET_FILE"
		}
		return variableOf(key)
	}))
	return org, errors.Join(problems...)
}

// variableOf is how a setting is called in the environment.
func variableOf(key string) string { return "SALESFORCE_" + strings.ToUpper(key) }

// check finds what is missing and what contradicts. Spelling is how a setting is
// called where it was read.
func (o *Org) check(spelling func(key string) string) error {
	c := &complaints{spelling: spelling}
	if c.oneFlow(o) {
		o.flow().check(o, c)
	}
	if o.ProxyURL != "" && !isProxy(o.ProxyURL) {
		c.add("%s is no address of a proxy: use one such as http://proxy.example.com:3128, or with https:// or socks5://",
			spelling("proxy_url"))
	}
	return errors.Join(c.problems...)
}
