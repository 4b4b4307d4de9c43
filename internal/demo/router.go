package demo

import (
	"net/http"
)

// maxURI is the longest request line target that Salesforce takes, and the
// most that target and headers may have together (Salesforce Help 000386264).
const maxURI = 16_384

// Handler answers as the org's server would. It needs no network, starts no
// goroutine and keeps nothing of a request but its session.
func (o *Org) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/services/oauth2/token", o.token)
	mux.HandleFunc("/services/oauth2/introspect", o.introspect)
	mux.HandleFunc("/services/oauth2/revoke", o.revokeToken)
	mux.HandleFunc("/services/oauth2/userinfo", o.serveUserInfo)
	mux.HandleFunc("/services/Soap/{kind}/{version}", o.serveSOAP)
	mux.HandleFunc("/services/Soap/{kind}/{version}/{org}", o.serveSOAP)
	mux.HandleFunc("/id/{org}/{user}", o.serveIdentity)
	mux.HandleFunc("/services/data", o.serveVersions)
	mux.HandleFunc("/services/data/{$}", o.serveVersions)
	mux.HandleFunc("/services/data/", o.serveData)
	mux.HandleFunc(engagementPrefix, o.serveEngagement)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { writeRefusal(w, r, notFound()) })
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = r.WithContext(r.Context()) // a copy: without a network this is the client's own
		r, leave := o.enterEngagement(r)
		defer leave()
		if !o.arrive(r) {
			// The client has given up and will not read this.
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		w.Header().Set("Date", o.Now().UTC().Format(http.TimeFormat))
		if status := tooLong(r); status != 0 {
			writePage(w, r, status)
			return
		}
		if address, moved := movedTo(r); moved {
			http.Redirect(w, r, address, http.StatusFound)
			return
		}
		o.serveElsewhere(w, r, mux.ServeHTTP)
	})
}

func tooLong(r *http.Request) int {
	size := len(r.URL.RequestURI())
	if size > maxURI {
		return http.StatusRequestURITooLong
	}
	for name, values := range r.Header {
		for _, value := range values {
			size += len(name) + len(value) + len(": \r\n")
		}
	}
	if size > maxURI {
		return http.StatusRequestHeaderFieldsTooLarge
	}
	return 0
}

// serveData answers the resources under /services/data/vXX.X, in the order of
// Salesforce's gates: version, session, allowance, resource.
func (o *Org) serveData(w http.ResponseWriter, r *http.Request) {
	c, err := newCall(r.Method, r.URL)
	if err != nil {
		writeRefusal(w, r, asRefusal(err))
		return
	}
	c.header, c.session, c.instance = r.Header, bearer(r.Header), instanceURL(r)
	if !o.sessions.use(c.session, o.clock.wall()) {
		writeRefusal(w, r, sessionInvalid())
		return
	}
	o.serveCall(o.meet(r), w, r, c)
}

// serveAnswer answers a call that has passed all gates.
func (o *Org) serveAnswer(w http.ResponseWriter, r *http.Request, c *call) {
	c.body = r.Body
	value, err := o.answer(r.Context(), c)
	w.Header().Set("Sforce-Limit-Info", o.usage.header(o.clock.wall())) // a batch costs more than one
	if err != nil {
		writeRefusal(w, r, asRefusal(err))
		return
	}
	writeJSON(w, r, http.StatusOK, value)
}
