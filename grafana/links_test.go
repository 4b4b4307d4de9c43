package grafana_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestDashboardsLinkToEachOther(t *testing.T) {
	for _, d := range dashboards(t) {
		if len(d.Links) != 1 {
			t.Fatalf("%s has %d links", d.file, len(d.Links))
		}
		l := d.Links[0]
		if l.Type != "dashboards" || !l.IncludeVars || !l.KeepTime || len(l.Tags) != 1 ||
			!slices.Contains(d.Tags, l.Tags[0]) {
			t.Errorf("%s: the link to the others is %+v, tags are %v", d.file, l, d.Tags)
		}
	}
}

var address = regexp.MustCompile(`^/d/([\w-]+)\?(.*)$`)

// Every link leads to one of the dashboards, with all six variables, as chosen
// or as clicked, and the time range; within a dashboard with those of its own, too.
func TestLinksKeepVariablesAndTime(t *testing.T) {
	all := dashboards(t)
	var uids []string
	for _, d := range all {
		uids = append(uids, d.UID)
	}
	for _, d := range all {
		for _, p := range d.drawn() {
			for _, l := range p.links(t) {
				m := address.FindStringSubmatch(l.URL)
				if m == nil || l.Title == "" || !slices.Contains(uids, m[1]) {
					t.Errorf("%s: %s links to %q as %q", d.file, p.Title, l.URL, l.Title)
					continue
				}
				if missing := lost(d, m[1], strings.Split(m[2], "&")); len(missing) > 0 {
					t.Errorf("%s: the link of %s loses %v: %s", d.file, p.Title, missing, l.URL)
				}
			}
		}
	}
}

// A link leads to a page that shows the metric that was clicked, beside the panel itself.
func TestLinksLeadToTheMetric(t *testing.T) {
	all := map[string]dashboard{}
	for _, d := range dashboards(t) {
		all[d.UID] = d
	}
	followed := 0
	for _, d := range all {
		for _, p := range d.drawn() {
			for _, l := range p.links(t) {
				followed++
				to := address.FindStringSubmatch(l.URL)[1]
				if !shows(all[to], d.UID, p) {
					t.Errorf("%s: %s links to %s, which shows none of its metrics", d.file, p.Title, to)
				}
			}
		}
	}
	if followed < 90 {
		t.Errorf("%d links were followed, which is too few", followed)
	}
}

// shows tells whether another panel than the one that was left shows one of its metrics.
func shows(d dashboard, from string, left panel) bool {
	for _, p := range d.drawn() {
		if (d.UID != from || p.ID != left.ID) && sharesMetric(p, left) {
			return true
		}
	}
	return false
}

func sharesMetric(a, b panel) bool {
	of := metricsOf(a)
	for name := range metricsOf(b) {
		if of[name] {
			return true
		}
	}
	return false
}

// metricsOf leaves out what is in nearly all expressions: whose org, and how many people.
func metricsOf(p panel) map[string]bool {
	names := map[string]bool{}
	for _, q := range p.Targets {
		for _, m := range metricName.FindAllString(q.Expr, -1) {
			names[m] = true
		}
	}
	delete(names, "salesforce_up")
	if len(names) > 1 {
		delete(names, "salesforce_users")
	}
	return names
}

var metricName = regexp.MustCompile(`salesforce_\w+`)

func lost(d dashboard, to string, parameters []string) []string {
	var missing []string
	if !slices.Contains(parameters, "${__url_time_range}") {
		missing = append(missing, "the time range")
	}
	if slices.Contains(parameters, "${__all_variables}") {
		return missing
	}
	carried := d.Templating.List
	if to != d.UID {
		carried = carried[:len(shared)]
	}
	for _, v := range carried {
		if v.Name == "byhand" {
			continue // nobody chooses it
		}
		kept := slices.Contains(parameters, "${"+v.Name+":queryparam}")
		replaced := slices.ContainsFunc(parameters,
			func(p string) bool { return strings.HasPrefix(p, "var-"+v.Name+"=${__") })
		if kept == replaced {
			missing = append(missing, v.Name)
		}
	}
	return missing
}
