package grafana

import (
	"slices"
	"strings"
)

// The dashboards by uid, which never changes: links and embeds point at it.
const (
	uidOverview    = "salesforce-overview"
	uidLogins      = "salesforce-logins"
	uidHabits      = "salesforce-habits"
	uidTeams       = "salesforce-teams"
	uidPipeline    = "salesforce-pipeline"
	uidSales       = "salesforce-sales"
	uidMarketing   = "salesforce-marketing"
	uidService     = "salesforce-service"
	uidQuality     = "salesforce-quality"
	uidLicences    = "salesforce-licences"
	uidLeaderboard = "salesforce-leaderboard"
	uidExporter    = "salesforce-exporter"
)

// tag is on every dashboard, and the list at the top right shows those that have it.
const tag = "salesforce-adoption"

// A Link leads from a figure to a dashboard that shows its metric. All of them keep the
// variables and the time range; a drill replaces some variables by what was clicked.
type Link struct {
	Title string `json:"title"`
	URL   string `json:"url"`
}

// to is the dashboard with everything as it is now.
func to(uid, title string) Link {
	return Link{title, "/d/" + uid + "?${__all_variables}&${__url_time_range}"}
}

// drill is the dashboard, narrowed to labels of the series that was clicked.
func drill(uid, title string, variables ...string) Link {
	return narrowed(uid, title, "${__field.labels.", variables)
}

// drillRow is the dashboard, narrowed to the table row that was clicked.
func drillRow(uid, title string, variables ...string) Link {
	return narrowed(uid, title, "${__data.fields.", variables)
}

func narrowed(uid, title, source string, variables []string) Link {
	kept := []string{"datasource", "job", "instance", "role", "profile", "region"}
	if uid == uidQuality {
		kept = append(kept, "object", "rule")
	}
	var query []string
	for _, v := range kept {
		if slices.Contains(variables, v) {
			query = append(query, "var-"+v+"="+source+v+":percentencode}")
		} else {
			query = append(query, "${"+v+":queryparam}")
		}
	}
	return Link{title, "/d/" + uid + "?" + strings.Join(query, "&") + "&${__url_time_range}"}
}
