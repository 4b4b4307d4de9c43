package org

import (
	"net/http"

	"salesforce_exporter/internal/salesforce"
)

// timeout is how Salesforce gives up.
func timeout() error {
	return &salesforce.Error{Status: 400, Code: "QUERY_TIMEOUT", Message: "Your query request was running for too long."}
}

func hiddenType() error {
	return refusedWith(http.StatusBadRequest, "INVALID_TYPE", "sObject type is not supported.")
}

// unreachable is how a call as a whole fails.
func unreachable() error {
	return &salesforce.Error{Code: salesforce.CodeUnreachable, Message: "ask the org: connection refused"}
}

func refusedAlone() error {
	return refusedWith(http.StatusInternalServerError, "UNKNOWN_EXCEPTION", "An unexpected error occurred")
}

// refusedWith is an error of one statement of a call that was answered.
func refusedWith(status int, code, message string) error {
	return &salesforce.Error{Status: status, Code: code, Message: message, Partial: true}
}
