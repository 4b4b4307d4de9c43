package e2e

import (
	"database/sql"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	dto "github.com/prometheus/client_model/go"

	"salesforce_exporter/internal/demo"
)

// An oracle computes, from the rows of a demo org, what its /metrics should
// say. It shares nothing with the exporter but the meaning of the metrics.
type oracle struct {
	t     *testing.T
	db    *sql.DB
	now   time.Time
	zone  *time.Location  // of the integration user
	teams map[string]team // by the id of the person
	// counted are the teams with people who should be using Salesforce.
	counted map[team]bool
	leftOut string // which users are on no board, in SQL; empty for none
	want    map[string]float64
}

// A team is what people have in common in the labels of a metric.
type team struct{ role, profile, region string }

// truth computes all series of the four collectors.
func truth(t *testing.T, d *demo.Org, zone string) map[string]float64 {
	t.Helper()
	o := newOracle(t, d, zone)
	o.readTeams()
	for _, f := range figures() {
		o.sum(f)
	}
	o.sumSalesCycle()
	return o.want
}

func newOracle(t *testing.T, d *demo.Org, zone string) *oracle {
	t.Helper()
	location, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	return &oracle{
		t: t, db: d.DB(), now: d.Now(), zone: location,
		teams: map[string]team{}, counted: map[team]bool{}, want: map[string]float64{},
	}
}

// instant gives the parameters of a moment: the moment itself, and for windows
// of n days dayN, the day n days back, and sinceN, the moment at which it began.
func instant(now time.Time, zone *time.Location) []any {
	year, month, day := now.In(zone).Date()
	args := []any{sql.Named("now", now.Unix()), sql.Named("today", now.In(zone).Format(time.DateOnly))}
	for _, n := range []int{0, 1, 7, 14, 30, 60, 90, 180} {
		name := time.Date(year, month, day-n, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
		args = append(args, sql.Named(fmt.Sprint("since", n), beginning(name, zone).Unix()), sql.Named(fmt.Sprint("day", n), name))
	}
	return args
}

// beginning finds the first moment of a day, by looking for it: days begin
// between noon of the day before and noon in UTC, and where summer time
// begins at midnight, at one o'clock.
func beginning(day string, zone *time.Location) time.Time {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err) // the caller made it
	}
	for at = at.Add(-15 * time.Hour); at.In(zone).Format(time.DateOnly) < day; {
		at = at.Add(15 * time.Minute)
	}
	return at
}

// query calls scan for each row.
func (o *oracle) query(text string, scan func(*sql.Rows) error) {
	o.t.Helper()
	rows, err := o.db.QueryContext(o.t.Context(), text, instant(o.now, o.zone)...)
	if err != nil {
		o.t.Fatalf("%v\n%s", err, text)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			o.t.Fatalf("%v\n%s", err, text)
		}
	}
	if err := rows.Err(); err != nil {
		o.t.Fatalf("%v\n%s", err, text)
	}
}

func (o *oracle) readTeams() {
	o.query(`SELECT u.Id, coalesce(r.Name, 'none'), coalesce(p.Name, 'none'), coalesce(u.Country, 'none'), (`+counted+`) IS TRUE
		FROM User u LEFT JOIN UserRole r ON r.Id = u.UserRoleId LEFT JOIN Profile p ON p.Id = u.ProfileId`, func(rows *sql.Rows) error {
		var id string
		var m team
		var isCounted bool
		err := rows.Scan(&id, &m.role, &m.profile, &m.region, &isCounted)
		o.teams[id] = m
		if isCounted {
			o.counted[m] = true
		}
		return err
	})
}

// teamOf returns the labels of a record's owner.
func (o *oracle) teamOf(owner sql.NullString) team {
	m, isUser := o.teams[owner.String]
	switch {
	case isUser:
		return m
	case !owner.Valid:
		return team{role: "none", profile: "none", region: "none"}
	case strings.HasPrefix(owner.String, "00G"):
		return team{role: "queue", profile: "queue", region: "queue"}
	}
	return team{role: "unknown", profile: "unknown", region: "unknown"}
}

