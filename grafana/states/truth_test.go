package states

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// ofNow are the panels that say something of this moment; courses have time on their axis.
var ofNow = []string{"stat", "bargauge", "table", "barchart"}

// aboutTheExporter are the panels that have figures also of an exporter that is down: since when, and what it did
// before.
var aboutTheExporter = []string{"State of the orgs", "Answers", "Cost, and what is missing",
	"Orgs: cost, and what is missing"}

// TestNothingIsSaidOfAnExporterThatIsDown: figures of the past are not those of now, and no cause is
// named that nobody knows.
func TestNothingIsSaidOfAnExporterThatIsDown(t *testing.T) {
	for _, state := range []string{"down_2m", "down_5d", "nothing"} {
		seen := 0
		everyPanel(t, state, func(d dashboard, p panel, line string) {
			if !slices.Contains(ofNow, p.Type) || slices.Contains(aboutTheExporter, p.Title) || monthly(p) {
				return
			}
			seen++
			if !strings.Contains(strings.ToLower(line), "not known") {
				t.Errorf("%s: %s: %s says %q", state, d.Title, p.Title, line)
			}
		})
		if seen < 50 {
			t.Errorf("%s: %d lines were read, which is too few", state, seen)
		}
	}
}

// monthly are columns of the past, named by how long ago they were.
func monthly(p panel) bool { return strings.HasSuffix(p.Title, "30 days a column") }

// TestStatesAreSaid: what is special about a state is said in words, on every page or where it matters.
func TestStatesAreSaid(t *testing.T) {
	for state, texts := range map[string]map[string]string{
		"down_2m": {"State of the orgs": "Exporter down"},
		"down_5d": {"State of the orgs": "Exporter down | Org acme.example:10733 | Oldest 5 days"},
		"silent":  {"State of the orgs": "No answers", "Answers": "Orgs that answer = 0"},
		"hidden": {"State of the orgs": "Parts missing", "Orgs: cost, and what is missing": "Missing 6",
			"Rows that are left out, and why": "Rows 3", "Who keeps at it": "Stickiness = Not known"},
		"one_of_two_gone": {"State of the orgs": "State Not scraped | Org globex.example:10733",
			"Answers": "Orgs known = 2"},
		"nothing": {"State of the orgs": "No org"},
		"no_history": {"Where it drops": "No figures of a week ago", "Logged in, change in a week": "No history = –",
			"Who comes and goes": "Work, change = No history",
			"Backlog":            "Change in a week = No history"},
		"backfilled": {"Where it drops": "Sales APAC fell by 28 points", "Orgs compared": "Change -6.7 points",
			"Now": "Change in a week = -6.7 points", "People who logged in within a week": "people: 3",
			"Adoption score over time": "score: 1"},
		"installed_now": {"This week": "73 of 92 people", "Duplicates, by duplicate rule": "895",
			"What is wrong": "Duplicate records = 895"},
		"no_deals": {"How large, how late": "Late amount = No open deals",
			"Forgotten, by number of deals":     "Late deals = No open deals",
			"Deals without activity, by region": "No open deals = –"},
		"one_role": {"Lowest scores by team": "Sales EMEA"},
		"role_none": {"Lowest scores by team": "No team of five or more = –",
			"Where it drops": "No team of five or more", "Where to start": "No team of five or more"},
		"well": {"Where it drops": "Sales APAC fell by 26 points", "State of the orgs": "Complete"},
	} {
		found := map[string]bool{}
		everyPanel(t, state, func(_ dashboard, p panel, line string) {
			if strings.Contains(line, texts[p.Title]) {
				found[p.Title] = true
			}
		})
		for title, text := range texts {
			if !found[title] {
				t.Errorf("%s: %s does not say %q", state, title, text)
			}
		}
	}
}

var noTeam = regexp.MustCompile(`\b(none|queue)\b`)

// TestNobodyIsNamed: people without a role are no team, and a team of two is about two people.
func TestNobodyIsNamed(t *testing.T) {
	for _, state := range []string{"well", "role_none", "one_of_two_gone"} {
		everyPanel(t, state, func(d dashboard, p panel, line string) {
			if strings.Contains(line, "Board") && !strings.Contains(p.Title, "profile") || noTeam.MatchString(line) &&
				!strings.Contains(line, "Org none") {
				t.Errorf("%s: %s: %s names %q", state, d.Title, p.Title, line)
			}
		})
	}
}

// TestEveryPageSaysTheState: the table of the orgs' states is the first panel of each page.
func TestEveryPageSaysTheState(t *testing.T) {
	for _, d := range dashboards(t) {
		if p := d.drawn()[0]; p.Title != "State of the orgs" || p.GridPos.Y != 0 {
			t.Errorf("%s begins with %s", d.Title, p.Title)
		}
	}
}

// TestNothingIsBlank: where there is nothing to show, words say so.
func TestNothingIsBlank(t *testing.T) {
	for state := range scenes() {
		everyPanel(t, state, func(d dashboard, p panel, line string) {
			if text := strings.TrimSpace(line); text == "" || strings.HasSuffix(text, "=") || strings.Contains(text, "NaN") ||
				strings.Contains(text, "00000000000") {
				t.Errorf("%s: %s: %s says %q", state, d.Title, p.Title, line)
			}
		})
	}
}

// TestHistoriesHaveARow: a history without rows has one that says so, and no other has it.
func TestHistoriesHaveARow(t *testing.T) {
	for _, state := range []string{"well", "role_none", "nothing"} {
		data := scraped(scenes()[state])
		for _, d := range dashboards(t) {
			v := newViewer(data, noon)
			v.open(t, d)
			for _, p := range d.drawn() {
				if p.Type != "status-history" {
					continue
				}
				rows, _ := v.steps(t, p, v.interpolate(p.Targets[0].Expr))
				none, _ := v.steps(t, p, v.interpolate(p.Targets[1].Expr))
				if (len(rows) == 0) != (len(none) == 1) {
					t.Errorf("%s: %s: %s has %d rows, and %d that say that there is none", state, d.Title, p.Title, len(rows),
						len(none))
				}
			}
		}
	}
}

func everyPanel(t *testing.T, state string, look func(d dashboard, p panel, line string)) {
	t.Helper()
	for _, page := range readings(t, state) {
		for _, r := range page.panels {
			for _, line := range r.lines {
				look(page.dashboard, r.panel, line)
			}
		}
	}
}
