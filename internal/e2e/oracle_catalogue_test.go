package e2e

import (
	"cmp"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	dto "github.com/prometheus/client_model/go"

	"salesforce_exporter/internal/demo"
)

// A wideFigure is the definition of a metric with any number of labels in SQL.
type wideFigure struct {
	metric  string
	labels  []string
	byOwner bool
	top     int // so many of the largest, the rest as "other"; zero for all
	// rows is an SQL statement with the columns owner, one for each label, and
	// value.
	rows string
}

// catalogueFigures defines the metrics of the collectors that came after the
// first four.
func catalogueFigures() []wideFigure {
	return slices.Concat(loginFigures(), leadFigures(), caseFigures(), campaignFigures(), chatterFigures(), reportFigures(), lightningFigures(), formFigures())
}

func loginFigures() []wideFigure {
	const people = ` Status = 'Success' AND LoginType IN ('Application', 'Saml2', 'SAML Sfdc Initiated SSO', 'SAML Idp Initiated SSO',
		'Third Party SSO', 'Lightning Login', 'Certificate-based login', 'Passwordless Login') AND `
	return []wideFigure{
		{metric: "logins_7d", byOwner: true, rows: `SELECT UserId owner, 1 value FROM LoginHistory WHERE` + people + since("LoginTime", 7)},
		{metric: "logins_14d", byOwner: true, rows: `SELECT UserId owner, 1 value FROM LoginHistory WHERE` + people + since("LoginTime", 14)},
		{metric: "login_attempts_1d", labels: []string{"application", "login_type", "status"}, top: 50,
			rows: `SELECT NULL owner, Application, LoginType, Status, 1 value FROM LoginHistory WHERE ` + since("LoginTime", 1)},
	}
}

func leadFigures() []wideFigure {
	leads := func(metric, which string) wideFigure {
		return wideFigure{metric: metric, byOwner: true, rows: `SELECT OwnerId owner, 1 value FROM Lead WHERE ` + live + ` AND ` + which}
	}
	return []wideFigure{
		leads("open_leads", `IsConverted = 0`),
		leads("stale_leads_30d", `IsConverted = 0 AND LastModifiedDate < :since30`),
		leads("untouched_leads_7d", `IsConverted = 0 AND CreatedDate < :since7 AND LastActivityDate IS NULL`),
		leads("converted_leads_30d", `IsConverted = 1 AND `+sinceDay("ConvertedDate", 30)),
	}
}

func caseFigures() []wideFigure {
	cases := func(metric, value, which string) wideFigure {
		return wideFigure{metric: metric, byOwner: true, rows: `SELECT OwnerId owner, ` + value + ` value FROM "Case" WHERE ` + live + ` AND ` + which}
	}
	all := []wideFigure{
		{metric: "open_cases", byOwner: true, labels: []string{"origin", "priority"},
			rows: `SELECT OwnerId owner, Origin, Priority, 1 value FROM "Case" WHERE ` + live + ` AND IsClosed = 0`},
		cases("escalated_cases", "1", `IsClosed = 0 AND IsEscalated = 1`),
		cases("case_resolution_seconds_30d", "ClosedDate - CreatedDate", `ClosedDate >= CreatedDate AND IsClosed = 1 AND `+since("ClosedDate", 30)),
		cases("case_resolution_cases_30d", "1", `ClosedDate >= CreatedDate AND IsClosed = 1 AND `+since("ClosedDate", 30)),
		cases("cases_closed_before_created_30d", "1", `ClosedDate < CreatedDate AND IsClosed = 1 AND `+since("ClosedDate", 30)),
	}
	for _, days := range []int{1, 7} {
		all = append(all, cases(fmt.Sprintf("cases_created_%dd", days), "1", since("CreatedDate", days)))
	}
	for _, days := range []int{1, 7, 30} {
		all = append(all, cases(fmt.Sprintf("cases_closed_%dd", days), "1", `IsClosed = 1 AND `+since("ClosedDate", days)))
	}
	return all
}

func formFigures() []wideFigure {
	totals := func(metric, object, field string) wideFigure {
		return wideFigure{metric: metric, labels: []string{"campaign"}, rows: `SELECT NULL owner, c.Name, ` + field + ` value
			FROM ` + object + ` f LEFT JOIN Campaign c ON c.Id = f.CampaignId WHERE f.IsDeleted = 0`}
	}
	return []wideFigure{
		totals("landing_page_views", "LandingPage", "TotalViews"), totals("landing_page_submissions", "LandingPage", "TotalFormSubmissions"),
		totals("form_views", "MarketingForm", "TotalViews"), totals("form_submissions", "MarketingForm", "TotalSubmissions"),
	}
}

