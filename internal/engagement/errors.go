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
	number, err := strconv.Atoi(e.Code)
	if err != nil {
		return 0
	}
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
