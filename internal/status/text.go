package status

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
)

// Text is the table that a tired administrator understands.
func (r Report) Text() string {
	var b strings.Builder
	if r.Org != "" {
		fmt.Fprintf(&b, "Org          %s\n", r.Org)
	}
	if r.Error != "" {
		fmt.Fprintf(&b, "failed: %s\n", r.Error)
		return b.String()
	}
	fmt.Fprintf(&b, "Signed in as %s (%s), profile %s\n", orUnknown(r.User.Username), r.User.ID, orUnknown(r.User.Profile))
	if r.SOAP {
		fmt.Fprintf(&b, "Warning      %s\n", SOAPEnds)
	}
	fmt.Fprintf(&b, "Time zone    %s: days and weeks begin at midnight there\n", orUnknown(r.User.TimeZone))
	fmt.Fprintf(&b, "Sees         %s\n", r.User.Sees())
	fmt.Fprintf(&b, "People       %s\n", r.Users.Sentence())
	if r.Names == NamesUnset {
		fmt.Fprintf(&b, "Boards       show teams, and no person: %s\n", ShowPeople)
	}
	fmt.Fprintf(&b, "Costs        about %d API calls a day at these intervals%s\n", r.CallsADay, r.share())
	if r.Budget.Calls > 0 {
		fmt.Fprintf(&b, "Budget       %s\n", r.budget())
	}
	if web := r.Web(); web != "" {
		fmt.Fprintf(&b, "Web          %s\n", web)
	}
	b.WriteString("\n")
	table := tabwriter.NewWriter(&b, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, "COLLECTOR\tSTATE\tSERIES\tCALLS")
	for _, c := range r.Collectors {
		fmt.Fprintf(table, "%s\t%s\t%d\t%.1f\n", c.Name, c.State, c.Series, c.Calls)
	}
	fmt.Fprintf(table, "all\t\t%d\n", r.Series())
	table.Flush()
	r.customMetrics(&b)
	return b.String() + r.Advice()
}

// Advice says what failed, what is missing, why, and what to do about it.
func (r Report) Advice() string {
	var b strings.Builder
	for _, c := range r.Collectors {
		c.explain(&b)
	}
	r.explainGaps(&b)
	r.explainWarnings(&b)
	r.explainGrants(&b)
	return b.String()
}

// SOAPEnds is what somebody should know who signs in without an app.
const SOAPEnds = "signing in with user name and password and without an app, by SOAP login(), which Salesforce ends with Summer '27: " +
	"create an External Client App and use the client credentials flow"

// NamesUnset is how leaderboards name people where nobody has chosen: not at all.
const NamesUnset = "unset"

// ShowPeople says how to name people on leaderboards, and how not to be told so again.
const ShowPeople = "to show people, set leaderboards.names or --leaderboard.names to full, alias or pseudonym; off keeps it so"

// Sentence says how many of the users are counted, and why others are not.
func (u *Users) Sentence() string {
	switch {
	case u == nil:
		return "not known"
	case u.Partial: // others were not read
		return fmt.Sprintf("%d users are counted; there are too many to read the others", u.Counted)
	}
	text := fmt.Sprintf("%d of %d users are counted", u.Counted, u.All)
	if others := u.Others(); len(others) > 0 {
		text += "; not " + strings.Join(others, ", ")
	}
	return text
}

// Others says of those who are not counted how many each rule leaves out.
func (u *Users) Others() []string {
	var others []string
	for _, rule := range []struct {
		n    int
		text string
	}{
		{u.Inactive, "%d inactive"}, {u.OtherType, "%d of other types than Standard"},
		{u.System, "%d with a licence for programs"},
		{u.Exporter, "%d the exporter's own"}, {u.NotChosen, "%d outside the condition of the configuration"},
	} {
		if rule.n > 0 {
			others = append(others, fmt.Sprintf(rule.text, rule.n))
		}
	}
	return others
}