func campaignFigures() []wideFigure {
	all := []wideFigure{{metric: "active_campaigns", rows: `SELECT NULL owner, 1 value FROM Campaign WHERE ` + live + ` AND IsActive = 1`}}
	for metric, field := range map[string]string{
		"campaign_won_amount": "AmountWonOpportunities", "campaign_cost": "ActualCost", "campaign_leads": "NumberOfLeads", "campaign_responses": "NumberOfResponses",
	} {
		all = append(all, wideFigure{metric: metric, labels: []string{"campaign"}, rows: `SELECT NULL owner, Name, ` + field + ` value
			FROM (SELECT * FROM Campaign WHERE ` + live + ` AND AmountWonOpportunities > 0 ORDER BY AmountWonOpportunities DESC, Id LIMIT 20) WHERE ` + field + ` IS NOT NULL`})
	}
	return all
}

func chatterFigures() []wideFigure {
	posts := ` FROM FeedItem WHERE ` + live + ` AND Type IN ('TextPost', 'AdvancedTextPost', 'ContentPost', 'LinkPost', 'PollPost', 'QuestionPost', 'AnnouncementPost') AND ` + since("CreatedDate", 30)
	comments := ` FROM FeedComment WHERE ` + live + ` AND ` + since("CreatedDate", 30)
	return []wideFigure{
		{metric: "chatter_posts_30d", rows: `SELECT NULL owner, 1 value` + posts},
		{metric: "chatter_comments_30d", byOwner: true, rows: `SELECT CreatedById owner, 1 value` + comments},
		{metric: "chatter_contributors_30d", byOwner: true, rows: `SELECT owner, 1 value FROM (SELECT CreatedById owner` + posts + ` UNION SELECT CreatedById` + comments + `)`},
	}
}

func reportFigures() []wideFigure {
	reports := func(metric, which string) wideFigure {
		return wideFigure{metric: metric, rows: `SELECT NULL owner, 1 value FROM Report WHERE ` + live + ` AND ` + which}
	}
	return []wideFigure{
		reports("reports", "true"),
		reports("reports_run_30d", since("LastRunDate", 30)),
		reports("reports_not_run_180d", `(LastRunDate IS NULL OR LastRunDate < :since180)`),
		{metric: "dashboards", rows: `SELECT NULL owner, 1 value FROM Dashboard WHERE ` + live},
	}
}

func lightningFigures() []wideFigure {
	const newest = ` MetricsDate = (SELECT max(MetricsDate) FROM (SELECT MetricsDate FROM LightningUsageByAppTypeMetrics
		UNION ALL SELECT MetricsDate FROM LightningUsageByPageMetrics UNION ALL SELECT MetricsDate FROM LightningToggleMetrics))`
	// The pages that are shown are the most viewed ones in all three metrics.
	const page = `iif(PageName IN (SELECT PageName FROM LightningUsageByPageMetrics WHERE` + newest + ` GROUP BY PageName ORDER BY sum(TotalCount) DESC, PageName LIMIT 50), PageName, 'other')`
	pages := func(metric, value string) wideFigure {
		return wideFigure{metric: metric, labels: []string{"page"}, rows: `SELECT NULL owner, ` + page + `, ` + value + ` value FROM LightningUsageByPageMetrics WHERE` + newest}
	}
	return []wideFigure{
		{metric: "lightning_users_1d", labels: []string{"experience", "profile"}, rows: `
			SELECT DISTINCT NULL owner, AppExperience, (SELECT p.Name FROM User u JOIN Profile p ON p.Id = u.ProfileId WHERE u.Id = UserId), UserId who, 1 value
			FROM LightningUsageByAppTypeMetrics WHERE` + newest},
		pages("lightning_page_views_1d", "TotalCount"),
		pages("lightning_page_load_seconds_1d", "SumEPT / 1000.0"),
		pages("lightning_page_loads_1d", "RecordCountEPT"),
		{metric: "lightning_switches_to_classic_1d", rows: `SELECT NULL owner, RecordCount value FROM LightningToggleMetrics WHERE Action = 'switchToAloha' AND` + newest},
	}
}

// TestOracleOfTheCatalogue compares every series of the later collectors with a
// computation in SQL, and fails for a name that is missing.
func TestOracleOfTheCatalogue(t *testing.T) {
	t.Parallel()
	for _, zone := range []string{"UTC", "America/Los_Angeles"} {
		t.Run(zone, func(t *testing.T) {
			r := newRig(t, rigOptions{make: everyOf(t), demo: demo.Options{Frozen: true, TimeZone: zone, Now: at(t, "2026-03-04T09:00:00Z")}})
			m := r.scrape(0)
			want := catalogueTruth(t, r.demo, zone)
			got := map[string]float64{}
			for series, value := range measured(m) {
				if isCatalogue(series) {
					got[series] = value
				}
			}
			report(t, differences(want, got))
			for _, f := range catalogueFigures() {
				if !m.has("salesforce_" + f.metric) {
					t.Errorf("/metrics has no salesforce_%s", f.metric)
				}
			}
		})
	}
}

