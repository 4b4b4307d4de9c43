package e2e

import (
	"fmt"
	"testing"
	"time"

	"salesforce_exporter/internal/demo"
)

// An editor changes rows of a demo org behind its back.
type editor struct {
	t    *testing.T
	demo *demo.Org
	args []any // the parameters of the present moment
	row  int   // how many rows were picked
}

// exec runs an SQL statement that has to change rows.
func (e *editor) exec(text string, args ...any) {
	e.t.Helper()
	result, err := e.demo.DB().ExecContext(e.t.Context(), text, append(args, e.args...)...)
	if err != nil {
		e.t.Fatalf("%v\n%s", err, text)
	}
	if n, err := result.RowsAffected(); n == 0 || err != nil {
		e.t.Fatalf("no row changed (%v): %s", err, text)
	}
}

// set gives one row after the other of those that match the assignments, an
// SQL list such as "Amount = NULL".
func (e *editor) set(object, which string, assignments ...string) {
	e.t.Helper()
	for _, assignment := range assignments {
		e.exec(fmt.Sprintf(`UPDATE "%[1]s" SET %[2]s WHERE Id = (SELECT Id FROM "%[1]s" WHERE %[3]s ORDER BY Id LIMIT 1 OFFSET %[4]d)`,
			object, assignment, which, e.row))
		e.row++
	}
}

// makeAwkward puts rows on the edges of all rules: just inside and outside of
// windows, and with everything missing that can be.
func makeAwkward(t *testing.T, d *demo.Org, zone string) {
	t.Helper()
	location, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	e := &editor{t: t, demo: d, args: instant(d.Now(), location)}
	for _, edit := range []func(){e.people, e.owners, e.records, e.activities, e.pipeline, e.closedDeals, e.customers,
		e.stages} {
		e.row = 0
		edit()
	}
}

// edges sets a dateTime field to the first moment of windows, the moment
// before that, and now.
func edges(field string, windows ...int) []string {
	var all []string
	for _, n := range windows {
		all = append(all, fmt.Sprintf("%s = :since%d", field, n), fmt.Sprintf("%s = :since%d - 1", field, n))
	}
	return append(all, field+" = :now")
}

// dayEdges is edges for a date; the last value is tomorrow.
func dayEdges(field string, windows ...int) []string {
	var all []string
	for _, n := range windows {
		all = append(all, fmt.Sprintf("%s = :day%d", field, n), fmt.Sprintf("%s = date(:day%d, '-1 day')", field, n))
	}
	return append(all, field+" = :today", field+" = date(:today, '+1 day')")
}

func (e *editor) people() {
	const staff = `IsActive = 1 AND UserType = 'Standard' AND UserRoleId IS NOT NULL`
	e.set("User", staff, edges("LastLoginDate", 0, 1, 7, 14, 30, 90)...)
	e.set("User", staff, "LastLoginDate = NULL", "Country = NULL", "Country = 'none'",
		`Country = 'Côte d''Ivoire "ü" \ back' || char(10) || 'line'`, "Country = 'deutschland'", "Country = 'DEUTSCHLAND'")
	e.set("User", staff, "ManagerId = NULL", "UserType = 'CsnOnly'", "UserRoleId = NULL")
	// A manager who left, one whose only report left, and one with an old login.
	const manager = `IsActive = 1 AND Id IN (SELECT ManagerId FROM User WHERE IsActive = 1)`
	e.row = 0
	e.set("User", manager, "IsActive = 0", "LastLoginDate = :since7 - 1")
	e.exec(`UPDATE User SET IsActive = 0 WHERE ManagerId = (SELECT max(ManagerId) FROM User WHERE IsActive = 1)`)
}

// owners hides the row of somebody who owns much, and hands records to a queue.
func (e *editor) owners() {
	e.exec(`DELETE FROM User WHERE Id = (SELECT OwnerId FROM Opportunity GROUP BY OwnerId ORDER BY count(*) DESC, OwnerId LIMIT 1)`)
	e.exec(`UPDATE Task SET OwnerId = (SELECT min(Id) FROM "Group") WHERE Id IN (SELECT Id FROM Task ORDER BY Id LIMIT 20)`)
	e.exec(`UPDATE Lead SET OwnerId = '00G000000000999AAA' WHERE Id IN (SELECT Id FROM Lead ORDER BY Id DESC LIMIT 20)`)
}

