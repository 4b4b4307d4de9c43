package generatetest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"salesforce_exporter/internal/demo/generate"
	"salesforce_exporter/internal/demo/schema"
	"salesforce_exporter/internal/demo/store"
)

// breaking returns a statement for each rule that makes it find something.
func breaking() map[string]string {
	return map[string]string{
		"two users of one name in one username":   `UPDATE User SET Username = 'same'`,
		"a counted user reports to someone gone":  `UPDATE User SET IsActive = 0 WHERE Id = (SELECT ManagerId FROM User WHERE IsActive = 1 AND ManagerId IS NOT NULL)`,
		"a manager who does not exist":            `UPDATE User SET ManagerId = 'x'`,
		"a user who reports to themselves":        `UPDATE User SET ManagerId = Id`,
		"a role that does not exist":              `UPDATE User SET UserRoleId = 'x'`,
		"a parent role that does not exist":       `UPDATE UserRole SET ParentRoleId = 'x'`,
		"a person without profile":                `UPDATE User SET ProfileId = NULL`,
		"a profile without licence":               `UPDATE Profile SET UserLicenseId = 'x'`,
		"a licence count that is not its users'":  `UPDATE UserLicense SET UsedLicenses = UsedLicenses + 1`,
		"more licences used than paid for":        `UPDATE UserLicense SET TotalLicenses = 0`,
		"a seat count that is not its holders'":   `UPDATE PermissionSetLicense SET UsedLicenses = UsedLicenses + 1`,
		"a package count that is not its users'":  `UPDATE PackageLicense SET UsedLicenses = UsedLicenses + 1`,
		"a last login that is not in the history": `UPDATE User SET LastLoginDate = LastLoginDate + 1`,
		"a recent last login without history":     `DELETE FROM LoginHistory`,
		"a login before the user existed":         `UPDATE User SET CreatedDate = NOW`,
		"a login in the future or not kept":       `UPDATE LoginHistory SET LoginTime = LoginTime - 200*86400`,
		"a login of nobody":                       `UPDATE LoginHistory SET UserId = 'x'`,

		"a stage that disagrees with its flags":   `UPDATE Opportunity SET Probability = 1`,
		"a deal closed in the future":             `UPDATE Opportunity SET CloseDate = '2999-01-01'`,
		"a deal of no account":                    `UPDATE Opportunity SET AccountId = 'x'`,
		"a deal older than its account":           `UPDATE Opportunity SET CreatedDate = 0`,
		"a first stage not set at creation":       `UPDATE Opportunity SET CreatedDate = CreatedDate + 1`,
		"a present stage that history lacks":      `UPDATE Opportunity SET StageName = 'Elsewhere'`,
		"two changes of a deal at one instant":    `UPDATE OpportunityHistory SET CreatedDate = 0`,
		"a stage change the deal does not know":   `UPDATE Opportunity SET LastStageChangeDate = NULL`,
		"products that the deal denies":           `UPDATE Opportunity SET HasOpportunityLineItem = 0`,
		"an amount that is not its products'":     `UPDATE Opportunity SET Amount = Amount + 1`,
		"an expected revenue that does not fit":   `UPDATE Opportunity SET ExpectedRevenue = NULL`,
		"a fiscal period that is not of the date": `UPDATE Opportunity SET FiscalQuarter = 5`,

		"a closed task without completion":           `UPDATE Task SET CompletedDateTime = NULL`,
		"a task done before it was set or later":     `UPDATE Task SET CompletedDateTime = 0 WHERE IsClosed = 1`,
		"an event that ends before it starts":        `UPDATE Event SET EndDateTime = StartDateTime - 60`,
		"a copy of no group event":                   `UPDATE Event SET IsGroupEvent = 0`,
		"a sent e-mail without its task":             `UPDATE Task SET TaskSubtype = 'Call'`,
		"a message of no case":                       `UPDATE EmailMessage SET ParentId = 'x'`,
		"a message that is neither sent nor read":    `UPDATE EmailMessage SET Incoming = 1 - Incoming`,
		"a lead that is half converted":              `UPDATE Lead SET ConvertedDate = NULL`,
		"a converted lead that leads nowhere":        `UPDATE Lead SET ConvertedContactId = 'x' WHERE IsConverted = 1`,
		"a case that is half closed":                 `UPDATE "Case" SET ClosedDate = NULL`,
		"a change out of the life of its case":       `UPDATE CaseHistory SET CreatedDate = CreatedDate - 900*86400`,
		"a present status that history lacks":        `UPDATE CaseHistory SET NewValue = 'Lost'`,
		"two cases of one number":                    `UPDATE "Case" SET CaseNumber = '1'`,
		"a contact of no account":                    `UPDATE Contact SET AccountId = 'x'`,
		"campaign leads that are not its members":    `UPDATE Campaign SET NumberOfLeads = NumberOfLeads + 1`,
		"campaign responses that are not its own":    `UPDATE Campaign SET NumberOfResponses = NumberOfResponses + 1`,
		"campaign conversions that are not its own":  `UPDATE Campaign SET NumberOfConvertedLeads = NumberOfConvertedLeads + 1`,
		"campaign deals that are not its own":        `UPDATE Campaign SET NumberOfWonOpportunities = NumberOfWonOpportunities + 1`,
		"campaign amounts that are not its own":      `UPDATE Campaign SET AmountAllOpportunities = AmountAllOpportunities + 1`,
		"an active campaign out of its time":         `UPDATE Campaign SET IsActive = 1, EndDate = '2000-01-01'`,
		"a campaign credited by a later campaign":    `UPDATE Opportunity SET CreatedDate = 0`,
		"mailings that are not what a campaign sent": `UPDATE Campaign SET NumberSent = NumberSent + 1`,

		"a comment of no post":                      `UPDATE FeedComment SET FeedItemId = 'x'`,
		"a comment count that is not its answers":   `UPDATE FeedItem SET CommentCount = CommentCount + 1`,
		"a comment that is not about its post":      `UPDATE FeedComment SET CreatedDate = 0`,
		"a post on nothing":                         `UPDATE FeedItem SET ParentId = 'x'`,
		"a report run before it was made or later":  `UPDATE Report SET LastRunDate = 0`,
		"a usage of a day that is not over":         `UPDATE LightningToggleMetrics SET MetricsDate = '2999-01-01'`,
		"a usage of nobody":                         `UPDATE LightningUsageByPageMetrics SET UserId = 'x'`,
		"a day of an app that is counted twice":     `UPDATE LightningUsageByAppTypeMetrics SET MetricsDate = '2026-01-01'`,
		"a day of a page that is counted twice":     `UPDATE LightningUsageByPageMetrics SET PageName = 'same'`,
		"a day of pages without Lightning":          `UPDATE LightningUsageByAppTypeMetrics SET AppExperience = 'Salesforce Mobile'`,
		"page loads that are not in their bins":     `UPDATE LightningUsageByPageMetrics SET EptBinOver10 = EptBinOver10 + 1`,
		"a count of duplicates that is not its":     `UPDATE DuplicateRecordSet SET RecordCount = RecordCount + 1`,
		"a duplicate of nothing":                    `UPDATE DuplicateRecordItem SET RecordId = 'x'`,
		"a duplicate found by no rule":              `UPDATE DuplicateRecordSet SET DuplicateRuleId = 'x'`,
		"an activity archived too early or late":    `UPDATE Task SET IsArchived = 1 - IsArchived`,
		"a profile without its permission set":      `UPDATE PermissionSet SET ProfileId = 'x'`,
		"a permission set that is half a profile's": `UPDATE PermissionSet SET IsCustom = 1 - IsCustom`,
		"a person without their profile's rights":   `UPDATE PermissionSetAssignment SET AssigneeId = 'x'`,
		"rights of nobody or of nothing":            `UPDATE PermissionSetAssignment SET PermissionSetId = 'x'`,
		"a deal in no fiscal quarter":               `UPDATE Period SET Number = 5 WHERE Type = 'Quarter'`,
		"a fiscal year that is not its periods":     `UPDATE Period SET EndDate = StartDate`,
		"a deal of another record type":             `UPDATE Opportunity SET RecordTypeId = 'x'`,
		"a formula that gives something else":       `UPDATE Account SET Health__c = NULL`,
		"a score that nobody can have given":        `UPDATE "Case" SET CSAT__c = CSAT__c + 5`,
		"an invoice of nobody":                      `UPDATE Invoice__c SET Account__c = NULL`,
		"an invoice due before it was written":      `UPDATE Invoice__c SET DueDate__c = '2000-01-01'`,
		"a quota of nobody or of no month":          `UPDATE ForecastingQuota SET StartDate = '2000-01-02'`,
		"a change of the setup by nobody":           `UPDATE SetupAuditTrail SET CreatedDate = NOW + 1`,
		"a token of nobody, or used too early":      `UPDATE OauthToken SET LastUsedDate = 1`,
		"two invoices of one number":                `UPDATE Invoice__c SET Name = 'INV-1'`,

		"a visit that is not its page views":             `UPDATE ae_visit SET visitorPageViewCount = visitorPageViewCount + 1`,
		"a visit that is not as long as it was":          `UPDATE ae_visit SET durationInSeconds = durationInSeconds + 1`,
		"a visit that did not begin with a page":         `UPDATE ae_visit SET createdAt = createdAt - 1`,
		"a visit of nobody":                              `UPDATE ae_visit SET prospectId = 1`,
		"a page view of another's visit":                 `UPDATE ae_visitor_page_view SET visitorId = 1`,
		"a page that was open for another time":          `UPDATE ae_visitor_page_view SET durationInSeconds = 0`,
		"a visitor who is half identified":               `UPDATE ae_visitor SET isIdentified = 1 - isIdentified`,
		"a visitor who is not a live prospect":           `UPDATE ae_prospect SET isDeleted = 1`,
		"a visitor with pages not counted":               `UPDATE ae_visitor SET pageViewCount = 0`,
		"a prospect without conversion":                  `UPDATE ae_prospect SET convertedAt = NULL`,
		"a prospect who is no lead and no contact":       `UPDATE ae_prospect SET salesforceContactId = 'x'`,
		"a lead before its conversion":                   `UPDATE ae_prospect SET convertedAt = convertedAt + 1`,
		"an activity of another's":                       `UPDATE ae_visitor_activity SET prospectId = 1`,
		"an activity of nobody":                          `UPDATE ae_visitor_activity SET visitorId = NULL`,
		"an activity on a page of another visit":         `UPDATE ae_visitor_activity SET visitId = 1`,
		"a success with nothing":                         `UPDATE ae_visitor_activity SET formId = NULL`,
		"a success with what is not there":               `DELETE FROM ae_form`,
		"a landing page with another's form":             `UPDATE ae_landing_page SET formId = 1`,
		"a campaign that is not Salesforce's":            `UPDATE ae_campaign SET name = 'x'`,
		"a prospect of another campaign":                 `UPDATE ae_prospect SET salesforceCampaignId = 'x'`,
		"a form that Salesforce does not have":           `DELETE FROM MarketingForm`,
		"a form with more than its running totals":       `UPDATE MarketingForm SET TotalViews = 0`,
		"running totals of a form that cannot be":        `UPDATE MarketingForm SET UniqueViews = TotalViews + 1`,
		"views before a campaign began":                  `UPDATE Campaign SET StartDate = '2999-01-01'`,
		"running totals of a page that cannot be":        `UPDATE LandingPage SET FormSubmissionRate = 50`,
		"a future or a wrong order of times in ae_visit": `UPDATE ae_visit SET updatedAt = 0`,

		"an activity that the deal denies":                                   `UPDATE Opportunity SET HasOpenActivity = 1 - HasOpenActivity`,
		"a last activity that is not of Account":                             `UPDATE Account SET LastActivityDate = '2000-01-01'`,
		"a last activity that is not of Opportunity":                         `UPDATE Opportunity SET LastActivityDate = NULL`,
		"a last activity that is not of Contact":                             `DELETE FROM Task WHERE WhoId IS NOT NULL`,
		"a last activity that is not of Lead":                                `UPDATE Lead SET LastActivityDate = '2999-01-01'`,
		"a last activity that is not of Campaign":                            `UPDATE Campaign SET LastActivityDate = '2000-01-01'`,
		"an empty field that cannot be in Opportunity":                       `UPDATE Opportunity SET StageName = NULL`,
		"an owner who does not exist in Account":                             `UPDATE Account SET OwnerId = 'x'`,
		"a nobody in Task.LastModifiedById":                                  `UPDATE Task SET LastModifiedById = 'x'`,
		"an id of another object in Lead":                                    `UPDATE Lead SET Id = '001' || substr(Id, 4)`,
		"a future Case.CreatedDate":                                          `UPDATE "Case" SET CreatedDate = NOW + 1`,
		"a record changed before it was created in Account.LastModifiedDate": `UPDATE Account SET LastModifiedDate = CreatedDate - 1`,
	}
}

