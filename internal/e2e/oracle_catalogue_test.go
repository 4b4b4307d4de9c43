package e2e

import "fmt"

// successful are the logins of people.
const successful = ` Status = 'Success' AND LoginType IN ('Application', 'Saml2', 'SAML Sfdc Initiated SSO', 'SAML Idp Initiated SSO',
		'Third Party SSO', 'Lightning Login', 'Certificate-based login', 'Passwordless Login') AND `

func loginFigures() []figure {
	return []figure{
		{metric: "logins_7d", byOwner: true,
			rows: `SELECT UserId owner, 1 value FROM LoginHistory WHERE` + successful + since("LoginTime", 7)},
		{metric: "logins_14d", byOwner: true,
			rows: `SELECT UserId owner, 1 value FROM LoginHistory WHERE` + successful + since("LoginTime", 14)},
		{metric: "login_attempts_1d", labels: []string{"application", "login_type", "status"}, top: 50,
			rows: `SELECT NULL owner, Application, LoginType, Status, 1 value FROM LoginHistory WHERE ` + since("LoginTime", 1)},
	}
}

func leadFigures() []figure {
	leads := func(metric, which string) figure {
		return figure{metric: metric, byOwner: true,
			rows: `SELECT OwnerId owner, 1 value FROM Lead WHERE ` + live + ` AND ` + which}
	}
	return []figure{
		leads("open_leads", `IsConverted = 0`),
		leads("stale_leads_30d", `IsConverted = 0 AND LastModifiedDate < :since30`),
		leads("untouched_leads_7d", `IsConverted = 0 AND CreatedDate < :since7 AND LastActivityDate IS NULL`),
		leads("converted_leads_30d", `IsConverted = 1 AND `+sinceDay("ConvertedDate", 30)),
	}
}

func caseFigures() []figure {
	cases := func(metric, value, which string) figure {
		return figure{metric: metric, byOwner: true,
			rows: `SELECT OwnerId owner, ` + value + ` value FROM "Case" WHERE ` + live + ` AND ` + which}
	}
	all := []figure{
		{metric: "open_cases", byOwner: true, labels: []string{"origin", "priority"},
			rows: `SELECT OwnerId owner, Origin, Priority, 1 value FROM "Case" WHERE ` + live + ` AND IsClosed = 0`},
		cases("escalated_cases", "1", `IsClosed = 0 AND IsEscalated = 1`),
		cases("stale_cases_7d", "1", `IsClosed = 0 AND LastModifiedDate < :since7`),
		cases("case_resolution_seconds_30d", "ClosedDate - CreatedDate",
			`ClosedDate >= CreatedDate AND IsClosed = 1 AND `+since("ClosedDate", 30)),
		cases("case_resolution_cases_30d", "1", `ClosedDate >= CreatedDate AND IsClosed = 1 AND `+since("ClosedDate", 30)),
		cases("cases_closed_before_created_30d", "1",
			`ClosedDate < CreatedDate AND IsClosed = 1 AND `+since("ClosedDate", 30)),
	}
	for _, days := range []int{1, 7} {
		all = append(all, cases(fmt.Sprintf("cases_created_%dd", days), "1", since("CreatedDate", days)))
	}
	for _, days := range []int{1, 7, 30} {
		all = append(all, cases(fmt.Sprintf("cases_closed_%dd", days), "1", `IsClosed = 1 AND `+since("ClosedDate", days)))
	}
	return all
}

func formFigures() []figure {
	totals := func(metric, object, field string) figure {
		return figure{metric: metric, labels: []string{"campaign"}, rows: `SELECT NULL owner, c.Name, ` + field + ` value
			FROM ` + object + ` f LEFT JOIN Campaign c ON c.Id = f.CampaignId WHERE f.IsDeleted = 0`}
	}
	return []figure{
		totals("landing_page_views", "LandingPage", "TotalViews"),
		totals("landing_page_submissions", "LandingPage", "TotalFormSubmissions"),
		totals("form_views", "MarketingForm", "TotalViews"), totals("form_submissions", "MarketingForm", "TotalSubmissions"),
	}
}

