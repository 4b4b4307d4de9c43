package engagement

import (
	"sync"
	"time"
)

// maxAtOnce is how many requests of a business unit may be under way (Salesforce
// Help, Using the Account Engagement API).
const maxAtOnce = 5

// meter counts the calls of a day of the account, and those under way.
type meter struct {
	mu        sync.Mutex
	day       string
	used      int
	total     int
	allowance int
	underway  int
}

// Enter counts a request that begins, and reports false for one too many at
// once. Whatever it reports, leave must be called in the end.
func (a *API) Enter() (leave func(), ok bool) {
	m := &a.meter
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.underway >= maxAtOnce {
		return func() {}, false
	}
	m.underway++
	return func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.underway--
	}, true
}

// Spend counts a call about an object, or refuses it where the calls of the day
// are used up. The day is that of the account's zone. An edition without API may
// be asked 0 calls a day (pardot/marketing-cloud-account-engagement-for-wordpress
// #48); that it can be asked for this limit is assumed.
func (a *API) Spend(object string) error {
	m := &a.meter
	m.mu.Lock()
	defer m.mu.Unlock()
	m.turn(a.today())
	if m.used >= m.allowance && (m.allowance > 0 || object != "account") {
		return DailyLimit()
	}
	m.used++
	m.total++
	return nil
}

// Usage returns how many calls were made today, and how many may be made.
func (a *API) Usage() (used, allowance int) {
	a.meter.mu.Lock()
	defer a.meter.mu.Unlock()
	a.meter.turn(a.today())
	return a.meter.used, a.meter.allowance
}

// Calls returns how many calls were counted since the start.
func (a *API) Calls() int {
	a.meter.mu.Lock()
	defer a.meter.mu.Unlock()
	return a.meter.total
}

// SetAllowance changes how many calls a day may have.
func (a *API) SetAllowance(calls int) {
	a.meter.mu.Lock()
	defer a.meter.mu.Unlock()
	a.meter.allowance = calls
}

func (a *API) today() string { return a.opts.Now().In(a.opts.Zone).Format(time.DateOnly) }

// turn begins a new day.
func (m *meter) turn(day string) {
	if day != m.day {
		m.day, m.used = day, 0
	}
}
