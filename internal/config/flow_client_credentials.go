package config

import "salesforce_exporter/internal/salesforce"

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
