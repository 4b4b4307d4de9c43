package grafana

import (
	"fmt"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

// Variable is a choice at the top of a dashboard.
type Variable = cog.Builder[dashboard.VariableModel]

// variables are those of every dashboard. Where figures do not belong to people
// the last three are hidden but still there, so that links carry them through.
func variables(p Page) []Variable {
	hide := dashboard.VariableHideHideVariable
	if p.ByOwner {
		hide = dashboard.VariableHideDontHide
	}
	const users = `salesforce_users{` + ofOrg + `}`
	const usersOfRole = `salesforce_users{` + ofOrg + `, role=~"$role"}`
	return []Variable{
		dashboard.NewDatasourceVariableBuilder("datasource").Label("Data source").Type("prometheus").Description("The Prometheus that scrapes salesforce_exporter."),
		choice{name: "job", label: "Job", series: "salesforce_up", all: ".+",
			about: "Scrape job of the exporter."}.variable(),
		orgVariable(p.OneOrg),
		choice{name: "role", label: "Role", series: users, all: ".*", hide: hide,
			about: "Role of the person or of the owner."}.variable(),
		choice{name: "profile", label: "Profile", series: usersOfRole, all: ".*", hide: hide,
			about: "Profile of the person or of the owner."}.variable(),
		choice{name: "region", label: "Region", series: usersOfRole, all: ".*", hide: hide,
			about: "Region of the person or of the owner."}.variable(),
	}
}

// orgVariable offers the orgs of the last 30 days. Of an org that several exporters measure it
// offers one, so that All counts it once; All is the list of them.
func orgVariable(one bool) Variable {
	const job = `job=~"$job"`
	known := `max by (job, instance) (last_over_time(salesforce_up{` + job + `}[30d]))`
	withID := `max by (job, instance, org_id) (salesforce_organization_info{` + job + `})`
	of := fmt.Sprintf(`label_replace(%s, "of", "$1", "org_id", "(.*)") or on (job, instance) label_replace(%s, "of", "$1", "instance", "(.*)")`, withID, known)
	orgs := asking("instance", "Org", fmt.Sprintf("query_result(topk by (of) (1, %s))", of)).
		Description("One exporter measures one org. Of an org that several measure, one is listed.").
		Regex(`/instance="([^"]*)"/`).
		Sort(dashboard.VariableSortAlphabeticalCaseInsensitiveAsc)
	if one {
		return orgs
	}
	return orgs.Multi(true).IncludeAll(true).Current(everything())
}

// own is a variable of a single dashboard, of the values that a label has on a metric of the org.
func own(label, title, metric, about string) Variable {
	return choice{name: label, label: title, series: metric + "{" + ofOrg + "}", all: ".+", about: about}.variable()
}

// A choice is among the values that a label has on some series.
type choice struct {
	name, label, about string
	series             string
	all                string // what All stands for
	hide               dashboard.VariableHide
}

func (c choice) variable() Variable {
	return asking(c.name, c.label, fmt.Sprintf("label_values(%s, %s)", c.series, c.name)).
		Description(c.about).
		Sort(dashboard.VariableSortAlphabeticalCaseInsensitiveAsc).
		Multi(true).
		IncludeAll(true).
		AllValue(c.all).
		Current(everything()).
		Hide(c.hide)
}

func everything() dashboard.VariableOption {
	return dashboard.VariableOption{
		Selected: new(true),
		Text:     dashboard.StringOrArrayOfString{ArrayOfString: []string{"All"}},
		Value:    dashboard.StringOrArrayOfString{ArrayOfString: []string{"$__all"}},
	}
}

// asking is a variable whose values are asked for whenever the time range changes.
func asking(name, label, query string) *dashboard.QueryVariableBuilder {
	return dashboard.NewQueryVariableBuilder(name).
		Label(label).
		Datasource(datasource()).
		Query(dashboard.StringOrMap{Map: map[string]any{"query": query, "refId": name + "-values"}}).
		Refresh(dashboard.VariableRefreshOnTimeRangeChanged)
}
