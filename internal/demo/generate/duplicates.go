package generate

import (
	"fmt"
	"strings"

	"salesforce_exporter/internal/demo/generate/record"
)

// duplicates writes the rules that find records entered twice, and the sets
// of records that they found.
func (g *generator) duplicates() error {
	g = g.apart(merging)
	var sets, items int
	for _, object := range []string{"Account", "Contact", "Lead"} {
		rule := g.duplicateRule(object)
		if err := g.insert(rule); err != nil {
			return err
		}
		for _, twins := range g.twins(object) {
			sets++
			found := twins[len(twins)-1]
			set := &record.DuplicateRecordSet{System: record.Created(found.since, found.owner.id), ID: g.ids.Next("0GK"),
				Name:            fmt.Sprintf("DRS-%06d", sets),
				DuplicateRuleID: rule.ID, RecordCount: len(twins)}
			if err := g.insert(set); err != nil {
				return err
			}
			for _, twin := range twins {
				items++
				item := &record.DuplicateRecordItem{System: set.System, ID: g.ids.Next("0GL"), Name: fmt.Sprintf("DRI-%06d", items),
					DuplicateRecordSetID: set.ID, RecordID: twin.id}
				if err := g.insert(item); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (g *generator) duplicateRule(object string) *record.DuplicateRule {
	return &record.DuplicateRule{System: record.Created(g.start, g.admin.id), ID: g.ids.Next("0Bm"), SobjectType: object,
		Language: "en_US", IsActive: true,
		DeveloperName: "Standard_" + object + "_Duplicate_Rule", MasterLabel: "Standard " + object + " Duplicate Rule"}
}

// twins returns records of an object that look alike, the newest of each set
// last: people of one name, companies whose names begin alike.
func (g *generator) twins(object string) [][]known {
	byName := map[string][]known{}
	var names []string
	for _, k := range g.known[object] {
		name := k.name
		if object == "Account" {
			name, _, _ = strings.Cut(name, " ")
		}
		if byName[name] == nil {
			names = append(names, name)
		}
		byName[name] = append(byName[name], k)
	}
	var sets [][]known
	for _, name := range names {
		alike := byName[name]
		if len(alike) < 2 || !g.Chance(0.2) {
			continue
		}
		twins := alike[:min(len(alike), g.Int(2, 3))]
		for i := range twins {
			if last := len(twins) - 1; twins[i].since.After(twins[last].since) {
				twins[i], twins[last] = twins[last], twins[i]
			}
		}
		sets = append(sets, twins)
	}
	return sets
}
