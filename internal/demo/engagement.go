package demo

import (
	"context"
	"net/http"
	"strings"

	"salesforce_exporter/internal/demo/engagement"
)

const (
	// engagementPrefix is where the API of Account Engagement is found: on a
	// host of its own in the real world.
	engagementPrefix = "/account-engagement/"

	// BusinessUnit is the id of the generated company's business unit of Account
	// Engagement. A loaded org has none.
	BusinessUnit = "0Uv5g0000000001CAA"
)

func (o *Org) openEngagement(calls int) (err error) {
	o.engagement, err = engagement.New(engagement.Options{
		DB: o.DB(), BusinessUnit: o.rows.businessUnit, Zone: o.zone, Now: o.clock.wall, Allowance: calls,
	})
	return err
}

// EngagementCalls returns how many calls to the API of Account Engagement were
// counted so far.
func (o *Org) EngagementCalls() int { return o.engagement.Calls() }

// engagementPath is the path of a request below the prefix of the API of
// Account Engagement, if it is one.
func engagementPath(r *http.Request) (path string, ok bool) {
	return strings.CutPrefix(r.URL.Path, engagementPrefix)
}

// tooMany marks, in the context of a request, that it was one too many at once.
type tooMany struct{}

// enterEngagement counts the requests that are under way, those that faults let
// wait among them.
func (o *Org) enterEngagement(r *http.Request) (entered *http.Request, leave func()) {
	if _, ok := engagementPath(r); !ok {
		return r, func() {}
	}
	leave, ok := o.engagement.Enter()
	if !ok {
		r = r.WithContext(context.WithValue(r.Context(), tooMany{}, true))
	}
	return r, leave
}

// serveEngagement answers the API of Account Engagement. The order of its gates
// is assumed: token, business unit, requests at once, calls of the day.
func (o *Org) serveEngagement(w http.ResponseWriter, r *http.Request) {
	if err := o.admitEngagement(r); err != nil {
		writeEngagementError(w, r, engagement.AsError(err))
		return
	}
	met := o.meet(r)
	if !met.Kind.spec().free {
		path, _ := engagementPath(r)
		if err := o.engagement.Spend(engagement.ObjectOf(path)); err != nil {
			writeEngagementError(w, r, engagement.AsError(err))
			return
		}
	}
	if met.Kind == EngagementCached {
		o.copies.serve(met.Delay, o.clock.wall(), w, r, o.answerEngagement)
		return
	}
	serveWith(met, w, r, o.answerEngagement)
}

func (o *Org) admitEngagement(r *http.Request) error {
	token := bearer(r.Header)
	if token == "" {
		return engagement.AccessDenied()
	}
	if !o.sessions.use(token, o.clock.wall()) || !o.pardotScope(token) {
		return engagement.TokenInvalid()
	}
	if err := o.engagement.CheckUnit(r.Header); err != nil {
		return err
	}
	if r.Context().Value(tooMany{}) != nil {
		return engagement.TooManyAtOnce()
	}
	return nil
}

// pardotScope reports whether a token is good for Account Engagement: that of
// the username-password flow needs no scope (API guide, Authentication).
func (o *Org) pardotScope(token string) bool {
	found, _ := o.sessions.look(token, o.clock.wall())
	return found.password || !o.signIn.PardotScopeOff
}

func (o *Org) answerEngagement(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		writeEngagementError(w, r, engagement.ReadOnly())
		return
	}
	path, _ := engagementPath(r)
	base := instanceURL(r) + strings.TrimSuffix(engagementPrefix, "/")
	answer, err := o.engagement.Get(r.Context(), path, r.URL.RawQuery, base)
	if err != nil {
		writeEngagementError(w, r, engagement.AsError(err))
		return
	}
	if answer.Warning != "" {
		w.Header().Set("Pardot-Warning", answer.Warning)
	}
	writeBody(w, r, http.StatusOK, jsonType, answer.Body)
}

func writeEngagementError(w http.ResponseWriter, r *http.Request, refused *engagement.Error) {
	writeJSON(w, r, refused.Status, refused)
}
