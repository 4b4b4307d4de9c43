package generatetest

// useRules are about what people do in Salesforce beside keeping records:
// Chatter, reports, Lightning pages.
func useRules() map[string]string {
	return map[string]string{
		"a comment of no post":                    `SELECT Id FROM FeedComment WHERE FeedItemId NOT IN (SELECT Id FROM FeedItem)`,
		"a comment count that is not its answers": `SELECT Id FROM FeedItem f WHERE CommentCount != (SELECT COUNT(*) FROM FeedComment c WHERE c.FeedItemId = f.Id AND c.IsDeleted = 0)`,
		"a comment that is not about its post":    `SELECT c.Id FROM FeedComment c JOIN FeedItem f ON f.Id = c.FeedItemId WHERE c.CreatedDate <= f.CreatedDate OR c.CreatedDate > f.LastModifiedDate OR c.ParentId != f.ParentId`,
		"a post on nothing": `SELECT Id FROM FeedItem WHERE ParentId NOT IN (SELECT Id FROM User UNION ALL SELECT Id FROM Account
			UNION ALL SELECT Id FROM Opportunity UNION ALL SELECT Id FROM Lead UNION ALL SELECT Id FROM "Case")`,
		"a report run before it was made or later": `SELECT Id FROM Report WHERE LastRunDate < CreatedDate OR LastRunDate > NOW`,
		"a usage of a day that is not over": `SELECT Id FROM LightningUsageByAppTypeMetrics WHERE MetricsDate >= TODAY UNION ALL SELECT Id FROM LightningUsageByPageMetrics WHERE MetricsDate >= TODAY
			UNION ALL SELECT Id FROM LightningToggleMetrics WHERE MetricsDate >= TODAY`,
		"a usage of nobody": `SELECT Id FROM LightningUsageByAppTypeMetrics WHERE UserId NOT IN (SELECT Id FROM User) UNION ALL
			SELECT Id FROM LightningUsageByPageMetrics WHERE UserId NOT IN (SELECT Id FROM User) UNION ALL SELECT Id FROM LightningToggleMetrics WHERE UserId NOT IN (SELECT Id FROM User)`,
		"a day of an app that is counted twice":  `SELECT 1 FROM LightningUsageByAppTypeMetrics GROUP BY UserId, MetricsDate, AppExperience HAVING COUNT(*) > 1`,
		"a day of a page that is counted twice":  `SELECT 1 FROM LightningUsageByPageMetrics GROUP BY UserId, MetricsDate, PageName HAVING COUNT(*) > 1`,
		"a day of pages without Lightning":       `SELECT UserId, MetricsDate FROM LightningUsageByPageMetrics EXCEPT SELECT UserId, MetricsDate FROM LightningUsageByAppTypeMetrics WHERE AppExperience = 'Lightning Experience'`,
		"page loads that are not in their bins":  `SELECT Id FROM LightningUsageByPageMetrics WHERE RecordCountEPT > TotalCount OR SumEPT <= 0 OR RecordCountEPT != EptBinUnder3 + EptBin3To5 + EptBin5To8 + EptBin8To10 + EptBinOver10`,
		"a count of duplicates that is not its":  `SELECT Id FROM DuplicateRecordSet s WHERE RecordCount != (SELECT COUNT(*) FROM DuplicateRecordItem i WHERE i.DuplicateRecordSetId = s.Id) OR RecordCount < 2`,
		"a duplicate of nothing":                 `SELECT i.Id FROM DuplicateRecordItem i WHERE RecordId NOT IN (SELECT Id FROM Account UNION ALL SELECT Id FROM Contact UNION ALL SELECT Id FROM Lead)`,
		"a duplicate found by no rule":           `SELECT Id FROM DuplicateRecordSet WHERE DuplicateRuleId NOT IN (SELECT Id FROM DuplicateRule)`,
		"an activity archived too early or late": `SELECT Id FROM Task WHERE IsArchived = 1 AND (IsClosed = 0 OR ActivityDate >= date(TODAY, '-365 days')) OR IsArchived = 0 AND IsClosed = 1 AND ActivityDate < date(TODAY, '-400 days') AND CompletedDateTime < NOW - 7*86400 UNION ALL SELECT Id FROM Event WHERE IsArchived != (EndDate < date(TODAY, '-365 days'))`,
	}
}

