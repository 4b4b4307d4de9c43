package api

import (
	"bytes"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Codes of errors that are not an API's own.
const (
	CodeUnreachable = "UNREACHABLE" // no answer: DNS, connection, TLS, reset
	CodeTimeout     = "TIMEOUT"     // no answer in time
	CodeBadAnswer   = "BAD_ANSWER"  // an answer that is not what was asked for
	CodeTooLarge    = "TOO_LARGE"   // more bytes than are read of one call
	CodeBudget      = "BUDGET"      // the call was not sent, because the budget does not allow it
	CodeInternal    = "INTERNAL"    // anything else
)

// An Error is a request that an API refused or did not answer. Its text never
// contains a credential.
type Error struct {
	Status  int    // HTTP status; 0 where there was no answer
	Code    string // the API's own, or one of the codes above
	Message string
	Remedy  string // what an administrator can do about it; empty where nothing
	Cause   error  // what went wrong below; nil for nothing

	Page    bool // a page was sent in place of JSON
	Partial bool // the call was answered, but for one of its subrequests
	SignIn  bool // a sign-in was refused
	Fault   bool // by SOAP, which says so with status 500
	// Exhausted tells that the allowance of the day is used up.
	Exhausted bool
	// RetryAfter is how long the API asks to be left alone; zero where it does not.
	RetryAfter time.Duration
}

func (e *Error) Error() string {
	text := e.Message
	if e.Status != 0 {
		text = fmt.Sprintf("%s (HTTP %d)", e.name(), e.Status)
		if e.Message != "" {
			text += ": " + e.Message
		}
	}
	if e.Remedy != "" {
		text += "; " + e.Remedy
	}
	return text
}

// name is the code, and says so where that is a bare number.
func (e *Error) name() string {
	if _, err := strconv.Atoi(e.Code); err == nil {
		return "code " + e.Code
	}
	return e.Code
}

// Unwrap returns what went wrong below.
func (e *Error) Unwrap() error { return e.Cause }

// AsError finds the error of an API; nil if there is none.
func AsError(err error) *Error {
	e, _ := errors.AsType[*Error](err)
	return e
}

// Code returns the code of an error, INTERNAL for one that is not of an API.
func Code(err error) string {
	if e := AsError(err); e != nil {
		return e.Code
	}
	return CodeInternal
}

// Exhausted reports whether an API refused because the allowance of the day is
// used up.
func Exhausted(err error) bool {
	e := AsError(err)
	return e != nil && e.Exhausted
}

// Unreachable makes an error of a request that got no answer, of whose address
// only the host is told. An error of our own stays as it is: one about the budget,
// or an answer that is too large.
func Unreachable(doing, host string, err error) *Error {
	if own := AsError(err); own != nil {
		return own
	}
	cause, late := told(err)
	e := &Error{Code: CodeUnreachable, Cause: cause, Message: fmt.Sprintf("%s %s: %v", doing, host, cause),
		Remedy: remedy(cause)}
	if late {
		e.Code = CodeTimeout
	}
	return e
}

// BadAnswer makes an error of an answer that is not what was asked for.
func BadAnswer(err error) *Error {
	return &Error{Code: CodeBadAnswer, Cause: err, Message: fmt.Sprintf("read the answer: %v", err)}
}

// Stranger makes an error of a refusal that the API itself cannot have written: a
// redirect, or what a proxy or a maintenance page says. The host that a redirect
// points at is told: an address that was copied from a browser may be of a page.
func (a Answer) Stranger(api, atRedirect string) *Error {
	if a.Status < 300 || a.Status > 399 {
		return &Error{Status: a.Status, Code: "HTTP_" + strconv.Itoa(a.Status),
			Message: http.StatusText(a.Status) + ", without the JSON that " + api + " sends"}
	}
	e := &Error{Status: a.Status, Code: CodeBadAnswer, Message: "the host redirects elsewhere", Remedy: atRedirect}
	if to, err := url.Parse(a.Header.Get("Location")); err == nil && to.Host != "" {
		e.Message += ", to " + OneLine(to.Host)
	}
	return e
}

// page reports whether an answer that should be JSON is a page.
func page(body []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(body, "\ufeff \t\r\n"), []byte("<"))
}

// remedy says what an operator can do about a request that got no answer; it is
// empty where nothing.
func remedy(err error) string {
	var unknown x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &unknown):
		return "if a proxy of the company signs for all hosts, name its authority in SALESFORCE_CA_FILE or ca_file"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "compare the clock of this host with the dates of the certificate"
	}
	return ""
}
