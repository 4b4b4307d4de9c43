package e2e

import (
	"database/sql"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

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
	people  map[string]bool // who should be using Salesforce
	leftOut string          // which users are on no board, in SQL; empty for none
	shown   metrics
	want    map[string]float64
}

// A team is what people have in common in the labels of a metric.
type team struct{ role, profile, region string }

// truth computes all series that /metrics should have, for an org that is measured
// with the default configuration. What is shown tells which fields the population
// is about, which follows from what describe says of each, and nothing else.
func truth(t *testing.T, d *demo.Org, zone string, shown metrics) map[string]float64 {
	t.Helper()
	o := newOracle(t, d, zone)
	o.shown = shown
	o.readTeams()
	for _, f := range figures() {
		o.sum(f)
	}
	for _, compute := range computations() {
		compute(o)
	}
	o.leaveOutZeros()
	return o.want
}

// truthOf computes the metrics that a condition holds for, of those that SQL can
// say.
func truthOf(t *testing.T, d *demo.Org, about func(metric string) bool) map[string]float64 {
	t.Helper()
	o := newOracle(t, d, "UTC")
	o.readTeams()
	for _, f := range figures() {
		if about(f.metric) {
			o.sum(f)
		}
	}
	o.leaveOutZeros()
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
		teams: map[string]team{}, counted: map[team]bool{}, people: map[string]bool{}, want: map[string]float64{},
	}
}

// instant gives the parameters of a moment: the moment itself, and for windows
// of n days dayN, the day n days back, and sinceN, the moment at which it began.
func instant(now time.Time, zone *time.Location) []any {
	year, month, day := now.In(zone).Date()
	args := []any{sql.Named("now", now.Unix()), sql.Named("today", now.In(zone).Format(time.DateOnly))}
	for _, n := range []int{0, 1, 7, 14, 30, 60, 90, 180} {
		name := time.Date(year, month, day-n, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
		args = append(args, sql.Named(fmt.Sprint("since", n), beginning(name, zone).Unix()),
			sql.Named(fmt.Sprint("day", n), name))
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
	rows, err := o.db.QueryContext(o.t.Context(), text,
		append(instant(o.now, o.zone), fiscal(o.t, o.db, o.now, o.zone))...)
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
			o.counted[m], o.people[id] = true, true
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
	if name, _, _ := strings.Cut(series, "{"); strings.Contains(name, "_amount") ||
		strings.Contains(name, "_load_seconds") {
		return math.Abs(a-b) < 0.005
	} else if strings.HasSuffix(name, "_score_ratio") {
		return math.Abs(a-b) < 1e-9
	}
	return a == b
}

// measured returns the series of the collectors, without those about the
// exporter and the scrape, and without the limits, which change with each call.
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
	for _, prefix := range []string{"salesforce_up", "salesforce_api_requests_", "salesforce_collector_",
		"salesforce_exporter_", "salesforce_limit_"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}
