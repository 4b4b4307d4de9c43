package engagement

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"

	"salesforce_exporter/internal/api"
)

// A Quota is what the business unit may ask in a day, and has asked.
type Quota struct {
	Used, Limit int
}

// Quota asks for it. The user needs the ability to edit account settings
// ([account]).
func (c *Client) Quota(ctx context.Context) (Quota, error) {
	a, err := c.get(ctx, c.address("account", url.Values{"fields": {"maximumDailyApiCalls,apiCallsUsed"}}))
	if err != nil {
		return Quota{}, err
	}
	var body struct {
		Limit *number `json:"maximumDailyApiCalls"`
		Used  number  `json:"apiCallsUsed"`
	}
	if err := json.Unmarshal(a.Body, &body); err != nil {
		return Quota{}, api.BadAnswer(err)
	}
	if body.Limit == nil {
		return Quota{}, api.BadAnswer(errors.New("it does not tell the limit"))
	}
	return Quota{Used: int(body.Used), Limit: int(*body.Limit)}, nil
}