func TestEachRuleFindsWhatItNames(t *testing.T) {
	now := time.Date(2026, time.March, 11, 12, 0, 0, 0, time.UTC)
	s, err := schema.Company()
	if err != nil {
		t.Fatal(err)
	}
	st, err := store.Open(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	if _, err := generate.Fill(t.Context(), st, generate.Options{Users: 15, Seed: 1, Now: now}); err != nil {
		t.Fatal(err)
	}
	Contradictions(t, st, now)
	rules, broken := Rules(s), breaking()
	system := systemRules(s) // alike for all objects: one of a kind is broken here
	for name := range rules {
		alike := strings.HasPrefix(name, "a future or a wrong order of times in ")
		if broken[name] == "" && system[name] == "" && !alike {
			t.Errorf("%s: no statement here breaks this rule", name)
		}
	}
	for name, statement := range broken {
		if n := countBroken(t, st, now, statement, rules[name]); n == 0 {
			t.Errorf("%s: not found after %s", name, statement)
		}
	}
}

// countBroken returns how many rows a rule finds after a statement, which it
// takes back.
func countBroken(t *testing.T, st *store.Store, now time.Time, statement, rule string) (n int) {
	t.Helper()
	tx, err := st.DB().BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(t.Context(), strings.ReplaceAll(statement, "NOW", fmt.Sprint(now.Unix()))); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	if err := tx.QueryRowContext(t.Context(), at(now, rule)).Scan(&n); err != nil {
		t.Fatalf("%s: %v", rule, err)
	}
	return n
}
