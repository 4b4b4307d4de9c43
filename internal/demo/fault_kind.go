package demo

import (
	"net/http"
	"slices"

	"salesforce_exporter/internal/demo/engagement"
)

// A stage is where on a call's way a fault waits for it.
type stage int

const (
	onOrg      stage = iota // not on the way of a call: it changes the org
	onArrival               // before all else, whatever is asked for
	onAnswer                // once the session is found good; it meets the whole call
	onResource              // at what is asked for: in a composite, one subrequest
)

// A faultValue is the form of what follows a kind.
type faultValue int

const (
	noValue     faultValue = iota
	delayValue             // "2s"
	delaysValue            // "2s" or "1s..3s"
	pauseValue             // "2s", may be left out
	shiftValue             // "2s" or "-2s"
	countValue             // "0" or more
	stepValue              // "1" or more, may be left out
	fieldValue             // "Opportunity.Amount"
)

// A faultKind is how a kind of fault works.
type faultKind struct {
	name  FaultKind
	stage stage
	value faultValue
	// selectors are those that make sense, beside the time window.
	selectors []string
	// signIn tells kinds that can also meet what is no call to the data API.
	signIn bool
	// free calls are not billed.
	free bool
	// refused stands in for the answer; with html it is a page.
	refused *refusal
	html    bool
	// web tells kinds that meet the API of Account Engagement only, and
	// engagement stands in for its answer.
	web        bool
	engagement *engagement.Error
}

// spec looks a kind up; an unknown one has no name.
func (k FaultKind) spec() faultKind {
	if k == "" {
		return faultKind{}
	}
	all := faultKinds()
	i := slices.IndexFunc(all, func(known faultKind) bool { return known.name == k })
	if i < 0 {
		return faultKind{}
	}
	return all[i]
}

// FaultKinds lists the names of all kinds.
func FaultKinds() []FaultKind {
	var names []FaultKind
	for _, k := range faultKinds() {
		names = append(names, k.name)
	}
	return names
}

