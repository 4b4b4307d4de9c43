package states

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// habits are the figures about people of a team: three quarters of those who come keep the habit, a tenth of the team
// is new, and a twentieth lost.
func (o org) habits(t team, add adder, d []string) {
	part := func(name string, of, share float64, pairs ...string) {
		add(name, math.Floor(of*share), append(pairs, d...)...)
	}
	part("people_active_1d", t.in, 0.5)
	part("people_active_7d", t.in, 1)
	part("people_active_30d", t.in, 1)
	part("people_kept_4w", t.in, 0.75)
	part("people_new_30d", t.people, 0.1)
	part("people_returned_30d", t.people, 0.05)
	part("people_lost_30d", t.people, 0.05)
	part("people_joined_90d", t.people, 0.2)
	part("people_joined_logged_in_90d", t.people, 0.15)
	part("people_joined_working_90d", t.people, 0.1)
	for _, window := range []string{"7d", "30d"} {
		part("feature_people_"+window, t.in, 0.5, "feature", "opportunity_page")
	}
}

// histograms are those by role, of all teams of a role together.
func (o org) histograms(add adder) {
	people, in := map[string]float64{}, map[string]float64{}
	for _, t := range o.teams {
		people[t.role] += t.people
		in[t.role] += t.in
	}
	for role := range people {
		const days = "people_active_days_30d"
		away := people[role] - in[role]
		o.buckets(days, role, []float64{0, 1, 2, 4, 8, 12, 16, 20, 30},
			func(i int) float64 { return away + in[role]*float64(i)/8 }, add)
		add(days+"_sum", 12*in[role], "role", role)
		add(days+"_count", people[role], "role", role)
		for name, done := range map[string]float64{"login": math.Floor(people[role] * 0.15),
			"record": math.Floor(people[role] * 0.1)} {
			name = "onboarding_first_" + name + "_seconds_90d"
			o.buckets(name, role, []float64{3600, 86400, 259200, 604800, 1209600, 2592000, 5184000, 7776000},
				func(i int) float64 { return math.Floor(done * float64(i+1) / 8) }, add)
			add(name+"_sum", 4*86400*done, "role", role)
			add(name+"_count", done, "role", role)
		}
	}
}

// buckets are written as OpenMetrics has them: 4.0, 1.2096e+06.
func (o org) buckets(name, role string, bounds []float64, upTo func(i int) float64, add adder) {
	for i, bound := range bounds {
		le := strconv.FormatFloat(bound, 'g', -1, 64)
		if !strings.Contains(le, "e") {
			le += ".0"
		}
		add(name+"_bucket", upTo(i), "role", role, "le", le)
	}
}

// hours are the logins of a week with office hours.
func (o org) hours(add adder) {
	for day := range 7 {
		for hour := range 24 {
			logins := 0.0
			if working := day > 0 && day < 6; working && hour > 7 && hour < 18 {
				logins = float64(100 - 8*max(9-hour, hour-9))
			}
			add("logins_by_hour_30d", logins, "weekday", time.Weekday(day).String(), "hour", twoDigits(hour))
		}
	}
	add("habits_source_info", 1, "source", "lightning_usage")
}

func twoDigits(n int) string { return strconv.Itoa(n/10) + strconv.Itoa(n%10) }
