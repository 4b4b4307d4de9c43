package demo

import (
	"bytes"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"salesforce_exporter/internal/demo/engagement"
)

// webAsked is what a query of Account Engagement asks for.
func webAsked(path string, params url.Values) asked {
	return asked{path: pathEngagement, object: engagement.ObjectOf(path), further: params.Has("nextPageToken"),
		web: params, span: spanOf(params)}
}

// always is how long a time is that has no end.
const always = 100 * 365 * 24 * time.Hour

// spanOf is how long a time a query is about, by the narrowest of its filters.
func spanOf(params url.Values) time.Duration {
	span := always
	for _, field := range []string{"createdAt", "updatedAt"} {
		from, err := time.Parse(time.RFC3339, params.Get(field+"AfterOrEqualTo"))
		to, noEnd := time.Parse(time.RFC3339, params.Get(field+"Before"))
		if err == nil && noEnd == nil {
			span = min(span, to.Sub(from))
		}
	}
	return span
}

// selectsWeb reports whether a kind meets a query by more than its object.
func (a *armedFault) selectsWeb(one asked) bool {
	switch a.Kind {
	case EngagementGateway, EngagementTimeout:
		return a.Delay == 0 || !one.further && one.span > a.Delay
	case EngagementByID:
		return !one.further && strings.HasPrefix(one.web.Get("orderBy"), "id")
	case EngagementField:
		_, field, _ := strings.Cut(a.Field, ".")
		return slices.Contains(strings.Split(one.web.Get("fields"), ","), field)
	case EngagementUnassigned:
		return one.object == "prospects" && !one.further
	}
	return true
}

// serveWeb answers as Account Engagement does where it does not refuse.
func serveWeb(f Fault, w http.ResponseWriter, r *http.Request, serve http.HandlerFunc) {
	_, name, _ := strings.Cut(f.Field, ".")
	switch f.Kind {
	case EngagementField:
		writeEngagementError(w, r, engagement.FieldRefused(name))
	case EngagementIgnored:
		serve(w, withQuery(r, func(params url.Values) {
			for param := range params {
				if strings.HasPrefix(param, name) {
					params.Del(param)
				}
			}
		}))
	case EngagementUnassigned:
		serve(w, withQuery(r, func(params url.Values) { params.Set("id", "0") }))
	default:
		held := hold(w, r, serve)
		w.WriteHeader(held.status)
		_, _ = w.Write(loosen(held.body.Bytes())) // the client may be gone
	}
}

// withQuery is a request with other parameters.
func withQuery(r *http.Request, change func(url.Values)) *http.Request {
	changed := r.Clone(r.Context())
	params := changed.URL.Query()
	change(params)
	changed.URL.RawQuery = params.Encode()
	return changed
}

// loosen writes an answer as loosely as clients of others have to read it.
func loosen(body []byte) []byte {
	body = regexp.MustCompile(`("\w+":)(\d+)`).ReplaceAll(body, []byte(`$1"$2"`))
	body = regexp.MustCompile(`(T\d\d:\d\d:\d\d[+-]\d\d):(\d\d")`).ReplaceAll(body, []byte("$1$2"))
	body = regexp.MustCompile(`,"nextPageUrl":("[^"]*"|null)`).ReplaceAll(body, nil)
	return bytes.Replace(body, []byte(`"values":[]`), []byte(`"values":null`), 1)
}
