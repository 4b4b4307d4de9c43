package generate_test

import (
	"strings"
	"testing"

	"salesforce_exporter/internal/demo/generate"
	"salesforce_exporter/internal/demo/generate/generatetest"
	"salesforce_exporter/internal/demo/store"
)

type feature struct {
	name  string
	least int
	query string
}

// features returns what the default company must have, as the least number of
// rows that each query finds.
func features() []feature {
	return []feature{
		{"queues that own leads", 10, `SELECT Id FROM Lead WHERE OwnerId IN (SELECT Id FROM "Group" WHERE Type = 'Queue')`},
		{"queues that own cases", 3,
			`SELECT Id FROM "Case" WHERE IsClosed = 0 AND OwnerId IN (SELECT Id FROM "Group" WHERE Type = 'Queue')`},
		{"queues that own tasks", 3, `SELECT Id FROM Task WHERE OwnerId IN (SELECT Id FROM "Group" WHERE Type = 'Queue')`},
		{"people who left", 10, `SELECT Id FROM User WHERE IsActive = 0 AND UserType = 'Standard'`},
		{"deals of people who left", 10,
			`SELECT Id FROM Opportunity WHERE IsClosed = 0 AND OwnerId IN (SELECT Id FROM User WHERE IsActive = 0)`},
		{"people who never signed in", 4,
			`SELECT Id FROM User WHERE IsActive = 1 AND UserType = 'Standard' AND LastLoginDate IS NULL`},
		{"people who stopped signing in", 3, `SELECT Id FROM User WHERE IsActive = 1 AND LastLoginDate < NOW - 30*86400`},
		{"new joiners", 2, `SELECT Id FROM User WHERE CreatedDate > NOW - 30*86400`},
		{"people without role", 1, `SELECT Id FROM User WHERE UserType = 'Standard' AND UserRoleId IS NULL`},
		{"people without country", 1, `SELECT Id FROM User WHERE UserType = 'Standard' AND Country IS NULL`},
		{"people of the same name", 1, `SELECT Name FROM User WHERE UserType = 'Standard' GROUP BY Name HAVING COUNT(*) > 1`},
		{"managers", 10, `SELECT DISTINCT ManagerId FROM User WHERE IsActive = 1 AND ManagerId IS NOT NULL`},
		{"kinds of users", 5, `SELECT DISTINCT UserType FROM User`},
		{"an unlimited package", 1, `SELECT Id FROM PackageLicense WHERE AllowedLicenses = -1`},
		{"failed logins", 100, `SELECT Id FROM LoginHistory WHERE Status != 'Success'`},
		{"logins by application", 4, `SELECT DISTINCT Application FROM LoginHistory`},
		{"overdue deals", 50, `SELECT Id FROM Opportunity WHERE IsClosed = 0 AND CloseDate < TODAY`},
		{"deals that are on time", 50, `SELECT Id FROM Opportunity WHERE IsClosed = 0 AND CloseDate >= TODAY`},
		{"neglected deals", 20, `SELECT Id FROM Opportunity WHERE IsClosed = 0 AND (LastActivityDate IS NULL OR LastActivityDate < date(TODAY, '-30 days'))`},
		{"deals won lately", 20, `SELECT Id FROM Opportunity WHERE IsWon = 1 AND CloseDate >= date(TODAY, '-30 days')`},
		{"deals lost lately", 20, `SELECT Id FROM Opportunity WHERE IsClosed = 1 AND IsWon = 0 AND CloseDate >= date(TODAY, '-30 days')`},
		{"deals without amount", 50, `SELECT Id FROM Opportunity WHERE Amount IS NULL`},
		{"late deals without products", 5,
			`SELECT Id FROM Opportunity WHERE IsClosed = 0 AND Probability >= 75 AND HasOpportunityLineItem = 0`},
		{"first-time customers", 10,
			`SELECT AccountId FROM Opportunity WHERE IsWon = 1 GROUP BY AccountId HAVING MIN(CloseDate) >= date(TODAY, '-90 days')`},
		{"retained customers", 10,
			`SELECT AccountId FROM Opportunity WHERE IsWon = 1 GROUP BY AccountId HAVING MIN(CloseDate) < date(TODAY, '-90 days') AND MAX(CloseDate) >= date(TODAY, '-90 days')`},
		{"neglected accounts", 50,
			`SELECT Id FROM Account WHERE LastActivityDate IS NULL OR LastActivityDate < date(TODAY, '-60 days')`},
		{"overdue tasks", 100, `SELECT Id FROM Task WHERE IsClosed = 0 AND ActivityDate < TODAY`},
		{"open tasks without date", 5, `SELECT Id FROM Task WHERE IsClosed = 0 AND ActivityDate IS NULL`},
		{"kinds of tasks", 4, `SELECT DISTINCT TaskSubtype FROM Task WHERE TaskSubtype IS NOT NULL`},
		{"tasks of no kind", 5, `SELECT Id FROM Task WHERE TaskSubtype IS NULL`},
		{"events to come", 20, `SELECT Id FROM Event WHERE StartDateTime > NOW`},
		{"copies of group events", 20, `SELECT Id FROM Event WHERE IsChild = 1`},
		{"untouched leads", 100, `SELECT Id FROM Lead WHERE IsConverted = 0 AND LastActivityDate IS NULL AND CreatedDate < NOW - 7*86400`},
		{"leads converted lately", 3, `SELECT Id FROM Lead WHERE ConvertedDate >= date(TODAY, '-30 days')`},
		{"leads of no source", 50, `SELECT Id FROM Lead WHERE LeadSource IS NULL`},
		{"escalated open cases", 1, `SELECT Id FROM "Case" WHERE IsEscalated = 1 AND IsClosed = 0`},
		{"cases closed lately", 50, `SELECT Id FROM "Case" WHERE ClosedDate > NOW - 30*86400`},
		{"cases of no origin", 10, `SELECT Id FROM "Case" WHERE Origin IS NULL`},
		{"active campaigns", 1, `SELECT Id FROM Campaign WHERE IsActive = 1`},
		{"campaigns that won something", 10, `SELECT Id FROM Campaign WHERE AmountWonOpportunities > 0`},
		{"e-mails received", 100, `SELECT Id FROM EmailMessage WHERE Incoming = 1`},
		{"e-mails sent lately", 50, `SELECT Id FROM EmailMessage WHERE Incoming = 0 AND MessageDate > NOW - 30*86400`},
		{"mailings", 10, `SELECT Id FROM ListEmail WHERE TotalSent > 0`},
		{"changes by others than the owner", 100, `SELECT Id FROM Account WHERE LastModifiedById != OwnerId`},
		{"posts of people lately", 30,
			`SELECT Id FROM FeedItem WHERE Type IN ('TextPost', 'ContentPost', 'LinkPost', 'QuestionPost', 'PollPost') AND CreatedDate > NOW - 30*86400`},
		{"kinds of posts", 7, `SELECT DISTINCT Type FROM FeedItem`},
		{"comments lately", 20, `SELECT Id FROM FeedComment WHERE CreatedDate > NOW - 30*86400`},
		{"posts on records", 100, `SELECT Id FROM FeedItem WHERE ParentId GLOB '00[16]*'`},
		{"reports run lately", 20, `SELECT Id FROM Report WHERE LastRunDate > NOW - 30*86400`},
		{"reports not run for long", 10, `SELECT Id FROM Report WHERE LastRunDate < NOW - 181*86400`},
		{"reports never run", 5, `SELECT Id FROM Report WHERE LastRunDate IS NULL`},
		{"kinds of reports", 4, `SELECT DISTINCT Format FROM Report`},
		{"dashboards", 10, `SELECT Id FROM Dashboard`},
		{"Lightning users yesterday", 50,
			`SELECT Id FROM LightningUsageByAppTypeMetrics WHERE MetricsDate = date(TODAY, '-1 day') AND AppExperience = 'Lightning Experience'`},
		{"mobile users yesterday", 5,
			`SELECT Id FROM LightningUsageByAppTypeMetrics WHERE MetricsDate = date(TODAY, '-1 day') AND AppExperience = 'Salesforce Mobile'`},
		{"pages opened yesterday", 200,
			`SELECT Id FROM LightningUsageByPageMetrics WHERE MetricsDate = date(TODAY, '-1 day')`},
		{"names of pages", 60, `SELECT DISTINCT PageName FROM LightningUsageByPageMetrics`},
		{"switches to Classic", 20, `SELECT Id FROM LightningToggleMetrics WHERE Action = 'switchToAloha'`},
		{"switches to Lightning", 10, `SELECT Id FROM LightningToggleMetrics WHERE Action = 'switchToLightningDesktop'`},
		{"sets of duplicates of each object", 3, `SELECT DISTINCT DuplicateRuleId FROM DuplicateRecordSet`},
		{"permissions of the exporter", 2,
			`SELECT a.Id FROM PermissionSetAssignment a JOIN PermissionSet s ON s.Id = a.PermissionSetId WHERE a.AssigneeId = 'RUNNING' AND s.PermissionsApiEnabled = 1`},
		{"right of the exporter to see everything", 1,
			`SELECT a.Id FROM PermissionSetAssignment a JOIN PermissionSet s ON s.Id = a.PermissionSetId WHERE a.AssigneeId = 'RUNNING' AND s.PermissionsViewAllData = 1 AND s.PermissionsViewSetup = 1`},
		{"satisfied customers", 50, `SELECT Id FROM "Case" WHERE CSAT__c >= 4`},
		{"dissatisfied customers", 20, `SELECT Id FROM "Case" WHERE CSAT__c <= 2`},
		{"accounts of no region", 20, `SELECT Id FROM Account WHERE Region__c IS NULL`},
		{"accounts of several interests", 20, `SELECT Id FROM Account WHERE Interests__c LIKE '%;%'`},
		{"key accounts", 5, `SELECT Id FROM Account WHERE Key_Account__c = 1`},
		{"deals with a competitor", 50, `SELECT Id FROM Opportunity WHERE Competitor__c IS NOT NULL`},
		{"invoices that are overdue", 10, `SELECT Id FROM Invoice__c WHERE Status__c = 'Sent' AND DueDate__c < TODAY`},
		{"invoices two years ago", 3, `SELECT Id FROM Invoice__c WHERE CreatedDate < NOW - 600*86400`},
		{"archived tasks", 500, `SELECT Id FROM Task WHERE IsArchived = 1`},
		{"accounts in the recycle bin", 1, `SELECT Id FROM Account WHERE IsDeleted = 1`},
		{"leads in the recycle bin", 3, `SELECT Id FROM Lead WHERE IsDeleted = 1`},
		{"visits yesterday", 200, `SELECT id FROM ae_visit WHERE date(createdAt, 'unixepoch') = date(TODAY, '-1 day')`},
		{"days of visits", 35, `SELECT DISTINCT date(createdAt, 'unixepoch') FROM ae_visit`},
		{"visits of one page without duration", 500,
			`SELECT id FROM ae_visit WHERE visitorPageViewCount = 1 AND durationInSeconds IS NULL`},
		{"visits of one page that lasted 0 seconds", 500,
			`SELECT id FROM ae_visit WHERE visitorPageViewCount = 1 AND durationInSeconds = 0`},
		{"visits with a campaign in the address", 1000, `SELECT id FROM ae_visit WHERE campaignParameter IS NOT NULL`},
		{"visits of no campaign at all", 200, `SELECT v.id FROM ae_visit v JOIN ae_visitor o ON o.id = v.visitorId WHERE v.campaignParameter IS NULL AND o.campaignId IS NULL
			AND v.prospectId IS NULL AND v.id NOT IN (SELECT visitId FROM ae_visitor_page_view WHERE campaignId IS NOT NULL)`},
		{"visits with pages of two campaigns", 100,
			`SELECT visitId FROM ae_visitor_page_view GROUP BY visitId HAVING COUNT(DISTINCT campaignId) > 1`},
		{"visits that changed after their last page", 100, `SELECT id FROM ae_visit WHERE updatedAt > lastVisitorPageViewAt`},
		{"visitors who came again", 300, `SELECT visitorId FROM ae_visit GROUP BY visitorId HAVING COUNT(*) > 1`},
		{"campaigns that brought visits", 21,
			`SELECT DISTINCT campaignId FROM ae_visitor_page_view WHERE campaignId IS NOT NULL`},
		{"campaigns that nobody connected", 3, `SELECT id FROM ae_campaign WHERE salesforceId IS NULL`},
		{"kinds of activities", 15, `SELECT DISTINCT type FROM ae_visitor_activity`},
		{"forms that were not filled in right", 50, `SELECT id FROM ae_visitor_activity WHERE type = 3`},
		{"submissions of landing pages", 100,
			`SELECT id FROM ae_visitor_activity WHERE type = 4 AND formId IS NOT NULL AND landingPageId IS NOT NULL`},
		{"submissions of forms alone", 50,
			`SELECT id FROM ae_visitor_activity WHERE type = 4 AND formId IS NOT NULL AND landingPageId IS NULL`},
		{"submissions of form handlers", 50,
			`SELECT id FROM ae_visitor_activity WHERE type = 4 AND formHandlerId IS NOT NULL`},
		{"clicks that are downloads", 30, `SELECT id FROM ae_visitor_activity WHERE type = 1 AND fileId IS NOT NULL`},
		{"clicks that are none", 50, `SELECT id FROM ae_visitor_activity WHERE type = 1 AND fileId IS NULL`},
		{"conversions lately, of each kind", 4,
			`SELECT DISTINCT convertedFromObjectType FROM ae_prospect WHERE convertedAt > NOW - 30*86400`},
		{"leads that came by the website", 20, `SELECT id FROM ae_prospect WHERE salesforceLeadId IS NOT NULL`},
		{"contacts who visit it", 100, `SELECT id FROM ae_prospect WHERE salesforceContactId IS NOT NULL`},
		{"merged prospects", 10, `SELECT id FROM ae_prospect WHERE isDeleted = 1`},
		{"landing pages with submissions", 20,
			`SELECT Id FROM LandingPage WHERE TotalFormSubmissions > 0 AND CampaignId IS NOT NULL`},
		{"forms of no campaign", 2, `SELECT Id FROM MarketingForm WHERE CampaignId IS NULL`},
		{"deals in the recycle bin", 3, `SELECT Id FROM Opportunity WHERE IsDeleted = 1`},
		{"tasks in the recycle bin", 20, `SELECT Id FROM Task WHERE IsDeleted = 1`},
		{"events in the recycle bin", 3, `SELECT Id FROM Event WHERE IsDeleted = 1`},
		{"cases in the recycle bin", 2, `SELECT Id FROM "Case" WHERE IsDeleted = 1`},
	}
}