// customRules are about permissions, fiscal years and what the company added
// to its org.
func customRules() map[string]string {
	return map[string]string{
		"a profile without its permission set":      `SELECT p.Id FROM Profile p WHERE (SELECT COUNT(*) FROM PermissionSet s WHERE s.ProfileId = p.Id AND IsOwnedByProfile = 1 AND s.LicenseId = p.UserLicenseId) != 1`,
		"a permission set that is half a profile's": `SELECT Id FROM PermissionSet WHERE IsOwnedByProfile != (ProfileId IS NOT NULL) OR IsOwnedByProfile = IsCustom`,
		"a person without their profile's rights": `SELECT u.Id FROM User u JOIN PermissionSet s ON s.ProfileId = u.ProfileId WHERE u.UserType = 'Standard'
			AND NOT EXISTS (SELECT 1 FROM PermissionSetAssignment a WHERE a.AssigneeId = u.Id AND a.PermissionSetId = s.Id)`,
		"rights of nobody or of nothing":        `SELECT Id FROM PermissionSetAssignment WHERE AssigneeId NOT IN (SELECT Id FROM User) OR PermissionSetId NOT IN (SELECT Id FROM PermissionSet)`,
		"a deal in no fiscal quarter":           `SELECT o.Id FROM Opportunity o WHERE (SELECT COUNT(*) FROM Period p WHERE p.Type = 'Quarter' AND o.CloseDate BETWEEN p.StartDate AND p.EndDate AND p.Number = o.FiscalQuarter) != 1`,
		"a fiscal year that is not its periods": `SELECT Id FROM FiscalYearSettings y WHERE NOT EXISTS (SELECT 1 FROM Period p WHERE p.Id = y.PeriodId AND p.StartDate = y.StartDate AND p.EndDate = y.EndDate AND p.FiscalYearSettingsId = y.Id)`,
		"a deal of another record type":         `SELECT Id FROM Opportunity WHERE RecordTypeId IS NULL OR RecordTypeId NOT IN (SELECT Id FROM RecordType WHERE SobjectType = 'Opportunity')`,
		"a formula that gives something else":   `SELECT Id FROM Account WHERE Health__c IS NOT CASE Rating WHEN 'Hot' THEN 'Green' WHEN 'Warm' THEN 'Yellow' WHEN 'Cold' THEN 'Red' ELSE 'Unknown' END`,
		"a score that nobody can have given":    `SELECT Id FROM "Case" WHERE CSAT__c IS NOT NULL AND (CSAT__c NOT BETWEEN 1 AND 5 OR IsClosed = 0)`,
		"an invoice of nobody":                  `SELECT Id FROM Invoice__c WHERE Account__c IS NULL OR Account__c NOT IN (SELECT Id FROM Account) OR Amount__c <= 0`,
		"an invoice due before it was written":  `SELECT Id FROM Invoice__c WHERE DueDate__c <= date(CreatedDate, 'unixepoch')`,
		"a quota of nobody or of no month":      `SELECT Id FROM ForecastingQuota q WHERE QuotaOwnerId NOT IN (SELECT Id FROM User WHERE IsActive = 1) OR NOT EXISTS (SELECT 1 FROM Period p WHERE p.Id = q.PeriodId AND p.Type = 'Month' AND p.StartDate = q.StartDate)`,
		"a change of the setup by nobody":       `SELECT Id FROM SetupAuditTrail WHERE CreatedById NOT IN (SELECT Id FROM User) OR CreatedDate > NOW OR CreatedDate < NOW - 182*86400`,
		"a token of nobody, or used too early":  `SELECT Id FROM OauthToken WHERE UserId NOT IN (SELECT Id FROM User) OR LastUsedDate < CreatedDate OR LastUsedDate > NOW`,
		"two invoices of one number":            `SELECT Name FROM Invoice__c GROUP BY Name HAVING COUNT(*) > 1`,
	}
}
