package engagement

import (
	"encoding/json"
	"net/http"
	"strconv"

	"salesforce_exporter/internal/api"
)

// Codes of errors that are not the API's own, nor those of any API.
const (
	CodeSession = "SIGN_IN" // there is no session to ask with
	CodeIgnored = "IGNORED" // rows that were not asked for: a filter is not applied
)

// exhausted is the API's code for a daily limit that is met.
const exhausted = 122

// numberOf is the API's code in an error; 0 where there is none.
func numberOf(e *api.Error) int {
	number, _ := strconv.Atoi(e.Code)
	return number
}

// refusal makes an error of an answer that is not a good one:
// {"code":184,"message":"…"}, or HTML where a proxy or a maintenance page
// answered.
func refusal(a api.Answer) error {
	var said struct {
		Code    number `json:"code"`
		Message string `json:"message"`
	}
	if json.Unmarshal(a.Body, &said) == nil && said.Code > 0 && said.Code < 1000 {
		code := int(said.Code)
		return &api.Error{Status: a.Status, Code: strconv.Itoa(code), Message: api.OneLine(said.Message),
			Remedy: remedy(code), Exhausted: code == exhausted}
	}
	e := a.Stranger("Account Engagement", "check the host of the business unit (business_unit: url)")
	switch {
	case gaveUp(e):
		e.Remedy = slowRemedy
	case a.Status == http.StatusUnauthorized:
		e.Remedy = remedy(49)
	}
	return e
}

// A class says what an error leads to.
type class int

const (
	classLater     class = iota // may pass: back off and ask again
	classHeavy                  // too much was asked for: ask for a shorter time
	classRate                   // the same, and nothing more may be asked for a while
	classBusy                   // others ask: nothing more may be asked for a while
	classSession                // the token is refused
	classExhausted              // the calls of the day are used up
	classSetup                  // an administrator has to do something
	classField                  // a field or a parameter is refused: ask without it
	classHidden                 // this collection is not for this user; others may be
)

// classOf goes by the code in the body, and by the HTTP status where there is
// none. That a code leads to what it does here is an assumption, but for the
// texts of [err].
func classOf(err error) class {
	e := api.AsError(err)
	if e == nil {
		return classLater
	}
	if c, known := classOfCode(e); known {
		return c
	}
	switch {
	case e.Code == api.CodeTimeout, e == errManyPages, gaveUp(e):
		return classHeavy
	case e.Code == CodeSession, e.Status == http.StatusUnauthorized:
		return classSession
	case e.Code == CodeIgnored:
		return classHidden
	case e.Status == http.StatusBadRequest:
		return classField // of a code that is not known
	}
	return classLater
}

func classOfCode(e *api.Error) (c class, known bool) {
	switch numberOf(e) {
	case 49, 184: // access denied; access_token is invalid, unknown, or malformed
		return classSession, true
	case exhausted:
		if !e.Exhausted { // no day is a better one
			return classSetup, true
		}
		return classExhausted, true
	case 202: // minute rate limit met
		return classRate, true
	case 66: // too many requests at once
		return classBusy, true
	case 214: // query timed out
		return classHeavy, true
	case 183, 210, 211: // internal error; page token expired or invalid
		return classLater, true
	case 13, 51, 130, 180, 224: // parameters are missing; invalid fields and parameters
		return classField, true
	case 46, 192, 198: // no permission; no such object or endpoint
		return classHidden, true
	case 53, 76, 88, 89, 181, 182, 199, 201:
		return classSetup, true
	}
	return classLater, false
}

// gaveUp reports whether a gateway gave the query up. Units with many rows answer
// so, without JSON (airbytehq/airbyte#56366, #74886).
func gaveUp(e *api.Error) bool {
	const originTimeout = 524 // of a common content network, in place of 504
	return numberOf(e) == 0 && (e.Status == http.StatusGatewayTimeout || e.Status == http.StatusRequestTimeout ||
		e.Status == originTimeout)
}

// withoutAPI turns the refusal of a business unit that may be asked nothing in
// any day into what it means (the limit of editions without API is 0:
// pardot/marketing-cloud-account-engagement-for-wordpress#48).
func withoutAPI(err error) error {
	e := api.AsError(err)
	if e == nil {
		return err
	}
	none := *e
	none.Exhausted = false
	none.Remedy = "the business unit may be asked 0 calls a day: its edition has no API, and has to include it"
	return &none
}

// remedy says what to do about a code.
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
		return slowRemedy
	case 76:
		return "API access is off for this business unit: the edition has to include it"
	case 122:
		return "the calls of the day are used up, nothing is asked before midnight; if no client asked so much, the edition has no API"
	case 181, 182:
		return "set business_unit to the 18 characters of Setup > Business Unit Setup that begin with 0Uv"
	case 201:
		return "check the id of the business unit, and the host: developer orgs and sandboxes answer at https://pi.demo.pardot.com, others at https://pi.pardot.com (business_unit: url)"
	}
	return ""
}

// slowRemedy is that of queries that take too long.
const slowRemedy = "it is tried again for a shorter time span"
