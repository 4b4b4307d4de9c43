package e2e

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// sameTeam are the labels that tell teams apart, in the order of series.
var sameTeam = regexp.MustCompile(`(?:^|,)(?:profile|region|role)="(?:[^"\\]|\\.)*"`)

// bucketOf is the label that tells the buckets of a histogram apart.
var bucketOf = regexp.MustCompile(`le="[^"]*",`)

// A zeroTeam is what one team has of one metric.
type zeroTeam struct {
	zeros map[string]string // series, by the labels that are not those of the team
	some  bool
}

// leaveOutZeros leaves out the zeros that no sum needs. For each team and metric one stays
// where there is nothing else: that of the first label values, but label values that no
// team has anything of go first to one team each.
func (o *oracle) leaveOutZeros() {
	teams, used := map[string]map[string]*zeroTeam{}, map[string]map[string]bool{}
	for series, value := range o.want {
		metric, labels, _ := strings.Cut(strings.TrimSuffix(series, "}"), "{")
		team := strings.Join(sameTeam.FindAllString(labels, -1), "")
		if strings.Count(team, "=") != 3 || strings.HasSuffix(metric, "_ratio") || strings.Contains(metric, "_leaderboard_") {
			continue
		}
		if teams[metric] == nil {
			teams[metric], used[metric] = map[string]*zeroTeam{}, map[string]bool{}
		}
		t := teams[metric][team]
		if t == nil {
			t = &zeroTeam{zeros: map[string]string{}}
			teams[metric][team] = t
		}
		others := sameTeam.ReplaceAllString(labels, "")
		used[metric][others] = used[metric][others] || value != 0
		if value != 0 {
			t.some = true
			continue
		}
		t.zeros[others] = series
	}
	for metric, all := range teams {
		o.leaveOut(all, used[metric])
	}
	o.leaveOutEmpty()
}

func (o *oracle) leaveOut(teams map[string]*zeroTeam, used map[string]bool) {
	unused := slices.DeleteFunc(slices.Sorted(maps.Keys(used)), func(others string) bool { return used[others] })
	for _, key := range slices.Sorted(maps.Keys(teams)) {
		t, kept := teams[key], ""
		if !t.some {
			kept = slices.Min(slices.Collect(maps.Keys(t.zeros)))
			if len(unused) > 0 {
				kept, unused = unused[0], unused[1:]
			}
		}
		for others, series := range t.zeros {
			if t.some || others != kept {
				delete(o.want, series)
			}
		}
	}
}

// leaveOutEmpty leaves out histograms of no values beside others of the metric.
func (o *oracle) leaveOutEmpty() {
	counts := map[string][]string{}
	for series := range o.want {
		if metric, labels, _ := strings.Cut(series, "{"); strings.HasSuffix(metric, "_count") {
			counts[strings.TrimSuffix(metric, "_count")] = append(counts[strings.TrimSuffix(metric, "_count")], labels)
		}
	}
	for metric, all := range counts {
		slices.Sort(all)
		some := slices.ContainsFunc(all, func(labels string) bool { return o.want[metric+"_count{"+labels] != 0 })
		for i, labels := range all {
			if o.want[metric+"_count{"+labels] == 0 && (some || i > 0) {
				o.leaveOutHistogram(metric, labels)
			}
		}
	}
}

func (o *oracle) leaveOutHistogram(metric, labels string) {
	maps.DeleteFunc(o.want, func(series string, _ float64) bool {
		name, its, _ := strings.Cut(series, "{")
		return strings.HasPrefix(name, metric+"_") && bucketOf.ReplaceAllString(its, "") == labels
	})
}
