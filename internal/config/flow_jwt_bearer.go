package config

import "salesforce_exporter/internal/salesforce"

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
