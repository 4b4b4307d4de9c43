package load_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/internal/demo/load"
	"salesforce_exporter/internal/demo/store"
)

// found compares the rows of a query, cells joined by |.
func found(t *testing.T, st *store.Store, query string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, column(t, st, query)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", query, diff)
	}
}

const twoPeople = `SELECT concat_ws('|', Id, Name, IsActive, coalesce(Country, 'NULL'), datetime(CreatedDate, 'unixepoch')) FROM User`

// TestFormsOfOtherTools has the same two users as the tools write them.
func TestFormsOfOtherTools(t *testing.T) {
	want := []string{"005000000000001AAA|Ann, of course|1|Peru|2024-03-01 10:00:00",
		"005000000000002AAA|Bob|0|NULL|2024-03-02 10:00:00"}
	for name, c := range map[string]struct{ file, text string }{
		"Data Loader": {"User.csv",
			`"ID","NAME","ISACTIVE","COUNTRY","CREATEDDATE","USERROLE.NAME","MANAGER.PROFILE.NAME"` + "\r\n" +
				`"005000000000001AAA","Ann, of course","true","Peru","2024-03-01T10:00:00.000Z","CEO",""` + "\r\n" +
				`"005000000000002AAA","Bob","false","","2024-03-02T05:00:00.000-0500","",""` + "\r\n"},
		"sf data query": {"User.csv", "Id,Name,IsActive,Country,CreatedDate,UserRole.Name\n" +
			`005000000000001AAA,"Ann, of course",true,Peru,2024-03-01T10:00:00.000+0000,CEO` + "\n" +
			"005000000000002AAA,Bob,false,null,2024-03-02T10:00:00.000+0000,null\n"},
		"sf data export bulk": {"bulk-result_750000000000001.csv", "Id;Name;IsActive;Country;CreatedDate\n" +
			"005000000000001AAA;Ann, of course;true;Peru;2024-03-01T10:00:00.000Z\n005000000000002AAA;Bob;false;;2024-03-02T10:00:00.000Z\n"},
		"Bulk API with carets": {"extract.csv", "Id^Name^IsActive^Country^CreatedDate\n" +
			"005000000000001AAA^Ann, of course^true^Peru^2024-03-01T10:00:00.000Z\n005000000000002AAA^Bob^false^^2024-03-02T10:00:00.000Z\n"},
		"Salesforce Inspector": {"Users.csv",
			`"_","Id","Name","IsActive","Country","CreatedDate","UserRole","UserRole.Name"` + "\n" +
				`"[User]","005000000000001AAA","Ann, of course","true","Peru","2024-03-01T10:00:00.000+0000","[UserRole]","CEO"` +
				"\n" +
				`"[User]","005000000000002AAA","Bob","false","","2024-03-02T10:00:00.000+0000","",""` + "\n"},
		"Salesforce Inspector to a spreadsheet": {"User.csv", "_\tId\tName\tIsActive\tCountry\tCreatedDate\n" +
			"[User]\t005000000000001AAA\tAnn, of course\ttrue\tPeru\t2024-03-01T10:00:00.000+0000\n[User]\t005000000000002AAA\tBob\tfalse\t\t2024-03-02T10:00:00.000+0000\n"},
		"dataloader.io": {"User 2024-03-02.csv",
			`"Id","Name","IsActive","Country","CreatedDate","Owner Name","Mot clé",""` + "\n" +
				`"005000000000001AAA","Ann, of course","True","Peru","2024-03-01T10:00:00.000Z","x","y",""` + "\n" +
				`"005000000000002AAA","Bob","False","","2024-03-02T10:00:00.000Z","","",""` + "\n"},
		"a spreadsheet": {"User.csv", "sep=;\r\nId;Name;IsActive;Country;CreatedDate;;\r\n" +
			"005000000000001AAA;Ann, of course;TRUE;Peru;2024-03-01 10:00;;\r\n005000000000002AAA;Bob;FALSE;;2024-03-02 10:00;;;\r\n"},
		"a spreadsheet of another language": {"User.csv", `"Id,Name,IsActive,Country,CreatedDate"` + "\r\n" +
			`"005000000000001AAA,""Ann, of course"",true,Peru,2024-03-01 10:00:00"` + "\r\n" +
			`"005000000000002AAA,Bob,false,,2024-03-02 10:00:00"` + "\r\n"},
		"the service": {"WE_00D1_1.ZIP.zip/User.csv",
			`"Id","LastName","FirstName","IsActive","Country","CreatedDate"` + "\n" +
				`"005000000000001AAA","course","Ann, of","1","Peru","2024-03-01 10:00:00"` + "\n" +
				`"005000000000002AAA","Bob","","0","","2024-03-02 10:00:00"` + "\n"},
		"with spaces": {"user.CSV", " Id | Name | IsActive | Country | CreatedDate \n" +
			"005000000000001AAA|Ann, of course|1|Peru|2024-03-01T10:00:00Z\n005000000000002AAA|Bob|0||2024-03-02T10:00:00Z\n"},
	} {
		t.Run(name, func(t *testing.T) {
			found(t, fill(t, load.Options{Dir: export(t, map[string]string{c.file: c.text})}), twoPeople, want...)
		})
	}
}

