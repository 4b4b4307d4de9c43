package collector_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/soql"
)

// TestGroupsOfFewPeople reads users by role and tells how many counted users each group
// that is shown has, and where those who left are.
func TestGroupsOfFewPeople(t *testing.T) {
	for _, c := range []struct {
		name  string
		least int
		roles string // a letter for each user; small ones are not active
		want  string
	}{
		{"all are shown", 1, "AAABc", "A:3 B:1 c:0"},
		{"all are shown without a number", 0, "AAABc", "A:3 B:1 c:0"},
		{"small ones are merged", 2, "AAABCc", "A:3 other:2"},
		{"who left is too few alone", 2, "AAABBBCCd", "A:3 B:3 other:2"},
		{"a large group stays beside them", 3, "AAAABBBCDEf", "A:4 B:3 other:3"},
		{"the smallest joins where the others are few", 3, "AAAABBBC", "A:4 other:4"},
		{"nobody else is left", 3, "AAAB", "other:4"},
		{"fewer than enough", 5, "AAB", "other:3"},
		{"those who left are enough", 2, "AAbc", "A:2 other:0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			source := &collector.PeopleSource{Dimensions: []collector.Dimension{{Label: "role", Path: "UserRole.Name"}},
				MinPeople: c.least}
			plan := source.Plan(collector.OpenSchema())
			var rows [][]string
			for i, letter := range c.roles {
				role := strings.ToUpper(string(letter))
				if role != string(letter) && !strings.Contains(c.roles, role) {
					role = string(letter) // nobody else has it
				}
				var row []string
				for _, column := range plan.Statement.Columns {
					row = append(row, map[string]string{"Id": userID(i), "IsActive": fmt.Sprint(letter < 'a'),
						"UserType": "Standard", "UserRole.Name": role}[column.Expr])
				}
				rows = append(rows, row)
			}
			people, err := plan.Read([]soql.Answer{{At: noon(), Rows: soql.RowsOf(rows)}}, "", time.UTC)
			if err != nil {
				t.Fatal(err)
			}
			counts := map[string]int{}
			for _, x := range people.All() {
				role := people.Teams()[x.Team][0]
				counts[role] += 0
				if x.Counted {
					counts[role]++
				}
			}
			var got []string
			for _, role := range slices.Sorted(maps.Keys(counts)) {
				got = append(got, fmt.Sprintf("%s:%d", role, counts[role]))
			}
			if all := strings.Join(got, " "); all != c.want {
				t.Errorf("got %s, want %s", all, c.want)
			}
		})
	}
}