// TestNewCampaignOnAnyDay has companies of several seeds and days: campaigns are
// few, and who looks at the demo org expects one that is new.
func TestNewCampaignOnAnyDay(t *testing.T) {
	for seed := range uint64(5) {
		now := noon.AddDate(0, 0, 17*int(seed))
		st, _ := fill(t, generate.Options{Seed: seed, Users: 20, Now: now})
		if generatetest.Count(t, st, now,
			`SELECT Id FROM Campaign WHERE IsDeleted = 0 AND CreatedDate > NOW - 30*86400`) == 0 {
			t.Errorf("seed %d, %s: no campaign is new", seed, now)
		}
	}
}

func TestTheDefaultCompany(t *testing.T) {
	st, c := fill(t, generate.Options{Seed: 1, Now: noon})
	t.Run("has a story", func(t *testing.T) {
		for _, f := range features() {
			if n := generatetest.Count(t, st, noon, strings.ReplaceAll(f.query, "RUNNING", c.RunningUserID)); n < f.least {
				t.Errorf("%s: found %d, want at least %d", f.name, n, f.least)
			}
		}
	})
	t.Run("has the size of a small org", func(t *testing.T) {
		rows := 0
		for _, o := range st.Schema().Objects() {
			if o.Queryable {
				rows += generatetest.Count(t, st, noon, `SELECT 1 FROM "`+o.Name+`"`)
			}
		}
		if rows < 80_000 || rows > 120_000 {
			t.Errorf("%d rows, want 80,000 to 120,000", rows)
		}
		if len(c.People) < 120 {
			t.Errorf("%d people work there, want at least 120", len(c.People))
		}
		if n := generatetest.Count(t, st, noon,
			`SELECT Id FROM User WHERE Id = '`+c.RunningUserID+`' AND IsActive = 1`); n != 1 {
			t.Error("the running user is not an active user")
		}
	})
	t.Run("has teams that adopt differently", func(t *testing.T) {
		if eager, reluctant := loginsEach(t, st, "Support Tier 1"), loginsEach(t, st, "Finance"); eager < 2*reluctant {
			t.Errorf("logins a person: support %.0f, finance %.0f; want support at least twice as eager", eager, reluctant)
		}
	})
	t.Run("has quiet days", func(t *testing.T) { testQuietDays(t, st) })
}

