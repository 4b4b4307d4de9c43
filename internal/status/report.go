// Package status is what is told of the monitored orgs: one report of each, and
// its views as text, as JSON and as a page. A report is plain data about one
// moment. It holds no secret, and no person: only check fills in the user name
// of the integration user.
package status

import (
	"slices"
	"time"
)

// A Report says of one org what works, what is missing, what to do about it and
// what it costs. Its names in JSON are a contract with scripts.
type Report struct {
	About
	At    time.Time `json:"at"`
	Error string    `json:"error,omitempty"` // what keeps everything from working; empty for nothing
	// Up is salesforce_up: whether the org answers; nil where nobody knows.
	Up    *bool  `json:"up"`
	User  User   `json:"user"`
	Users *Users `json:"users"` // nil where they are not known

	CallsADay int `json:"calls_a_day"` // at the intervals as they are set
	// Stretch is how many times longer the budget makes all intervals; zero where there
	// is no budget, and before the first refresh.
	Stretch float64 `json:"interval_stretch,omitempty"`
	Budget
	Allowance
	Unit *Unit `json:"business_unit"` // nil where none is measured

	Refresh    Refresh     `json:"refresh"`
	Collectors []Collector `json:"collectors"`
	// Warnings are about what the configuration says of no single collector.
	Warnings []Warning `json:"warnings,omitempty"`
}

// About is what the configuration says of an org.
type About struct {
	Org    string `json:"org,omitempty"`   // its name; empty for the org of the environment
	URL    string `json:"url,omitempty"`   // scheme and host
	Names  string `json:"names,omitempty"` // how leaderboards name people, or NamesUnset; empty without leaderboards
	Demo   bool   `json:"demo,omitempty"`  // it is the built-in demo org
	SOAP   bool   `json:"soap,omitempty"`  // it is signed in to without an app, which Salesforce ends
	WebOff bool   `json:"-"`               // web engagement is not measured for want of a business unit
}

// A User is whom the exporter acts as.
type User struct {
	ID       string `json:"id"`
	Username string `json:"username"` // empty but in check
	Profile  string `json:"profile"`
	TimeZone string `json:"time_zone"`
	// SeesAll tells whether it has View All Data; nil where that is not known.
	SeesAll *bool `json:"sees_all_data"`
}

// Users say who is counted, and why others are not. It has the fields of
// collector.Census.
type Users struct {
	All       int  `json:"all"`
	Counted   int  `json:"counted"`
	Partial   bool `json:"partial"` // all leaves out users of no kind that is measured
	Inactive  int  `json:"inactive"`
	OtherType int  `json:"other_type"`
	System    int  `json:"system_license"`
	Exporter  int  `json:"exporter"`
	NotChosen int  `json:"not_chosen"`
}

// A Budget is how many calls the exporter may make. The zero value is no limit.
type Budget struct {
	Calls     int    `json:"budget_calls"`            // in any 24 hours
	Spent     int    `json:"budget_spent"`            // in the last 24 hours
	Available int    `json:"budget_available"`        // now
	Pace      int    `json:"budget_pace"`             // calls a day that come back at the moment
	Closed    string `json:"budget_closed,omitempty"` // why nothing may be spent: cap, reserve or exhausted
}

// An Allowance is how many requests the org takes from all its clients, as it
// said last. The zero value is not known.
type Allowance struct {
	Used  int `json:"api_requests_used"` // in the last 24 hours
	Limit int `json:"api_requests_limit"`
}

// A Unit says what the business unit's API costs.
type Unit struct {
	CallsADay   int `json:"calls_a_day"` // zero where that is not known
	Budget      int `json:"budget_calls"`
	Used        int `json:"api_calls_used"` // by all clients; zero with the limit where that is not shown
	Limit       int `json:"api_calls_limit"`
	FilledDays  int `json:"filled_days"` // how far back the first reading has gone
	LongestDays int `json:"wanted_days"`
}

// A Refresh says what is being asked, what was asked first, and when more is.
type Refresh struct {
	Runs int `json:"runs"` // refreshes that were started
	// First is what the first refresh came to; nil before its end.
	First *First `json:"first"`
	// Now is the refresh under way; nil for none.
	Now *Asking `json:"now"`
	// Pause is why nothing is asked although it is due; nil where nothing keeps it.
	Pause *Pause `json:"pause"`
	// Circuit is why the org gets nothing but one cheap call now and then, as a reason
	// of package circuit; empty while it answers.
	Circuit string `json:"circuit,omitempty"`
	// Next is when something is due that a scrape then asks for; zero for at the next scrape.
	Next time.Time `json:"next,omitzero"`
}

// First is what the first refresh came to.
type First struct {
	Ended   time.Time `json:"ended"`
	Seconds float64   `json:"seconds"`
	Series  int       `json:"series"`
	Calls   int       `json:"calls"`
}

