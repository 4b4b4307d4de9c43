package record

import "time"

// A Link is the number of a row of Account Engagement; 0 is no row.
type Link int64

// Tracked holds what every row of Account Engagement has.
type Tracked struct {
	ID                   Link
	CreatedAt, UpdatedAt time.Time
	IsDeleted            bool
}

// Touch notes a change.
func (t *Tracked) Touch(at time.Time) {
	if at.After(t.UpdatedAt) {
		t.UpdatedAt = at
	}
}

// AECampaign is a campaign of Account Engagement. With Connected Campaigns it
// follows one of Salesforce.
type AECampaign struct {
	Tracked            `object:"ae_campaign"`
	Name, SalesforceID string
	Cost               *float64
}

// AEForm is a form of Account Engagement.
type AEForm struct {
	Tracked                 `object:"ae_form"`
	Name, URL, SalesforceID string
	CampaignID              Link
}

// AEFormHandler takes what forms of others send.
type AEFormHandler struct {
	Tracked       `object:"ae_form_handler"`
	Name, URL     string
	CampaignID    Link
	IsAlwaysEmail bool
}

// AELandingPage is a page with a form.
type AELandingPage struct {
	Tracked            `object:"ae_landing_page"`
	Name, URL          string
	CampaignID, FormID Link
}

// AECustomRedirect is a tracked link.
type AECustomRedirect struct {
	Tracked    `object:"ae_custom_redirect"`
	Name       string
	CampaignID Link
}

// AEProspect is a visitor whose e-mail address is known.
type AEProspect struct {
	Tracked                               `object:"ae_prospect"`
	CampaignID                            Link
	SalesforceCampaignID                  string
	SalesforceLeadID, SalesforceContactID string
	ConvertedAt                           time.Time
	ConvertedFromObjectName               string
	ConvertedFromObjectType               string
}

// AEVisitor is a browser that was seen on the website.
type AEVisitor struct {
	Tracked                `object:"ae_visitor"`
	CampaignID, ProspectID Link
	PageViewCount          int
	IsIdentified           bool
}

// AEVisit is a visit of the website. Duration is in seconds, nil where there
// is none.
type AEVisit struct {
	Tracked                                                                              `object:"ae_visit"`
	VisitorID, ProspectID                                                                Link
	VisitorPageViewCount                                                                 int
	FirstVisitorPageViewAt, LastVisitorPageViewAt                                        time.Time
	Duration                                                                             *float64 `field:"durationInSeconds"`
	CampaignParameter, MediumParameter, SourceParameter, ContentParameter, TermParameter string
}

// AEPageView is a page that was seen in a visit. The last one of a visit has no
// duration. It has no UpdatedAt.
type AEPageView struct {
	PageView                       `object:"ae_visitor_page_view"`
	URL, Title                     string
	VisitorID, VisitID, CampaignID Link
	Duration                       *float64 `field:"durationInSeconds"`
}

// PageView holds what Tracked does, but for UpdatedAt.
type PageView struct {
	ID        Link
	CreatedAt time.Time
	IsDeleted bool
}

// AEActivity is something that a visitor did, or that was done to a prospect.
type AEActivity struct {
	Tracked                                                           `object:"ae_visitor_activity"`
	Type                                                              int
	TypeName, Details                                                 string
	CampaignID, ProspectID, VisitorID, VisitID                        Link
	VisitorPageViewID, FormID, FormHandlerID, LandingPageID           Link
	CustomRedirectID, FileID, EmailID, ListEmailID, SiteSearchQueryID Link
}

// LandingPage has the running totals of a landing page, in Salesforce.
type LandingPage struct {
	System
	ID, Name, CampaignID, Status                    string
	TotalViews, UniqueViews                         int
	TotalFormSubmissions, UniqueFormSubmissions     int
	TotalFormErrors, UniqueFormErrors               int
	FormSubmissionRate, FormErrorRate               float64 // per cent
	TotalTrackedLinkClicks, UniqueTrackedLinkClicks int
	IsDeleted                                       bool
}

// MarketingForm has the running totals of a form, in Salesforce.
type MarketingForm struct {
	System
	ID, Name, CampaignID                             string
	TotalViews, UniqueViews                          int
	TotalSubmissions, UniqueSubmissions, TotalErrors int
	ErrorRate, SubmissionRate                        float64 // per cent
	IsDeleted                                        bool
}
