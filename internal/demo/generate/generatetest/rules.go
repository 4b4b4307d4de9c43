package generatetest

// peopleRules are about users, licences and logins.
func peopleRules() map[string]string {
	return map[string]string{
		"two users of one name in one username":   `SELECT Username FROM User GROUP BY Username HAVING COUNT(*) > 1`,
		"a counted user reports to someone gone":  `SELECT u.Id FROM User u JOIN User m ON m.Id = u.ManagerId WHERE u.IsActive = 1 AND m.IsActive = 0`,
		"a manager who does not exist":            `SELECT Id FROM User WHERE ManagerId NOT IN (SELECT Id FROM User)`,
		"a user who reports to themselves":        `SELECT Id FROM User WHERE ManagerId = Id`,
		"a role that does not exist":              `SELECT Id FROM User WHERE UserRoleId NOT IN (SELECT Id FROM UserRole)`,
		"a parent role that does not exist":       `SELECT Id FROM UserRole WHERE ParentRoleId NOT IN (SELECT Id FROM UserRole)`,
		"a person without profile":                `SELECT Id FROM User WHERE UserType = 'Standard' AND (ProfileId IS NULL OR ProfileId NOT IN (SELECT Id FROM Profile))`,
		"a profile without licence":               `SELECT Id FROM Profile WHERE UserLicenseId NOT IN (SELECT Id FROM UserLicense)`,
		"a licence count that is not its users'":  `SELECT l.Id FROM UserLicense l WHERE UsedLicenses != (SELECT COUNT(*) FROM User u JOIN Profile p ON p.Id = u.ProfileId WHERE u.IsActive = 1 AND p.UserLicenseId = l.Id)`,
		"more licences used than paid for":        `SELECT Id FROM UserLicense WHERE UsedLicenses > TotalLicenses UNION SELECT Id FROM PackageLicense WHERE AllowedLicenses >= 0 AND UsedLicenses > AllowedLicenses`,
		"a seat count that is not its holders'":   `SELECT Id FROM PermissionSetLicense l WHERE UsedLicenses != (SELECT COUNT(*) FROM PermissionSetLicenseAssign a WHERE a.PermissionSetLicenseId = l.Id)`,
		"a package count that is not its users'":  `SELECT Id FROM PackageLicense l WHERE AllowedLicenses >= 0 AND UsedLicenses != (SELECT COUNT(*) FROM UserPackageLicense a WHERE a.PackageLicenseId = l.Id)`,
		"a last login that is not in the history": `SELECT u.Id FROM User u JOIN (SELECT UserId, MAX(LoginTime) t FROM LoginHistory WHERE Status = 'Success' GROUP BY UserId) h ON h.UserId = u.Id WHERE u.LastLoginDate IS NOT h.t`,
		"a recent last login without history":     `SELECT Id FROM User WHERE LastLoginDate >= NOW - 182*86400 AND Id NOT IN (SELECT UserId FROM LoginHistory)`,
		"a login before the user existed":         `SELECT h.Id FROM LoginHistory h JOIN User u ON u.Id = h.UserId WHERE h.LoginTime < u.CreatedDate - 120`,
		"a login in the future or not kept":       `SELECT Id FROM LoginHistory WHERE LoginTime > NOW OR LoginTime < NOW - 183*86400`,
		"a login of nobody":                       `SELECT Id FROM LoginHistory WHERE UserId NOT IN (SELECT Id FROM User)`,
	}
}

