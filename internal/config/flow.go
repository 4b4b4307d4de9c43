package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"salesforce_exporter/internal/salesforce"
)

// A Flow is the name of a way to sign in, as Salesforce calls it.
type Flow string

// A flow is a way to sign in.
type flow struct {
	name Flow
	// files are the settings of the flow that lead to files with secrets, such as
	// private_key_file. The first one chooses the flow; without any, it is the one
	// that is left.
	files []string
	// texts are its other settings.
	texts []text
	// unless keeps the flow from being chosen; nil for never.
	unless func(*Org) bool
	// check finds what is missing and what contradicts.
	check func(*Org, *complaints)
	// signIn makes what signs in.
	signIn func(*Org, *Tokens) salesforce.SignIn
}

// A text is a setting that is no secret.
type text struct {
	key  string
	read func(string) (string, error) // returns it in its normal form
}

// flows are all ways to sign in. The first one that the settings choose is taken.
func flows() []flow {
	return []flow{jwtBearer(), refreshToken(), sfdxAuthURL(), soapLogin(), password(), clientCredentials()}
}

// flow returns the way to sign in that the settings choose.
func (o *Org) flow() flow {
	all := flows()
	i := slices.IndexFunc(all, func(f flow) bool {
		return (len(f.files) == 0 || o.files[f.files[0]].Given()) && (f.unless == nil || !f.unless(o))
	})
	return all[i] // the last one has no condition
}

// Flow tells by the settings how to sign in.
func (o *Org) Flow() Flow { return o.flow().name }

// SignIn makes what signs in to the org. Tokens are those that the org rotated.
func (o *Org) SignIn(tokens *Tokens) salesforce.SignIn { return o.flow().signIn(o, tokens) }

// isApp reports whether there is an app to sign in with.
func (o *Org) isApp() bool { return o.ClientID != "" || o.Secret.Given() }

// reader returns how a secret is read; nil where there is none.
func (s Secret) reader() func() (string, error) {
	if !s.Given() {
		return nil
	}
	return s.Read
}

// flowKeys are the settings that belong to flows. Two flows may share one.
func flowKeys() (keys []string) {
	for _, f := range flows() {
		keys = append(keys, f.files...)
		for _, t := range f.texts {
			keys = append(keys, t.key)
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// readFlows reads the settings that belong to flows.
func (o *Org) readFlows(value, spelling func(key string) string) error {
	o.files, o.texts = map[string]Secret{}, map[string]string{}
	var problems []error
	for _, f := range flows() {
		for _, key := range f.files {
			if path := value(key); path != "" {
				o.files[key] = SecretFile(path, spelling(key))
			}
		}
		for _, t := range f.texts {
			read, err := t.read(value(t.key))
			if err != nil {
				problems = append(problems, fmt.Errorf("%s: %w", spelling(t.key), err))
			}
			o.texts[t.key] = read
		}
	}
	return errors.Join(problems...)
}

// complaints are what is wrong with an org. Spelling is how a setting is called
// where it was read.
type complaints struct {
	spelling func(key string) string
	problems []error
}

func (c *complaints) add(format string, args ...any) {
	c.problems = append(c.problems, fmt.Errorf(format, args...))
}

// need says what to give where it is missing.
func (c *complaints) need(there bool, key, what string) {
	if !there {
		c.add("%s is not set: give %s", c.spelling(key), what)
	}
}

// needApp is for flows of an app, which its consumer key names.
func (c *complaints) needApp(o *Org) {
	c.need(o.ClientID != "", "client_id", "the consumer key of the External Client App")
}

// oneFlow reports whether the settings choose one flow, and not several.
func (c *complaints) oneFlow(o *Org) bool {
	var all []string
	given := 0
	for _, f := range flows() {
		if len(f.files) == 0 || slices.Contains(all, c.spelling(f.files[0])) {
			continue
		}
		all = append(all, c.spelling(f.files[0]))
		if o.files[f.files[0]].Given() {
			given++
		}
	}
	if given > 1 {
		last := len(all) - 1
		c.add("more than one of %s and %s is set: keep one", strings.Join(all[:last], ", "), all[last])
	}
	return given <= 1
}

// ClientCredentials is the OAuth 2.0 client credentials flow, which needs
// nothing but the app.
const ClientCredentials Flow = "client credentials"

func clientCredentials() flow {
	return flow{
		name: ClientCredentials,
		check: func(o *Org, c *complaints) {
			c.needApp(o)
			c.needSecret(o)
		},
		signIn: func(o *Org, _ *Tokens) salesforce.SignIn {
			return salesforce.ClientCredentials{URL: o.URL, ClientID: o.ClientID, Secret: o.Secret.Read}
		},
	}
}

// needSecret names two flows that do without a secret.
func (c *complaints) needSecret(o *Org) {
	c.need(o.Secret.Given(), "client_secret", "the consumer secret of the External Client App (or "+c.spelling("username")+
		" and "+c.spelling("private_key_file")+" for the JWT bearer flow, or "+c.spelling("refresh_token_file")+")")
}

// JWTBearer is the OAuth 2.0 JWT bearer flow.
const JWTBearer Flow = "JWT bearer"

func jwtBearer() flow {
	const key, aud = "private_key_file", "jwt_audience"
	return flow{
		name:  JWTBearer,
		files: []string{key},
		texts: []text{{aud, audience}},
		check: func(o *Org, c *complaints) {
			c.needApp(o)
			if o.Secret.Given() {
				c.add("%s and a client secret are both set: keep one", c.spelling(key))
				return
			}
			c.need(o.Username != "", "username", "the user that "+c.spelling(key)+" signs in")
		},
		signIn: func(o *Org, _ *Tokens) salesforce.SignIn {
			return &salesforce.JWTBearer{URL: o.URL, ClientID: o.ClientID, Username: o.Username, Audience: o.texts[aud],
				Key: o.files[key].Read}
		},
	}
}

// Password is the OAuth 2.0 username-password flow.
const Password Flow = "username-password"

// The settings that SOAP login() has, too.
const (
	passwordFile      = "password_file"
	securityTokenFile = "security_token_file"
)

func password() flow {
	return flow{
		name:  Password,
		files: []string{passwordFile, securityTokenFile},
		check: func(o *Org, c *complaints) {
			c.needApp(o)
			c.needUserOfPassword(o)
			c.needSecret(o)
		},
		signIn: func(o *Org, _ *Tokens) salesforce.SignIn {
			return salesforce.Password{URL: o.URL, ClientID: o.ClientID, Secret: o.Secret.reader(), Username: o.Username,
				Password: o.files[passwordFile].Read, SecurityToken: o.files[securityTokenFile].reader()}
		},
	}
}

func (c *complaints) needUserOfPassword(o *Org) {
	c.need(o.Username != "", "username", "the user that "+c.spelling(passwordFile)+" is of")
}

// SOAPLogin is login() of the SOAP API, with user name and password and without
// an app.
const SOAPLogin Flow = "SOAP login"

func soapLogin() flow {
	return flow{
		name:   SOAPLogin,
		files:  []string{passwordFile, securityTokenFile},
		unless: (*Org).isApp,
		check: func(o *Org, c *complaints) {
			c.need(o.BusinessUnit.ID == "", "client_id",
				"the consumer key of an External Client App, as a business unit can be reached only through one")
			c.needUserOfPassword(o)
		},
		signIn: func(o *Org, _ *Tokens) salesforce.SignIn {
			return salesforce.SOAPLogin{URL: o.URL, Username: o.Username, Password: o.files[passwordFile].Read,
				SecurityToken: o.files[securityTokenFile].reader()}
		},
	}
}
