package config

import "salesforce_exporter/internal/salesforce"

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
