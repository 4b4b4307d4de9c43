package e2e

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/demo"
)

// TestRecordsThatEndBeforeTheyBegin has cases that were closed and deals that were
// won before they were entered, as after a migration. They are in no sum and in no
// number that a sum is divided by, and counted apart.
func TestRecordsThatEndBeforeTheyBegin(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "User.csv", somePeople)
	write(t, dir, "Case.csv", `Id,OwnerId,IsClosed,CreatedDate,ClosedDate
500000000000001AAA,005000000000001AAA,true,2026-11-20T12:00:00.000Z,2026-11-20T13:00:00.000Z
500000000000002AAA,005000000000001AAA,true,2026-11-20T12:00:00.000Z,2026-11-20T12:00:00.000Z
500000000000003AAA,005000000000001AAA,true,2026-11-20T12:00:00.000Z,2026-11-20T11:59:59.000Z
500000000000004AAA,005000000000002AAA,true,2026-11-28T12:00:00.000Z,2026-11-02T12:00:00.000Z
500000000000005AAA,00G000000000009AAA,true,2026-11-20T12:00:00.000Z,2026-11-20T12:00:10.000Z
`)
	// Lima is five hours behind: the second deal was entered on 20 November there.
	write(t, dir, "Opportunity.csv", `Id,OwnerId,Name,StageName,IsClosed,IsWon,CreatedDate,CloseDate
006000000000001AAA,005000000000001AAA,A,Closed Won,true,true,2026-11-18T12:00:00.000Z,2026-11-20
006000000000002AAA,005000000000001AAA,B,Closed Won,true,true,2026-11-21T04:59:59.000Z,2026-11-20
006000000000003AAA,005000000000001AAA,C,Closed Won,true,true,2026-11-21T05:00:00.000Z,2026-11-20
006000000000004AAA,005000000000001AAA,D,Closed Won,true,true,2026-11-18T13:00:00.000Z,2026-11-20
006000000000005AAA,005000000000002AAA,E,Closed Won,true,true,2026-11-28T12:00:00.000Z,2026-10-01
`)
	definitions := define(t, `
  - {name: x_took_seconds, help: T., object: Case, by: OwnerId, histogram: {from: CreatedDate, to: ClosedDate, buckets: [1h]}}
  - {name: x_any_seconds, help: T., soql: "SELECT CreatedDate, ClosedDate FROM Case", histogram: {from: CreatedDate, to: ClosedDate, buckets: [0d, 1h]}}
`)
	r := newRig(t, rigOptions{
		make: func(s *setup) []collector.Collector {
			return append(customOnly(t, definitions)(s), s.only(t, "opportunities", "cases")...)
		},
		demo: demo.Options{DataDir: dir, DataAsOf: "2026-11-29", Frozen: true, TimeZone: "America/Lima",
			Now: at(t, "2026-11-29T12:00:00Z")},
	})
	want := strings.Split(strings.TrimSpace(`
salesforce_case_resolution_cases_30d{region="Chad"} 0
salesforce_case_resolution_cases_30d{region="Peru"} 2
salesforce_case_resolution_cases_30d{region="queue"} 1
salesforce_case_resolution_seconds_30d{region="Chad"} 0
salesforce_case_resolution_seconds_30d{region="Peru"} 3600
salesforce_case_resolution_seconds_30d{region="queue"} 10
salesforce_cases_closed_30d{region="Chad"} 1
salesforce_cases_closed_30d{region="Peru"} 3
salesforce_cases_closed_30d{region="queue"} 1
salesforce_cases_closed_before_created_30d{region="Chad"} 1
salesforce_cases_closed_before_created_30d{region="Peru"} 1
salesforce_opportunities_won_before_created_90d{region="Chad"} 1
salesforce_opportunities_won_before_created_90d{region="Peru"} 1
salesforce_sales_cycle_opportunities_90d{region="Chad"} 0
salesforce_sales_cycle_opportunities_90d{region="Peru"} 3
salesforce_sales_cycle_seconds_90d{region="Chad"} 0
salesforce_sales_cycle_seconds_90d{region="Peru"} 345600
salesforce_won_opportunities_90d{region="Chad"} 1
salesforce_won_opportunities_90d{region="Peru"} 4
salesforce_x_any_seconds_bucket{le="0"} 3
salesforce_x_any_seconds_bucket{le="3600"} 5
salesforce_x_any_seconds_bucket{le="+Inf"} 5
salesforce_x_any_seconds_sum -2.242791e+06
salesforce_x_any_seconds_count 5
salesforce_x_took_seconds_bucket{region="Chad",le="3600"} 0
salesforce_x_took_seconds_bucket{region="Chad",le="+Inf"} 0
salesforce_x_took_seconds_sum{region="Chad"} 0
salesforce_x_took_seconds_count{region="Chad"} 0
salesforce_x_took_seconds_bucket{region="Peru",le="3600"} 2
salesforce_x_took_seconds_bucket{region="Peru",le="+Inf"} 2
salesforce_x_took_seconds_sum{region="Peru"} 3600
salesforce_x_took_seconds_count{region="Peru"} 2
salesforce_x_took_seconds_bucket{region="queue",le="3600"} 1
salesforce_x_took_seconds_bucket{region="queue",le="+Inf"} 1
salesforce_x_took_seconds_sum{region="queue"} 10
salesforce_x_took_seconds_count{region="queue"} 1
salesforce_x_took_seconds_negative{region="Chad"} 1
salesforce_x_took_seconds_negative{region="Peru"} 1
`), "\n")
	var got []string
	for line := range strings.Lines(r.scrape(0).text) {
		name, _, _ := strings.Cut(line, "{")
		name, _, _ = strings.Cut(name, " ")
		switch strings.TrimPrefix(name, "salesforce_") {
		case "case_resolution_cases_30d", "case_resolution_seconds_30d", "cases_closed_30d",
			"cases_closed_before_created_30d",
			"opportunities_won_before_created_90d", "sales_cycle_opportunities_90d", "sales_cycle_seconds_90d",
			"won_opportunities_90d",
			"x_any_seconds_bucket", "x_any_seconds_sum", "x_any_seconds_count",
			"x_took_seconds_bucket", "x_took_seconds_sum", "x_took_seconds_count", "x_took_seconds_negative":
			got = append(got, strings.TrimSpace(line))
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("series (-want +got):\n%s\n%s", diff, r.log)
	}
}
