package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/org"
)

// textReport is the table that a tired administrator understands.
func textReport(r namedReport) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Signed in as %s (%s), profile %s\n", orUnknown(r.User.Username), r.User.ID, orUnknown(r.User.Profile))
	if r.soap {
		fmt.Fprintf(&b, "Warning      %s\n", soapEnds)
	}
	fmt.Fprintf(&b, "Time zone    %s: days and weeks begin at midnight there\n", orUnknown(r.User.TimeZone))
	fmt.Fprintf(&b, "Sees         %s\n", sees(r.User.SeesAll))
	b.WriteString(peopleOfReport(r.People))
	fmt.Fprintf(&b, "Costs        about %d API calls a day at these intervals%s\n", r.CallsADay, share(r.Report))
	b.WriteString(budgetOfReport(r.Report))
	b.WriteString(webOfReport(r) + "\n")

	table := tabwriter.NewWriter(&b, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, "COLLECTOR\tSTATE\tSERIES\tCALLS")
	for _, c := range r.Collectors {
		fmt.Fprintf(table, "%s\t%s\t%d\t%.1f\n", c.Name, state(c), c.Series, c.Calls)
	}
	table.Flush()
	ownMetricsOf(&b, r.Report)
	missing := false
	for _, c := range r.Collectors {
		explain(&b, c)
		missing = missing || len(c.Skipped) > 0
	}
	if missing {
		b.WriteString(whereToGrant)
	}
	return b.String()
}

// peopleOfReport says how many of the users are counted, and why others are not.
func peopleOfReport(c *collector.Census) string {
	if c == nil {
		return "People       not known\n"
	}
	var others []string
	for _, kind := range []struct {
		n    int
		text string
	}{
		{c.Inactive, "%d inactive"}, {c.OtherType, "%d of other types than Standard"},
		{c.System, "%d with a licence for programs"},
		{c.Exporter, "%d the exporter's own"}, {c.NotChosen, "%d outside the condition of the configuration"},
	} {
		if kind.n > 0 {
			others = append(others, fmt.Sprintf(kind.text, kind.n))
		}
	}
	text := fmt.Sprintf("People       %d of %d users are counted", c.Counted, c.All)
	if c.Partial { // others were not read
		return fmt.Sprintf("People       %d users are counted; there are too many to read the others\n", c.Counted)
	}
	if len(others) > 0 {
		text += "; not " + strings.Join(others, ", ")
	}
	return text + "\n"
}

// ownMetricsOf prices the metrics of the configuration one by one.
func ownMetricsOf(b *strings.Builder, r *org.Report) {
	table := tabwriter.NewWriter(b, 0, 4, 2, ' ', 0)
	for _, c := range r.Collectors {
		for i, m := range c.Metrics {
			if i == 0 {
				fmt.Fprintln(table, "\nCUSTOM METRIC\tSERIES\tCALLS A DAY")
			}
			fmt.Fprintf(table, "%s\t%d\t%.1f\n", m.Name, m.Series, m.CallsADay)
		}
	}
	table.Flush()
}

// budgetOfReport holds the cost against what may be spent.
func budgetOfReport(r *org.Report) string {
	switch {
	case r.Budget == 0:
		return ""
	case r.CallsADay > r.Budget:
		return fmt.Sprintf("Budget       %d calls in 24 hours, which is too little: figures will be older. Raise calls_a_day, or measure less\n", r.Budget)
	}
	return fmt.Sprintf("Budget       %d calls in 24 hours\n", r.Budget)
}

// webOfReport says what web engagement costs, or what to set to measure it.
func webOfReport(r namedReport) string {
	u, there := r.Sources[collector.WebName]
	switch {
	case r.webOff:
		return "Web          not measured: set business_unit of the org, or SALESFORCE_BUSINESS_UNIT_ID, to measure visits and goals of Account Engagement\n"
	case !there:
		return ""
	case u.CallsADay == 0:
		return "Web          not known, as the business unit could not be read\n"
	default:
		text := fmt.Sprintf("Web          about %d Account Engagement API calls a day", u.CallsADay)
		if u.Limit > 0 {
			text += fmt.Sprintf(", %.2f %% of the business unit's %d (all clients used %d today)",
				100*float64(u.CallsADay)/float64(u.Limit), u.Limit, u.Used)
		}
		if u.FilledDays < u.LongestDays {
			text += fmt.Sprintf("; the first reading has gone back %d of %d days", u.FilledDays, u.LongestDays)
		}
		return text + "\n"
	}
}

// whereToGrant is for administrators who have not done it before.
const whereToGrant = `
Where: Setup > Permission Sets > a set with the licence left blank, assigned to this user. Object Settings has
objects and their fields, System Permissions the rest. A user of the Salesforce Integration licence first needs the
permission set licence Salesforce API Integration. What stays hidden with a permission granted is a feature that the org
does not have.
`

