package grafana_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The checks of Grafana's dashboard-linter, in our words, and some of our own.

func TestDashboardsLoadEverywhere(t *testing.T) {
	seen := map[string]string{}
	for _, d := range dashboards(t) {
		if d.ID != nil {
			t.Errorf("%s: id is %d; it belongs to one Grafana and has to be null", d.file, *d.ID)
		}
		if other, ok := seen[d.UID]; ok || len(d.UID) < 8 || len(d.UID) > 40 {
			t.Errorf("%s: uid %q is out of bounds or that of %q", d.file, d.UID, other)
		}
		seen[d.UID] = d.file
		if d.SchemaVersion < 39 {
			t.Errorf("%s: schemaVersion %d is older than 39", d.file, d.SchemaVersion)
		}
		if d.Editable {
			t.Errorf("%s: editable, though provisioned dashboards cannot be saved", d.file)
		}
		if d.Title == "" || d.Description == "" || d.Time.From == "" || d.Refresh == "" {
			t.Errorf("%s: title, description, time and refresh have to be set", d.file)
		}
	}
}

// shared are the variables of every dashboard, in this order; own are those
// that a single dashboard has after them.
var (
	shared = []string{"datasource", "job", "instance", "role", "profile", "region"}
	own    = map[string][]string{"salesforce-quality": {"object", "rule"}, "salesforce-leaderboard": {"board", "column"},
		"salesforce-overview": {"byhand"}, "salesforce-logins": {"byhand"}, "salesforce-pipeline": {"byhand"}}
)

func TestVariables(t *testing.T) {
	for _, d := range dashboards(t) {
		var names []string
		for _, v := range d.Templating.List {
			names = append(names, v.Name)
			if v.Label == "" {
				t.Errorf("%s: variable %s has no label", d.file, v.Name)
			}
			if v.Type != "query" {
				continue
			}
			one := v.Name == "board" || v.Name == "byhand" || v.Name == "instance" && d.UID == "salesforce-leaderboard"
			if one && (v.Multi || v.IncludeAll) {
				t.Errorf("%s: several values of %s cannot be shown together", d.file, v.Name)
			} else if !one && (!v.Multi || !v.IncludeAll || (v.AllValue == "") != (v.Name == "instance")) {
				t.Errorf("%s: variable %s has to allow several values and All; All has a value, but for orgs, where it is the list",
					d.file, v.Name)
			}
			if v.Datasource.UID != "${datasource}" || v.Refresh != 2 {
				t.Errorf("%s: variable %s has to ask the chosen data source whenever the time range changes", d.file, v.Name)
			}
		}
		if want := slices.Concat(shared, own[d.UID]); !slices.Equal(names, want) {
			t.Errorf("%s: variables are %v, not %v: links could not carry them", d.file, names, want)
		}
	}
}

// current are the panel types of Grafana 10 to 13 that are used; graph,
// singlestat, table-old, gauge walls and pies are not. A heatmap fails where it has a single column.
var current = []string{"stat", "timeseries", "bargauge", "barchart", "table", "status-history"}

func TestPanelsExplainThemselves(t *testing.T) {
	for _, d := range dashboards(t) {
		for _, p := range d.drawn() {
			where := d.file + ": " + p.Title
			defaults := p.FieldConfig.Defaults
			if !slices.Contains(current, p.Type) {
				t.Errorf("%s: panel type %q", where, p.Type)
			}
			if p.Title == "" || defaults.Unit == "" {
				t.Errorf("%s: title and unit have to be set", where)
			}
			if len(p.Description) < 25 || !strings.ContainsAny(p.Description, ".?") {
				t.Errorf("%s: the description %q does not say what it means and what to do", where, p.Description)
			}
			if p.Datasource.UID != "${datasource}" || len(p.Targets) == 0 {
				t.Errorf("%s: has to ask the chosen data source something", where)
			}
			if p.Type == "timeseries" &&
				(defaults.Custom["lineInterpolation"] != "stepAfter" || defaults.Custom["spanNulls"] != false) {
				t.Errorf("%s: draws values that were not measured", where)
			}
		}
	}
}

var (
	selector  = regexp.MustCompile(`salesforce_\w+(\{[^}]*\})?`)
	rateRange = regexp.MustCompile(`\b(rate|irate)\([^\[]*\[([^\]]+)\]`)
	growth    = regexp.MustCompile(`\bincrease\([^\[]*\[([^\]]+)\]`)
	counter   = regexp.MustCompile(`salesforce_exporter_\w+_total`)
)

