package engagement

import (
	"errors"
	"fmt"
	"net/http"
)

// An Error is an answer that Account Engagement gives in place of data. Its
// codes are documented (API guide, Error Codes and Messages); texts are worded
// here, but for "Access Denied" and "Minute rate limit met". Which HTTP status a
// code comes with is not documented, and one code may come with several; those
// here are assumed, and clients should go by the code.
type Error struct {
	Status  int    `json:"-"`
	Code    int    `json:"code"`
	Message string `json:"message"`
}

func (e *Error) Error() string { return fmt.Sprintf("%d: %s", e.Code, e.Message) }

func refuse(status, code int, format string, args ...any) *Error {
	return &Error{Status: status, Code: code, Message: fmt.Sprintf(format, args...)}
}

// AccessDenied is the answer to a request without a token. It was seen as it is
// by others, with status 401 (segevsh/w6w-apps).
func AccessDenied() *Error { return refuse(http.StatusUnauthorized, 49, "Access Denied") }

// TokenInvalid is the answer to a token that is wrong, has expired, lacks the
// scope pardot_api or is of a user that the business unit does not have.
func TokenInvalid() *Error {
	return refuse(http.StatusUnauthorized, 184, "access_token is invalid, unknown, or malformed")
}

// UnitMissing is the answer where no business unit is named.
func UnitMissing() *Error {
	return refuse(http.StatusBadRequest, 181, "The request header %s is missing", UnitHeader)
}

// UnitMalformed is the answer to what is no id of a business unit.
func UnitMalformed() *Error {
	return refuse(http.StatusBadRequest, 182, "The request header %s is invalid", UnitHeader)
}

// UnitUnknown is the answer where no active business unit has the id.
func UnitUnknown() *Error {
	return refuse(http.StatusBadRequest, 201, "Business Unit ID not found or inactive")
}

// NoPermission is the answer where the user lacks an ability.
func NoPermission() *Error {
	return refuse(http.StatusForbidden, 46, "Your account does not have permission to perform this operation")
}

// Disabled is the answer where the edition has no API.
func Disabled() *Error {
	return refuse(http.StatusForbidden, 76, "API access was disabled for this account")
}

// TooManyAtOnce is the answer to the sixth of concurrent requests.
func TooManyAtOnce() *Error {
	return refuse(http.StatusBadRequest, 66,
		"You have exceeded your concurrent request limit. Please wait before trying again")
}

// DailyLimit is the answer until the account's midnight once the calls of the
// day are used up. Its status is as others saw it (airbytehq/airbyte).
func DailyLimit() *Error {
	return refuse(http.StatusTooManyRequests, 122, "Daily API rate limit met")
}

// MinuteLimit is the answer to requests that are too heavy.
func MinuteLimit() *Error { return refuse(http.StatusBadRequest, 202, "Minute rate limit met") }

// Internal is the answer to whatever went wrong inside; trying again may help.
func Internal() *Error {
	return refuse(http.StatusInternalServerError, 183, "An internal error occurred. Please try again")
}

// TimedOut is the answer to a query that took too long.
func TimedOut() *Error { return refuse(http.StatusGatewayTimeout, 214, "The request timed out") }

// fieldsMissing has the code of a fixture of amp-labs/connectors.
func fieldsMissing() *Error {
	return refuse(http.StatusBadRequest, 13, "The required parameter fields is missing")
}

// FieldRefused is the answer to a field that an object does not have, as others
// saw it (PostHog/posthog).
func FieldRefused(name string) *Error {
	return badParameter("fields. It contains an invalid or unknown field: %s.", name)
}

// badParameter is the answer to parameters that are not known or have a value
// that cannot be.
func badParameter(format string, args ...any) *Error {
	return refuse(http.StatusBadRequest, 51, "Invalid parameter: "+format, args...)
}

func tooManyFilters() *Error {
	return refuse(http.StatusBadRequest, 209, "A query can be filtered by no more than %d fields", maxFilters)
}

func tokenExpired() *Error {
	return refuse(http.StatusBadRequest, 210, "nextPageToken has expired")
}

func tokenUnknown() *Error {
	return refuse(http.StatusBadRequest, 211, "nextPageToken is invalid")
}

func noRecord() *Error { return refuse(http.StatusNotFound, 109, "Record not found") }

func noObject(name string) *Error {
	return refuse(http.StatusNotFound, 192, "There is no object %s", name)
}

func noVersion(name string) *Error {
	return refuse(http.StatusBadRequest, 89, "API version %s is not supported", name)
}

func noEndpoint() *Error { return refuse(http.StatusNotFound, 198, "There is no such endpoint") }

// AsError turns any error into what the client is told.
func AsError(err error) *Error {
	var refused *Error
	if errors.As(err, &refused) {
		return refused
	}
	return refuse(http.StatusInternalServerError, 183, "An internal error occurred in the demo org: %v", err)
}

// ReadOnly is the answer to methods other than GET, which the demo org does not
// take.
func ReadOnly() *Error { return refuse(http.StatusMethodNotAllowed, 198, "The demo org only reads") }