func (e *editor) records() {
	for _, object := range []string{"Account", "Contact", "Lead", "Opportunity", "Case", "Campaign", "Task", "Event"} {
		e.row = 0
		if object == "Campaign" { // of which there are few
			e.set(object, "true", edges("CreatedDate", 7, 30)...)
			continue
		}
		e.set(object, "true", edges("CreatedDate", 7, 30)...)
		e.set(object, "true", edges("LastModifiedDate", 7, 30)...)
		e.row = 0
		e.set(object, "IsDeleted = 0 AND CreatedDate >= :since7", "IsDeleted = 1")
	}
	e.row = 0
	e.set("Account", "CreatedDate >= :since30", "Type = NULL")
	e.set("Lead", "CreatedDate >= :since30", "LeadSource = NULL")
	e.set("Contact", "CreatedDate >= :since30", "AccountId = NULL")
	e.row = 0
	e.set("Account", `BillingCountry IS NOT NULL`, "BillingCountry = 'Germany'", "BillingCountry = 'germany '",
		"BillingCountry = 'Gérmany'", "BillingCountry = 'GER-MANY'")
}

func (e *editor) activities() {
	const closed = `IsDeleted = 0 AND IsClosed = 1`
	e.set("Task", closed, edges("CompletedDateTime", 7, 30)...)
	e.set("Task", closed+` AND CompletedDateTime >= :since7`, "TaskSubtype = NULL", "TaskSubtype = 'eMAIL'",
		"CompletedDateTime = NULL", "IsArchived = 1")
	e.row = 0
	e.set("Task", `IsDeleted = 0 AND IsClosed = 0`,
		append(dayEdges("ActivityDate", 7), "ActivityDate = NULL", "IsArchived = 1")...)
	e.row = 0
	e.set("Event", `IsDeleted = 0 AND IsChild = 0`,
		append(edges("EndDateTime", 7, 30), "EndDateTime = :now + 1", "EventSubtype = NULL")...)
	e.set("Event", `IsDeleted = 0 AND IsChild = 0 AND EndDateTime >= :since7`, "IsChild = 1", "IsArchived = 1",
		"IsDeleted = 1")
	e.row = 0
	e.set("EmailMessage", `IsDeleted = 0 AND Incoming = 0`,
		append(edges("MessageDate", 30), "MessageDate = :now, CreatedDate = :since30 - 1",
			"MessageDate = :since30 - 1, CreatedDate = :now")...)
	e.row = 0
	e.set("ListEmail", "IsDeleted = 0", append(edges("CreatedDate", 30), "CreatedDate = :now, TotalSent = NULL")...)
}

func (e *editor) pipeline() {
	const open = `IsDeleted = 0 AND IsClosed = 0`
	e.set("Opportunity", open, dayEdges("CloseDate", 7)...)
	e.set("Opportunity", open, edges("LastModifiedDate", 30)...)
	e.set("Opportunity", open, append(dayEdges("LastActivityDate", 30), "LastActivityDate = NULL")...)
	e.set("Opportunity", open, "Amount = NULL", "Amount = 1234.56", "StageName = 'O''Brien \\ late'",
		"HasOpportunityLineItem = 0, StageName = 'Negotiation/Review'")
	e.row = 0
	e.set("Account", "IsDeleted = 0", append(dayEdges("LastActivityDate", 60), "LastActivityDate = NULL, Type = NULL")...)
}

func (e *editor) closedDeals() {
	e.set("Opportunity", `IsDeleted = 0 AND IsWon = 1`, dayEdges("CloseDate", 30, 90)...)
	const won = `IsDeleted = 0 AND IsWon = 1 AND CloseDate BETWEEN :day90 AND :today`
	e.row = 0
	e.set("Opportunity", won, "Amount = NULL", "Amount = 0.1", "CreatedDate = :since7", "CreatedDate = :since7 - 1",
		"CreatedDate = :since30 + 86399")
	e.row = 0
	e.set("Opportunity", `IsDeleted = 0 AND IsClosed = 1 AND IsWon = 0`, dayEdges("CloseDate", 30, 90)...)
}

// customers includes deals without an account, which must not make everybody
// or nobody a new customer.
func (e *editor) customers() {
	const won = `IsDeleted = 0 AND IsWon = 1`
	e.set("Opportunity", won+` AND CloseDate < :day90`, "AccountId = NULL", "CloseDate = date(:today, '+1 day')",
		"IsDeleted = 1")
	e.row = 0
	e.set("Opportunity", won+` AND CloseDate >= :day90`, "AccountId = NULL", "IsDeleted = 1", "IsWon = 0")
	e.exec(`UPDATE Account SET IsDeleted = 1 WHERE Id = (SELECT max(AccountId) FROM Opportunity WHERE ` + won +
		` AND CloseDate >= :day90)`)
}