// faultKinds lists all kinds. Codes and texts are from the REST API Developer
// Guide, Status Codes and Error Responses, and from public issue trackers:
// restforce/restforce#156 (Server too busy), SalesforceLabs/OrgCheck#181
// (TotalRequests), wadewegner/Force.com-Toolkit-for-NET#142 (REST API not
// enabled), airbytehq/airbyte#17503 (QUERY_TIMEOUT). The texts of
// API_CURRENTLY_DISABLED, INSUFFICIENT_ACCESS, FUNCTIONALITY_NOT_ENABLED and
// of 429 are worded here.
func faultKinds() []faultKind {
	often := []string{"nth", "every", "share", "times", "seed"}
	object := append([]string{"object"}, often...)
	call := append([]string{"path"}, object...)
	whole := func(name FaultKind, status int, code, text string) faultKind {
		return faultKind{name: name, stage: onAnswer, selectors: call, refused: refuse(status, code, "%s", text)}
	}
	single := func(name FaultKind, selectors []string, status int, code, text string) faultKind {
		return faultKind{name: name, stage: onResource, selectors: selectors, refused: refuse(status, code, "%s", text)}
	}
	page := func(name FaultKind, status int) faultKind {
		return faultKind{name: name, stage: onAnswer, selectors: call, html: true,
			refused: refuse(status, "", "%s", http.StatusText(status))}
	}
	marketing := func(name FaultKind, answer *engagement.Error) faultKind {
		return faultKind{name: name, stage: onAnswer, selectors: object, web: true, engagement: answer}
	}
	broken := func(name FaultKind, value faultValue) faultKind {
		return faultKind{name: name, stage: onAnswer, selectors: call, value: value, signIn: true}
	}
	return []faultKind{
		{name: Latency, stage: onArrival, value: delaysValue, selectors: call, signIn: true},
		{name: SlowConnect, stage: onArrival, value: delayValue, selectors: often, signIn: true},
		{name: ClockSkew, value: shiftValue},
		{name: CallsLeft, value: countValue},
		whole(SessionEnds, 401, "INVALID_SESSION_ID", sessionInvalid().message).unbilled(),
		whole(DailyLimit, 403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.").unbilled(),
		whole(ConcurrentLimit, 403, "REQUEST_LIMIT_EXCEEDED",
			"ConcurrentRequests (Concurrent API Requests) Limit exceeded.").unbilled(),
		whole(APIDisabledForOrg, 403, "API_DISABLED_FOR_ORG", "The REST API is not enabled for this Organization."),
		whole(APIDisabledForUser, 403, "API_CURRENTLY_DISABLED", "API is currently disabled for this user"),
		single(InsufficientAccess, call, 403, "INSUFFICIENT_ACCESS", "You don't have access to the requested resource"),
		single(FunctionNotEnabled, call, 403, "FUNCTIONALITY_NOT_ENABLED",
			"The requested functionality is not enabled for this organization"),
		single(NotFound, call, 404, "NOT_FOUND", notFound().message),
		whole(Gone, 410, "GONE", "The requested resource has been retired or removed"),
		page(URITooLong, http.StatusRequestURITooLong).unbilled(),
		page(HeadersTooLarge, http.StatusRequestHeaderFieldsTooLarge).unbilled(),
		whole(TooManyRequests, 429, "TOO_MANY_REQUESTS", "Too many requests").signingIn(),
		whole(UnknownException, 500, "UNKNOWN_EXCEPTION", unexpected).signingIn(),
		whole(Unavailable, 503, "SERVER_UNAVAILABLE", "Server too busy").signingIn(),
		page(UnavailableHTML, http.StatusServiceUnavailable).signingIn(),
		broken(TruncatedJSON, noValue), broken(InvalidUTF8, noValue), broken(EndlessBody, pauseValue), broken(Reset, noValue),
		{name: FailingSubrequests, stage: onAnswer, value: stepValue, selectors: often},
		single(QueryTimeout, object, 400, "QUERY_TIMEOUT", "Your query request was running for too long."),
		single(OperationTooLarge, object, tooManyWhoWhats().status, tooManyWhoWhats().code, tooManyWhoWhats().message),
		single(InvalidQueryLocator, object, 400, "INVALID_QUERY_LOCATOR", invalidLocator().message),
		{name: HiddenField, stage: onResource, value: fieldValue, selectors: often},
		marketing(EngagementNoPermission, engagement.NoPermission()),
		marketing(EngagementAtOnce, engagement.TooManyAtOnce()).unbilled(),
		marketing(EngagementDisabled, engagement.Disabled()),
		marketing(EngagementDailyLimit, engagement.DailyLimit()).unbilled(),
		marketing(EngagementNoUnit, engagement.UnitMissing()), marketing(EngagementInternal, engagement.Internal()),
		marketing(EngagementToken, engagement.TokenInvalid()), marketing(EngagementUnknownUnit, engagement.UnitUnknown()),
		marketing(EngagementMinuteLimit, engagement.MinuteLimit()),
		marketing(EngagementTimeout, engagement.TimedOut()).longerThan(),
		{name: EngagementCached, stage: onAnswer, value: delayValue, selectors: object, web: true},
		page(EngagementGateway, http.StatusGatewayTimeout).ofWeb(object).longerThan(),
		page(EngagementByID, http.StatusGatewayTimeout).ofWeb(object),
		page(EngagementNoCode, http.StatusUnauthorized).ofWeb(object),
		{name: EngagementField, stage: onAnswer, value: fieldValue, selectors: often, web: true},
		{name: EngagementIgnored, stage: onAnswer, value: fieldValue, selectors: often, web: true},
		{name: EngagementUnassigned, stage: onAnswer, web: true},
		{name: EngagementLoose, stage: onAnswer, selectors: object, web: true},
	}
}

const unexpected = "An unexpected error occurred. Please include this ErrorId if you contact support: 1234567890-12345 (1234567890)"

func (k faultKind) unbilled() faultKind {
	k.free = true
	return k
}

func (k faultKind) signingIn() faultKind {
	k.signIn = true
	return k
}

// ofEngagement tells kinds that meet the API of Account Engagement only.
func (k faultKind) ofEngagement() bool { return k.web }

func (k faultKind) ofWeb(selectors []string) faultKind {
	k.web, k.selectors = true, selectors
	return k
}

// longerThan may be about queries that are about a longer time than a delay.
func (k faultKind) longerThan() faultKind {
	k.value = pauseValue
	return k
}

// meets reports whether the kind can meet what is asked for, whatever the
// fault selects.
func (k faultKind) meets(a asked) bool {
	switch k.name {
	case FailingSubrequests:
		return a.path == pathComposite
	case QueryTimeout, OperationTooLarge:
		return a.path == pathQuery
	case InvalidQueryLocator:
		return a.path == pathQuery && a.further
	case HiddenField:
		return a.path == pathQuery && !a.further
	}
	if k.ofEngagement() {
		return a.path == pathEngagement
	}
	return k.stage == onArrival || a.data() || k.signIn
}
