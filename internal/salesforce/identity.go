package salesforce

import (
	"context"
	"encoding/json"

	"salesforce_exporter/internal/api"
)

// TimeZone returns the time zone of the signed-in user, an IANA name such as
// "Europe/Berlin", from the OpenID Connect userinfo endpoint. The user's own
// User row says the same without a call, where the user can see it.
func (c *Client) TimeZone(ctx context.Context) (string, error) {
	r, err := c.call(ctx, unbilled("/services/oauth2/userinfo"))
	if err != nil {
		return "", err
	}
	var info struct {
		Zone string `json:"zoneinfo"`
	}
	if err := json.Unmarshal(r.Body, &info); err != nil {
		return "", api.BadAnswer(err)
	}
	return info.Zone, nil
}
