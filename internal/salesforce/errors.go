package salesforce

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"salesforce_exporter/internal/failure"
)

// Codes of errors that are not Salesforce's own.
const (
	CodeUnreachable = "UNREACHABLE"     // no answer: DNS, connection, TLS, reset
	CodeTimeout     = "TIMEOUT"         // no answer in time
	CodeBadAnswer   = "BAD_ANSWER"      // an answer that is not what was asked for
	CodeTruncated   = "TRUNCATED"       // more pages, rows or groups than can be read
	CodeTooLarge    = "TOO_LARGE"       // more bytes than are read of one call
	CodePanic       = "PANIC"           // a defect of the exporter
	CodeOther       = "OTHER"           // an answer whose code is no code
	CodeSecret      = "SECRET_NOT_READ" // a credential could not be read
	CodeRenewed     = "SESSION_REFUSED" // a session was refused that had just been renewed
	CodeBudget      = "BUDGET"          // the call was not sent, because the budget does not allow it
)

// An Error is a request that Salesforce refused or did not answer. Its text
// never contains a credential.
type Error struct {
	Status  int    // HTTP status; 0 where there was no answer
	Code    string // Salesforce's errorCode or OAuth error, or one of the codes above
	Message string
	cause   error
	signIn  bool // a sign-in was refused
	fault   bool // by SOAP, which says so with status 500
	partial bool // the call was answered, but for one of its subrequests
	page    bool // a page was sent in place of JSON
}

func (e *Error) Error() string {
	switch {
	case e.Status == 0:
		return e.Message
	case e.Message == "":
		return fmt.Sprintf("%s (HTTP %d)", e.Code, e.Status)
	}
	return fmt.Sprintf("%s (HTTP %d): %s", e.Code, e.Status, e.Message)
}

// Unwrap returns what went wrong below.
func (e *Error) Unwrap() error { return e.cause }

// Code returns the code of an error of this package, "INTERNAL" for others.
func Code(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return "INTERNAL"
}

// NotVisible reports whether the error says that the user may not see what was
// asked for, so that asking again is no use before somebody grants it. For
// objects and fields Salesforce does not tell hidden from misspelt. A refusal of a
// call that carried several statements says nothing of any of them.
func NotVisible(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.partial && hides(e.Code)
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
	var e *Error
	return errors.As(err, &e) && e.partial
}

// refusal makes an error of a failed answer, whose body is an array for the
// data API, an object for OAuth, and HTML where a proxy or a maintenance page
// answered.
func refusal(status int, body []byte) *Error {
	var list []apiError
	if json.Unmarshal(body, &list) == nil && len(list) > 0 {
		return &Error{Status: status, Code: knownCode(list[0].ErrorCode), Message: failure.OneLine(list[0].Message)}
	}
	var oauth struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}
	if json.Unmarshal(body, &oauth) == nil && oauth.Error != "" {
		return &Error{Status: status, Code: knownCode(oauth.Error), Message: failure.OneLine(oauth.Description)}
	}
	if status >= 300 && status < 400 {
		return &Error{Status: status, Code: CodeBadAnswer,
			Message: "the host redirects elsewhere; use the org's My Domain URL, https://NAME.my.salesforce.com"}
	}
	return &Error{Status: status, Code: "HTTP_" + fmt.Sprint(status),
		Message: http.StatusText(status) + ", without the JSON that Salesforce sends"}
}

// redirected names the host that a redirect points at, in its message: an
// address that was copied from a browser may be of a page rather than of the org.
func (e *Error) redirected(h http.Header) {
	if e.Status < 300 || e.Status >= 400 {
		return
	}
	to, err := url.Parse(h.Get("Location"))
	if err != nil || to.Host == "" {
		return
	}
	e.Message = strings.Replace(e.Message, "redirects elsewhere", "redirects elsewhere, to "+failure.OneLine(to.Host), 1)
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

type apiError struct {
	ErrorCode string `json:"errorCode"`
	Message   string `json:"message"`
}

// unreachable makes an error of a request that got no answer, of whose address
// only the host is told.
func unreachable(doing, host string, err error) *Error {
	cause, late := failure.Unanswered(err)
	e := &Error{Code: CodeUnreachable, cause: cause,
		Message: fmt.Sprintf("%s %s: %v%s", doing, host, cause, failure.Remedy(cause))}
	if late {
		e.Code = CodeTimeout
	}
	return e
}

func badAnswer(err error) *Error {
	return &Error{Code: CodeBadAnswer, cause: err, Message: fmt.Sprintf("read the answer: %v", err)}
}

func badPage(what string) *Error {
	bad := badAnswer(errors.New(what))
	bad.page = true
	return bad
}

// badPart is a bad answer to one of the subrequests of a call that was answered.
func badPart(err error) *Error {
	bad := badAnswer(err)
	bad.partial = true
	return bad
}
