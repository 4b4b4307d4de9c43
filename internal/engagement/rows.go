package engagement

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A row is one of any collection: only the fields that were asked for are
// there.
type row struct {
	ID               ident  `json:"id"`
	Type             int    `json:"type"`
	Name             string `json:"name"`
	VisitID          ident  `json:"visitId"`
	VisitorID        ident  `json:"visitorId"`
	CampaignID       ident  `json:"campaignId"`
	FormID           ident  `json:"formId"`
	FormHandlerID    ident  `json:"formHandlerId"`
	LandingPageID    ident  `json:"landingPageId"`
	CustomRedirectID ident  `json:"customRedirectId"`
	FileID           ident  `json:"fileId"`
	PageViews        int    `json:"visitorPageViewCount"`
	Seconds          int64  `json:"durationInSeconds"`
	UTMCampaign      string `json:"campaignParameter"`
	FirstPageViewAt  stamp  `json:"firstVisitorPageViewAt"`
	CreatedAt        stamp  `json:"createdAt"`
	UpdatedAt        stamp  `json:"updatedAt"`
	ConvertedAt      stamp  `json:"convertedAt"`
	Prospect         *struct {
		CampaignID ident `json:"campaignId"`
	} `json:"prospect"`
}

// An ident is a numeric id; 0 for none.
type ident uint64

// UnmarshalJSON reads 12, "12" and null.
func (i *ident) UnmarshalJSON(text []byte) error {
	s := strings.Trim(string(text), `"`)
	if s == "null" || s == "" {
		*i = 0
		return nil
	}
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil {
		return fmt.Errorf("an id is no number")
	}
	*i = ident(n)
	return nil
}

// A stamp is a time in seconds since 1970, which fits until 2106; 0 for none.
type stamp uint32

// UnmarshalJSON reads an ISO 8601 time with an offset ([v5]), and null.
func (s *stamp) UnmarshalJSON(text []byte) error {
	if string(text) == "null" || string(text) == `""` {
		*s = 0
		return nil
	}
	t, err := time.Parse(`"`+time.RFC3339+`"`, string(text))
	if err != nil {
		return fmt.Errorf("a time is none with an offset")
	}
	*s = stamp(max(0, t.Unix()))
	return nil
}

func stampOf(t time.Time) stamp { return stamp(max(0, t.Unix())) }

// firstSeen is when a visit began.
func (r *row) firstSeen() stamp {
	if r.FirstPageViewAt != 0 {
		return r.FirstPageViewAt
	}
	return r.CreatedAt
}
