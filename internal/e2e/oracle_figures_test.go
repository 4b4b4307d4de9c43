package e2e

import (
	"fmt"
	"slices"
	"strings"
)

// figures defines in SQL every metric that SQL can say. To add a metric, add it here,
// by its collector; what takes more than SQL is in computations.
func figures() []figure {
	return slices.Concat(userFigures(), licenceFigures(), recordFigures(), kindFigures(), activityFigures(),
		pipelineFigures(), closedFigures(), customerFigures(), loginFigures(), leadFigures(), caseFigures(),
		campaignFigures(), peopleFigures(), onboardingFigures(), featureFigures(),
		chatterFigures(), reportFigures(), lightningFigures(), formFigures(), ruleFigures(), duplicateFigures())
}

const (
	// counted says of a User row u that the person should be using Salesforce.
	counted = `u.IsActive = 1 AND u.UserType = 'Standard' AND ` + noProgram
	// noProgram says of a User row u that it is nobody's but a person's.
	noProgram = `u.Id NOT IN (SELECT x.Id FROM User x JOIN Profile p ON p.Id = x.ProfileId JOIN UserLicense l ON l.Id = p.UserLicenseId
		WHERE l.Name IN ('Salesforce Integration', 'Einstein Agent') OR l.Name LIKE '%Integration User')`
	// live leaves out what Salesforce's query resource leaves out: the recycle
	// bin and, below, archived activities.
	live = `IsDeleted = 0`
)

// liveOf is live for an object of which there may be archived records.
func liveOf(object string) string {
	if object == "Task" || object == "Event" {
		return live + ` AND IsArchived = 0`
	}
	return live
}

// since is the condition that a dateTime lies in the last days or today, and
// not in the future.
func since(field string, days int) string {
	return fmt.Sprintf("%s >= :since%d AND %s <= :now", field, days, field)
}

// sinceDay is since for a date.
func sinceDay(field string, days int) string {
	return fmt.Sprintf("%s BETWEEN :day%d AND :today", field, days)
}

func each(windows []int, of func(days int) []figure) []figure {
	var all []figure
	for _, days := range windows {
		all = append(all, of(days)...)
	}
	return all
}

func userFigures() []figure {
	users := func(metric, which string) figure {
		return figure{metric: metric, byOwner: true,
			rows: `SELECT u.Id owner, NULL label, 1 value FROM User u WHERE ` + counted + which}
	}
	const manager = ` AND u.Id IN (SELECT u.ManagerId FROM User u WHERE ` + counted + `)`
	all := []figure{
		users("users", ``),
		users("users_never_logged_in", ` AND LastLoginDate IS NULL`),
		users("users_logged_in_today", ` AND LastLoginDate >= :since0`),
		users("users_logged_in_1d", ` AND LastLoginDate >= :since1`),
		users("users_frozen", ` AND u.Id IN (SELECT UserId FROM UserLogin WHERE IsFrozen = 1)`),
		users("managers", manager),
		users("managers_logged_in_7d", manager+` AND LastLoginDate >= :since7`),
	}
	return append(all, each([]int{7, 14, 30, 90}, func(days int) []figure {
		return []figure{
			users(fmt.Sprintf("users_logged_in_%dd", days), fmt.Sprintf(` AND LastLoginDate >= :since%d`, days)),
			users(fmt.Sprintf("users_not_logged_in_%dd", days),
				fmt.Sprintf(` AND (LastLoginDate IS NULL OR LastLoginDate < :since%d)`, days)),
		}
	})...)
}

