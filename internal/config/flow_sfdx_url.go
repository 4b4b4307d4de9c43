package config

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"

	"salesforce_exporter/internal/salesforce"
)

// SFDXAuthURL is the refresh token flow with the authorization URL of the
// Salesforce CLI, which holds a refresh token and the app that it is of
// (Salesforce CLI Reference, org login sfdx-url and org auth show-sfdx-auth-url).
const SFDXAuthURL Flow = "SFDX authorization URL"

func sfdxAuthURL() flow {
	const key = "sfdx_auth_url_file"
	return flow{
		name:  SFDXAuthURL,
		files: []string{key},
		check: func(o *Org, c *complaints) {
			if o.isApp() {
				c.add("%s names an app, and a client id or secret is set as well: keep one", c.spelling(key))
			}
		},
		signIn: func(o *Org, tokens *Tokens) salesforce.SignIn {
			file := sfdxFile{o.files[key]}
			return sfdxSignIn{url: o.URL, file: file, token: tokens.of(file)}
		},
	}
}

// sfdxSignIn reads at each sign-in which app the token is of.
type sfdxSignIn struct {
	url   string
	file  sfdxFile
	token *salesforce.RotatedToken
}

// SignIn asks for a session.
func (s sfdxSignIn) SignIn(ctx context.Context, client salesforce.Doer) (*salesforce.Session, error) {
	u, err := s.file.parse()
	if err != nil {
		return nil, &salesforce.Error{Code: salesforce.CodeSecret, Cause: err,
			Message: fmt.Sprintf("read the SFDX authorization URL: %v", err)}
	}
	flow := salesforce.RefreshToken{URL: s.url, ClientID: u.clientID, Secret: SecretText(u.clientSecret).reader(),
		Token: s.token}
	session, err := flow.SignIn(ctx, client)
	if refused, ok := errors.AsType[*salesforce.Error](err); ok && refused.Code == "invalid_grant" {
		refused.Remedy = "log in to this org with the Salesforce CLI again, and write the new SFDX authorization URL into the file"
	}
	return session, err
}

// An sfdxURL is a refresh token and the app that it is of. The CLI's own app has
// no secret.
type sfdxURL struct{ clientID, clientSecret, token, host string }

// sfdxForm has the letters that the CLI itself takes (forcedotcom/sfdx-core,
// AuthInfo.parseSfdxAuthUrl).
var sfdxForm = regexp.MustCompile(
	`^force://([A-Za-z0-9._-]+=*):([A-Za-z0-9._-]*=*):([A-Za-z0-9._-]+=*)@([A-Za-z0-9:._-]+)$`)

// An sfdxFile holds the URL alone, or what the CLI prints with --json.
type sfdxFile struct{ Secret }

// parse reads the URL. The error does not repeat it.
func (f sfdxFile) parse() (sfdxURL, error) {
	text, err := f.Secret.Read()
	if err != nil {
		return sfdxURL{}, err
	}
	type printed struct {
		URL string `json:"sfdxAuthUrl"`
	}
	var all struct {
		printed
		Result printed `json:"result"`
	}
	if json.Unmarshal([]byte(text), &all) == nil {
		text = cmp.Or(all.Result.URL, all.URL)
	}
	found := sfdxForm.FindStringSubmatch(text)
	if found == nil {
		return sfdxURL{}, errors.New("the file holds none: write into it what sf org auth show-sfdx-auth-url --json prints")
	}
	return sfdxURL{clientID: found[1], clientSecret: found[2], token: found[3], host: found[4]}, nil
}

// Read returns the refresh token.
func (f sfdxFile) Read() (string, error) {
	u, err := f.parse()
	return u.token, err
}

// Write puts another refresh token into the URL.
func (f sfdxFile) Write(token string) error {
	u, err := f.parse()
	if err != nil {
		return err
	}
	return f.Secret.Write(fmt.Sprintf("force://%s:%s:%s@%s", u.clientID, u.clientSecret, token, u.host))
}