func campaignFigures() []figure {
	all := []figure{{metric: "active_campaigns",
		rows: `SELECT NULL owner, 1 value FROM Campaign WHERE ` + live + ` AND IsActive = 1`}}
	for metric, field := range map[string]string{
		"campaign_won_amount": "AmountWonOpportunities", "campaign_cost": "ActualCost", "campaign_leads": "NumberOfLeads",
		"campaign_responses": "NumberOfResponses",
	} {
		all = append(all, figure{metric: metric, labels: []string{"campaign"}, rows: `SELECT NULL owner, Name, ` + field + ` value
			FROM (SELECT * FROM Campaign WHERE ` + live + ` AND AmountWonOpportunities > 0 ORDER BY AmountWonOpportunities DESC, Id LIMIT 20) WHERE ` + field + ` IS NOT NULL`})
	}
	return all
}

func chatterFigures() []figure {
	posts := ` FROM FeedItem WHERE ` + live +
		` AND Type IN ('TextPost', 'AdvancedTextPost', 'ContentPost', 'LinkPost', 'PollPost', 'QuestionPost', 'AnnouncementPost') AND ` + since("CreatedDate", 30)
	comments := ` FROM FeedComment WHERE ` + live + ` AND ` + since("CreatedDate", 30)
	return []figure{
		{metric: "chatter_posts_30d", rows: `SELECT NULL owner, 1 value` + posts},
		{metric: "chatter_comments_30d", byOwner: true, rows: `SELECT CreatedById owner, 1 value` + comments},
		{metric: "chatter_contributors_30d", byOwner: true,
			rows: `SELECT owner, 1 value FROM (SELECT CreatedById owner` + posts + ` UNION SELECT CreatedById` + comments + `)`},
	}
}

func reportFigures() []figure {
	reports := func(metric, which string) figure {
		return figure{metric: metric, rows: `SELECT NULL owner, 1 value FROM Report WHERE ` + live + ` AND ` + which}
	}
	return []figure{
		reports("reports", "true"),
		reports("reports_run_30d", since("LastRunDate", 30)),
		reports("reports_not_run_180d", `(LastRunDate IS NULL OR LastRunDate < :since180)`),
		{metric: "dashboards", rows: `SELECT NULL owner, 1 value FROM Dashboard WHERE ` + live},
	}
}

func lightningFigures() []figure {
	const newest = ` MetricsDate = (SELECT max(MetricsDate) FROM (SELECT MetricsDate FROM LightningUsageByAppTypeMetrics
		UNION ALL SELECT MetricsDate FROM LightningUsageByPageMetrics UNION ALL SELECT MetricsDate FROM LightningToggleMetrics))`
	// The pages that are shown are the most viewed ones in all three metrics.
	const page = `iif(PageName IN (SELECT PageName FROM LightningUsageByPageMetrics WHERE` + newest +
		` GROUP BY PageName ORDER BY sum(TotalCount) DESC, PageName LIMIT 50), PageName, 'other')`
	pages := func(metric, value string) figure {
		return figure{metric: metric, labels: []string{"page"},
			rows: `SELECT NULL owner, ` + page + `, ` + value + ` value FROM LightningUsageByPageMetrics WHERE` + newest}
	}
	return []figure{
		{metric: "lightning_users_1d", labels: []string{"experience", "profile"}, rows: `
			SELECT DISTINCT NULL owner, AppExperience,
				(SELECT p.Name FROM User u JOIN Profile p ON p.Id = u.ProfileId WHERE u.Id = UserId), UserId who, 1 value
			FROM LightningUsageByAppTypeMetrics WHERE` + newest},
		pages("lightning_page_views_1d", "TotalCount"),
		pages("lightning_page_load_seconds_1d", "SumEPT / 1000.0"),
		pages("lightning_page_loads_1d", "RecordCountEPT"),
		{metric: "lightning_switches_to_classic_1d",
			rows: `SELECT NULL owner, RecordCount value FROM LightningToggleMetrics WHERE Action = 'switchToAloha' AND` +
				newest},
	}
}
