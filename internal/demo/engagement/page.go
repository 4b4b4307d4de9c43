package engagement

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"time"
)

const (
	// tokenLife and maxChain bound what page tokens lead to (API guide, Version 5
	// Overview): 4 hours, and 100,000 records from the first page on.
	tokenLife = 4 * time.Hour
	maxChain  = 100_000

	// chainEnds is the warning that comes where a chain stops before its end. The
	// text is as others saw it (airbytehq/airbyte, pull request 58067).
	chainEnds = "203;Record count for nextPageToken sequence has been exceeded."
)

// A place is where the next page begins: behind a row.
type place struct {
	Object string `json:"o"`
	Query  string `json:"q"` // the parameters of the first page, but for fields
	Key    int64  `json:"k"` // the last row's value of the order
	ID     int64  `json:"i"`
	Served int    `json:"n"` // records so far
	Issued int64  `json:"t"`
}

// tokens write places as texts that nobody else can write: plain base64, with +
// and /, which stand in addresses as they are.
type tokens struct{ secret []byte }

func newTokens() *tokens { return &tokens{secret: []byte(rand.Text())} }

func (t *tokens) sign(text string) []byte {
	mac := hmac.New(sha256.New, t.secret)
	mac.Write([]byte(text))
	return mac.Sum(nil)[:12]
}

func (t *tokens) write(p place) string {
	text, _ := json.Marshal(p) // texts and numbers can be written
	return base64.StdEncoding.EncodeToString(append(t.sign(string(text)), text...))
}

func (t *tokens) read(token, object string, now time.Time) (place, error) {
	var p place
	raw, err := base64.StdEncoding.DecodeString(token)
	if err != nil || len(raw) < 12 || !hmac.Equal(raw[:12], t.sign(string(raw[12:]))) {
		return p, tokenUnknown()
	}
	if err := json.Unmarshal(raw[12:], &p); err != nil || p.Object != object {
		return p, tokenUnknown()
	}
	if now.Unix()-p.Issued >= int64(tokenLife/time.Second) {
		return p, tokenExpired()
	}
	return p, nil
}

// resume reads the token of a further page, beside which nothing but fields may
// be, and the parameters that it goes on with.
func (a *API) resume(object string, params url.Values) (place, url.Values, error) {
	if err := only(params, "fields", "nextPageToken"); err != nil {
		return place{}, nil, err
	}
	p, err := a.tokens.read(params.Get("nextPageToken"), object, a.opts.Now())
	if err != nil {
		return p, nil, err
	}
	first, err := url.ParseQuery(p.Query)
	return p, first, err
}
