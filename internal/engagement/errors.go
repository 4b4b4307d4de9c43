package engagement

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"salesforce_exporter/internal/failure"
)

// Codes of errors that are not the API's own.
const (
	CodeUnreachable = "UNREACHABLE" // no answer: DNS, connection, TLS, reset
	CodeTimeout     = "TIMEOUT"     // no answer in time
	CodeBadAnswer   = "BAD_ANSWER"  // an answer that is not what was asked for
	CodeSession     = "SIGN_IN"     // there is no session to ask with
	CodeInternal    = "INTERNAL"    // anything else
)

// An Error is a request that the API refused or did not answer. Its text never
// contains a credential.
type Error struct {
	Status  int // HTTP status; 0 where there was no answer
	Number  int // the API's code; 0 where there is none
	Code    string
	Message string
	Remedy  string // what an administrator can do about it; empty where nothing
	cause   error
}

func (e *Error) Error() string {
	text := e.Message
	if e.Number != 0 {
		text = fmt.Sprintf("code %d (HTTP %d): %s", e.Number, e.Status, e.Message)
	}
	if e.Remedy != "" {
		text += "; " + e.Remedy
	}
	return text
}

// Unwrap returns what went wrong below.
func (e *Error) Unwrap() error { return e.cause }

// Code returns the code of an error, INTERNAL for one that has none.
func Code(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return CodeInternal
}

// A class says what an error leads to.
type class int

const (
	classLater     class = iota // may pass: back off and ask again
	classHeavy                  // too much was asked for: ask for less next time
	classSession                // the token is refused
	classExhausted              // the calls of the day are used up
	classSetup                  // an administrator has to do something
	classHidden                 // this object or field is not for this user; others may be
)

// classOf goes by the code in the body: which HTTP status comes with it is not
// documented. That a code leads to what it does here is an assumption, but for
// the texts of [err].
func classOf(err error) class {
	var e *Error
	if !errors.As(err, &e) {
		return classLater
	}
	switch e.Number {
	case 49, 184: // access denied; access_token is invalid, unknown, or malformed
		return classSession
	case 122: // daily API limit met
		return classExhausted
	case 202, 214: // minute rate limit met; query timed out
		return classHeavy
	case 46, 130, 180, 192, 198, 224: // no permission; invalid fields; no such object or endpoint
		return classHidden
	case 53, 76, 88, 89, 181, 182, 199, 201:
		return classSetup
	}
	switch {
	case e.Code == CodeTimeout, e == errManyPages:
		return classHeavy
	case e.Code == CodeSession:
		return classSession
	case e.Number != 66 && e.Number != 183 && e.Status == http.StatusBadRequest:
		return classHidden // of a code that is not known
	}
	return classLater
}

// Exhausted reports whether the API refused for want of allowance.
func Exhausted(err error) bool { return err != nil && classOf(err) == classExhausted }

// remedies say what to do about a code.
func remedy(code int) string {
	switch code {
	case 46:
		return "grant the user's Account Engagement role the ability"
	case 49, 184:
		return "add the scope pardot_api to the app, and let the run-as user be synced into the business unit (Business Unit Setup, User Sync)"
	case 53:
		return "allow the address of the exporter in Account Engagement"
	case 66:
		return "other clients of the business unit ask at the same time, it is tried again"
	case 202, 214:
		return "it is tried again for half the time span"
	case 76:
		return "API access is off for this business unit: the edition has to include it"
	case 122:
		return "the calls of the day are used up, nothing is asked before midnight"
	case 181, 182:
		return "set business_unit to the 18 characters of Setup > Business Unit Setup that begin with 0Uv"
	case 201:
		return "check the id of the business unit, and the host: developer orgs and sandboxes answer at https://pi.demo.pardot.com, others at https://pi.pardot.com (business_unit: url)"
	}
	return ""
}

// refusal makes an error of an answer that is not a good one:
// {"code":184,"message":"…"}, or HTML where a proxy or a maintenance page
// answered.
func refusal(status int, body []byte) *Error {
	var said struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	}
	if json.Unmarshal(body, &said) == nil && said.Code > 0 && said.Code < 1000 {
		return &Error{Status: status, Number: said.Code, Code: strconv.Itoa(said.Code), Message: failure.OneLine(said.Message), Remedy: remedy(said.Code)}
	}
	e := &Error{Status: status, Code: "HTTP_" + strconv.Itoa(status),
		Message: fmt.Sprintf("HTTP %d %s, without the JSON that Account Engagement sends", status, http.StatusText(status))}
	if status >= 300 && status < 400 {
		e.Remedy = "the host redirects elsewhere, which is not followed: check the host of the business unit (business_unit: url)"
	}
	return e
}

// unreachable makes an error of a request that got no answer, of whose address
// only the host is told.
func unreachable(doing, host string, err error) *Error {
	cause, late := failure.Unanswered(err)
	e := &Error{Code: CodeUnreachable, cause: cause, Message: fmt.Sprintf("%s %s: %v%s", doing, host, cause, failure.Remedy(cause))}
	if late {
		e.Code = CodeTimeout
	}
	return e
}

func badAnswer(format string, args ...any) *Error {
	return &Error{Code: CodeBadAnswer, Message: "read the answer: " + fmt.Sprintf(format, args...)}
}
