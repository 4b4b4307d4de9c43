package collector

import (
	"fmt"
	"slices"
	"time"
)

// KeptPeople are people as they are kept over a restart: plain data.
type KeptPeople struct {
	At         time.Time
	Zone       string // name; empty where not known
	Exporter   string
	Dimensions []string
	Teams      [][]string
	List       []KeptPerson
}

// A KeptPerson is a person, and what tells whether they are counted.
type KeptPerson struct {
	Person
	Kind int
	Own  int // the team before small ones were merged
}

// Kept returns what is to be kept of people. Later changes of people are not in it.
func (p *People) Kept() KeptPeople {
	k := KeptPeople{At: p.At, Exporter: p.exporter, Dimensions: p.dimensions, Teams: slices.Clone(p.teams),
		List: make([]KeptPerson, len(p.list))}
	if p.Zone != nil {
		k.Zone = p.Zone.String()
	}
	for i, x := range p.list {
		k.List[i] = KeptPerson{Person: x, Kind: int(x.kind), Own: x.own}
	}
	return k
}

// Restore makes people of what was kept. Which groups are too small to be shown is told
// anew, for the least number may have changed.
func (p PeoplePlan) Restore(k KeptPeople) (*People, error) {
	people, err := k.people()
	if err == nil {
		people.least = p.least
		people.merge()
	}
	return people, err
}

func (k KeptPeople) people() (*People, error) {
	p := &People{At: k.At, exporter: k.Exporter, dimensions: k.Dimensions, byID: make(map[string]int, len(k.List)),
		list: make([]Person, len(k.List)), teamOf: map[string]int{}}
	if k.Zone != "" {
		var err error
		if p.Zone, err = time.LoadLocation(k.Zone); err != nil {
			return nil, err
		}
	}
	for i, values := range k.Teams {
		if len(values) != len(k.Dimensions) || p.teamIndex(values) != i {
			return nil, fmt.Errorf("team %d is not one of %d dimensions", i, len(k.Dimensions))
		}
	}
	p.none, p.queue, p.unknown = p.teamNamed(None), p.teamNamed(Queue), p.teamNamed(Unknown)
	for i, x := range k.List {
		x.kind = userKind(x.Kind)
		if x.Own < 0 || x.Own >= len(k.Teams) || x.Counted != (x.kind == countedUser) {
			return nil, fmt.Errorf("person %d is of no team or kind", i)
		}
		p.list[i], p.byID[x.ID] = x.Person, i
		p.list[i].own = x.Own
	}
	if len(p.byID) != len(p.list) {
		return nil, fmt.Errorf("of %d people only %d are not the same", len(p.list), len(p.byID))
	}
	return p, nil
}
