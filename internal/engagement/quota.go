package engagement

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"

	"salesforce_exporter/internal/api"
)

// Quota asks how many calls all clients of the business unit may make in a day, and
// made. The user needs the ability to edit account settings ([account]).
func (c *Client) Quota(ctx context.Context) (used, limit int, err error) {
	a, err := c.get(ctx, c.address("account", url.Values{"fields": {"maximumDailyApiCalls,apiCallsUsed"}}))
	if err != nil {
		return 0, 0, err
	}
	var body struct {
		Limit *number `json:"maximumDailyApiCalls"`
		Used  number  `json:"apiCallsUsed"`
	}
	if err := json.Unmarshal(a.Body, &body); err != nil {
		return 0, 0, api.BadAnswer(err)
	}
	if body.Limit == nil {
		return 0, 0, api.BadAnswer(errors.New("it does not tell the limit"))
	}
	return int(body.Used), int(*body.Limit), nil
}
