package collector_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/board"
	"salesforce_exporter/collector/builtin"
	"salesforce_exporter/collector/catalog"
	"salesforce_exporter/collector/custom"
	"salesforce_exporter/collector/use"
	"salesforce_exporter/internal/setting"
	"salesforce_exporter/internal/soql"
)

// A sound is a collector whose statements are all answered well: by an org of four
// people, of whom three are counted, and where each owns something.
type sound struct {
	name  string
	plan  collector.Plan
	input collector.Inputs
}

// noon is when everything is answered.
func noon() time.Time { return time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC) }

// fullSettings have all that can be configured.
func fullSettings(t testing.TB) *setup {
	t.Helper()
	people := &collector.PeopleSource{Dimensions: collector.DefaultDimensions(),
		Naming: collector.Naming{Name: true, Username: true, Hide: "IsShy__c"}}
	own := []catalog.Definition{
		{Name: "own_accounts", Help: "Accounts.",
			Source: catalog.Source{Object: "Account", By: "OwnerId", Labels: map[string]string{"kind": "lower(Type)"}}},
		{Name: "own_deals", Help: "Mean amount.",
			Source: catalog.Source{Object: "Opportunity", Labels: map[string]string{"stage": "StageName"}},
			Value:  "AVG(Amount)"},
		{Name: "own_records", Help: "Records.", From: []catalog.Source{{Object: "Lead"}, {Object: "Contact"}}},
		{Name: "own_soql", Help: "Cases.", SOQL: "SELECT OwnerId, Origin, COUNT(Id) n FROM Case GROUP BY OwnerId, Origin",
			Value: "n", Source: catalog.Source{By: "OwnerId", Labels: map[string]string{"origin": "Origin"}}},
		{Name: "own_leads", Help: "Leads.", SOQL: "SELECT COUNT() FROM Lead"},
		{Name: "own_newest", Help: "The newest lead.", SOQL: "SELECT MAX(CreatedDate) newest FROM Lead", Value: "newest"},
		{Name: "own_amount", Help: "Amounts.", Source: catalog.Source{Object: "Opportunity"},
			Histogram: &catalog.Histogram{Of: "Amount", Buckets: []catalog.Bound{{Value: 1}, {Value: 100}}}},
		{Name: "own_age_seconds", Help: "Age of cases.",
			Source: catalog.Source{Object: "Case", By: "OwnerId", Where: "CreatedDate = {window}"}, Windows: []string{"30d"},
			Histogram: &catalog.Histogram{From: "CreatedDate", To: "now",
				Buckets: []catalog.Bound{{Value: 3600, Time: true}, {Value: 86400, Time: true}}}},
		{Name: "own_late_seconds", Help: "Lateness.", Source: catalog.Source{Object: "Opportunity"},
			Histogram: &catalog.Histogram{From: "CreatedDate", To: "CloseDate",
				Buckets: []catalog.Bound{{Value: 86400, Time: true}}}},
	}
	for i := range own {
		if err := custom.CheckCustom(&own[i], []string{"role", "profile", "region"}, nil); err != nil {
			t.Fatal(err)
		}
	}
	s := newSetup(people)
	for _, of := range s.all {
		of.All().Windows = []setting.Window{"180d"}
	}
	collector.Find[*builtin.CaseSettings](s.all).Satisfaction = builtin.Score{Field: "CSAT__c", Scale: 5}
	collector.Find[*custom.Settings](s.all).Metrics = own
	collector.Find[*use.FeatureSettings](s.all).Features = []use.Feature{
		{Name: "both", Pages: []string{"PageName 1"}, Objects: []setting.Name{"Opportunity"}},
		{Name: "page", Pages: []string{"PageName 0"}}}
	collector.Find[*board.Settings](s.all).Below = board.Below{
		Names:       board.Names{Mode: board.NamesFull, HideHolders: "Off_Boards", Usernames: true, Hide: "IsShy__c"},
		SeriesLimit: 60,
		Boards: []board.Board{
			{Name: "week", Period: board.Period{Name: "7d"}, Top: 2, Team: "role",
				Measures: []board.Measure{{Metric: "records_created", Points: 2}, {Metric: "logins"}}},
			{Name: "month", Period: board.Period{Name: "this_month"}, Top: 2, Target: 10,
				Targets:  map[string]float64{"ann@example.com": 20},
				Measures: []board.Measure{{Metric: "cases_closed", Where: "Priority = 'High'"}}},
			{Name: "quarter", Period: board.Period{Name: "this_fiscal_quarter"}, Top: 1, Bottom: 1, Elimination: true,
				Measures: []board.Measure{{Metric: "won_opportunities_amount"}}},
			{Name: "race", Period: board.Period{Start: "2026-03-01", End: "2026-03-31"}, Top: 3, Title: "The race",
				People:   map[string][]string{"manager": {"ann@example.com"}},
				Measures: []board.Measure{{Metric: "activities_closed"}}},
			{Name: "now", Period: board.Period{Name: "now"}, Top: 3,
				Measures: []board.Measure{{Metric: "data_quality_score_ratio", Only: []string{"Lead", "Case"}}}},
			{Name: "own", Period: board.Period{Name: "now"}, Team: "region", TeamsOnly: true,
				Measures: []board.Measure{{Metric: "own_accounts"}}},
		},
	}
	return s
}

