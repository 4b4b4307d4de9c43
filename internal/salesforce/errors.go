package salesforce

import (
	"encoding/json"
	"regexp"

	"salesforce_exporter/internal/api"
)

// Codes of errors that are not Salesforce's own.
const (
	CodeUnreachable = api.CodeUnreachable
	CodeTimeout     = api.CodeTimeout
	CodeBadAnswer   = api.CodeBadAnswer
	CodeTooLarge    = api.CodeTooLarge
	CodeBudget      = api.CodeBudget
	CodeTruncated   = "TRUNCATED"       // more pages, rows or groups than can be read
	CodePanic       = "PANIC"           // a defect of the exporter
	CodeOther       = "OTHER"           // an answer whose code is no code
	CodeSecret      = "SECRET_NOT_READ" // a credential could not be read
	CodeRenewed     = "SESSION_REFUSED" // a session was refused that had just been renewed
)

// An Error is a request that Salesforce refused or did not answer. Its code is
// Salesforce's errorCode, an OAuth error, or one of the codes above.
type Error = api.Error

// Code returns the code of an error of this package, "INTERNAL" for others.
func Code(err error) string { return api.Code(err) }

// NotVisible reports whether the error says that the user may not see what was
// asked for, so that asking again is no use before somebody grants it. For
// objects and fields Salesforce does not tell hidden from misspelt. A refusal of a
// call that carried several statements says nothing of any of them.
func NotVisible(err error) bool {
	return Partial(err) && hides(Code(err))
}

// hides tells the codes of what a user may not see.
func hides(code string) bool {
	switch code {
	case "INVALID_FIELD", "INVALID_TYPE", "INSUFFICIENT_ACCESS", "INSUFFICIENT_ACCESS_OR_READONLY",
		"FUNCTIONALITY_NOT_ENABLED":
		return true
	}
	return false
}

// Refuses reports whether the error says that the org does not answer such a
// statement of this user, whenever it is asked: because it hides something, or
// because Salesforce takes no such statement (REST API Developer Guide, Status
// Codes and Error Responses).
func Refuses(err error) bool {
	switch Code(err) {
	case "MALFORMED_QUERY", "INVALID_QUERY_FILTER_OPERATOR", "INVALID_QUERY_SCOPE", "INVALID_TYPE_FOR_OPERATION",
		"NUMBER_OUTSIDE_VALID_RANGE",
		"QUERY_TOO_COMPLICATED", "OPERATION_TOO_LARGE":
		return true
	}
	return NotVisible(err)
}

// Partial reports whether the org answered the call, but not this one of the
// statements in it.
func Partial(err error) bool {
	e := api.AsError(err)
	return e != nil && e.Partial
}

// refusal makes an error of a failed answer, whose body is an array for the
// data API, an object for OAuth, and HTML where a proxy or a maintenance page
// answered.
func refusal(a api.Answer) *Error {
	e := said(a)
	e.RetryAfter = a.RetryAfter()
	return e
}

func said(a api.Answer) *Error {
	var list []struct {
		ErrorCode string `json:"errorCode"`
		Message   string `json:"message"`
	}
	if json.Unmarshal(a.Body, &list) == nil && len(list) > 0 {
		return &Error{Status: a.Status, Code: knownCode(list[0].ErrorCode), Message: api.OneLine(list[0].Message)}
	}
	var oauth struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}
	if json.Unmarshal(a.Body, &oauth) == nil && oauth.Error != "" {
		return &Error{Status: a.Status, Code: knownCode(oauth.Error), Message: api.OneLine(oauth.Description)}
	}
	return a.Stranger("Salesforce", "use the org's My Domain URL, https://NAME.my.salesforce.com")
}

// codes are what Salesforce and OAuth use: INVALID_FIELD, invalid_grant. The
// longest that is documented has 51 letters.
var codes = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{0,79}$`)

// knownCode keeps what is no code out of the label of a metric.
func knownCode(code string) string {
	if codes.MatchString(code) {
		return code
	}
	return CodeOther
}

// badPart is a bad answer to one of the subrequests of a call that was answered.
func badPart(err error) *Error {
	bad := api.BadAnswer(err)
	bad.Partial = true
	return bad
}
