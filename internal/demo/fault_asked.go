package demo

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// The paths that faults can select.
const (
	pathToken     = "token"     // signing in
	pathQuery     = "query"     // statements and further pages
	pathComposite = "composite" // whole composite calls
	pathLimits    = "limits"
	pathDescribe  = "describe"
	pathData      = "data" // all of the data API
	pathAll       = "all"  // whatever a client can ask

	pathEngagement = "engagement" // the API of Account Engagement

	// Not to be selected: what has no word of its own.
	pathOtherData = "other data"
	pathElsewhere = "elsewhere"
)

func faultPaths() []string {
	return []string{pathToken, pathQuery, pathComposite, pathLimits, pathDescribe, pathData, pathEngagement, pathAll}
}

// asked is what a request, or a subrequest of one, asks for.
type asked struct {
	path    string
	object  string
	further bool // a further page of a query

	// Of Account Engagement: the whole query, and how long a time it is about.
	web  url.Values
	span time.Duration
}

func (a asked) data() bool {
	return a.path != pathToken && a.path != pathElsewhere && a.path != pathEngagement
}

// asked lists what a request asks for: first itself, then its subrequests. Its
// body can be read again afterwards.
func (o *Org) asked(r *http.Request) []asked {
	if r.URL.Path == "/services/oauth2/token" || strings.HasPrefix(r.URL.Path, "/services/Soap/") {
		return []asked{{path: pathToken}}
	}
	if path, ok := engagementPath(r); ok {
		return []asked{webAsked(path, r.URL.Query())}
	}
	c, err := newCall(r.Method, r.URL)
	if err != nil {
		return []asked{{path: pathElsewhere}}
	}
	all := []asked{o.askedBy(c)}
	if all[0].path != pathComposite || r.Body == nil {
		return all
	}
	for _, address := range subrequests(r) {
		if u, err := url.Parse(address); err == nil {
			if part, err := newCall(http.MethodGet, u); err == nil {
				all = append(all, o.askedBy(part))
			}
		}
	}
	return all
}

func (o *Org) askedBy(c *call) asked {
	switch {
	case isQuery(c.path) && len(c.path) == 2:
		return asked{path: pathQuery, object: o.cursors.objectOf(c.path[1]), further: true}
	case isQuery(c.path):
		return asked{path: pathQuery, object: fromObject(c.params.Get("q"))}
	case len(c.path) == 0:
		return asked{path: pathOtherData}
	case c.path[0] == "composite":
		return asked{path: pathComposite}
	case c.path[0] == "limits":
		return asked{path: pathLimits}
	case c.path[0] != "sobjects":
		return asked{path: pathOtherData}
	case len(c.path) == 1:
		return asked{path: pathDescribe}
	case len(c.path) == 2 || c.path[2] == "describe":
		return asked{path: pathDescribe, object: c.path[1]}
	}
	return asked{path: pathOtherData, object: c.path[1]}
}

// subrequests reads the addresses out of the envelope of a composite or batch
// call. A batch leaves out the "/services/data/" of its addresses.
func subrequests(r *http.Request) []string {
	var env struct {
		Composite, Batch []struct{ URL string }
	}
	var raw map[string]json.RawMessage
	if json.Unmarshal(keepBody(r), &raw) != nil {
		return nil
	}
	// What is no list of subrequests is refused later, by whoever answers.
	_ = json.Unmarshal(raw["compositeRequest"], &env.Composite)
	_ = json.Unmarshal(raw["batchRequests"], &env.Batch)
	var all []string
	for _, part := range env.Composite {
		all = append(all, part.URL)
	}
	for _, part := range env.Batch {
		all = append(all, "/services/data/"+strings.TrimPrefix(part.URL, "/"))
	}
	return all
}

// keepBody reads a body and puts it back. What is beyond the limit of an
// envelope stays unread. A server learns only after the body that the client
// has left, so whatever lets a client wait reads the body first.
func keepBody(r *http.Request) []byte {
	if r.Body == nil {
		return nil
	}
	rest := r.Body
	// An error shows again when the rest is read.
	body, _ := io.ReadAll(io.LimitReader(rest, maxEnvelope+1))
	r.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(body), rest), rest}
	return body
}

// fromObject finds the object of a statement: what follows the FROM that is in
// no parentheses and no text. It takes any statement, right or wrong.
func fromObject(statement string) string {
	depth := 0
	found := false
	for rest := statement; rest != ""; {
		n, word := nextToken(rest)
		token := rest[:n]
		rest = rest[n:]
		switch {
		case found && word:
			return token
		case token == "(":
			depth++
		case token == ")":
			depth--
		case depth == 0 && strings.EqualFold(token, "FROM"):
			found = true
		}
	}
	return ""
}

// nextToken measures the word, text or other sign that a statement begins with.
func nextToken(statement string) (n int, word bool) {
	inWord := func(c byte) bool {
		return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
	}
	for n < len(statement) && inWord(statement[n]) {
		n++
	}
	if n > 0 {
		return n, true
	}
	if statement[0] != '\'' {
		return 1, false
	}
	for n = 1; n < len(statement); n++ {
		switch statement[n] {
		case '\\':
			n++
		case '\'':
			return n + 1, false
		}
	}
	return len(statement), false
}
