package demo

import (
	"strconv"
	"strings"
	"time"
)

// A FaultKind says what goes wrong.
type FaultKind string

// What can go wrong. faultKinds has the details.
const (
	Latency            FaultKind = "latency"              // the answer is late by Delay, or by Delay to MaxDelay
	SlowConnect        FaultKind = "slow-connect"         // the first answer on a connection is late by Delay
	ClockSkew          FaultKind = "clock-skew"           // the org's clock is off by Delay
	CallsLeft          FaultKind = "calls-left"           // others used up the allowance but for Count calls
	SessionEnds        FaultKind = "401"                  // the session ends
	DailyLimit         FaultKind = "403-daily-limit"      // REQUEST_LIMIT_EXCEEDED, by the day
	ConcurrentLimit    FaultKind = "403-concurrent-limit" // REQUEST_LIMIT_EXCEEDED, at once
	APIDisabledForOrg  FaultKind = "403-api-disabled-for-org"
	APIDisabledForUser FaultKind = "403-api-currently-disabled"
	InsufficientAccess FaultKind = "403-insufficient-access"
	FunctionNotEnabled FaultKind = "403-functionality-not-enabled"
	NotFound           FaultKind = "404"
	Gone               FaultKind = "410"
	URITooLong         FaultKind = "414"
	HeadersTooLarge    FaultKind = "431"
	TooManyRequests    FaultKind = "429"
	UnknownException   FaultKind = "500"
	Unavailable        FaultKind = "503"
	UnavailableHTML    FaultKind = "503-html"            // a page in place of JSON
	TruncatedJSON      FaultKind = "truncated-json"      // half of the answer
	InvalidUTF8        FaultKind = "invalid-utf8"        // the answer, with bytes that are no text
	EndlessBody        FaultKind = "endless-body"        // the answer goes on until the client leaves
	Reset              FaultKind = "reset"               // the connection breaks without an answer
	FailingSubrequests FaultKind = "failing-subrequests" // each Count-th subrequest of a composite fails
	QueryTimeout       FaultKind = "query-timeout"       // a query runs for too long
	// activities are about too much for a user without View All Data
	OperationTooLarge   FaultKind = "operation-too-large"
	InvalidQueryLocator FaultKind = "invalid-query-locator" // what is left of a paged query is lost
	HiddenField         FaultKind = "invalid-field"         // queries find Field missing

	// Of the API of Account Engagement, by the code of its answer.
	EngagementNoPermission FaultKind = "engagement-46"     // the user lacks an ability
	EngagementAtOnce       FaultKind = "engagement-66"     // too many requests at once
	EngagementDisabled     FaultKind = "engagement-76"     // the edition has no API
	EngagementDailyLimit   FaultKind = "engagement-122"    // the calls of the day are used up
	EngagementNoUnit       FaultKind = "engagement-181"    // the header with the business unit is missing
	EngagementInternal     FaultKind = "engagement-183"    // internal error
	EngagementToken        FaultKind = "engagement-184"    // the token is not good
	EngagementUnknownUnit  FaultKind = "engagement-201"    // the business unit is unknown
	EngagementMinuteLimit  FaultKind = "engagement-202"    // too heavy
	EngagementTimeout      FaultKind = "engagement-214"    // timed out, for queries about a time longer than Delay
	EngagementCached       FaultKind = "engagement-cached" // answers may be as old as Delay

	// Of the same API, what its documentation does not say and its users report.
	EngagementGateway    FaultKind = "engagement-504"        // a page, for queries about a time longer than Delay
	EngagementByID       FaultKind = "engagement-504-by-id"  // a page, for queries in the order of ids
	EngagementNoCode     FaultKind = "engagement-401"        // the token is not good, without a code
	EngagementField      FaultKind = "engagement-51"         // Field is refused
	EngagementIgnored    FaultKind = "engagement-ignored"    // filters that begin with Field are not applied
	EngagementUnassigned FaultKind = "engagement-unassigned" // the user is shown no prospects, and no error
	// numbers are texts, offsets have no colon, and what is empty is missing
	EngagementLoose FaultKind = "engagement-loose"
)

// A Fault is something that goes wrong with calls to the org, and with which of
// them. Without selectors it meets every call that its kind can meet.
type Fault struct {
	Kind FaultKind

	// What some kinds need; see the kinds. MaxDelay makes a latency jitter.
	Delay, MaxDelay time.Duration
	Count           int
	Field           string // "Opportunity.Amount"

	// Object and Path select calls by what they ask for. A composite call asks
	// for what its subrequests ask for.
	Object string // named in FROM, described or read
	Path   string // one of faultPaths

	// Of the calls that Object and Path select, one of these may select the
	// n-th, every n-th, or a share by chance; and Times ends the fault after
	// so many.
	Nth, Every int
	Share      float64
	Times      int
	// Seed makes another series of chances, for Share and for jitter.
	Seed uint64

	// After and For make a time window, counted from when the fault is set.
	After, For time.Duration
}

// String is the text that ParseFault reads.
func (f Fault) String() string {
	var b strings.Builder
	b.WriteString(string(f.Kind))
	if value := f.value(); value != "" {
		b.WriteString("=" + value)
	}
	separator := ":"
	for _, s := range faultSelectors() {
		if text := s.write(f); text != "" {
			b.WriteString(separator + s.name + "=" + text)
			separator = ","
		}
	}
	return b.String()
}

// value writes what follows the kind.
func (f Fault) value() string {
	switch f.Kind.spec().value {
	case delayValue, pauseValue, shiftValue:
		return writeDuration(f.Delay)
	case delaysValue:
		if f.MaxDelay > f.Delay {
			return f.Delay.String() + ".." + f.MaxDelay.String()
		}
		return writeDuration(f.Delay)
	case stepValue:
		return unlessZero(f.Count)
	case countValue:
		return strconv.Itoa(f.Count)
	case fieldValue:
		return f.Field
	}
	return ""
}

func writeDuration(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return d.String()
}
