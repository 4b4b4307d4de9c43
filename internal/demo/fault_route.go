package demo

import (
	"net/http"
	"strings"
	"time"

	"salesforce_exporter/internal/demo/schema"
)

// arrive lets a request wait as long as latency and faults have it, and
// reports whether the client is still there.
func (o *Org) arrive(r *http.Request) bool {
	late := time.Duration(o.latency.Load())
	if o.faults.any() {
		late += o.faults.delay(o.asked(r), r.RemoteAddr, o.clock.wall())
	}
	if late <= 0 {
		return true
	}
	keepBody(r)
	return wait(r.Context(), late)
}

// serveElsewhere lets faults meet what is no call to the data API or to that of
// Account Engagement, which meet them behind their first gates.
func (o *Org) serveElsewhere(w http.ResponseWriter, r *http.Request, serve http.HandlerFunc) {
	_, gated := engagementPath(r)
	if _, err := newCall(r.Method, r.URL); err == nil || gated {
		serve(w, r)
		return
	}
	serveWith(o.meet(r), w, r, serve)
}

// meet tells what happens to the whole of a request.
func (o *Org) meet(r *http.Request) Fault {
	if !o.faults.any() {
		return Fault{}
	}
	return o.faults.meet(onAnswer, o.asked(r), o.clock.wall())
}

// serveCall answers a call that has passed the session's gate: it bills the
// call and lets the fault happen.
func (o *Org) serveCall(met Fault, w http.ResponseWriter, r *http.Request, c *call) {
	now := o.clock.wall()
	kind := met.Kind.spec()
	o.faults.exhaust(o.usage, now)
	if met.Kind == SessionEnds {
		o.sessions.end(c.session, now)
	}
	within := kind.free || o.usage.spend(now)
	if kind.name != SessionEnds && !kind.html {
		w.Header().Set("Sforce-Limit-Info", o.usage.header(now))
	}
	if !within {
		writeRefusal(w, r, DailyLimit.spec().refused)
		return
	}
	if met.Kind == FailingSubrequests {
		c.failing = max(met.Count, 1)
	}
	serveWith(met, w, r, func(w http.ResponseWriter, r *http.Request) { o.serveAnswer(w, r, c) })
}

// failResource lets faults meet a single resource, or a single subrequest.
func (o *Org) failResource(c *call) error {
	if !o.faults.any() {
		return nil
	}
	met := o.faults.meet(onResource, []asked{o.askedBy(c)}, o.clock.wall())
	switch met.Kind {
	case "":
		return nil
	case HiddenField:
		c.hidden = met.Field
		return nil
	case InvalidQueryLocator:
		o.cursors.lose(c.path[1])
	}
	return met.Kind.spec().refused
}

// failsPart reports whether a fault of the whole composite call hits its i-th
// subrequest: the first one, and then every so many.
func (c *call) failsPart(i int) bool { return c.failing > 0 && i%c.failing == 0 }

// schemaFor is what a call can see.
func (o *Org) schemaFor(c *call) *schema.Schema {
	visible := o.visible.Load()
	if c.hidden == "" {
		return visible
	}
	return visible.Restrict(func(object, field string) bool {
		return !strings.EqualFold(object+"."+field, c.hidden)
	})
}