// customMetrics prices the metrics of the configuration one by one.
func (r Report) customMetrics(b *strings.Builder) {
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

// budget holds the cost against what may be spent.
func (r Report) budget() string {
	switch {
	case r.Stretch > 1:
		return fmt.Sprintf("%d calls in 24 hours, which is too little: every interval is %.1f times as long as it is set, so that figures age evenly. Raise calls_a_day, or measure less",
			r.Budget.Calls, r.Stretch)
	case r.CallsADay > r.Budget.Calls:
		return fmt.Sprintf("%d calls in 24 hours, which is too little: figures will be older. Raise calls_a_day, or measure less",
			r.Budget.Calls)
	}
	return fmt.Sprintf("%d calls in 24 hours", r.Budget.Calls)
}

// Web says what web engagement costs, or what to set to measure it; empty where
// it is switched off.
func (r Report) Web() string {
	switch u := r.Unit; {
	case r.WebOff:
		return "not measured: set business_unit of the org, or SALESFORCE_BUSINESS_UNIT_ID, to measure visits and goals of Account Engagement"
	case u == nil:
		return ""
	case u.CallsADay == 0:
		return "not known, as the business unit could not be read"
	default:
		text := fmt.Sprintf("about %d Account Engagement API calls a day", u.CallsADay)
		if u.Limit > 0 {
			text += fmt.Sprintf(", %.2f %% of the business unit's %d (all clients used %d today)",
				100*float64(u.CallsADay)/float64(u.Limit), u.Limit, u.Used)
		}
		if u.FilledDays < u.LongestDays {
			text += fmt.Sprintf("; the first reading has gone back %d of %d days", u.FilledDays, u.LongestDays)
		}
		return text
	}
}

// A Gap is metrics that are missing for one reason.
type Gap struct {
	Metrics        []string
	Reason, Remedy string
	Grants         []Grant
	Mistake        bool
}

// Gaps are what the collector skips, each reason once.
func (c Collector) Gaps() []Gap {
	var gaps []Gap
	for _, s := range c.Skipped {
		i := slices.IndexFunc(gaps, func(g Gap) bool { return g.Reason == s.Reason && g.Remedy == s.Remedy })
		if i < 0 {
			i, gaps = len(gaps), append(gaps, Gap{Reason: s.Reason, Remedy: s.Remedy, Grants: s.Grants, Mistake: s.Mistake})
		}
		if !slices.Contains(gaps[i].Metrics, s.Metric) {
			gaps[i].Metrics = append(gaps[i].Metrics, s.Metric)
		}
	}
	return gaps
}

// explain says what failed in a collector, which rows it could not read, and which metrics
// have too many series.
func (c Collector) explain(b *strings.Builder) {
	if c.Error != "" {
		fmt.Fprintf(b, "\n%s %s: %s\n", c.Name, c.State, c.Error)
	}
	for _, reason := range slices.Sorted(maps.Keys(c.BadRows)) {
		fmt.Fprintf(b, "\n%s has bad rows: %d\n  why: %s\n", c.Name, c.BadRows[reason], reason)
	}
	for _, line := range c.tooMany() {
		fmt.Fprintf(b, "\n%s has too many series of %s\n  why: %s\n  fix: %s\n", c.Name,
			strings.TrimSuffix(line.What, ":"), line.Why, fewerSeries)
	}
}

// Sees says which rows the exporter sees.
func (u User) Sees() string {
	switch {
	case u.SeesAll == nil:
		return "not known: compare a figure or two with a report"
	case *u.SeesAll:
		return "all data (View All Data)"
	}
	return "not all data: without View All Data, rows may be missing from every figure"
}

func (r Report) share() string {
	if r.Allowance.Limit == 0 {
		return ""
	}
	return fmt.Sprintf(", %.2f %% of the org's %d (all clients used %d in the last 24 hours)",
		100*float64(r.CallsADay)/float64(r.Allowance.Limit), r.Allowance.Limit, r.Allowance.Used)
}

func orUnknown(text string) string { return cmp.Or(text, "unknown") }
