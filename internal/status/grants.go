package status

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
)

// explainGrants says what is hidden from the user, and ends with the steps that show
// all of it.
func (r Report) explainGrants(b *strings.Builder) {
	steps := r.ToGrant()
	if steps == nil {
		return
	}
	b.WriteString("\n")
	table := tabwriter.NewWriter(b, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, "HIDDEN FROM THIS USER\tMETRICS THAT ARE MISSING OR TOO LOW")
	for _, c := range r.Causes() {
		if len(c.Grants) > 0 {
			fmt.Fprintf(table, "%s\t%s\n", c.Reason, c.counts())
		}
	}
	table.Flush()
	b.WriteString("\nTO DO IN SALESFORCE\n")
	for i, s := range steps {
		fmt.Fprintf(b, "\n  %d. %s\n", i+1, s.What)
		for _, p := range s.Pages {
			if p.Name != "" {
				fmt.Fprintf(b, "     %s\n", p.Name)
			}
			for _, line := range p.Lines {
				fmt.Fprintf(b, "       %s\n", line)
			}
		}
	}
	fmt.Fprintf(b, "\n%s\n", AfterGrants)
}

const (
	makeSet   = "Make a permission set (Setup > Permission Sets > New, with License --None--) and switch on in it:"
	assignSet = "Assign the permission set to the exporter's user (Manage Assignments). If it has the license Salesforce Integration,\n" +
		"     give it the permission set license Salesforce API Integration before that (Setup > Users > the user). If Salesforce refuses\n" +
		"     the assignment, it names a permission that the license does not allow: take that one out and assign the set again."
	riskySet = "Optional, in another permission set (Setup > Permission Sets > New, with License --None--) assigned to the exporter's user:"
)

// AfterGrants says how to go on after the steps.
const AfterGrants = "Then run salesforce_exporter check again; an exporter that runs sees the change within four hours.\n" +
	"What is hidden even then, this org or the user's license does not have: do without these metrics."

// A Step is one thing to do in Setup.
type Step struct {
	What  string
	Pages []GrantPage
}

// A GrantPage is a page of a permission set, and what to switch on there. It has no
// name where the step names the page.
type GrantPage struct {
	Name  string
	Lines []string
}

// ToGrant lists what shows all that is hidden, in the order of Setup's pages: what a
// permission set grants, then what is switched on for the whole org.
func (r Report) ToGrant() []Step {
	byPage := map[string][]Grant{}
	for _, c := range r.Causes() {
		for _, g := range c.Grants {
			if !slices.Contains(byPage[g.Page], g) {
				byPage[g.Page] = append(byPage[g.Page], g)
			}
		}
	}
	var steps []Step
	set, risky := Step{What: makeSet}, Step{What: riskySet}
	for _, name := range []string{"Object Settings", "System Permissions"} {
		set.add(name, byPage[name], false)
		risky.add(name, byPage[name], true)
		delete(byPage, name)
	}
	if set.Pages != nil {
		steps = append(steps, set, Step{What: assignSet})
	}
	if risky.Pages != nil {
		steps = append(steps, risky)
	}
	for _, name := range sortedKeys(byPage) {
		steps = append(steps, Step{"Look at Setup > " + name + ", which is for the whole org:",
			[]GrantPage{{Lines: grantLines(byPage[name])}}})
	}
	return steps
}

// add adds a page of the grants that are risky, or are not.
func (s *Step) add(page string, grants []Grant, risky bool) {
	grants = slices.DeleteFunc(slices.Clone(grants), func(g Grant) bool { return g.Risky != risky })
	if len(grants) > 0 {
		s.Pages = append(s.Pages, GrantPage{page, grantLines(grants)})
	}
}

func sortedKeys(pages map[string][]Grant) []string { return slices.Sorted(maps.Keys(pages)) }

// grantLines are one line for each object, and one for each other permission.
func grantLines(grants []Grant) []string {
	var lines []string
	of := map[string][]Grant{} // by object, or else by permission
	for _, g := range grants {
		object, _, _ := strings.Cut(g.On, ".")
		object = cmp.Or(object, g.What)
		of[object] = append(of[object], g)
	}
	for _, name := range sortedKeys(of) {
		if of[name][0].On == "" {
			lines = append(lines, permissionLine(name, of[name]))
		} else {
			lines = append(lines, objectLine(name, of[name]))
		}
	}
	return lines
}

// objectLine says what to grant on an object. A new permission set shows no field of
// an object that it shows.
func objectLine(object string, grants []Grant) string {
	var what, fields []string
	for _, g := range grants {
		if _, field, dotted := strings.Cut(g.On, "."); dotted {
			fields = append(fields, field)
		} else if !slices.Contains(what, g.What) {
			what = append(what, g.What)
		}
	}
	slices.Sort(what)
	slices.Sort(fields)
	switch {
	case what != nil:
		what = append(what, "Read Access to all fields")
	case len(fields) == 1:
		what = []string{"Read Access to the field " + fields[0]}
	default:
		what = []string{"Read Access to the fields " + strings.Join(fields, ", ")}
	}
	return object + ": " + strings.Join(slices.Compact(what), ", ") + shows(grants)
}

// permissionLine says what a permission that is of no object is good for.
func permissionLine(name string, grants []Grant) string {
	line := name
	if grants[0].Page == "System Permissions" {
		line += shows(grants)
	}
	for _, g := range grants {
		if g.Note != "" {
			return line + ". " + g.Note
		}
	}
	return line
}

// shows names the objects that a grant shows, besides that on which it is.
func shows(grants []Grant) string {
	var objects []string
	for _, g := range grants {
		if g.Shows != "" && g.Shows != g.On && !slices.Contains(objects, g.Shows) {
			objects = append(objects, g.Shows)
		}
	}
	if objects == nil {
		return ""
	}
	return " (shows " + strings.Join(objects, ", ") + ")"
}
