package board

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"salesforce_exporter/collector"
)

// warn notes what the file says of a board that is allowed and surely not meant.
func (b *Board) warn() {
	add := func(reason, remedy string, place ...string) {
		b.Warnings = append(b.Warnings, b.warning(reason, remedy, place))
	}
	numbers := [][]string{{"target"}}
	for user := range b.Targets {
		numbers = append(numbers, []string{"targets", user})
	}
	for i := range b.Measures {
		numbers = append(numbers, []string{"measures", strconv.Itoa(i), "points"})
	}
	slices.SortFunc(numbers, func(a, b []string) int {
		return strings.Compare(strings.Join(a, " "), strings.Join(b, " "))
	})
	for _, place := range numbers {
		if read, meant, ok := b.At.Below(place...).Thousands(); ok {
			add(read, meant, place...)
		}
	}
	if !b.TeamsOnly {
		return
	}
	switch {
	case b.Targets != nil:
		add("teams_only shows no person, and targets are of persons", "leave teams_only out, or use target", "targets")
	case b.Elimination:
		add("teams_only shows no person, and elimination is of persons", "leave one of them out", "elimination")
	case b.Bottom > 0:
		add("teams_only shows no person, and bottom is of persons", "leave one of them out", "bottom")
	}
}

func (b *Board) warning(reason, remedy string, place []string) collector.Warning {
	return collector.Warning{About: "leaderboard " + b.Name, Reason: b.At.Place(place...) + reason, Remedy: remedy}
}

// Doubts are about boards of the configuration that nobody is on, and about names in
// them that nobody has.
func (l *leaderboardsPart) Doubts(in collector.Inputs) (all []collector.Warning) {
	own := slices.ContainsFunc(l.rankings, func(r *ranking) bool { return r.At != nil })
	if !own || in.Lack(l.Needs()) != nil || l.missing(in.Answers) != nil {
		return nil
	}
	on := rosterOf(everybody(in.People), l.hidden(in.Answers))
	for _, r := range l.rankings {
		if r.At == nil {
			continue
		}
		d := doubter{part: l, ranking: r, in: in, on: on}
		all = append(all, d.doubts()...)
	}
	return all
}

// A doubter looks at one board.
type doubter struct {
	part *leaderboardsPart
	*ranking
	in  collector.Inputs
	on  *roster
	all []collector.Warning
}

func (d *doubter) add(reason, remedy string, place ...string) {
	d.all = append(d.all, d.warning(reason, remedy, place))
}

func (d *doubter) doubts() []collector.Warning {
	for _, label := range slices.Sorted(maps.Keys(d.People)) {
		d.filters(label)
	}
	d.targets()
	filled := func(x *collector.Person) bool { return d.value(x, d.team) != collector.None }
	if d.team >= 0 && !slices.ContainsFunc(d.on.list, filled) {
		d.add(fmt.Sprintf("no counted user has a %s, so that there is one team", d.Team),
			"use a team that is filled in Salesforce, or leave it out", "team")
	}
	if d.part.names.Mode == NamesOff && d.team < 0 {
		d.add("it shows nobody: names are off and there is no team", "give it a team, such as role, or set leaderboards.names")
	}
	if d.all == nil {
		d.nobody()
	}
	return d.all
}

func (d *doubter) value(x *collector.Person, dimension int) string {
	return d.in.People.Teams()[x.Team][dimension]
}

// filters looks for the people whom the values of a filter choose. It names no person,
// because pages show what it says.
func (d *doubter) filters(label string) {
	dimension := slices.Index(d.part.labels, label)
	if dimension < 0 {
		if label == managerFilter {
			for i, name := range d.People[label] {
				named := func(x collector.Person) bool { return strings.EqualFold(x.Username, name) }
				if !slices.ContainsFunc(d.in.People.All(), named) {
					d.add("people: no user has this user name", "use the user name of a manager, as Setup, Users has it", "people", label,
						strconv.Itoa(i))
				}
			}
		}
		return
	}
	var there []string
	for _, x := range d.on.list {
		there = append(there, d.value(x, dimension))
	}
	slices.Sort(there)
	there = slices.Compact(there)
	for i, value := range d.People[label] {
		if slices.Contains(there, value) {
			continue
		}
		remedy := "use a value that users have"
		if !slices.Contains(d.part.private, label) {
			remedy = collector.Choice(value, there)
		}
		d.add(fmt.Sprintf("people: no counted user has the %s '%s'", label, value), remedy, "people", label, strconv.Itoa(i))
	}
}

// targets looks for those who have a target of their own.
func (d *doubter) targets() {
	for _, user := range slices.Sorted(maps.Keys(d.Targets)) {
		named := func(x *collector.Person) bool { return strings.EqualFold(x.Username, user) }
		if !slices.ContainsFunc(d.on.list, named) {
			d.add("targets: no counted user has this user name", "use the user name of a person, as Setup, Users has it", "targets",
				user)
		}
	}
}

// nobody looks for somebody on the board: in its period or, where that has only begun,
// in the one before.
func (d *doubter) nobody() {
	s, err := d.stand(d.in.Answers, d.in.People, d.on)
	if err != nil {
		return
	}
	if len(s.places) == 0 {
		d.add("nobody is on the board: no counted user meets all of people", "leave one of the filters out", "people")
		return
	}
	scores, err := d.on.add(slices.Concat(d.now, d.before), d.in.Answers)
	if err != nil || s.places[0].score != 0 || d.begins() {
		return
	}
	for _, p := range s.places {
		if scores[p.index] != 0 {
			return
		}
	}
	d.add("nobody on the board has a score", "compare it with a report in Salesforce: where that has records, correct measures or people",
		"measures")
}

// begins reports whether the board is of a time that has not come.
func (d *doubter) begins() bool {
	if d.in.People.Zone == nil {
		return false
	}
	start, _ := d.Period.bounds(collector.Moment{Now: d.asOf(d.in.Answers), Zone: d.in.People.Zone, Answers: d.in.Answers})
	return start.After(d.asOf(d.in.Answers))
}

// privateDimensions are the labels whose values are names of persons.
func privateDimensions(all []collector.Dimension) (labels []string) {
	for _, d := range all {
		last := d.Path[strings.LastIndex(d.Path, ".")+1:]
		if strings.HasPrefix(d.Path, "Manager.") || slices.Contains([]string{"Name", "Username", "Alias", "Email"}, d.Path) ||
			last == "Username" || last == "Email" {
			labels = append(labels, d.Label)
		}
	}
	return labels
}
