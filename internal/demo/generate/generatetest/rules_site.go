package generatetest

// siteRules are about the website and what Account Engagement tracks of it.
func siteRules() map[string]string {
	rules := map[string]string{
		"a visit that is not its page views": `SELECT id FROM ae_visit v WHERE visitorPageViewCount != (SELECT COUNT(*) FROM ae_visitor_page_view p WHERE p.visitId = v.id)
			OR firstVisitorPageViewAt IS NOT (SELECT MIN(createdAt) FROM ae_visitor_page_view p WHERE p.visitId = v.id)
			OR lastVisitorPageViewAt IS NOT (SELECT MAX(createdAt) FROM ae_visitor_page_view p WHERE p.visitId = v.id)`,
		"a visit that is not as long as it was": `SELECT id FROM ae_visit WHERE durationInSeconds IS NOT lastVisitorPageViewAt - firstVisitorPageViewAt
			AND (visitorPageViewCount > 1 OR durationInSeconds IS NOT NULL)`,
		"a visit that did not begin with a page": `SELECT id FROM ae_visit WHERE createdAt != firstVisitorPageViewAt OR updatedAt < lastVisitorPageViewAt`,
		"a visit of nobody":                      `SELECT id FROM ae_visit v WHERE NOT EXISTS (SELECT 1 FROM ae_visitor o WHERE o.id = v.visitorId AND o.prospectId IS v.prospectId)`,
		"a page view of another's visit":         `SELECT id FROM ae_visitor_page_view p WHERE NOT EXISTS (SELECT 1 FROM ae_visit v WHERE v.id = p.visitId AND v.visitorId = p.visitorId)`,
		"a page that was open for another time": `SELECT id FROM ae_visitor_page_view p WHERE durationInSeconds IS NOT
			(SELECT MIN(n.createdAt) FROM ae_visitor_page_view n WHERE n.visitId = p.visitId AND n.createdAt > p.createdAt) - createdAt`,
		"a visitor who is half identified":     `SELECT id FROM ae_visitor WHERE isIdentified != (prospectId IS NOT NULL)`,
		"a visitor who is not a live prospect": `SELECT id FROM ae_visitor WHERE prospectId NOT IN (SELECT id FROM ae_prospect WHERE isDeleted = 0)`,
		"a visitor with pages not counted":     `SELECT id FROM ae_visitor v WHERE pageViewCount < (SELECT COUNT(*) FROM ae_visitor_page_view p WHERE p.visitorId = v.id)`,
		"a prospect without conversion": `SELECT id FROM ae_prospect WHERE convertedAt IS NOT createdAt OR convertedFromObjectName IS NULL
			OR convertedFromObjectType NOT IN ('Form', 'FormHandler', 'LandingPage', 'Video')`,
		"a prospect who is no lead and no contact": `SELECT id FROM ae_prospect WHERE salesforceLeadId NOT IN (SELECT Id FROM Lead) OR salesforceContactId NOT IN (SELECT Id FROM Contact)`,
		"a lead before its conversion":             `SELECT p.id FROM ae_prospect p JOIN Lead l ON l.Id = p.salesforceLeadId WHERE p.convertedAt != l.CreatedDate`,
		"an activity of another's":                 `SELECT id FROM ae_visitor_activity a WHERE visitorId IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ae_visitor v WHERE v.id = a.visitorId AND v.prospectId IS a.prospectId)`,
		"an activity of nobody":                    `SELECT id FROM ae_visitor_activity WHERE visitorId IS NULL AND prospectId IS NULL OR prospectId NOT IN (SELECT id FROM ae_prospect WHERE isDeleted = 0)`,
		"an activity on a page of another visit":   `SELECT a.id FROM ae_visitor_activity a LEFT JOIN ae_visitor_page_view p ON p.id = a.visitorPageViewId WHERE a.visitId IS NOT p.visitId`,
		"a success with nothing":                   `SELECT id FROM ae_visitor_activity WHERE type = 4 AND (formId IS NULL) = (formHandlerId IS NULL) OR type = 21 AND customRedirectId IS NULL`,
		"a success with what is not there": `SELECT id FROM ae_visitor_activity WHERE formId NOT IN (SELECT id FROM ae_form) OR formHandlerId NOT IN (SELECT id FROM ae_form_handler)
			OR landingPageId NOT IN (SELECT id FROM ae_landing_page) OR customRedirectId NOT IN (SELECT id FROM ae_custom_redirect)`,
		"a landing page with another's form":   `SELECT a.id FROM ae_visitor_activity a JOIN ae_landing_page l ON l.id = a.landingPageId WHERE a.formId IS NOT l.formId OR a.campaignId IS NOT l.campaignId`,
		"a campaign that is not Salesforce's":  `SELECT id FROM ae_campaign a WHERE salesforceId IS NOT NULL AND NOT EXISTS (SELECT 1 FROM Campaign c WHERE c.Id = a.salesforceId AND c.Name = a.name)`,
		"a prospect of another campaign":       `SELECT p.id FROM ae_prospect p LEFT JOIN ae_campaign c ON c.id = p.campaignId WHERE p.salesforceCampaignId IS NOT c.salesforceId`,
		"a form that Salesforce does not have": `SELECT f.id FROM ae_form f LEFT JOIN MarketingForm m ON m.Id = f.salesforceId LEFT JOIN ae_campaign c ON c.id = f.campaignId WHERE m.Name IS NOT f.name OR m.CampaignId IS NOT c.salesforceId`,
		"a form with more than its running totals": `SELECT m.Id FROM MarketingForm m JOIN ae_form f ON f.salesforceId = m.Id WHERE TotalSubmissions < (SELECT COUNT(*) FROM ae_visitor_activity a WHERE a.type = 4 AND a.formId = f.id)
			OR TotalViews < (SELECT COUNT(*) FROM ae_visitor_activity a WHERE a.type = 2 AND a.formId = f.id) OR TotalErrors < (SELECT COUNT(*) FROM ae_visitor_activity a WHERE a.type = 3 AND a.formId = f.id)`,
		"running totals of a form that cannot be": `SELECT Id FROM MarketingForm WHERE UniqueViews > TotalViews OR UniqueSubmissions > TotalSubmissions OR ABS(SubmissionRate * TotalViews - 100.0 * TotalSubmissions) > 0.01`,
		"views before a campaign began":           `SELECT m.Id FROM MarketingForm m JOIN Campaign c ON c.Id = m.CampaignId WHERE c.StartDate > TODAY AND m.TotalViews > 0`,
		"running totals of a page that cannot be": `SELECT Id FROM LandingPage WHERE UniqueViews > TotalViews OR UniqueFormSubmissions > TotalFormSubmissions OR UniqueFormErrors > TotalFormErrors
			OR UniqueTrackedLinkClicks > TotalTrackedLinkClicks OR ABS(FormSubmissionRate * TotalViews - 100.0 * TotalFormSubmissions) > 0.01`,
	}
	for _, table := range []string{"ae_campaign", "ae_form", "ae_form_handler", "ae_landing_page", "ae_custom_redirect",
		"ae_prospect", "ae_visitor", "ae_visit", "ae_visitor_activity"} {
		rules["a future or a wrong order of times in "+table] = `SELECT id FROM ` + table +
			` WHERE createdAt > NOW OR updatedAt > NOW OR updatedAt < createdAt`
	}
	return rules
}

// siteIndexes let the queries above find related rows.
func siteIndexes() []string {
	return []string{
		`CREATE INDEX IF NOT EXISTS pv ON ae_visitor_page_view (visitId, createdAt)`,
		`CREATE INDEX IF NOT EXISTS pw ON ae_visitor_page_view (visitorId)`,
		`CREATE INDEX IF NOT EXISTS af ON ae_visitor_activity (formId, type)`,
	}
}
