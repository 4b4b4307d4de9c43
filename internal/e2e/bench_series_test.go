package e2e

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/demo"
	"salesforce_exporter/internal/org"
)

// BenchmarkSeries counts the series of an org of 200 people, and of one of 5,000 people in 366 roles. There, sums over
// all dimensions are those of an exporter that has no dimensions, so that no metric is cut.
func BenchmarkSeries(b *testing.B) {
	for _, c := range []struct {
		users, roles, most int
	}{{200, 0, 6_000}, {5_000, 366, 120_000}} {
		b.Run(fmt.Sprintf("users=%d", c.users), func(b *testing.B) {
			d, err := demo.New(b.Context(), demo.Options{Users: c.users, Frozen: true})
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() { d.Close() })
			if c.roles > 0 {
				divideRoles(b, d, c.roles)
			}
			var fine metrics
			for b.Loop() {
				r := newRigOn(b, d, rigOptions{make: ofRecords(b)})
				fine = r.scrape(0)
				r.org.Close()
			}
			wrong := wrongSums(fine, newRigOn(b, d, rigOptions{make: ofRecords(b), tune: func(o *org.Options) {
				o.People.Dimensions = nil
			}}).scrape(0))
			for _, line := range wrong {
				b.Error(line)
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(len(fine.series)), "series")
			b.ReportMetric(float64(c.most), "limit-series")
			b.ReportMetric(fine.sum("salesforce_collector_coarse"), "dropped-dimensions")
			b.ReportMetric(fine.sum("salesforce_collector_dropped_series"), "dropped-series")
		})
	}
}

// ofRecords are the collectors of records, without those about people.
func ofRecords(t testing.TB) func(*setup) []collector.Collector {
	return func(s *setup) []collector.Collector {
		var all []collector.Collector
		for _, c := range everyOf(t)(s) {
			switch c.Name() {
			case "people", "habits", "onboarding", "features":
			default:
				all = append(all, c)
			}
		}
		return all
	}
}

// divideRoles divides the roles of people among so many, each of one combination of role, profile and country.
func divideRoles(b *testing.B, d *demo.Org, roles int) {
	b.Helper()
	const combination = `SELECT DISTINCT UserRoleId, ProfileId, IFNULL(Country, '') FROM User WHERE UserRoleId IS NOT NULL ORDER BY 1, 2, 3`
	rows, err := d.DB().QueryContext(b.Context(), combination)
	if err != nil {
		b.Fatal(err)
	}
	var all [][3]string
	for rows.Next() {
		var one [3]string
		if err := rows.Scan(&one[0], &one[1], &one[2]); err != nil {
			b.Fatal(err)
		}
		all = append(all, one)
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
	rows.Close()
	exec := func(text string, args ...any) {
		if _, err := d.DB().ExecContext(b.Context(), text, args...); err != nil {
			b.Fatalf("%v: %s", err, text)
		}
	}
	for i, one := range all {
		first, end := roles*i/len(all), roles*(i+1)/len(all)
		for n := first; n < end; n++ {
			id := fmt.Sprintf("00Ez%011dAAA", n)
			exec(`INSERT INTO UserRole (Id, Name) VALUES (?, ?)`, id, fmt.Sprintf("Role %03d", n))
			exec(`UPDATE User SET UserRoleId = ? WHERE UserRoleId = ? AND ProfileId = ? AND IFNULL(Country, '') = ? AND rowid % ? = ?`,
				id, one[0], one[1], one[2], end-n, 0)
		}
	}
}

// wrongSums compares the sums of counts over dimensions with figures without dimensions.
func wrongSums(fine, whole metrics) (wrong []string) {
	sums := map[string]float64{}
	for series, value := range fine.series {
		sums[withoutDimensions(series)] += value
	}
	compared := 0
	for series, want := range whole.series {
		name, _, _ := strings.Cut(series, "{")
		if fine.families[name] == nil || notAdded(name) {
			continue
		}
		compared++
		if got := sums[series]; math.Abs(got-want) > 1e-6*math.Abs(want) {
			wrong = append(wrong, fmt.Sprintf("%s: the sum is %v, want %v", series, got, want))
		}
	}
	if compared < 500 {
		wrong = append(wrong, fmt.Sprintf("only %d sums are compared", compared))
	}
	return wrong
}

// notAdded tells shares and means, what is about the exporter, boards, which name people, and Lightning usage, of which
// the profile is no dimension.
func notAdded(name string) bool {
	for _, part := range []string{"_ratio", "salesforce_exporter_", "salesforce_collector_", "salesforce_api_",
		"salesforce_leaderboard_",
		"salesforce_limit_", "salesforce_up", "_bucket", "salesforce_lightning_"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}

// withoutDimensions is a series without its labels role, profile and region.
func withoutDimensions(series string) string {
	name, labels, found := strings.Cut(strings.TrimSuffix(series, "}"), "{")
	if !found {
		return series
	}
	var rest []string
	for label := range strings.SplitSeq(labels, `",`) {
		switch key, _, _ := strings.Cut(label, "="); key {
		case "role", "profile", "region":
		default:
			rest = append(rest, strings.TrimSuffix(label, `"`)+`"`)
		}
	}
	if rest == nil {
		return name
	}
	return name + "{" + strings.Join(rest, ",") + "}"
}