func licenceFigures() []figure {
	all := []figure{{metric: "licensed_users_not_logged_in_30d", labels: []string{"license"}, rows: `
		SELECT NULL owner, l.Name label, u.LastLoginDate IS NULL OR u.LastLoginDate < :since30 value FROM User u
		LEFT JOIN Profile p ON p.Id = u.ProfileId LEFT JOIN UserLicense l ON l.Id = p.UserLicenseId WHERE ` + counted}}
	for _, l := range []struct{ kind, object, name, total, valid string }{
		{"user", "UserLicense", "Name", "TotalLicenses", `Status <> 'Disabled'`},
		{"permission_set", "PermissionSetLicense", "MasterLabel", "TotalLicenses",
			`Status <> 'Disabled' AND (ExpirationDate IS NULL OR ExpirationDate >= :today)`},
		{"package", "PackageLicense", "NamespacePrefix", "AllowedLicenses",
			`Status <> 'Expired' AND (ExpirationDate IS NULL OR ExpirationDate >= :since0)`},
	} {
		kind := []label{{"kind", l.kind}}
		all = append(all,
			figure{metric: "licenses", constants: kind, labels: []string{"license"}, rows: fmt.Sprintf(`
				SELECT NULL owner, %s label, %s value FROM %s WHERE value <> -1 AND %s`, l.name, l.total, l.object, l.valid)},
			figure{metric: "licenses_used", constants: kind, labels: []string{"license"}, rows: fmt.Sprintf(`
				SELECT NULL owner, %s label, UsedLicenses value FROM %s WHERE %s`, l.name, l.object, l.valid)})
	}
	return all
}

// countBy counts the live rows of an object by a field that names a person.
func countBy(metric, object, person, label, which string) figure {
	f := figure{metric: metric, byOwner: true}
	expr := "NULL"
	if label != "" {
		name, field, _ := strings.Cut(label, "=")
		f.labels, expr = []string{name}, field
	}
	f.rows = fmt.Sprintf(`SELECT %s owner, %s label, 1 value FROM "%s" WHERE %s AND %s`, person, expr, object,
		liveOf(object), which)
	return f
}

func recordFigures() []figure {
	var all []figure
	for _, object := range []string{"Account", "Contact", "Lead", "Opportunity", "Case", "Campaign", "Task", "Event"} {
		these := []figure{countBy("records_created_total", object, "OwnerId", "", "true")}
		these = append(these, each([]int{7, 30}, func(days int) []figure {
			return []figure{
				countBy(fmt.Sprintf("records_created_%dd", days), object, "OwnerId", "", since("CreatedDate", days)),
				countBy(fmt.Sprintf("records_updated_%dd", days), object, "LastModifiedById", "", since("LastModifiedDate", days)),
			}
		})...)
		for i := range these {
			these[i].constants = []label{{"object", object}}
		}
		all = append(all, these...)
	}
	return all
}

// kindFigures are the records created in a month by what they are.
func kindFigures() []figure {
	created := since("CreatedDate", 30)
	const accountType = `account_type=(SELECT a.Type FROM Account a WHERE a.Id = AccountId)`
	return []figure{
		countBy("accounts_created_30d", "Account", "OwnerId", "account_type=Type", created),
		countBy("leads_created_30d", "Lead", "OwnerId", "source=LeadSource", created),
		countBy("opportunities_created_30d", "Opportunity", "OwnerId", "stage=StageName", created),
		countBy("contacts_created_30d", "Contact", "OwnerId", accountType, created),
		countBy("campaigns_created_30d", "Campaign", "OwnerId", "status=Status", created),
		countBy("activities_created_30d", "Task", "OwnerId", "subtype=lower(TaskSubtype)", created),
		countBy("activities_created_30d", "Event", "OwnerId", "subtype=lower(EventSubtype)", created),
	}
}

