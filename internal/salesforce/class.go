package salesforce

import (
	"net/http"

	"salesforce_exporter/internal/api"
)

// A Class groups errors by how soon asking again makes sense.
type Class int

// Classes of errors.
const (
	ClassAnswer      Class = iota // the org answered, but not well
	ClassUnreachable              // no answer, or a server that is not well: may pass any moment
	ClassThrottled                // too much was asked at once
	ClassDenied                   // an administrator has to do something
	ClassSignIn                   // the same, and each attempt counts as a failed sign-in
)

// ClassOf returns the class of an error of this package, ClassAnswer for others.
func ClassOf(err error) Class {
	e := api.AsError(err)
	if e == nil {
		return ClassAnswer
	}
	switch e.Code {
	case CodeUnreachable, CodeTimeout, "SERVER_UNAVAILABLE":
		return ClassUnreachable
	case "REQUEST_LIMIT_EXCEEDED", "rate_limit_exceeded":
		return ClassThrottled
	case CodeSecret:
		return ClassSignIn
	case "API_DISABLED_FOR_ORG", "API_CURRENTLY_DISABLED":
		return ClassDenied
	}
	switch {
	case e.Status == http.StatusTooManyRequests:
		return ClassThrottled
	case e.Status >= 500 && !e.Fault:
		return ClassUnreachable
	case e.SignIn:
		return ClassSignIn
	case e.Status == http.StatusGone, e.Status >= 300 && e.Status < 400:
		return ClassDenied
	}
	return ClassAnswer
}

// aboutThePath tells refusals that may be those of a path, not of a user.
func aboutThePath(e *Error) bool {
	switch e.Status {
	case http.StatusBadRequest, http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusGone:
		return true
	}
	return e.Page
}
