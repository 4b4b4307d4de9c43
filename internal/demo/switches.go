package demo

import (
	"fmt"
	"strings"
	"time"
)

// SetLatency sets what is added to every answer.
func (o *Org) SetLatency(d time.Duration) { o.latency.Store(int64(d)) }

// SetSecret changes the consumer secret that signs in.
func (o *Org) SetSecret(secret string) { o.secret.Store(&secret) }

// SetAllowance changes how many API requests 24 hours may have.
func (o *Org) SetAllowance(requests int) { o.usage.setAllowance(requests) }

// SetEngagementCalls changes how many calls a day of the account may be made to
// the API of Account Engagement.
func (o *Org) SetEngagementCalls(calls int) { o.engagement.SetAllowance(calls) }

// RevokeSessions makes every access token invalid.
func (o *Org) RevokeSessions() { o.sessions.revoke() }

// Hide takes objects ("Case") and fields ("Opportunity.NextStep") away from
// the running user, in addition to what is hidden already. Salesforce answers
// as if they did not exist.
func (o *Org) Hide(names ...string) error {
	whole := o.rows.store.Schema()
	for _, name := range names {
		object, field, dotted := strings.Cut(name, ".")
		found, ok := whole.Object(object)
		if ok && dotted {
			_, ok = found.Field(field)
		}
		if !ok {
			return fmt.Errorf("hide %s: this org has no such object or field", name)
		}
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, name := range names {
		o.hidden = append(o.hidden, strings.ToLower(name))
	}
	hidden := make(map[string]bool, len(o.hidden))
	for _, name := range o.hidden {
		hidden[name] = true
	}
	o.visible.Store(whole.Restrict(func(object, field string) bool {
		if field == "" {
			return !hidden[strings.ToLower(object)]
		}
		return !hidden[strings.ToLower(object+"."+field)]
	}))
	return nil
}
