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
		if l.Type != "dashboards" || !l.IncludeVars || !l.KeepTime || len(l.Tags) != 1 || !slices.Contains(d.Tags, l.Tags[0]) {
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
		kept := slices.Contains(parameters, "${"+v.Name+":queryparam}")
		replaced := slices.ContainsFunc(parameters, func(p string) bool { return strings.HasPrefix(p, "var-"+v.Name+"=${__") })
		if kept == replaced {
			missing = append(missing, v.Name)
		}
	}
	return missing
}
