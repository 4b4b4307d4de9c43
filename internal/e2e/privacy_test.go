package e2e

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/board"
	"salesforce_exporter/internal/demo"
)

// TestNamesAreTurnedDown searches everything that the exporter shows of the
// demo org, with all collectors, when all is well and when calls fail, for all
// people who ever worked there.
func TestNamesAreTurnedDown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		names board.Names
		shown string // the column of User that is shown; empty for none
		rows  bool   // whether people have series
	}{
		{names: board.Names{Mode: board.NamesFull}, shown: "Name", rows: true},
		{names: board.Names{Mode: board.NamesAlias}, shown: "Alias", rows: true},
		{names: board.Names{Mode: board.NamesPseudonym, Key: []byte("sixteen bytes or more")}, rows: true},
		{names: board.Names{Mode: board.NamesOff}},
		{names: board.Names{Mode: board.NamesUnset}},
	} {
		t.Run("names "+c.names.Mode, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d, err := demo.New(t.Context(), demo.Options{Users: 60})
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { d.Close() })
				c.names.Usernames = true
				r := newRigOn(t, d, rigOptions{make: func(s *setup) []collector.Collector {
					s.People.Naming = c.names.Naming()
					s.boards().Below = board.Below{Names: c.names, Boards: append(shipped(), targeted(t, d))}
					return every(t, s)
				}})
				pages := allPages(r)
				if err := r.demo.SetFaults(demo.Fault{Kind: demo.UnknownException, Every: 2}); err != nil {
					t.Fatal(err)
				}
				time.Sleep(13 * time.Hour)
				pages += allPages(r) + r.log.String()
				if len(r.log.lines("UNKNOWN_EXCEPTION")) == 0 {
					t.Fatalf("no call failed:\n%s", r.log)
				}
				if has := strings.Contains(pages, "salesforce_leaderboard_person_target{"); has != c.rows {
					t.Errorf("people have targets: %v, want %v", has, c.rows)
				}
				if has := strings.Contains(pages, "salesforce_leaderboard_rank{"); has != c.rows {
					t.Errorf("people have series: %v, want %v", has, c.rows)
				}
				for column, values := range everything(t, r.demo) {
					found := ""
					for _, value := range values {
						if strings.Contains(pages, value) {
							found = value
						}
					}
					if (found != "") != (column == c.shown) {
						t.Errorf("%s of people: found %q, want the columns that are shown to be %q", column, found, c.shown)
					}
				}
			})
		})
	}
}

// targeted is a board that knows people by their user names.
func targeted(t *testing.T, d *demo.Org) board.Board {
	b := shipped()[0]
	b.Name, b.Targets = "targeted", map[string]float64{}
	for _, user := range everything(t, d)["Username"] {
		b.Targets[strings.ToLower(user)] = 5
	}
	return b
}

func allPages(r *rig) string {
	text := ""
	for _, path := range []string{"/metrics", "/", "/org", "/org.json", "/status.json", "/-/healthy", "/-/ready"} {
		text += r.get(path, 0)
	}
	return text
}

// everything is what tells who somebody is, by column of User. The integration
// user, the names of which are those of a machine, is nobody.
func everything(t *testing.T, d *demo.Org) map[string][]string {
	t.Helper()
	columns := map[string]string{
		"Id": "substr(Id, 1, 15)", "Name": "Name", "Alias": "Alias", "Username": "Username", "Email": "Email",
		"FirstName and LastName": "LastName || ', ' || FirstName", "CommunityNickname": "CommunityNickname",
		"EmployeeNumber": "'E' || EmployeeNumber",
	}
	all := map[string][]string{}
	for column, expression := range columns {
		rows, err := d.DB().Query(fmt.Sprintf(`SELECT %s FROM User WHERE UserType = 'Standard' AND FirstName IS NOT NULL AND LastName <> 'User'`, expression))
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var value *string
			if err := rows.Scan(&value); err != nil {
				t.Fatal(err)
			}
			if value != nil {
				all[column] = append(all[column], *value)
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		if len(all[column]) < 40 && column != "EmployeeNumber" {
			t.Fatalf("only %d people have %s", len(all[column]), column)
		}
	}
	return all
}