// dealRules are about opportunities, their history and their products.
func dealRules() map[string]string {
	return map[string]string{
		"a stage that disagrees with its flags": `SELECT o.Id FROM Opportunity o LEFT JOIN OpportunityStage s ON s.ApiName = o.StageName WHERE s.Id IS NULL OR s.IsClosed != o.IsClosed OR s.IsWon != o.IsWon OR s.DefaultProbability != o.Probability OR s.ForecastCategory != o.ForecastCategory OR s.ForecastCategoryName != o.ForecastCategoryName`,
		"a deal closed in the future":           `SELECT Id FROM Opportunity WHERE IsClosed = 1 AND CloseDate > TODAY`,
		"a deal of no account":                  `SELECT Id FROM Opportunity WHERE AccountId NOT IN (SELECT Id FROM Account)`,
		"a deal older than its account":         `SELECT o.Id FROM Opportunity o JOIN Account a ON a.Id = o.AccountId WHERE o.CreatedDate < a.CreatedDate`,
		"a first stage not set at creation":     `SELECT o.Id FROM Opportunity o LEFT JOIN (SELECT OpportunityId, MIN(CreatedDate) t FROM OpportunityHistory GROUP BY OpportunityId) h ON h.OpportunityId = o.Id WHERE h.t IS NOT o.CreatedDate`,
		"a present stage that history lacks":    `SELECT o.Id FROM Opportunity o JOIN OpportunityHistory h ON h.OpportunityId = o.Id WHERE h.CreatedDate = (SELECT MAX(CreatedDate) FROM OpportunityHistory x WHERE x.OpportunityId = o.Id) AND h.StageName != o.StageName`,
		"two changes of a deal at one instant":  `SELECT OpportunityId FROM OpportunityHistory GROUP BY OpportunityId, CreatedDate HAVING COUNT(*) > 1`,
		"a stage change the deal does not know": `SELECT o.Id FROM Opportunity o LEFT JOIN (
			SELECT OpportunityId, MAX(CreatedDate) t FROM (SELECT OpportunityId, CreatedDate, StageName,
			LAG(StageName) OVER (PARTITION BY OpportunityId ORDER BY CreatedDate) former FROM OpportunityHistory)
			WHERE StageName != former GROUP BY OpportunityId) h ON h.OpportunityId = o.Id WHERE o.LastStageChangeDate IS NOT h.t`,
		"products that the deal denies":         `SELECT Id FROM Opportunity o WHERE HasOpportunityLineItem != EXISTS (SELECT 1 FROM OpportunityLineItem l WHERE l.OpportunityId = o.Id)`,
		"an amount that is not its products'":   `SELECT Id FROM Opportunity o WHERE HasOpportunityLineItem = 1 AND ABS(Amount - (SELECT SUM(TotalPrice) FROM OpportunityLineItem l WHERE l.OpportunityId = o.Id)) > 0.01`,
		"an expected revenue that does not fit": `SELECT Id FROM Opportunity WHERE (Amount IS NULL) != (ExpectedRevenue IS NULL) OR ABS(ExpectedRevenue - Amount * Probability / 100) > 0.01`,
		"a fiscal period that is not of the date": `SELECT o.Id FROM Opportunity o, (SELECT FiscalYearStartMonth start FROM Organization) WHERE Fiscal != FiscalYear || ' ' || FiscalQuarter
			OR FiscalYear != substr(CloseDate, 1, 4) + (start > 1 AND substr(CloseDate, 6, 2) + 0 >= start) OR FiscalQuarter != (substr(CloseDate, 6, 2) - start + 12) % 12 / 3 + 1`,
	}
}

