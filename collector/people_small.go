package collector

import (
	"cmp"
	"slices"
)

// merge puts people of combinations of dimension values that are too few into one
// group, "other", so that no figure is about fewer. If these are too few as well, the
// smallest of the other groups joins them. One is every group as it is.
func (p *People) merge() {
	clear(p.counted)
	for _, x := range p.list {
		p.counted[x.own] = p.counted[x.own] || x.Counted
	}
	if p.least <= 1 {
		for i := range p.list {
			p.list[i].Team = p.list[i].own
		}
		return
	}
	into := p.shown(p.teamNamed(Other))
	for i := range p.list {
		p.list[i].Team = into[p.list[i].own]
	}
	clear(p.counted)
	for _, x := range p.list {
		p.counted[x.Team] = p.counted[x.Team] || x.Counted
	}
}

// shown maps each group to the one that it is shown as.
func (p *People) shown(other int) []int {
	counted, rest := make([]int, len(p.teams)), make([]int, len(p.teams))
	for _, x := range p.list {
		if x.Counted {
			counted[x.own]++
		} else {
			rest[x.own]++ // who left still owns records
		}
	}
	into := make([]int, len(p.teams))
	var large []int
	people, former, merged := 0, 0, false
	join := func(team int) {
		into[team] = other
		people, former, merged = people+counted[team], former+rest[team], true
	}
	for team := range p.teams {
		if into[team] = team; counted[team] >= p.least {
			large = append(large, team)
		} else if counted[team]+rest[team] > 0 {
			join(team)
		}
	}
	slices.SortStableFunc(large, func(a, b int) int {
		return cmp.Or(cmp.Compare(counted[a], counted[b]), slices.Compare(p.teams[a], p.teams[b]))
	})
	enough := func() bool { return people >= p.least || people == 0 && former >= p.least }
	for _, team := range large {
		if !merged || enough() {
			break
		}
		join(team)
	}
	return into
}

// Licenses returns what licence counted users are shown under: theirs, "other" where
// too few have it, and none where these are too few together.
func (p *People) Licenses() func(Person) string {
	users := map[string]int{}
	for _, x := range p.list {
		if x.Counted {
			users[OrNone(x.License)]++
		}
	}
	few := 0
	for _, n := range users {
		if n < p.least {
			few += n
		}
	}
	return func(x Person) string {
		switch name := OrNone(x.License); {
		case users[name] >= p.least:
			return name
		case few >= p.least:
			return Other
		}
		return ""
	}
}