// soundCollectors are all collectors that ask statements.
func soundCollectors(t testing.TB) []sound {
	t.Helper()
	settings := fullSettings(t)
	schema := collector.OpenSchema()
	var list []sound
	for _, f := range builtin.Collectors() {
		plan := settings.planOf(t, f.Name, schema)
		if len(plan.Queries) == 0 {
			continue // web, which another API answers
		}
		list = append(list, sound{name: f.Name, plan: plan, input: answerAll(t, settings.People, plan)})
	}
	return list
}

func answerAll(t testing.TB, source *collector.PeopleSource, plan collector.Plan) collector.Inputs {
	t.Helper()
	people := source.Plan(collector.OpenSchema())
	var answers []soql.Answer
	for _, q := range people.Queries(time.Hour) {
		answers = append(answers, soql.Answer{At: noon(), Rows: soql.RowsOf(rowsOf(q.Statement))})
	}
	p, err := people.Read(answers, userID(2), nil)
	if err != nil {
		t.Fatal(err)
	}
	in := collector.Inputs{People: p, Answers: collector.Answers{}, Diaries: collector.NewDiaries()}
	moment := collector.Moment{Now: noon(), Zone: p.Zone, Diaries: in.Diaries}
	for _, d := range in.Diaries {
		d.Turn(collector.DayOf(noon(), p.Zone) - 1)
	}
	for _, q := range plan.Queries {
		if q.Noted != nil {
			if statement, take, ok := q.Noted(moment); ok {
				if err := take(soql.Answer{At: noon(), Rows: soql.RowsOf(rowsOf(statement))}); err != nil {
					t.Fatal(err)
				}
			}
		}
		a := soql.Answer{At: noon(), Rows: soql.RowsOf(rowsOf(q.Statement))}
		if q.Resource != "" {
			a.Rows = soql.RowsOf([][]string{{"DailyApiRequests", "5000", "4900"}})
		}
		in.Answers[q.String()] = a
	}
	return in
}

// rowsOf are the rows that a good org answers with: one for each of four people,
// or one where all records are counted.
func rowsOf(s soql.Statement) [][]string {
	if s.Count() {
		return [][]string{{"8"}}
	}
	if s.Object == "Period" {
		return [][]string{{"Quarter", "2025-10-01", "2025-12-31"}, {"Quarter", "2026-01-01", "2026-03-31"},
			{"Year", "2026-01-01", "2026-12-31"}}
	}
	n := 4
	switch {
	case s.Object == "PermissionSetAssignment":
		return [][]string{{userID(2)}}
	case s.Object == "Organization", s.Aggregate() && !s.Grouped():
		n = 1
	}
	rows := make([][]string, n)
	for i := range rows {
		for _, c := range s.Columns {
			rows[i] = append(rows[i], goodCell(s, c.Expr, i))
		}
	}
	return rows
}

// goodCell is what the person or record of that number has.
func goodCell(s soql.Statement, expr string, i int) string {
	person := []string{"Ann", "Bob", "Cy", "Dee"}[i]
	switch expr {
	case "OwnerId", "CreatedById", "LastModifiedById", "UserId", "AssigneeId":
		if i == 3 {
			return "00G000000000001AAA" // a queue
		}
		return userID(i)
	case "Id":
		return userID(i)
	case "IsActive":
		return strconv.FormatBool(i != 2)
	case "UserType":
		return "Standard"
	case "Username":
		return strings.ToLower(person) + "@example.com"
	case "ManagerId":
		return []string{"", userID(0), userID(0), userID(0)}[i]
	case "TimeZoneSidKey":
		return "Europe/Berlin"
	case "IsShy__c":
		return "false"
	case "UserRole.Name", "Profile.Name":
		return []string{"Sales", "Sales", "Service", "Service"}[i]
	case "Country":
		return []string{"Germany", "France", "", "France"}[i]
	case "LastLoginDate":
		return []string{"2026-03-04T09:00:00.000+0000", "2026-02-27T09:00:00.000+0000", "", ""}[i]
	case "Status":
		return []string{"Success", "Success", "Failed", "Success"}[i]
	case "MIN(CreatedDate)":
		return "2026-03-04T0" + strconv.Itoa(i+1) + ":00:00.000+0000"
	case "CreatedDate", "MAX(CreatedDate)", "MAX(MessageDate)":
		return "2026-03-0" + strconv.Itoa(i+1) + "T08:00:00.000+0000"
	case "ClosedDate":
		return "2026-03-04T10:00:00.000+0000"
	case "CloseDate", "MetricsDate", "DAY_ONLY(convertTimezone(CreatedDate))":
		return []string{"2026-03-03", "2026-03-02", "2026-03-03", "2026-03-01"}[i]
	case "DAY_ONLY(convertTimezone(LoginTime))":
		return []string{"2026-03-03", "2026-03-02", "2026-03-03", "2026-03-01"}[i]
	case "MIN(MetricsDate)":
		return []string{"2026-01-01", "2026-03-02", "2026-01-20", "2026-02-01"}[i]
	case "MIN(LoginTime)":
		return []string{"2026-01-01", "2026-03-02", "2026-01-20", "2026-02-01"}[i] + "T08:00:00.000+0000"
	case "DAY_IN_WEEK(convertTimezone(LoginTime))", "HOUR_IN_DAY(convertTimezone(LoginTime))":
		return strconv.Itoa(i + 2)
	case "Action":
		return "switchToAloha"
	case "Amount", "TotalLicenses", "UsedLicenses", "AllowedLicenses":
		return strconv.Itoa(10 * (i + 1))
	}
	if strings.Contains(expr, "(") {
		return strconv.Itoa(i + 1)
	}
	return expr + " " + strconv.Itoa(i)
}
