package demo

import (
	"errors"
	"fmt"
	"net/http"

	"salesforce_exporter/internal/demo/soql"
)

// A refusal is an answer that Salesforce gives in place of data: an HTTP
// status and an array with one error (REST API Developer Guide, Status Codes
// and Error Responses).
type refusal struct {
	status  int
	code    string
	message string
}

func (r *refusal) Error() string { return r.code + ": " + r.message }

func refuse(status int, code, format string, args ...any) *refusal {
	return &refusal{status: status, code: code, message: fmt.Sprintf(format, args...)}
}

// body is the JSON of the refusal.
func (r *refusal) body() any {
	return []errorBody{{Message: r.message, ErrorCode: r.code}}
}

type errorBody struct {
	Message   string `json:"message"`
	ErrorCode string `json:"errorCode"`
}

func notFound() *refusal {
	return refuse(http.StatusNotFound, "NOT_FOUND", "The requested resource does not exist")
}

func sessionInvalid() *refusal {
	return refuse(http.StatusUnauthorized, "INVALID_SESSION_ID", "Session expired or invalid")
}

func methodNotAllowed(method, allowed string) *refusal {
	return refuse(http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED",
		"HTTP Method '%s' not allowed. Allowed are %s", method, allowed)
}

// asRefusal turns any error into what the client is told. An error that no
// Salesforce org would give is a fault of the demo org and says so.
func asRefusal(err error) *refusal {
	var refused *refusal
	if errors.As(err, &refused) {
		return refused
	}
	var statement *soql.Error
	if errors.As(err, &statement) {
		return refuse(http.StatusBadRequest, statement.Code, "%s", statement.Message)
	}
	return refuse(http.StatusInternalServerError, "UNKNOWN_EXCEPTION", "An unexpected error occurred in the demo org: %v",
		err)
}
