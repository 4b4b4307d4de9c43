package config

import "salesforce_exporter/internal/salesforce"

// RefreshToken is the OAuth 2.0 refresh token flow.
const RefreshToken Flow = "refresh token"

func refreshToken() flow {
	const key = "refresh_token_file"
	return flow{
		name:  RefreshToken,
		files: []string{key},
		check: func(o *Org, c *complaints) { c.needApp(o) },
		signIn: func(o *Org, tokens *Tokens) salesforce.SignIn {
			return salesforce.RefreshToken{URL: o.URL, ClientID: o.ClientID, Secret: o.Secret.reader(),
				Token: tokens.of(o.files[key])}
		},
	}
}

// Tokens are the refresh tokens by their file. An org that is measured anew,
// because the configuration says something else of it, goes on with what it
// had, also where that could not be written to the file.
type Tokens struct {
	lost  func(file string, err error)
	known map[string]*salesforce.RotatedToken
}

// NewTokens returns none yet. Lost is told of a token that the org rotated and
// that cannot be written to its file.
func NewTokens(lost func(file string, err error)) *Tokens {
	return &Tokens{lost: lost, known: map[string]*salesforce.RotatedToken{}}
}

// A tokenFile is where a refresh token is kept, as a Secret is.
type tokenFile interface {
	Path() string
	Read() (string, error)
	Write(token string) error
}

func (t *Tokens) of(file tokenFile) *salesforce.RotatedToken {
	if known, ok := t.known[file.Path()]; ok {
		return known
	}
	made := salesforce.NewRotatedToken(file.Read, func(token string) {
		if err := file.Write(token); err != nil {
			t.lost(file.Path(), err)
		}
	})
	t.known[file.Path()] = made
	return made
}