func TestQueriesFollowTheChoice(t *testing.T) {
	for _, d := range dashboards(t) {
		for _, p := range d.drawn() {
			for _, q := range p.Targets {
				where := d.file + ": " + p.Title + " " + q.RefID
				if q.Datasource.UID != "${datasource}" {
					t.Errorf("%s asks %q", where, q.Datasource.UID)
				}
				for _, s := range selector.FindAllStringSubmatch(recorded.ReplaceAllString(q.Expr, "recorded{"), -1) {
					if !strings.Contains(s[1], `job=~"$job"`) || !strings.Contains(s[1], `instance=~"$instance"`) {
						t.Errorf("%s: %s does not follow job and instance", where, s[0])
					}
				}
				for _, r := range rateRange.FindAllStringSubmatch(q.Expr, -1) {
					if r[2] != "$__rate_interval" {
						t.Errorf("%s: a rate over %s instead of $__rate_interval", where, r[2])
					}
				}
				for _, r := range growth.FindAllStringSubmatch(q.Expr, -1) {
					if r[1] != "1h" && r[1] != "1d" {
						t.Errorf("%s: a growth over %s, which no title says", where, r[1])
					}
				}
				if counter.MatchString(q.Expr) && !growth.MatchString(q.Expr) && !rateRange.MatchString(q.Expr) {
					t.Errorf("%s: the raw value of a counter", where)
				}
			}
		}
	}
}

// A panel cannot know why it has no data, so it names no cause: the text for nothing is true in any case. Bars, podium
// and ranks of the wall have room for two words, and always something to show of a board that is known.
func TestNothingHasNoCause(t *testing.T) {
	for _, d := range dashboards(t) {
		for _, p := range d.drawn() {
			text := "Nothing to show, or not known: see the first table"
			if p.Type == "bargauge" && d.UID == "salesforce-leaderboard" || p.Title == "Podium" || p.Title == "Ranks" {
				text = "Not known"
			}
			if p.FieldConfig.Defaults.NoValue != text {
				t.Errorf("%s: %s says %q where there is nothing", d.file, p.Title, p.FieldConfig.Defaults.NoValue)
			}
			if len(p.FieldConfig.Defaults.Mappings) == 0 {
				t.Errorf("%s: %s says nothing in the colour of a threshold", d.file, p.Title)
			}
		}
	}
}

// A headline is a figure of now: the last value of 30 days would be that of an exporter that is down.
func TestHeadlinesAreOfNow(t *testing.T) {
	for _, d := range dashboards(t) {
		for _, p := range d.drawn() {
			for _, q := range p.Targets {
				overTime := p.Type == "timeseries" || p.Type == "status-history"
				if q.Instant == overTime {
					t.Errorf("%s: %s %s: instant is %v", d.file, p.Title, q.RefID, q.Instant)
				}
			}
		}
	}
}

// Alerts that fire are drawn over all courses.
func TestAlertsAreAnnotations(t *testing.T) {
	for _, d := range dashboards(t) {
		if len(d.Annotations.List) != 1 || !d.Annotations.List[0].Enable ||
			!strings.HasPrefix(d.Annotations.List[0].Expr, "ALERTS{") {
			t.Errorf("%s: annotations are %+v", d.file, d.Annotations)
		}
	}
}

// The org is named in every table, and in every row of a history of parts of an org.
func TestOrgsAreNamed(t *testing.T) {
	for _, d := range dashboards(t) {
		for _, p := range d.drawn() {
			for _, q := range p.Targets {
				named := q.LegendFormat == "{{row}}" && strings.Contains(q.Expr, `, "in"), "long",`)
				if p.Type == "status-history" && q.RefID == "A" && !named {
					t.Errorf("%s: rows of %s do not name their org", d.file, p.Title)
				}
			}
			if p.Type == "table" && !p.namesOrg() {
				t.Errorf("%s: %s names the org of its rows in no column", d.file, p.Title)
			}
		}
	}
}

// namesOrg tells whether a table has a column of orgs, or ends the names of its rows with their org.
func (p panel) namesOrg() bool {
	for _, o := range p.FieldConfig.Overrides {
		if o.Matcher.Options == "instance" && o.Properties[0].ID != "custom.hidden" {
			return true
		}
	}
	return !slices.ContainsFunc(p.Targets, func(q target) bool {
		rows, _, _ := strings.Cut(q.Expr, ` or on () (label_replace(vector(NaN), "name"`)
		return !strings.HasPrefix(strings.TrimLeft(rows, "("), `label_join(`) ||
			!strings.HasSuffix(strings.TrimRight(rows, ")"), `"in"`)
	})
}

// A figure that is not known is absent, not nought; a count has all its digits.
func TestFiguresAreNotMadeUp(t *testing.T) {
	for _, d := range dashboards(t) {
		for _, p := range d.drawn() {
			for _, q := range p.Targets {
				if strings.Contains(q.Expr, "vector(0)") && p.Options.TextMode != "name" {
					t.Errorf("%s: %s is nought where nothing is scraped", d.file, p.Title)
				}
			}
			if f := p.FieldConfig.Defaults; f.Unit == "short" && f.Decimals != nil && *f.Decimals == 0 && p.Type != "bargauge" {
				t.Errorf("%s: %s rounds 1,734 to 2 K: its unit is locale", d.file, p.Title)
			}
		}
	}
}
