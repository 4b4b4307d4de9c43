package demo

import (
	"fmt"
	"sync"
	"time"
)

// usage counts the API requests that Salesforce would bill. The allowance is
// for any 24 hours, not for a calendar day.
type usage struct {
	mu        sync.Mutex
	allowance int
	total     int
	recent    int
	others    int      // spent by other clients
	minutes   []minute // of the last 24 hours, oldest first
}

type minute struct {
	start    time.Time
	requests int
}

func newUsage(allowance int) *usage { return &usage{allowance: allowance} }

// spend bills one request, or reports false where the allowance is used up.
func (u *usage) spend(now time.Time) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.forget(now)
	if u.recent+u.others >= u.allowance {
		return false
	}
	u.total++
	u.recent++
	start := now.Truncate(time.Minute)
	if last := len(u.minutes) - 1; last >= 0 && u.minutes[last].start.Equal(start) {
		u.minutes[last].requests++
		return true
	}
	u.minutes = append(u.minutes, minute{start: start, requests: 1})
	return true
}

// used returns the requests of the last 24 hours and how many are allowed.
func (u *usage) used(now time.Time) (used, allowance int) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.forget(now)
	return u.recent + u.others, u.allowance
}

// header is the value of Sforce-Limit-Info.
func (u *usage) header(now time.Time) string {
	used, allowance := u.used(now)
	return fmt.Sprintf("api-usage=%d/%d", used, allowance)
}

func (u *usage) billed() int {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.total
}

func (u *usage) setAllowance(n int) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.allowance = n
}

// othersSpend says how many requests of other clients are in the last 24
// hours, whenever one looks.
func (u *usage) othersSpend(n int) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.others = n
}

func (u *usage) forget(now time.Time) {
	for len(u.minutes) > 0 && now.Sub(u.minutes[0].start) >= 24*time.Hour {
		u.recent -= u.minutes[0].requests
		u.minutes = u.minutes[1:]
	}
}