// workRules are about activities, leads, cases and campaigns.
func workRules() map[string]string {
	return map[string]string{
		"a closed task without completion":           `SELECT Id FROM Task WHERE IsClosed != (CompletedDateTime IS NOT NULL) OR IsClosed != (Status = 'Completed') OR IsHighPriority != (Priority = 'High')`,
		"a task done before it was set or later":     `SELECT Id FROM Task WHERE CompletedDateTime < CreatedDate OR CompletedDateTime > NOW OR CompletedDateTime > LastModifiedDate`,
		"an event that ends before it starts":        `SELECT Id FROM Event WHERE EndDateTime < StartDateTime OR ROUND((EndDateTime - StartDateTime) / 60.0) != DurationInMinutes OR ActivityDate != date(StartDateTime, 'unixepoch') OR ActivityDateTime != StartDateTime`,
		"a copy of no group event":                   `SELECT c.Id FROM Event c WHERE IsChild = 1 AND (IsGroupEvent = 0 OR NOT EXISTS (SELECT 1 FROM Event p WHERE p.IsChild = 0 AND p.IsGroupEvent = 1 AND p.StartDateTime = c.StartDateTime AND p.OwnerId = c.CreatedById))`,
		"a sent e-mail without its task":             `SELECT Id FROM EmailMessage WHERE ActivityId IS NOT NULL AND ActivityId NOT IN (SELECT Id FROM Task WHERE TaskSubtype = 'Email')`,
		"a message of no case":                       `SELECT Id FROM EmailMessage WHERE ParentId IS NOT NULL AND ParentId NOT IN (SELECT Id FROM "Case")`,
		"a message that is neither sent nor read":    `SELECT Id FROM EmailMessage WHERE (Incoming = 1) != (Status = '1') OR MessageDate > NOW`,
		"a lead that is half converted":              `SELECT Id FROM Lead WHERE IsConverted != (ConvertedDate IS NOT NULL) OR IsConverted != (ConvertedAccountId IS NOT NULL) OR IsConverted != (Status = 'Closed - Converted') OR ConvertedDate > TODAY OR ConvertedDate < date(CreatedDate, 'unixepoch')`,
		"a converted lead that leads nowhere":        `SELECT Id FROM Lead WHERE ConvertedAccountId NOT IN (SELECT Id FROM Account) OR ConvertedContactId NOT IN (SELECT Id FROM Contact) OR ConvertedOpportunityId NOT IN (SELECT Id FROM Opportunity)`,
		"a case that is half closed":                 `SELECT Id FROM "Case" WHERE IsClosed != (ClosedDate IS NOT NULL) OR IsClosed != (Status = 'Closed') OR ClosedDate < CreatedDate OR ClosedDate > NOW OR ClosedDate > LastModifiedDate`,
		"a change out of the life of its case":       `SELECT h.Id FROM CaseHistory h LEFT JOIN "Case" c ON c.Id = h.CaseId WHERE c.Id IS NULL OR h.CreatedDate < c.CreatedDate OR h.CreatedDate > c.LastModifiedDate OR h.OldValue IS h.NewValue`,
		"a present status that history lacks":        `SELECT c.Id FROM CaseHistory h JOIN "Case" c ON c.Id = h.CaseId WHERE h.Field = 'Status' AND h.CreatedDate = c.LastModifiedDate AND h.NewValue != c.Status`,
		"two cases of one number":                    `SELECT CaseNumber FROM "Case" GROUP BY CaseNumber HAVING COUNT(*) > 1`,
		"a contact of no account":                    `SELECT Id FROM Contact WHERE AccountId NOT IN (SELECT Id FROM Account)`,
		"campaign leads that are not its members":    `SELECT Id FROM Campaign c WHERE NumberOfLeads != (SELECT COUNT(*) FROM CampaignMember m WHERE m.CampaignId = c.Id AND LeadId IS NOT NULL AND IsDeleted = 0) OR NumberOfContacts != (SELECT COUNT(*) FROM CampaignMember m WHERE m.CampaignId = c.Id AND LeadId IS NULL AND IsDeleted = 0)`,
		"campaign responses that are not its own":    `SELECT Id FROM Campaign c WHERE NumberOfResponses != (SELECT COUNT(*) FROM CampaignMember m WHERE m.CampaignId = c.Id AND HasResponded = 1 AND IsDeleted = 0)`,
		"campaign conversions that are not its own":  `SELECT Id FROM Campaign c WHERE NumberOfConvertedLeads != (SELECT COUNT(*) FROM CampaignMember m JOIN Lead l ON l.Id = m.LeadId WHERE m.CampaignId = c.Id AND l.IsConverted = 1 AND m.IsDeleted = 0)`,
		"campaign deals that are not its own":        `SELECT Id FROM Campaign c WHERE NumberOfOpportunities != (SELECT COUNT(*) FROM Opportunity o WHERE o.CampaignId = c.Id AND o.IsDeleted = 0) OR NumberOfWonOpportunities != (SELECT COUNT(*) FROM Opportunity o WHERE o.CampaignId = c.Id AND o.IsWon = 1 AND o.IsDeleted = 0)`,
		"campaign amounts that are not its own":      `SELECT Id FROM Campaign c WHERE ABS(AmountWonOpportunities - (SELECT TOTAL(Amount) FROM Opportunity o WHERE o.CampaignId = c.Id AND o.IsWon = 1 AND o.IsDeleted = 0)) > 0.01 OR ABS(AmountAllOpportunities - (SELECT TOTAL(Amount) FROM Opportunity o WHERE o.CampaignId = c.Id AND o.IsDeleted = 0)) > 0.01`,
		"an active campaign out of its time":         `SELECT Id FROM Campaign WHERE IsActive = 1 AND (StartDate > TODAY OR EndDate < TODAY)`,
		"a campaign credited by a later campaign":    `SELECT o.Id FROM Opportunity o JOIN Campaign c ON c.Id = o.CampaignId WHERE o.CreatedDate < c.CreatedDate`,
		"mailings that are not what a campaign sent": `SELECT Id FROM Campaign c WHERE NumberSent != (SELECT TOTAL(TotalSent) FROM ListEmail e WHERE e.CampaignId = c.Id)`,
	}
}