func TestWhatIsLeftOutIsTold(t *testing.T) {
	dir := export(t, map[string]string{"Account.csv": "_;Id;Owner;Owner.Name;Name;CreatedDate;Pfad zum Bild\n[Account];001000000000001AAA;[User];Ann;Acme;2024-03-01;x\n"})
	notes := strings.ReplaceAll(strings.Join(read(t, load.Options{Dir: dir}).Summary().Notes, "\n"), dir, "")
	want := "/Account.csv: columns that are not fields are left out: _, Owner, Owner.Name, Pfad zum Bild\n" +
		`/Account.csv: cells are separated by ";", where Salesforce writes ","`
	if diff := cmp.Diff(want, notes); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
}

func TestNullForEmpty(t *testing.T) {
	const query = `SELECT coalesce(Name, 'NULL') || '|' || coalesce(Country, 'NULL') || '|' || coalesce(ManagerId, 'NULL') FROM User`
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"also in a reference": {"Id,Name,Country,ManagerId,CreatedDate\n005000000000001AAA,Ann,null,null,2024-03-01\n005000000000002AAA,Bob,,005000000000001AAA,2024-03-01\n",
			[]string{"Ann|NULL|NULL", "Bob|NULL|005000000000001AAA"}},
		"where nothing is empty": {"Id,Name,Country,ManagerId,CreatedDate\n005000000000001AAA,Ann,null,005000000000001AAA,2024-03-01\n",
			[]string{"Ann|NULL|005000000000001AAA"}},
		"somebody's name": {"Id,Name,Country,ManagerId,CreatedDate\n005000000000001AAA,Null,Peru,,2024-03-01\n",
			[]string{"Null|Peru|NULL"}},
	} {
		t.Run(name, func(t *testing.T) {
			found(t, fill(t, load.Options{Dir: export(t, map[string]string{"User.csv": c.text})}), query, c.want...)
		})
	}
}

// TestFilesNamedByTheirIds has files whose names say nothing.
func TestFilesNamedByTheirIds(t *testing.T) {
	dir := export(t, map[string]string{
		"Account (1).csv":     "Id,CreatedDate\n001000000000001AAA,2024-03-01\n",
		"export-contacts.csv": "Id\n003000000000001\n",
		"Leads.csv":           "Id\n00Q000000000001AAA\n",
		"AccountFeed.csv":     "Id\n0D5000000000001AAA\n", // whose ids are those of FeedItem
		"INVOICE__C.csv":      "ID,TOTAL__C\na00000000000001AAA,5\n",
	})
	st := fill(t, load.Options{Dir: dir})
	found(t, st, `SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`, "Account", "AccountFeed", "Contact",
		"INVOICE__c", "Lead")
	found(t, st, `SELECT TOTAL__c FROM INVOICE__c`, "5")
}

// TestRolesAndProfilesOfUsers has no file of roles and profiles, but what a
// query of users tells about them.
func TestRolesAndProfilesOfUsers(t *testing.T) {
	const query = `SELECT concat_ws('|', u.Name, coalesce(r.Name, 'NULL'), coalesce(p.Name, 'NULL')) FROM User u
		LEFT JOIN UserRole r ON r.Id = u.UserRoleId LEFT JOIN Profile p ON p.Id = u.ProfileId ORDER BY u.Id`
	want := []string{"Ann|CEO|Admin", "Bob|NULL|Sales User", "Cem|CEO|Sales User"}
	for name, text := range map[string]string{
		"with ids": "Id,Name,CreatedDate,UserRoleId,UserRole.Name,ProfileId,Profile.Name\n" +
			"005000000000001AAA,Ann,2024-03-01,00E000000000001AAA,CEO,00e000000000001AAA,Admin\n" +
			"005000000000002AAA,Bob,2024-03-01,,,00e000000000002AAA,Sales User\n" +
			"005000000000003AAA,Cem,2024-03-01,00E000000000001AAA,CEO,00e000000000002AAA,Sales User\n",
		"without": "ID,NAME,CREATEDDATE,USERROLE.NAME,PROFILE.NAME\n" +
			"005000000000001AAA,Ann,2024-03-01,CEO,Admin\n005000000000002AAA,Bob,2024-03-01,,Sales User\n005000000000003AAA,Cem,2024-03-01,CEO,Sales User\n",
		"null": "Id,Name,CreatedDate,UserRole.Name,Profile.Name\n" +
			"005000000000001AAA,Ann,2024-03-01,CEO,Admin\n005000000000002AAA,Bob,2024-03-01,null,Sales User\n005000000000003AAA,Cem,2024-03-01,CEO,Sales User\n",
	} {
		t.Run(name, func(t *testing.T) {
			opts := load.Options{Dir: export(t, map[string]string{"User.csv": text})}
			e := read(t, opts)
			if s := e.Summary(); s.Rows != 3 || s.Objects != 1 || len(s.Notes) > 0 {
				t.Errorf("%d rows of %d objects, notes %q, want 3 of one and none", s.Rows, s.Objects, s.Notes)
			}
			users, _ := e.Schema().Object("User")
			for _, path := range []string{"UserRole", "Profile"} {
				if _, ok := users.Relationship(path); !ok {
					t.Errorf("users have no path %s", path)
				}
			}
			st := fill(t, opts)
			found(t, st, query, want...)
			found(t, st, `SELECT (SELECT COUNT(*) FROM UserRole) || ' ' || (SELECT COUNT(*) FROM Profile)`, "1 2")
		})
	}
	both := export(t, map[string]string{
		"User.csv":    "Id,Name,CreatedDate,ProfileId,Profile.Name\n005000000000001AAA,Ann,2024-03-01,00e000000000001AAA,Admin\n",
		"Profile.csv": "Id,Name\n00e000000000001AAA,Boss\n",
	})
	found(t, fill(t, load.Options{Dir: both}), `SELECT Name FROM Profile`, "Boss")
}