func activityFigures() []figure {
	all := []figure{
		countBy("open_tasks", "Task", "OwnerId", "", `IsClosed = 0`),
		countBy("overdue_tasks", "Task", "OwnerId", "", `IsClosed = 0 AND ActivityDate < :today`),
		countBy("emails_sent_30d", "EmailMessage", "CreatedById", "", `Incoming = 0 AND `+since("MessageDate", 30)),
		{metric: "list_emails_sent_30d",
			rows: `SELECT NULL owner, NULL label, TotalSent value FROM ListEmail WHERE ` + live + ` AND ` +
				since("CreatedDate", 30)},
	}
	return append(all, each([]int{7, 30}, func(days int) []figure {
		return []figure{
			countBy(fmt.Sprintf("activities_closed_%dd", days), "Task", "OwnerId", "subtype=lower(TaskSubtype)",
				`IsClosed = 1 AND `+since("CompletedDateTime", days)),
			countBy(fmt.Sprintf("events_held_%dd", days), "Event", "OwnerId", "", `IsChild = 0 AND `+since("EndDateTime", days)),
		}
	})...)
}

// dealFigures counts opportunities and, where asked, sums up their amounts.
func dealFigures(metric, label, which string, amountToo string) []figure {
	count := countBy(metric, "Opportunity", "OwnerId", label, which)
	if amountToo == "" {
		return []figure{count}
	}
	amount := count
	amount.metric = amountToo
	amount.rows = strings.Replace(count.rows, " 1 value", " Amount value", 1)
	return []figure{count, amount}
}

func pipelineFigures() []figure {
	const open = `IsClosed = 0`
	return slices.Concat(
		dealFigures("overdue_opportunities", "", open+` AND CloseDate < :today`, "overdue_opportunities_amount"),
		dealFigures("open_opportunities", "stage=StageName", open, "open_opportunities_amount"),
		dealFigures("stale_opportunities_30d", "", open+` AND LastModifiedDate < :since30`, ""),
		dealFigures("neglected_opportunities_30d", "", open+` AND (LastActivityDate IS NULL OR LastActivityDate < :day30)`,
			""),
		dealFigures("opportunities_without_products", "stage=StageName",
			open+` AND HasOpportunityLineItem = 0 AND StageName IN ('Proposal/Price Quote', 'Negotiation/Review')`, ""),
		[]figure{{metric: "opportunities_entered_30d", labels: []string{"stage"}, rows: `
			SELECT NULL owner, (SELECT h.StageName FROM OpportunityHistory h WHERE h.OpportunityId = o.Id AND h.IsDeleted = 0
			ORDER BY h.CreatedDate, h.Id LIMIT 1) label, 1 value FROM Opportunity o WHERE ` + live + ` AND ` + since("CreatedDate", 30)}},
	)
}

func closedFigures() []figure {
	return each([]int{30, 90}, func(days int) []figure {
		name := func(format string) string { return fmt.Sprintf(format+"_%dd", days) }
		return slices.Concat(
			dealFigures(name("won_opportunities"), "", `IsWon = 1 AND `+sinceDay("CloseDate", days),
				name("won_opportunities_amount")),
			dealFigures(name("lost_opportunities"), "", `IsClosed = 1 AND IsWon = 0 AND `+sinceDay("CloseDate", days), ""),
		)
	})
}

func customerFigures() []figure {
	const first = `(SELECT min(o.CloseDate) FROM Opportunity o WHERE o.AccountId = Account.Id AND o.IsWon = 1 AND o.IsDeleted = 0)`
	const within = `EXISTS (SELECT 1 FROM Opportunity o WHERE o.AccountId = Account.Id AND o.IsWon = 1 AND o.IsDeleted = 0 AND o.CloseDate BETWEEN :day90 AND :today)`
	accounts := func(metric, which string) figure {
		return figure{metric: metric,
			rows: `SELECT NULL owner, NULL label, 1 value FROM Account WHERE ` + live + ` AND ` + which}
	}
	return []figure{
		accounts("new_customers_90d", first+` BETWEEN :day90 AND :today`),
		accounts("retained_customers_90d", within+` AND `+first+` < :day90`),
		countBy("neglected_accounts_60d", "Account", "OwnerId", "account_type=Type",
			`(LastActivityDate IS NULL OR LastActivityDate < :day60)`),
	}
}
