package engagement

import "cmp"

// A row is one of any collection: only the fields that were asked for are
// there.
type row struct {
	ID               ident  `json:"id"`
	Type             number `json:"type"`
	Name             words  `json:"name"`
	VisitID          ident  `json:"visitId"`
	VisitorID        ident  `json:"visitorId"`
	ProspectID       ident  `json:"prospectId"`
	CampaignID       ident  `json:"campaignId"`
	FormID           ident  `json:"formId"`
	FormHandlerID    ident  `json:"formHandlerId"`
	LandingPageID    ident  `json:"landingPageId"`
	CustomRedirectID ident  `json:"customRedirectId"`
	FileID           ident  `json:"fileId"`
	PageViews        number `json:"visitorPageViewCount"`
	Seconds          number `json:"durationInSeconds"`
	UTMCampaign      words  `json:"campaignParameter"`
	FirstPageViewAt  stamp  `json:"firstVisitorPageViewAt"`
	CreatedAt        stamp  `json:"createdAt"`
	UpdatedAt        stamp  `json:"updatedAt"`
	ConvertedAt      stamp  `json:"convertedAt"`
	IsDeleted        flag   `json:"isDeleted"`
	Prospect         *struct {
		CampaignID ident `json:"campaignId"`
	} `json:"prospect"`
}

// firstSeen is when a visit began.
func (r *row) firstSeen() stamp { return cmp.Or(r.FirstPageViewAt, r.CreatedAt) }

// ofProspect reports whether a visit is one of a prospect.
func (r *row) ofProspect() bool { return r.ProspectID != 0 || r.Prospect != nil }

// at is the time that a filter is about; 0 for one that was not asked for.
func (r *row) at(field string) stamp {
	switch field {
	case "createdAt":
		return r.CreatedAt
	case "updatedAt":
		return r.UpdatedAt
	}
	return 0
}