// Asking is a refresh under way.
type Asking struct {
	Since      time.Time `json:"since"`
	First      bool      `json:"first"`
	Doing      string    `json:"doing"` // in words, such as "reading the schema"
	Collectors []string  `json:"collectors"`
	Statements int       `json:"statements"` // to be answered, as far as is known
	Answered   int       `json:"answered"`
	Calls      int       `json:"calls"` // sent so far
}

// A Pause is a time in which the org is left alone after failures that every
// request would meet.
type Pause struct {
	Until    time.Time `json:"until"`
	Failures int       `json:"failures"` // in a row
	Reason   string    `json:"reason"`
}

// A State says in a word how a collector fares.
type State string

// The states.
const (
	Waits  State = "not asked yet" // nothing is known before its first refresh
	Works  State = "works"
	Skips  State = "skips some" // something is missing until somebody changes something
	Failed State = "failed"
	PutOff State = "put off" // due, but not within the budget now
	Stale  State = "too old" // nothing failed, but something was not renewed in time to be shown
)

// A Collector says how one collector fares.
type Collector struct {
	Name   string  `json:"name"`
	State  State   `json:"state"`
	Series int     `json:"series"` // that are shown
	Calls  float64 `json:"calls"`  // of its last refresh; shared ones by share
	Error  string  `json:"error,omitempty"`
	// Started is when its last refresh began, Succeeded when the last one ended after
	// which all was there; zero for never.
	Started   time.Time `json:"started,omitzero"`
	Succeeded time.Time `json:"succeeded,omitzero"`
	Seconds   float64   `json:"seconds"` // that its last refresh took
	// Oldest is from when the oldest thing is that a shown figure is made of; zero for
	// none.
	Oldest time.Time `json:"oldest,omitzero"`
	// Due is when the next scrape asks again; zero for at once.
	Due      time.Time      `json:"due,omitzero"`
	Skipped  []Skip         `json:"skipped"`
	Waiting  []Skip         `json:"waiting,omitempty"`  // what comes by itself in time
	Withheld []string       `json:"withheld,omitempty"` // metrics of which something is too old to be shown
	BadRows  map[string]int `json:"bad_rows,omitempty"` // that are left out or repaired, by reason
	Dropped  map[string]int `json:"dropped,omitempty"`  // series beyond the limit, by metric
	// Coarse are the dimensions that metrics lack because of the limit, by metric.
	Coarse   map[string][]string `json:"coarse,omitempty"`
	PutOff   int                 `json:"put_off,omitempty"`  // refreshes that did not fit the budget
	Made     bool                `json:"-"`                  // something was made of answers, if only that there is nothing
	Metrics  []Metric            `json:"metrics,omitempty"`  // custom ones, each with a price
	Warnings []Warning           `json:"warnings,omitempty"` // about what is configured
}

// A Metric says what one custom metric costs.
type Metric struct {
	Name      string  `json:"name"`
	Series    int     `json:"series"`
	CallsADay float64 `json:"calls_a_day"`
}

// A Skip is a metric that the org cannot give, why, and what to do about it.
type Skip struct {
	Metric string `json:"metric"`
	Reason string `json:"reason"`
	Remedy string `json:"remedy,omitempty"`
	// Grants are what the remedy is to grant or to turn on; none where that is not
	// the way.
	Grants []Grant `json:"grants,omitempty"`
	// Mistake says that the configuration file is to be changed, rather than the org.
	Mistake bool `json:"mistake,omitempty"`
}

// A Grant is one thing to be granted or turned on, in the words of Setup.
type Grant struct {
	Page string `json:"page"`         // of a permission set, or of Setup
	On   string `json:"on,omitempty"` // the object, or the object and the field with a dot
	What string `json:"what"`         // the permission
	// Shows is the object that is hidden without it; empty where On says it.
	Shows string `json:"shows,omitempty"`
	Note  string `json:"note,omitempty"` // what to know before granting it
	// Risky is one that lets the exporter's user change what it should only see.
	Risky bool `json:"risky,omitempty"`
}

// A Warning is about something that is allowed in the configuration, and surely not
// meant.
type Warning struct {
	About  string `json:"about"` // the metric, the rule, the board or the collector
	Reason string `json:"reason"`
	Remedy string `json:"remedy,omitempty"`
}

// AllWarnings lists those of the org and of its collectors, each once.
func (r Report) AllWarnings() []Warning {
	all := slices.Clone(r.Warnings)
	for _, c := range r.Collectors {
		for _, w := range c.Warnings {
			if !slices.Contains(all, w) {
				all = append(all, w)
			}
		}
	}
	return all
}

// Succeeds tells whether all that the collector can give is there, and no older
// than it should be, as salesforce_collector_success does.
func (c Collector) Succeeds() bool { return c.State == Works || c.State == Skips }
