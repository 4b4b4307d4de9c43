package config

import "salesforce_exporter/internal/salesforce"

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
