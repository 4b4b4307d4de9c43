package demo

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"salesforce_exporter/internal/demo/engagement/model"
	"salesforce_exporter/internal/demo/schema"
)

// maxConnections bounds the connections that a fault remembers.
const maxConnections = 10_000

// faults are those that an org has now.
type faults struct {
	mu    sync.Mutex
	armed []*armedFault
}

// An armedFault counts the calls that a fault could meet.
type armedFault struct {
	Fault
	kind        faultKind
	start       time.Time
	seen, hits  int
	random      *rand.Rand
	connections map[string]bool // that had their first answer
	exhausted   bool            // calls-left: the allowance is spent
}

// SetFaults lets these faults happen from now on, in place of those before; no
// faults heal the org. Where several meet a call, delays add up, and of the
// others the first one in the list shows.
func (o *Org) SetFaults(list ...Fault) error {
	now := o.clock.wall()
	var armed []*armedFault
	for i, f := range list {
		if err := f.checkWith(o.rows.store.Schema()); err != nil {
			return fmt.Errorf("fault %q: %w", f, err)
		}
		armed = append(armed, &armedFault{
			Fault: f, kind: f.Kind.spec(), start: now, connections: map[string]bool{},
			random: newRandom(o.seed, f.Seed, i),
		})
	}
	o.faults.mu.Lock()
	defer o.faults.mu.Unlock()
	o.faults.armed = armed
	o.usage.othersSpend(0)
	return nil
}

// newRandom makes the chances of a fault, by the org's seed, its own and its
// place in the list.
func newRandom(org, own uint64, place int) *rand.Rand {
	return rand.New(rand.NewPCG(org, own^uint64(place)<<32))
}

// checkWith adds to check that what the fault names exists.
func (f Fault) checkWith(s *schema.Schema) error {
	if err := f.check(); err != nil {
		return err
	}
	object, field, dotted := strings.Cut(f.Field, ".")
	if f.Object != "" {
		object = f.Object
	}
	if object == "" {
		return nil
	}
	if f.Path == pathEngagement || f.Kind.spec().ofEngagement() {
		if !slices.Contains(model.Names(), object) {
			return fmt.Errorf("no object %s in Account Engagement, there are: %s", object, strings.Join(model.Names(), ", "))
		}
		return nil
	}
	known, ok := s.Object(object)
	if !ok {
		return fmt.Errorf("this org has no object %s", object)
	}
	if _, ok := known.Field(field); dotted && !ok {
		return fmt.Errorf("%s has no field %s", known.Name, field)
	}
	return nil
}

// any reports whether there is a fault at all.
func (f *faults) any() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.armed) > 0
}

// meet tells what happens to a call at a stage; the fault without a kind is
// none.
func (f *faults) meet(at stage, all []asked, now time.Time) Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	var met Fault
	for _, a := range f.armed {
		if a.kind.stage == at && a.active(now) && a.selectsAny(all) && a.next() && met.Kind == "" {
			a.hits++
			met = a.Fault
		}
	}
	return met
}

// delay tells how late the answer to a call is.
func (f *faults) delay(all []asked, connection string, now time.Time) time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	var sum time.Duration
	for _, a := range f.armed {
		if a.kind.stage != onArrival || !a.active(now) || !a.selectsAny(all) {
			continue
		}
		if a.Kind == SlowConnect && !a.isFirst(connection) {
			continue
		}
		if a.next() {
			a.hits++
			sum += a.late()
		}
	}
	return sum
}

// skew tells how far the org's clock is off.
func (f *faults) skew(now time.Time) time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	var sum time.Duration
	for _, a := range f.armed {
		if a.Kind == ClockSkew && a.active(now) {
			sum += a.Delay
		}
	}
	return sum
}

// exhaust lets others use up the allowance, and gives it back where the time
// of the fault is over.
func (f *faults) exhaust(u *usage, now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, a := range f.armed {
		active := a.Kind == CallsLeft && a.active(now)
		if active && !a.exhausted {
			used, allowance := u.used(now)
			u.othersSpend(max(0, allowance-used-a.Count))
		}
		if !active && a.exhausted {
			u.othersSpend(0)
		}
		a.exhausted = active
	}
}

func (a *armedFault) active(now time.Time) bool {
	age := now.Sub(a.start)
	return age >= a.After && (a.For == 0 || age < a.After+a.For)
}

func (a *armedFault) selectsAny(all []asked) bool {
	for _, one := range all {
		if a.selects(one) {
			return true
		}
	}
	return false
}

func (a *armedFault) selects(one asked) bool {
	object := a.Object
	if a.kind.value == fieldValue {
		object, _, _ = strings.Cut(a.Field, ".")
	}
	if !a.kind.meets(one) || object != "" && !strings.EqualFold(object, one.object) || a.kind.ofEngagement() &&
		!a.selectsWeb(one) {
		return false
	}
	switch a.Path {
	case "":
		// What befalls single resources befalls subrequests one by one.
		return a.kind.stage == onArrival || a.kind.ofEngagement() || one.data() &&
			(a.kind.stage != onResource || one.path != pathComposite)
	case pathAll:
		return true
	case pathData:
		return one.data()
	}
	return a.Path == one.path
}

// next counts a call and reports whether it is one of those that the fault
// meets.
func (a *armedFault) next() bool {
	a.seen++
	chance := a.random.Float64() // drawn for each call, so that the series stays the same
	switch {
	case a.Times > 0 && a.hits >= a.Times:
		return false
	case a.Nth > 0:
		return a.seen == a.Nth
	case a.Every > 0:
		return a.seen%a.Every == 0
	case a.Share > 0:
		return chance < a.Share
	}
	return true
}

// isFirst reports whether nothing was answered on a connection before. Calls
// that come without a network are all on one.
func (a *armedFault) isFirst(connection string) bool {
	if a.connections[connection] {
		return false
	}
	if len(a.connections) >= maxConnections {
		clear(a.connections)
	}
	a.connections[connection] = true
	return true
}

func (a *armedFault) late() time.Duration {
	if a.MaxDelay <= a.Delay {
		return a.Delay
	}
	return a.Delay + time.Duration(a.random.Int64N(int64(a.MaxDelay-a.Delay)+1))
}