// loginsEach returns the successful logins of a role, a person who has any.
func loginsEach(t *testing.T, st *store.Store, role string) (n float64) {
	t.Helper()
	err := st.DB().QueryRowContext(t.Context(), `SELECT COUNT(*) * 1.0 / COUNT(DISTINCT u.Id) FROM LoginHistory h
		JOIN User u ON u.Id = h.UserId JOIN UserRole r ON r.Id = u.UserRoleId WHERE r.Name = ? AND h.Status = 'Success'`, role).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func testQuietDays(t *testing.T, st *store.Store) {
	on := func(days string) int {
		return generatetest.Count(t, st, noon,
			`SELECT Id FROM LoginHistory WHERE Application != 'Nightly Sync' AND strftime('%w', LoginTime, 'unixepoch') `+days)
	}
	if weekend, week := on("IN ('0', '6')"), on("BETWEEN '1' AND '5'"); weekend == 0 || weekend*10 > week {
		t.Errorf("%d logins at weekends, %d on weekdays; want some, but less than a tenth", weekend, week)
	}
	if n := generatetest.Count(t, st, noon,
		`SELECT Id FROM LoginHistory WHERE Application != 'Nightly Sync' AND date(LoginTime, 'unixepoch') = '2025-12-25'`); n > 20 {
		t.Errorf("%d logins on Christmas Day, want next to none", n)
	}
}

func TestFillRefusesSizesItCannotMake(t *testing.T) {
	for _, users := range []int{-1, 4, 100_001} {
		if _, err := generate.Fill(t.Context(), nil, generate.Options{Users: users, Now: noon}); err == nil {
			t.Errorf("%d users were accepted", users)
		}
	}
}
