// Package site is the website of the generated company as Account Engagement
// tracks it: who comes, what they see, which forms they fill in, and who of them
// becomes a prospect.
//
// A site lives by events. Its past is what happens until it is first kept; from
// then on the same events go on, each time up to an instant, so that a visit
// that has begun grows.
package site

import (
	"container/heap"
	"math"
	"time"

	"salesforce_exporter/internal/demo/generate/random"
	"salesforce_exporter/internal/demo/generate/record"
)

// History is how many days of visits there are from the start.
const History = 35

const (
	// liveVisits is the least number of visits a day of a site that is watched,
	// so that graphs move.
	liveVisits = 1800

	// maxKnown bounds the visitors that may come again.
	maxKnown = 2000
)

// Options say what the site is part of.
type Options struct {
	Seed, Stream uint64 // of chance
	Now          time.Time
	Visits       float64     // a day, on average
	Campaigns    []Campaign  // of Salesforce
	Leads        []Person    // some of whom came by the website
	Contacts     []Person    // some of whom visit it
	IDs          *record.IDs // of Salesforce records
	Author       string      // the user whom records of Salesforce are by
}

// Campaign is a campaign of Salesforce.
type Campaign struct {
	ID, Name, Type      string
	Created, Start, End time.Time
	Cost                *float64
}

// Person is a lead or a contact.
type Person struct {
	ID    string
	Since time.Time
}

// A Site is a website with its visitors. It is not safe for concurrent use.
type Site struct {
	*random.Source
	opts   Options
	now    time.Time // of the event that happens
	visits float64   // a day, on average
	last   map[string]record.Link
	due    events
	count  int // of events, which keeps those of one instant in order
	pace   int // changes when visits a day do

	assets
	visitors  []*visitor  // who may come again
	prospects []*prospect // who may be merged
	kept      []*kept     // rows that are new or changed
}

// New lets the past of a site happen. Keep writes it.
func New(opts Options) *Site {
	s := &Site{Source: random.New(opts.Seed, opts.Stream), opts: opts, visits: opts.Visits, last: map[string]record.Link{}}
	s.now = opts.Now.AddDate(0, 0, -History)
	s.build()
	s.meetContacts()
	s.expectLeads()
	s.after(time.Hour, s.mail)
	s.begin()
	s.until(opts.Now)
	s.visits = max(s.visits, liveVisits)
	s.begin()
	return s
}

// begin lets visitors come at the present number of visits a day, in place of
// how they came before.
func (s *Site) begin() {
	s.pace++
	s.repeat(1/meanBusy, s.arrive)
	s.repeat(upkeep, s.merge)
}

// repeat lets something happen so many times for each visit.
func (s *Site) repeat(times float64, what func()) {
	pace := s.pace
	s.after(s.gap(s.visits*times), func() {
		if s.pace == pace {
			what()
			s.repeat(times, what)
		}
	})
}

// until lets happen what is due up to an instant, in order of time.
func (s *Site) until(now time.Time) {
	for len(s.due) > 0 && !s.due[0].at.After(now) {
		e := heap.Pop(&s.due).(event)
		s.now = e.at
		e.happen()
	}
	s.now = now
}

// at lets something happen at an instant; what would be in the past happens
// now.
func (s *Site) at(at time.Time, happen func()) {
	s.count++
	heap.Push(&s.due, event{at: at.Truncate(time.Second), order: s.count, happen: happen})
}

func (s *Site) after(d time.Duration, happen func()) { s.at(s.now.Add(d), happen) }

// gap is a time between two events of which there are so many a day.
func (s *Site) gap(aDay float64) time.Duration {
	days := -math.Log(1-s.Float(0, 1)) / aDay
	return time.Second + time.Duration(days*24*float64(time.Hour))
}

// next numbers the rows of a table.
func (s *Site) next(table string) record.Link {
	if s.last[table] == 0 {
		s.last[table] = 1000
	}
	s.last[table]++
	return s.last[table]
}

func (s *Site) tracked(table string) record.Tracked {
	return record.Tracked{ID: s.next(table), CreatedAt: s.now, UpdatedAt: s.now}
}

// An event is something that will happen.
type event struct {
	at     time.Time
	order  int
	happen func()
}

// events are a heap, the next one first.
type events []event

func (e events) Len() int { return len(e) }

func (e events) Less(i, j int) bool {
	if !e[i].at.Equal(e[j].at) {
		return e[i].at.Before(e[j].at)
	}
	return e[i].order < e[j].order
}

func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }

func (e *events) Push(x any) { *e = append(*e, x.(event)) }

func (e *events) Pop() any {
	last := (*e)[len(*e)-1]
	(*e)[len(*e)-1] = event{}
	*e = (*e)[:len(*e)-1]
	return last
}

// busy tells how much of the most that ever goes on goes on at an instant.
func busy(at time.Time) float64 {
	day := map[time.Weekday]float64{time.Saturday: 0.3, time.Sunday: 0.4, time.Friday: 0.85}[at.Weekday()]
	if day == 0 {
		day = 1
	}
	switch hour := at.Hour(); {
	case hour >= 8 && hour < 18:
		return day
	case hour >= 6 && hour < 22:
		return day * 0.55
	}
	return day * 0.12
}

// meanBusy is the mean of busy over a week.
const meanBusy = 0.47
