package status

import (
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
)

// A Cause is one reason for which metrics are missing, of whichever collectors.
type Cause struct {
	Gap         // without its metrics
	By  []Loser // in the order of collectors
}

// A Loser is a collector, and its metrics that are missing for one cause.
type Loser struct {
	Collector string
	Metrics   []string
}

// Causes are all reasons for which metrics are missing, each once.
func (r Report) Causes() []Cause {
	var all []Cause
	for _, c := range r.Collectors {
		for _, g := range c.Gaps() {
			i := slices.IndexFunc(all, func(o Cause) bool { return o.Reason == g.Reason && o.Remedy == g.Remedy })
			if i < 0 {
				i, all = len(all), append(all, Cause{Gap: Gap{Reason: g.Reason, Remedy: g.Remedy, Grants: g.Grants,
					Mistake: g.Mistake}})
			}
			all[i].By = append(all[i].By, Loser{c.Name, g.Metrics})
		}
	}
	return all
}

// names says which metrics of which collectors are missing.
func (c Cause) names() string {
	parts := make([]string, len(c.By))
	for i, l := range c.By {
		parts[i] = l.Collector + " skips " + some(l.Metrics)
	}
	return strings.Join(parts, "; ")
}

// counts says of how many metrics of which collectors that is.
func (c Cause) counts() string {
	parts := make([]string, len(c.By))
	for i, l := range c.By {
		parts[i] = fmt.Sprintf("%s (%d)", l.Collector, len(l.Metrics))
	}
	return strings.Join(parts, ", ")
}

// explainGaps says what is missing for a mistake in the configuration, and for other
// reasons than a permission.
func (r Report) explainGaps(b *strings.Builder) {
	for _, mistakes := range []bool{false, true} {
		first := true
		for _, c := range r.Causes() {
			if c.Mistake != mistakes || len(c.Grants) > 0 {
				continue
			}
			if mistakes && first {
				b.WriteString("\nMISTAKES IN THE CONFIGURATION\n")
			}
			first = false
			fmt.Fprintf(b, "\n%s\n  why: %s\n", c.names(), c.Reason)
			if c.Remedy != "" {
				fmt.Fprintf(b, "  fix: %s\n", c.Remedy)
			}
		}
	}
}

// explainWarnings says what is allowed, and surely not meant.
func (r Report) explainWarnings(b *strings.Builder) {
	for i, w := range r.AllWarnings() {
		if i == 0 {
			b.WriteString("\nALLOWED, BUT PROBABLY NOT MEANT\n")
		}
		fmt.Fprintf(b, "\n%s\n  why: %s\n", w.About, w.Reason)
		if w.Remedy != "" {
			fmt.Fprintf(b, "  fix: %s\n", w.Remedy)
		}
	}
}

// explainGrants says what is hidden from the user, and ends with the list of all that
// is to be granted.
func (r Report) explainGrants(b *strings.Builder) {
	pages := r.ToGrant()
	if pages == nil {
		return
	}
	b.WriteString("\n")
	table := tabwriter.NewWriter(b, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, "HIDDEN FROM THIS USER\tMETRICS THAT ARE SKIPPED FOR IT")
	for _, c := range r.Causes() {
		if len(c.Grants) > 0 {
			fmt.Fprintf(table, "%s\t%s\n", c.Reason, c.counts())
		}
	}
	table.Flush()
	fmt.Fprintf(b, "\nTO BE GRANTED: %s\n", WhereToGrant)
	for _, p := range pages {
		fmt.Fprintf(b, "\n  %s\n", p.Name)
		for _, line := range p.Lines {
			fmt.Fprintf(b, "    %s\n", line)
		}
	}
	fmt.Fprintf(b, "\n%s\n", AboutGrants)
}

// WhereToGrant says where the pages are on which permissions are granted.
const WhereToGrant = "Setup > Permission Sets > New, with License --None--; then assign the set to this user"

// AboutGrants is for administrators who have not done it before.
const AboutGrants = "If this user's licence is Salesforce Integration, first assign the permission set licence Salesforce API Integration.\n" +
	"If something is still hidden after that, the org lacks the feature, or a name in your configuration is wrong."

// A GrantPage is a page of Setup, and what is to be done on it.
type GrantPage struct {
	Name  string
	Lines []string
}

// ToGrant lists all that is to be granted, in the order of Setup's pages.
func (r Report) ToGrant() []GrantPage {
	byPage := map[string][]Grant{}
	var names []string
	for _, c := range r.Causes() {
		for _, g := range c.Grants {
			if !slices.Contains(byPage[g.Page], g) {
				byPage[g.Page] = append(byPage[g.Page], g)
			}
			if !slices.Contains(names, g.Page) {
				names = append(names, g.Page)
			}
		}
	}
	slices.SortFunc(names, func(x, y string) int {
		if d := pageOrder(x) - pageOrder(y); d != 0 {
			return d
		}
		return strings.Compare(x, y)
	})
	var pages []GrantPage
	for _, name := range names {
		page := GrantPage{Name: name, Lines: grantLines(byPage[name])}
		if pageOrder(name) == elsewhere {
			page.Name = "Setup > " + name + ", outside the permission set"
		}
		pages = append(pages, page)
	}
	return pages
}

const elsewhere = 2

// pageOrder is where a permission set has a page, from the top.
func pageOrder(name string) int {
	switch name {
	case "Object Settings":
		return 0
	case "System Permissions":
		return 1
	}
	return elsewhere
}

// grantLines are one line for each object, and for what is of none.
func grantLines(grants []Grant) (lines []string) {
	objects := map[string]*[2][]string{} // permissions, and fields to read
	var names []string
	for _, g := range grants {
		object, field, dotted := strings.Cut(g.On, ".")
		switch {
		case object == "":
			lines = append(lines, g.What)
			continue
		case objects[object] == nil:
			objects[object] = &[2][]string{}
			names = append(names, object)
		}
		if dotted {
			objects[object][1] = append(objects[object][1], field)
		} else {
			objects[object][0] = append(objects[object][0], g.What)
		}
	}
	slices.Sort(names)
	slices.Sort(lines)
	for _, name := range names {
		what := objects[name][0]
		slices.Sort(what)
		if fields := objects[name][1]; fields != nil {
			slices.Sort(fields)
			what = append(what, "Read Access to "+strings.Join(fields, ", "))
		}
		lines = append(lines, name+": "+strings.Join(what, ", "))
	}
	return lines
}
