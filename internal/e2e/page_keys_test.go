package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/internal/demo"
	"salesforce_exporter/internal/org"
)

// deals are 2,800 opportunities of ten owners, each with a name of its own. The
// order of their stages is not that of letters.
func deals(t *testing.T) (dir string, rows []map[string]string) {
	t.Helper()
	dir = t.TempDir()
	users := "Id,Name,IsActive,UserType,Country\n"
	for i := range 10 {
		users += fmt.Sprintf("00500000000000%dAAA,P%d,true,Standard,Peru\n", i, i)
	}
	write(t, dir, "User.csv", users)
	write(t, dir, "OpportunityStage.csv", `Id,MasterLabel,ApiName,SortOrder,IsActive,IsClosed,IsWon
01J000000000001AAA,Qualify,Qualify,1,true,false,false
01J000000000002AAA,Solution,Solution,2,true,false,false
01J000000000003AAA,Contract,Contract,3,true,false,false
`)
	var file strings.Builder
	file.WriteString("Id,Name,StageName,IsClosed,IsWon,Amount,CloseDate,OwnerId,Type\n")
	for i := range 2800 {
		row := map[string]string{
			"Name":      fmt.Sprintf("Deal %d", i),
			"StageName": []string{"Qualify", "Qualify", "Qualify", "Solution", "Contract"}[i%5],
			"CloseDate": fmt.Sprintf("20%02d-%02d-%02d", i/336, 1+i/28%12, 1+i%28),
			"OwnerId":   fmt.Sprintf("00500000000000%dAAA", i*7%10),
			"Type":      []string{"New", "Existing", ""}[i%3],
		}
		rows = append(rows, row)
		fmt.Fprintf(&file, "006%012dAAA,%s,%s,%t,false,1,%s,%s,%s\n", i, row["Name"], row["StageName"], i%2 == 0,
			row["CloseDate"], row["OwnerId"], row["Type"])
	}
	write(t, dir, "Opportunity.csv", file.String())
	return dir, rows
}

// TestKeysOfPages groups by more than 2,000 groups. Pages follow ids, references
// and dates, wherever these stand; where there is none, the metric is absent and
// a reason says why. Neither repeats or misses a group.
func TestKeysOfPages(t *testing.T) {
	dir, rows := deals(t)
	definitions := define(t, `
  - {name: x_stage_first, help: S., soql: "SELECT StageName, OwnerId, CloseDate, COUNT(Id) n FROM Opportunity GROUP BY StageName, OwnerId, CloseDate", value: n, by: OwnerId, labels: {a: StageName, b: CloseDate}}
  - {name: x_owner_first, help: S., soql: "SELECT OwnerId, StageName, CloseDate, COUNT(Id) n FROM Opportunity GROUP BY OwnerId, StageName, CloseDate", value: n, by: OwnerId, labels: {a: StageName, b: CloseDate}}
  - {name: x_no_owner, help: S., soql: "SELECT IsClosed, StageName, CloseDate, COUNT(Id) n FROM Opportunity GROUP BY IsClosed, StageName, CloseDate", value: n, labels: {a: StageName, b: CloseDate}}
  - {name: x_by_id, help: S., soql: "SELECT Type, Name, Id, SUM(Amount) n FROM Opportunity GROUP BY Type, Name, Id", value: n, labels: {a: Type, b: Name}}
  - {name: x_labels, help: S., object: Opportunity, labels: {a: StageName, b: CloseDate}}
  - {name: x_owner_label, help: S., object: Opportunity, labels: {a: Name, b: OwnerId}}
  - {name: x_picklist, help: S., object: Opportunity, labels: {a: StageName, b: Name}}
  - {name: x_picklist_raw, help: S., soql: "SELECT Type, Name, COUNT(Id) n FROM Opportunity GROUP BY Type, Name", value: n, labels: {a: Type, b: Name}}
  - {name: x_few, help: S., object: Opportunity, labels: {a: StageName, b: Type}}
`)
	r := newRig(t, rigOptions{
		make: customOnly(t, definitions),
		demo: demo.Options{DataDir: dir, DataAsOf: "2026-11-29", Now: at(t, "2026-11-29T12:00:00Z"), Frozen: true},
		tune: func(o *org.Options) { o.SeriesLimit = 10_000 },
	})
	m := r.scrape(0)
	for metric, labels := range map[string][2]string{
		"stage_first": {"StageName", "CloseDate"}, "owner_first": {"StageName", "CloseDate"},
		"no_owner": {"StageName", "CloseDate"},
		"by_id":    {"Type", "Name"}, "labels": {"StageName", "CloseDate"}, "owner_label": {"Name", "OwnerId"},
		"few":      {"StageName", "Type"},
		"picklist": {}, "picklist_raw": {},
	} {
		region := ""
		if strings.HasSuffix(metric, "_first") {
			region = `,region="Peru"`
		}
		want := map[string]float64{}
		for _, row := range rows {
			if labels[0] != "" {
				want[fmt.Sprintf(`salesforce_x_%s{a=%q,b=%q%s}`, metric, orElse(row[labels[0]], "none"),
					orElse(row[labels[1]], "none"), region)]++
			}
		}
		got := map[string]float64{}
		for series, value := range m.series {
			if strings.HasPrefix(series, "salesforce_x_"+metric+"{") {
				got[series] = value
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: series (-want +got):\n%.2000s", metric, diff)
		}
	}
	for line, keys := range map[int]string{9: "StageName, Name", 10: "Type, Name"} { // of the definitions
		reason := fmt.Sprintf("exporter.yml, line %d: Opportunity by ", line) + keys +
			": the answer has 2000 groups or more, which is not read: group by an id, a reference, a date or a number, too"
		if m.series[`salesforce_collector_skipped{collector="custom",reason="`+reason+`"}`] != 1 {
			t.Errorf("want the reason\n%s, got\n%s", reason, strings.Join(r.log.lines("skipped"), ""))
		}
	}
}
