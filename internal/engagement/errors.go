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
	CodeIgnored     = "IGNORED"     // rows that were not asked for: a filter is not applied
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
	noAPI   bool // of code 122: the limit is 0, so that no day is a better one
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

// asError finds the error of the API, nil if there is none.
func asError(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// Code returns the code of an error, INTERNAL for one that has none.
func Code(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return CodeInternal
}

// refusal makes an error of an answer that is not a good one:
// {"code":184,"message":"…"}, or HTML where a proxy or a maintenance page
// answered.
func refusal(status int, body []byte) *Error {
	var said struct {
		Code    number `json:"code"`
		Message string `json:"message"`
	}
	if json.Unmarshal(body, &said) == nil && said.Code > 0 && said.Code < 1000 {
		code := int(said.Code)
		return &Error{Status: status, Number: code, Code: strconv.Itoa(code), Message: failure.OneLine(said.Message),
			Remedy: remedy(code)}
	}
	e := &Error{Status: status, Code: "HTTP_" + strconv.Itoa(status),
		Message: fmt.Sprintf("HTTP %d %s, without the JSON that Account Engagement sends", status, http.StatusText(status))}
	switch {
	case e.slow():
		e.Remedy = slowRemedy
	case status == http.StatusUnauthorized:
		e.Remedy = remedy(49)
	case status >= 300 && status < 400:
		e.Remedy = "the host redirects elsewhere, which is not followed: check the host of the business unit (business_unit: url)"
	}
	return e
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

func badAnswer(format string, args ...any) *Error {
	return &Error{Code: CodeBadAnswer, Message: "read the answer: " + fmt.Sprintf(format, args...)}
}
