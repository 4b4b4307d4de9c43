package e2e

import (
	"database/sql"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/builtin"
	"salesforce_exporter/internal/config"
	"salesforce_exporter/internal/demo"
	"salesforce_exporter/internal/org"
)

// TestWorksCouncil measures with the configuration that is made for works councils, and
// holds every line of /metrics against the rows: none is about fewer than five people,
// and none has a label of a person.
func TestWorksCouncil(t *testing.T) {
	t.Parallel()
	synctest.Test(t, testWorksCouncil)
}

func testWorksCouncil(t *testing.T) {
	time.Sleep(4*24*time.Hour + 12*time.Hour) // noon of a Wednesday: yesterday people worked
	file, err := config.Load("../../deploy/works-council.yml", builtin.Collectors())
	if err != nil {
		t.Fatal(err)
	}
	const least = 5
	if file.MinPeople != least {
		t.Fatalf("min_people is %d, want %d", file.MinPeople, least)
	}
	people := &collector.PeopleSource{MinPeople: int(file.MinPeople)}
	for _, d := range file.Dimensions {
		people.Dimensions = append(people.Dimensions, collector.Dimension{Label: d.Label, Path: d.Path})
	}
	r := newRig(t, rigOptions{demo: demo.Options{Frozen: true}, tune: func(o *org.Options) { o.People = people },
		make: func(s *setup) []collector.Collector {
			s.all, s.People = file.Collectors, people
			return every(t, s)
		}})
	m := r.scrape(0)
	g := groupsOf(t, r.demo)
	if g.smallest() >= least {
		t.Fatal("every group of the demo org is large, so this shows nothing")
	}
	others := 0
	for name, family := range m.families {
		for _, metric := range family.GetMetric() {
			labels := labelsOf(metric.GetLabel())
			if _, there := labels["person"]; there {
				t.Errorf("%s is about a person", seriesName(name, metric.GetLabel()))
			}
			if labels["role"] == "other" || labels["profile"] == "other" {
				others++
			}
			n, about := g.people(labels)
			if name == "salesforce_lightning_users_1d" { // groups by those who came
				n = int(metric.GetGauge().GetValue())
			}
			if about && n < least {
				t.Errorf("%s is about %d people", seriesName(name, metric.GetLabel()), n)
			}
		}
	}
	if others < 100 {
		t.Errorf("only %d series are about others", others)
	}
	for _, name := range []string{"salesforce_users", "salesforce_people_working_7d", "salesforce_leaderboard_team_score",
		"salesforce_lightning_users_1d", "salesforce_licensed_users_not_logged_in_30d"} {
		if !m.has(name) {
			t.Errorf("there is no %s", name)
		}
	}
	for column, values := range everything(t, r.demo) {
		for _, value := range values {
			if strings.Contains(m.text, value) {
				t.Errorf("/metrics has %q, the %s of a person", value, column)
			}
		}
	}
}

// groups are how many counted users there are by role and region, profile, and licence.
type groups struct {
	teams              map[[2]string]int
	profiles, licenses map[string]int
}

func groupsOf(t *testing.T, d *demo.Org) groups {
	t.Helper()
	g := groups{teams: map[[2]string]int{}, profiles: map[string]int{}, licenses: map[string]int{}}
	newOracle(t, d, "UTC").query(`SELECT coalesce(r.Name, 'none'), coalesce(u.Country, 'none'), p.Name, l.Name FROM User u
		LEFT JOIN UserRole r ON r.Id = u.UserRoleId LEFT JOIN Profile p ON p.Id = u.ProfileId
		LEFT JOIN UserLicense l ON l.Id = p.UserLicenseId WHERE `+counted, func(rows *sql.Rows) error {
		var role, region, profile, license string
		err := rows.Scan(&role, &region, &profile, &license)
		g.teams[[2]string{role, region}]++
		g.profiles[profile]++
		g.licenses[license]++
		return err
	})
	return g
}

func (g groups) smallest() int {
	least := 1 << 30
	for _, n := range g.teams {
		least = min(least, n)
	}
	return least
}

// people is how many counted users a series is about. It is not about people where it has
// no such label, and where owners are queues or nobody.
func (g groups) people(labels map[string]string) (n int, about bool) {
	role, byRole := labels["role"]
	region, byRegion := labels["region"]
	profile, byProfile := labels["profile"]
	license, byLicense := labels["license"]
	switch {
	case role == "queue", role == "unknown", role == "none" && region == "none":
		return 0, false
	case byRole && byRegion:
		return among(g.teams, [2]string{role, region}, [2]string{"other", "other"}), true
	case byRole && role != "other": // a histogram, of the groups that are shown
		for group, size := range g.teams {
			if group[0] == role && size >= 5 {
				n += size
			}
		}
		return n, true
	case byRole:
		return among(g.teams, [2]string{"other", "other"}, [2]string{"other", "other"}), true
	case byProfile:
		return among(g.profiles, profile, "other"), true
	case byLicense && labels["kind"] == "": // licences themselves are nobody's
		return among(g.licenses, license, "other"), true
	}
	return 0, byRegion
}

// among is how large a group is. The others are all that are too small, and the smallest
// of the rest where these are too few.
func among[K comparable](sizes map[K]int, group, other K) int {
	if group != other {
		return sizes[group]
	}
	small, next := 0, 1<<30
	for _, size := range sizes {
		if size < 5 {
			small += size
		} else {
			next = min(next, size)
		}
	}
	if small < 5 && small > 0 {
		small += next
	}
	return small
}
