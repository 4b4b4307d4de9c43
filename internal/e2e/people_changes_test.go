package e2e

import (
	"errors"
	"maps"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/internal/demo"
	"salesforce_exporter/internal/org"
)

// TestPeopleAreReadByWhatChanged has an org whose User table fills three pages.
// It is read as a whole once a day; between, only changes are asked for.
func TestPeopleAreReadByWhatChanged(t *testing.T) {
	const (
		active  = `IsActive = true AND UserType = 'Standard' AND (NOT Profile.UserLicense.Name LIKE '%Integration%')`
		joined  = ` AND ProfileId NOT IN (SELECT Id FROM Profile WHERE Name = 'Nobody')`
		changed = `SystemModstamp >= 2000-01-01T00:15:00Z OR LastLoginDate >= 2000-01-01T00:15:00Z`
	)
	for name, c := range map[string]struct {
		where string
		want  []string // how the statements of the second change end
	}{
		"counted by columns": {want: []string{" FROM User WHERE " + changed}},
		"counted by condition": {where: active,
			want: []string{" FROM User WHERE " + changed, " FROM User WHERE " + active + " AND (" + changed + ")"}},
		"counted by semi-join": {where: active + joined,
			want: []string{" FROM User WHERE " + changed, " FROM User WHERE " + active + joined + " AND (" + changed + ")"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, rigOptions{demo: demo.Options{Users: 30}, make: usersOnly(t),
					tune: func(o *org.Options) { o.People.Counted = c.where }})
				hireUsers(t, r.demo)
				e := &editor{t: t, demo: r.demo}
				check := func(when string) {
					t.Helper()
					if d := differences(peopleTruth(t, r.demo), peopleMetrics(r.scrape(0))); len(d) > 0 {
						t.Errorf("%s: %s", when, strings.Join(d, "\n"))
					}
				}
				check("at first")

				time.Sleep(20 * time.Minute)
				e.exec(`UPDATE User SET LastLoginDate = ? WHERE Id IN ('005z00000004000AAA', '005z00000003000AAA')`,
					r.demo.Now().Unix())
				e.exec(`UPDATE User SET IsActive = 0, SystemModstamp = ? WHERE Id = '005z00000000777AAA'`, r.demo.Now().Unix())
				e.exec(`INSERT INTO User (Id, Name, Username, IsActive, UserType, Country, SystemModstamp) VALUES ('005z00000009999AAA', 'New', 'new@example.com', 1, 'Standard', 'Atlantis', ?)`, r.demo.Now().Unix())
				before := r.demo.Calls()
				check("after changes")
				if got := r.demo.Calls() - before; got != 1 {
					t.Errorf("a refresh of people cost %d calls, want 1", got)
				}

				time.Sleep(20 * time.Minute)
				e.exec(`UPDATE User SET Country = 'Oz', SystemModstamp = ? WHERE Id = '005z00000009999AAA'`, r.demo.Now().Unix())
				r.host.setDown(errors.New("connection refused"))
				r.scrape(0)
				r.host.setDown(nil)
				time.Sleep(20 * time.Minute)
				asked := len(r.demo.Statements())
				check("after an outage")
				for i, s := range r.demo.Statements()[asked:] {
					if i >= len(c.want) || !strings.HasSuffix(s, c.want[i]) {
						t.Errorf("asked %s, want … %s", s, c.want)
					}
				}

				e.exec(`UPDATE UserRole SET Name = 'Renamed' WHERE Id = (SELECT min(Id) FROM UserRole)`)
				time.Sleep(24 * time.Hour)
				check("after a day, with a change that leaves no trace on users")
			})
		})
	}
}

// peopleTruth computes the figures of the users collector.
func peopleTruth(t *testing.T, d *demo.Org) map[string]float64 {
	t.Helper()
	return truthOf(t, d, aboutPeople)
}

func peopleMetrics(m metrics) map[string]float64 {
	series := measured(m)
	maps.DeleteFunc(series, func(name string,
		_ float64) bool {
		return !aboutPeople(strings.TrimPrefix(name, "salesforce_"))
	})
	return series
}

func aboutPeople(metric string) bool {
	return strings.HasPrefix(metric, "users") || strings.HasPrefix(metric, "managers") ||
		strings.HasPrefix(metric, "licensed_users")
}