// lastActivity finds records of an object whose LastActivityDate is not the
// latest date of a closed task or an event that has come.
const lastActivity = `SELECT r.Id FROM %[1]s r LEFT JOIN (
	SELECT %[2]s AS Id, MAX(ActivityDate) AS d FROM (
		SELECT %[2]s, ActivityDate FROM Task WHERE IsClosed = 1 AND IsDeleted = 0
		UNION ALL SELECT %[2]s, ActivityDate FROM Event WHERE IsDeleted = 0)
	WHERE ActivityDate <= TODAY GROUP BY %[2]s) a ON a.Id = r.Id WHERE r.LastActivityDate IS NOT a.d`

// openActivity finds deals whose activity flags are wrong.
const openActivity = `SELECT Id FROM Opportunity o
	WHERE HasOverdueTask != EXISTS (SELECT 1 FROM Task t WHERE t.WhatId = o.Id
			AND IsClosed = 0 AND IsDeleted = 0 AND ActivityDate < TODAY)
	OR HasOpenActivity != (EXISTS (SELECT 1 FROM Task t WHERE t.WhatId = o.Id AND IsClosed = 0 AND IsDeleted = 0)
		OR EXISTS (SELECT 1 FROM Event e WHERE e.WhatId = o.Id AND IsDeleted = 0 AND EndDateTime > NOW))`

// indexes let the queries above find related rows without reading whole tables.
func indexes() []string {
	return []string{
		`CREATE INDEX IF NOT EXISTS tw ON Task (WhatId)`, `CREATE INDEX ew ON Event (WhatId)`,
		`CREATE INDEX ho ON OpportunityHistory (OpportunityId)`,
		`CREATE INDEX IF NOT EXISTS lo ON OpportunityLineItem (OpportunityId)`,
		`CREATE INDEX ch ON CaseHistory (CaseId)`,
		`CREATE INDEX mc ON CampaignMember (CampaignId)`, `CREATE INDEX oc ON Opportunity (CampaignId)`,
		`CREATE INDEX IF NOT EXISTS es ON Event (StartDateTime)`, `CREATE INDEX IF NOT EXISTS fc ON FeedComment (FeedItemId)`,
		`CREATE INDEX IF NOT EXISTS di ON DuplicateRecordItem (DuplicateRecordSetId)`,
		`CREATE INDEX IF NOT EXISTS pa ON PermissionSetAssignment (AssigneeId)`,
	}
}