// explain lists what is missing and what to do about it.
func explain(b *strings.Builder, c org.CollectorReport) {
	if c.Err != nil {
		fmt.Fprintf(b, "\n%s failed: %v\n", c.Name, c.Err)
	}
	type cause struct{ reason, remedy string }
	metrics := map[cause][]string{}
	var causes []cause
	for _, s := range c.Skipped {
		k := cause{s.Reason, s.Remedy}
		if metrics[k] == nil {
			causes = append(causes, k)
		}
		if !slices.Contains(metrics[k], s.Metric) {
			metrics[k] = append(metrics[k], s.Metric)
		}
	}
	for _, k := range causes {
		fmt.Fprintf(b, "\n%s skips %s\n  why: %s\n", c.Name, strings.Join(metrics[k], ", "), k.reason)
		if k.remedy != "" {
			fmt.Fprintf(b, "  fix: %s\n", k.remedy)
		}
	}
	for _, reason := range slices.Sorted(maps.Keys(c.BadRows)) {
		fmt.Fprintf(b, "\n%s has bad rows: %d\n  why: %s\n", c.Name, c.BadRows[reason], reason)
	}
}

func state(c org.CollectorReport) string {
	switch {
	case c.Err != nil:
		return "failed"
	case len(c.Skipped) > 0:
		return "skips some"
	}
	return "works"
}

func sees(all *bool) string {
	switch {
	case all == nil:
		return "not known: compare a figure or two with a report"
	case *all:
		return "all data (View All Data)"
	}
	return "not all data: without View All Data, rows may be missing from every figure"
}

func share(r *org.Report) string {
	if r.Usage.Limit == 0 {
		return ""
	}
	return fmt.Sprintf(", %.2f %% of the org's %d (all clients used %d in the last 24 hours)",
		100*float64(r.CallsADay)/float64(r.Usage.Limit), r.Usage.Limit, r.Usage.Used)
}

func orUnknown(text string) string {
	if text == "" {
		return "unknown"
	}
	return text
}

// The JSON form. Its names are a contract with scripts.
type (
	reportJSON struct {
		Org       string     `json:"org,omitempty"`
		Error     string     `json:"error,omitempty"`
		User      userJSON   `json:"user"`
		Users     *usersJSON `json:"users"` // null where they are not known
		CallsADay int        `json:"calls_a_day"`
		Budget    int        `json:"budget_calls"`
		APIUsed   int        `json:"api_requests_used"`
		APILimit  int        `json:"api_requests_limit"`
		// BusinessUnit is null where none is measured.
		BusinessUnit *unitJSON       `json:"business_unit"`
		Collectors   []collectorJSON `json:"collectors"`
	}
	usersJSON struct {
		All       int  `json:"all"`
		Counted   int  `json:"counted"`
		Partial   bool `json:"partial"` // all leaves out users of no kind that is measured
		Inactive  int  `json:"inactive"`
		OtherType int  `json:"other_type"`
		System    int  `json:"system_license"`
		Exporter  int  `json:"exporter"`
		NotChosen int  `json:"not_chosen"`
	}
	unitJSON struct {
		CallsADay   int `json:"calls_a_day"`
		Budget      int `json:"budget_calls"`
		Used        int `json:"api_calls_used"`
		Limit       int `json:"api_calls_limit"`
		FilledDays  int `json:"filled_days"`
		LongestDays int `json:"wanted_days"`
	}
	userJSON struct {
		ID       string `json:"id"`
		Username string `json:"username"`
		Profile  string `json:"profile"`
		TimeZone string `json:"time_zone"`
		SeesAll  *bool  `json:"sees_all_data"`
	}
	collectorJSON struct {
		Name    string     `json:"name"`
		State   string     `json:"state"`
		Series  int        `json:"series"`
		Calls   float64    `json:"calls"`
		Error   string     `json:"error,omitempty"`
		Skipped []skipJSON `json:"skipped"`
		// BadRows counts by reason the rows that are left out or repaired.
		BadRows map[string]int `json:"bad_rows,omitempty"`
		Metrics []metricJSON   `json:"metrics,omitempty"`
	}
	metricJSON struct {
		Name      string  `json:"name"`
		Series    int     `json:"series"`
		CallsADay float64 `json:"calls_a_day"`
	}
	skipJSON struct {
		Metric string `json:"metric"`
		Reason string `json:"reason"`
		Remedy string `json:"remedy,omitempty"`
	}
)

func jsonReport(r namedReport) reportJSON {
	if r.err != nil {
		return reportJSON{Org: r.name, Error: r.err.Error(), Collectors: []collectorJSON{}}
	}
	j := reportJSON{
		Org:       r.name,
		User:      userJSON(r.User),
		CallsADay: r.CallsADay, Budget: r.Budget, APIUsed: r.Usage.Used, APILimit: r.Usage.Limit,
	}
	if c := r.People; c != nil {
		users := usersJSON(*c)
		j.Users = &users
	}
	if u, ok := r.Sources[collector.WebName]; ok {
		unit := unitJSON(u)
		j.BusinessUnit = &unit
	}
	for _, c := range r.Collectors {
		k := collectorJSON{Name: c.Name, State: state(c), Series: c.Series, Calls: c.Calls, Skipped: []skipJSON{},
			BadRows: c.BadRows}
		if c.Err != nil {
			k.Error = c.Err.Error()
		}
		for _, s := range c.Skipped {
			k.Skipped = append(k.Skipped, skipJSON(s))
		}
		for _, m := range c.Metrics {
			k.Metrics = append(k.Metrics, metricJSON(m))
		}
		j.Collectors = append(j.Collectors, k)
	}
	return j
}