// sum adds up a figure's rows.
func (o *oracle) sum(f figure) {
	o.t.Helper()
	if f.label == "" {
		o.zeros(f, "")
	}
	seen := map[string]bool{}
	text := `SELECT owner, coalesce(label, 'none'), total(value) FROM (` + f.rows + `) GROUP BY owner, coalesce(label, 'none')`
	o.query(text, func(rows *sql.Rows) error {
		var owner sql.NullString
		var text string
		var value float64
		err := rows.Scan(&owner, &text, &value)
		if !seen[text] {
			seen[text] = true
			o.zeros(f, text)
		}
		o.want[f.series(text, o.teamOf(owner))] += value
		return err
	})
}

// zeros says that there is a series, if only a zero, for each team with people
// who should be using Salesforce.
func (o *oracle) zeros(f figure, text string) {
	if !f.byOwner {
		o.want[f.series(text, team{})] += 0
		return
	}
	for m := range o.counted {
		o.want[f.series(text, m)] += 0
	}
}

// sumSalesCycle adds up the days between creation and close of the deals won
// in 90 days. SQL does not know on what day of a time zone an instant lies.
func (o *oracle) sumSalesCycle() {
	f, n, backwards := figure{metric: "sales_cycle_seconds_90d", byOwner: true}, figure{metric: "sales_cycle_opportunities_90d", byOwner: true},
		figure{metric: "opportunities_won_before_created_90d", byOwner: true}
	o.zeros(f, "")
	o.zeros(n, "")
	o.zeros(backwards, "")
	text := `SELECT OwnerId, CloseDate, CreatedDate FROM Opportunity WHERE ` + live + ` AND IsWon = 1 AND ` + sinceDay("CloseDate", 90)
	o.query(text, func(rows *sql.Rows) error {
		var owner sql.NullString
		var closed string
		var created int64
		if err := rows.Scan(&owner, &closed, &created); err != nil {
			return err
		}
		to, err := time.Parse(time.DateOnly, closed)
		if err != nil {
			return err
		}
		year, month, day := time.Unix(created, 0).In(o.zone).Date()
		from := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
		if to.Before(from) {
			o.want[backwards.series("", o.teamOf(owner))]++
			return nil
		}
		o.want[f.series("", o.teamOf(owner))] += to.Sub(from).Seconds()
		o.want[n.series("", o.teamOf(owner))]++
		return nil
	})
}

// series names a series as seriesName does.
func (f figure) series(text string, m team) string {
	var labels []*dto.LabelPair
	add := func(name, value string) {
		labels = append(labels, &dto.LabelPair{Name: &name, Value: &value})
	}
	if f.constant.name != "" {
		add(f.constant.name, f.constant.value)
	}
	if f.label != "" {
		add(f.label, text)
	}
	if f.byOwner {
		add("role", m.role)
		add("profile", m.profile)
		add("region", m.region)
	}
	slices.SortFunc(labels, func(a, b *dto.LabelPair) int { return strings.Compare(a.GetName(), b.GetName()) })
	return seriesName("salesforce_"+f.metric, labels)
}

// differences lists, in order, where two sets of series do not agree. Amounts
// and load times are compared to the cent, since their sums depend on the order of addition;
// all other figures are whole numbers.
func differences(want, got map[string]float64) []string {
	var all []string
	for series, value := range want {
		shown, there := got[series]
		switch {
		case !there:
			all = append(all, fmt.Sprintf("%s is missing, want %v", series, value))
		case !equal(series, value, shown):
			all = append(all, fmt.Sprintf("%s is %v, want %v", series, shown, value))
		}
	}
	for series, value := range got {
		if _, there := want[series]; !there {
			all = append(all, fmt.Sprintf("%s is %v, and should not exist", series, value))
		}
	}
	slices.Sort(all)
	return all
}

func equal(series string, a, b float64) bool {
	if name, _, _ := strings.Cut(series, "{"); strings.Contains(name, "_amount") || strings.Contains(name, "_load_seconds") {
		return math.Abs(a-b) < 0.005
	} else if strings.HasSuffix(name, "_score_ratio") {
		return math.Abs(a-b) < 1e-9
	}
	return a == b
}

// measured returns the series of the collectors, without those about the
// exporter and the scrape.
func measured(m metrics) map[string]float64 {
	found := map[string]float64{}
	for series, value := range m.series {
		if name, _, _ := strings.Cut(series, "{"); strings.HasPrefix(name, "salesforce_") && !isMeta(name) {
			found[series] = value
		}
	}
	return found
}

func isMeta(name string) bool {
	for _, prefix := range []string{"salesforce_up", "salesforce_api_requests_", "salesforce_collector_", "salesforce_exporter_"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}