// TestOracleOfTheOrg compares what is known of the org itself.
func TestOracleOfTheOrg(t *testing.T) {
	r := newRig(t, rigOptions{make: everyOf(t), demo: demo.Options{Users: 30, Frozen: true}})
	m := r.scrape(0)
	var id, name, edition, instance string
	if err := r.demo.DB().QueryRow(`SELECT Id, Name, OrganizationType, InstanceName FROM Organization`).Scan(&id, &name, &edition, &instance); err != nil {
		t.Fatal(err)
	}
	info := fmt.Sprintf(`salesforce_organization_info{edition=%q,instance=%q,name=%q,org_id=%q,sandbox="false"}`, edition, instance, name, id)
	if m.series[info] != 1 {
		t.Errorf("no series %s", info)
	}
	const limit = `salesforce_limit_max{limit="DailyApiRequests"}`
	if m.series[limit] == 0 || m.series[limit] != m.series["salesforce_api_requests_limit"] {
		t.Errorf("%s is %v, and the usage header says %v", limit, m.series[limit], m.series["salesforce_api_requests_limit"])
	}
	used := m.series[limit] - m.series[`salesforce_limit_remaining{limit="DailyApiRequests"}`]
	if used <= 0 || used > m.series["salesforce_api_requests_used"] {
		t.Errorf("the limits say that %v requests were used, the later usage header %v", used, m.series["salesforce_api_requests_used"])
	}
}

// isCatalogue tells the series that the later collectors make but for those of
// the org itself.
func isCatalogue(series string) bool {
	name, _, _ := strings.Cut(series, "{")
	return slices.ContainsFunc(catalogueFigures(), func(f wideFigure) bool { return "salesforce_"+f.metric == name })
}

func catalogueTruth(t *testing.T, d *demo.Org, zone string) map[string]float64 {
	t.Helper()
	o := newOracle(t, d, zone)
	o.readTeams()
	for _, f := range catalogueFigures() {
		o.sumWide(f)
	}
	return o.want
}

// A wideRow is the sum of a figure for one set of label values.
type wideRow struct {
	values []string
	teams  map[team]float64
	total  float64
}

// sumWide adds up a figure's rows.
func (o *oracle) sumWide(f wideFigure) {
	o.t.Helper()
	rows := map[string]*wideRow{}
	if len(f.labels) == 0 {
		rows[""] = &wideRow{teams: map[team]float64{}}
	}
	o.query(f.rows, func(r *sql.Rows) error {
		values, owner, value, err := scanWide(r, len(f.labels))
		key := strings.Join(values, "\x00")
		if rows[key] == nil {
			rows[key] = &wideRow{values: values, teams: map[team]float64{}}
		}
		rows[key].teams[o.teamOf(owner)] += value
		rows[key].total += value
		return err
	})
	for _, row := range f.keepTop(rows) {
		if !f.byOwner {
			o.want[f.series(row.values, team{})] += row.total
			continue
		}
		for m := range o.counted {
			o.want[f.series(row.values, m)] += 0
		}
		for m, value := range row.teams {
			o.want[f.series(row.values, m)] += value
		}
	}
}

// scanWide reads owner, labels and, in the last column, the value.
func scanWide(r *sql.Rows, labels int) (values []string, owner sql.NullString, value float64, err error) {
	columns, err := r.Columns()
	if err != nil {
		return nil, owner, 0, err
	}
	texts := make([]sql.NullString, len(columns)-1)
	targets := []any{}
	for i := range texts {
		targets = append(targets, &texts[i])
	}
	err = r.Scan(append(targets, &value)...)
	for _, text := range texts[1 : 1+labels] {
		values = append(values, orElse(text.String, "none"))
	}
	return values, texts[0], value, err
}

func (f wideFigure) keepTop(rows map[string]*wideRow) []*wideRow {
	var list []*wideRow
	for _, row := range rows {
		list = append(list, row)
	}
	if f.top == 0 || len(list) <= f.top {
		return list
	}
	slices.SortFunc(list, func(a, b *wideRow) int {
		return cmp.Or(cmp.Compare(b.total, a.total), slices.Compare(a.values, b.values))
	})
	other := &wideRow{values: slices.Repeat([]string{"other"}, len(f.labels))}
	for _, row := range list[f.top:] {
		other.total += row.total
	}
	return append(list[:f.top], other)
}

func (f wideFigure) series(values []string, m team) string {
	var pairs []*dto.LabelPair
	add := func(name, value string) { pairs = append(pairs, &dto.LabelPair{Name: &name, Value: &value}) }
	for i, name := range f.labels {
		add(name, values[i])
	}
	if f.byOwner {
		add("role", m.role)
		add("profile", m.profile)
		add("region", m.region)
	}
	slices.SortFunc(pairs, func(a, b *dto.LabelPair) int { return strings.Compare(a.GetName(), b.GetName()) })
	return seriesName("salesforce_"+f.metric, pairs)
}
