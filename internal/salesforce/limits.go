package salesforce

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"salesforce_exporter/internal/api"
	"salesforce_exporter/internal/soql"
)

// limits asks what the org may use and what is left of it (soql.Limits). The set of limits is open; parts of a
// limit, such as those of single apps, are left out. The user needs the permission View
// Setup and Configuration (REST API Developer Guide, Limits).
func (c *Client) limits(ctx context.Context) Result {
	r, err := c.call(ctx, c.limitsRequest())
	if err != nil {
		return Result{Calls: 1, Err: err}
	}
	var limits map[string]json.RawMessage
	if err := json.Unmarshal(r.Body, &limits); err != nil {
		return Result{Calls: 1, Err: api.BadAnswer(err)}
	}
	answer := soql.Answer{At: r.At()}
	var rows [][]string
	for name, text := range limits {
		var l struct {
			Max       *float64 `json:"Max"`
			Remaining *float64 `json:"Remaining"`
		}
		switch err := json.Unmarshal(text, &l); {
		case err != nil:
			if answer.Flaws == nil {
				answer.Flaws = map[string]int{}
			}
			answer.Flaws["/limits: a limit is not two numbers; it is left out"]++
		case l.Max != nil && l.Remaining != nil:
			rows = append(rows, []string{strings.ToValidUTF8(name, replacement), number(*l.Max), number(*l.Remaining)})
		}
	}
	if len(rows) == 0 {
		return Result{Calls: 1, Err: api.BadAnswer(errors.New("it has no limits"))}
	}
	slices.SortFunc(rows, func(a, b []string) int { return cmp.Compare(a[0], b[0]) })
	answer.Rows = soql.RowsOf(rows)
	return Result{Answer: answer, Calls: 1}
}

// limitsRequest asks for the limits. The user may not be allowed to see them, which
// is no refusal of the call.
func (c *Client) limitsRequest() request {
	return request{method: http.MethodGet, path: c.resource("limits"), own: func(e *Error) bool { return hides(e.Code) }}
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