// stages adds an entry to histories at the moment of the first: its id decides
// which of them came before the other.
func (e *editor) stages() {
	// No history begins before its opportunity, some of which were moved.
	e.exec(`UPDATE OpportunityHistory SET CreatedDate = max(CreatedDate, (SELECT o.CreatedDate FROM Opportunity o WHERE o.Id = OpportunityId))`)
	const recent = `IsDeleted = 0 AND CreatedDate >= :since30`
	e.exec(`INSERT INTO OpportunityHistory (Id, OpportunityId, CreatedById, CreatedDate, StageName)
		SELECT iif(rowid % 2, '008zzzzzzzzz', '008000000000') || substr(Id, 13), Id, CreatedById, CreatedDate, 'Another Thought' FROM Opportunity WHERE ` + recent)
	e.exec(`UPDATE Opportunity SET IsDeleted = 1 WHERE Id = (SELECT min(Id) FROM Opportunity WHERE ` + recent + `)`)
	e.exec(`UPDATE OpportunityHistory SET IsDeleted = 1 WHERE OpportunityId IN (SELECT Id FROM Opportunity WHERE IsDeleted = 1)`)
}

// hireThousands adds 5,000 people who own tasks and opportunities of several
// kinds, so that pages of groups end in the midst of one person's. They log in,
// as does somebody whose row names no user, and leads wait in a queue.
func hireThousands(t *testing.T, d *demo.Org) {
	t.Helper()
	hireUsers(t, d)
	e := &editor{t: t, demo: d, args: instant(d.Now(), time.UTC)}
	e.exec(`INSERT INTO Task (Id, OwnerId, LastModifiedById, IsClosed, TaskSubtype, CreatedDate, LastModifiedDate, CompletedDateTime)
		` + numbers + `SELECT printf('00Tz%06d%1d0000AAA', n, kind), printf('005z%011dAAA', n), printf('005z%011dAAA', 5001 - n), kind > 0,
		CASE kind WHEN 0 THEN 'Task' WHEN 1 THEN 'Call' WHEN 2 THEN 'Email' END,
			:now - n * 600, :now - n * 300, :now - n * 300
		FROM number, (SELECT 0 kind UNION SELECT 1 UNION SELECT 2 UNION SELECT 3)`)
	e.exec(`INSERT INTO Opportunity (Id, OwnerId, LastModifiedById, StageName, Amount, IsClosed, CloseDate, CreatedDate, LastModifiedDate)
		` + numbers + `SELECT printf('006z%06d%1d0000AAA', n, kind), printf('005z%011dAAA', n), printf('005z%011dAAA', n),
		CASE kind WHEN 0 THEN 'Prospecting' ELSE 'Negotiation/Review' END, n + 0.25, 0, :day7, :now - n * 900, :now - n * 900
		FROM number, (SELECT 0 kind UNION SELECT 1)`)
	e.exec(`INSERT INTO LoginHistory (Id, UserId, LoginTime, LoginType, Status, Application)
		` + numbers + `SELECT printf('0Yaz%06d%1d0000AAA', n, kind), iif(n % 100 = 0, NULL, printf('005z%011dAAA', n)), :now - n * 60, 'Application',
		iif(kind, 'Success', 'Invalid Password'), 'Browser' FROM number, (SELECT 0 kind UNION SELECT 1)`)
	e.exec(`INSERT INTO Lead (Id, OwnerId, IsConverted, CreatedDate, LastModifiedDate)
		` + numbers + `SELECT printf('00Qz%010d0AAA', n), iif(n % 10 = 0, '00G000000000001AAA', printf('005z%011dAAA', n)), 0, :now - n * 600, :now - n * 600 FROM number`)
	e.exec(`INSERT INTO LightningUsageByPageMetrics (Id, MetricsDate, UserId, PageName, TotalCount, RecordCountEPT, SumEPT)
		` + numbers + `SELECT printf('0Lpz%011dAAA', n), date(:today, '-' || (1 + n % 7) || ' days'), printf('005z%011dAAA', n), 'page ' || (n / 7), 10000 - n, n, n * 1000 FROM number`)
	e.exec(`INSERT INTO OpportunityHistory (Id, OpportunityId, CreatedDate, StageName)
		SELECT '008z' || substr(Id, 5), Id, CreatedDate, 'Prospecting' FROM Opportunity WHERE Id LIKE '006z%'`)
}

const numbers = `WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 5000) `

// hireUsers adds 5,000 users, who own nothing.
func hireUsers(t *testing.T, d *demo.Org) {
	t.Helper()
	e := &editor{t: t, demo: d, args: instant(d.Now(), time.UTC)}
	e.exec(`INSERT INTO User (Id, Name, Username, IsActive, UserType, UserRoleId, ProfileId, Country, LastLoginDate, SystemModstamp)
		` + numbers + `SELECT printf('005z%011dAAA', n), 'Person ' || n, n || '@example.com', n % 10 > 0, 'Standard',
		(SELECT min(Id) FROM UserRole), (SELECT min(Id) FROM Profile), 'Country ' || n % 7, :now - n * 3600, :now - 86400 FROM number`)
}
