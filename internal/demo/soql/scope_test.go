package soql_test

import (
	"testing"

	"salesforce_exporter/internal/demo/soql"
)

func TestScopesOfReports(t *testing.T) {
	const me, other = "005000000000001AAA", "005000000000002AAA"
	rows := map[string][]row{"Report": {}, "Dashboard": {}}
	for i, folder := range []any{"00l000000000001AAA", "00D000000000001AAA", me, other, other} {
		id := string(rune('1' + i))
		rows["Report"] = append(rows["Report"],
			row{"Id": "00O00000000000" + id + "AAA", "OwnerId": folder, "CreatedById": other})
		rows["Dashboard"] = append(rows["Dashboard"],
			row{"Id": "01Z00000000000" + id + "AAA", "FolderId": folder, "CreatedById": me})
	}
	s := newOrg(t, rows)
	s.UserID = me
	for text, want := range map[string]int{
		"SELECT COUNT() FROM Report":                                                                    3,
		"SELECT COUNT() FROM Report USING SCOPE everything":                                             3,
		"SELECT COUNT() FROM Report USING SCOPE mine":                                                   1,
		"SELECT COUNT() FROM Report USING SCOPE created":                                                0,
		"SELECT COUNT() FROM Report USING SCOPE organizationOwned":                                      1,
		"SELECT COUNT() FROM Report USING SCOPE allPrivate":                                             3,
		"SELECT COUNT() FROM Report USING SCOPE allPrivate WHERE OwnerId != '" + me + "'":               2,
		"SELECT OwnerId, COUNT(Id) n FROM Report USING SCOPE ALLPRIVATE GROUP BY OwnerId":               2,
		"SELECT COUNT() FROM Dashboard":                                                                 3,
		"SELECT COUNT() FROM Dashboard USING SCOPE allPrivate":                                          3,
		"SELECT COUNT() FROM Dashboard USING SCOPE created":                                             5,
		"SELECT FolderId, COUNT(Id) n FROM Dashboard USING SCOPE allPrivate GROUP BY FolderId LIMIT 10": 2,
	} {
		if got := query(t, s, text).TotalSize; got != want {
			t.Errorf("%s: got %d, want %d", text, got, want)
		}
	}
	s.NoPrivateFolders = true
	if e := refusal(t, s, "SELECT COUNT() FROM Report USING SCOPE allPrivate"); e.Code != "MALFORMED_QUERY" {
		t.Errorf("without the permission: %v", e)
	}
	report, _ := s.Schema.Object("Report")
	for _, scope := range s.Scopes(report) {
		if scope.Name == "allPrivate" {
			t.Errorf("without the permission there is %+v", soql.Scope(scope))
		}
	}
}
