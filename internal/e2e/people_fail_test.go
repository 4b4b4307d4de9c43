package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/internal/demo"
)

// TestUserTableTimesOut has an org that cannot read its users from the start: no
// figure by owner can be shown, and every collector that has some says so.
func TestUserTableTimesOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, rigOptions{demo: demo.Options{Users: 30, Frozen: true}, make: everyOf(t)})
		setFaults(t, r, demo.Fault{Kind: demo.QueryTimeout, Object: "User"})
		for range 3 {
			r.scrape(15)
			time.Sleep(time.Second)
		}
		m := r.scrape(15)
		if m.series["salesforce_up"] != 1 {
			t.Errorf("up is %v: the org answers other statements", m.series["salesforce_up"])
		}
		byOwner := []string{"users", "logins", "records", "activities", "opportunities", "leads", "cases", "chatter",
			"quality", "leaderboards"}
		for _, name := range byOwner {
			if got, there := m.series[`salesforce_collector_success{collector="`+name+`"}`]; !there || got != 0 {
				t.Errorf("success of %s is %v, want 0", name, got)
			}
			if len(r.log.lines(name)) == 0 {
				t.Errorf("no line of log is about %s", name)
			}
		}
		for _, name := range []string{"campaigns", "forms", "reports", "lightning", "org"} {
			if got := m.series[`salesforce_collector_success{collector="`+name+`"}`]; got != 1 {
				t.Errorf("success of %s, which joins nobody, is %v, want 1", name, got)
			}
		}
		for _, metric := range []string{"salesforce_users", "salesforce_records_created_total",
			"salesforce_open_opportunities", "salesforce_leaderboard_score"} {
			if m.has(metric) {
				t.Errorf("%s is there, and nobody knows whose it is", metric)
			}
		}
		for _, metric := range []string{"salesforce_new_customers_90d", "salesforce_campaign_won_amount",
			"salesforce_reports", "salesforce_field_records"} {
			if !m.has(metric) {
				t.Errorf("%s joins nobody and is missing", metric)
			}
		}
		lines := r.log.lines("level=error")
		if len(lines) == 0 || !strings.Contains(strings.Join(lines, ""), "users are not known: QUERY_TIMEOUT") {
			t.Errorf("no error in the log says why:\n%s", r.log)
		}
		if t.Failed() {
			t.Logf("%s", r.log)
		}
	})
}

// TestHugeUserTable has 400,000 rows of User, as an org with a customer community:
// figures by owner are right all the same, and no calls are spent on the rest.
func TestHugeUserTable(t *testing.T) {
	const page = 2000
	for name, huge := range map[string]func(soql string) bool{
		"whole alone": func(soql string) bool { return strings.HasSuffix(soql, "FROM User") },
		"whatever is not by id": func(soql string) bool {
			return strings.Contains(soql, "Profile.Name") && !strings.Contains(soql, "WHERE Id")
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				normal := newRig(t, rigOptions{demo: demo.Options{Users: 30, Frozen: true}})
				want := normal.scrape(0)
				p := newTamperer(normal.demo.Handler())
				p.set(func(e exchange) exchange {
					if strings.Contains(e.about, "FROM User") && strings.HasPrefix(e.about, "SELECT") && huge(e.about) {
						e.status, e.body = http.StatusOK, endless(page, 200*page, e.about)
					}
					return e
				})
				r := newRigOn(t, normal.demo, rigOptions{})
				r.host.handler = p
				got := r.scrape(0)
				for _, d := range differences(ownFigures(want), ownFigures(got)) {
					t.Error(d)
				}
				first := p.calls
				for range 4 * 24 {
					time.Sleep(15 * time.Minute)
					r.scrape(0)
				}
				if first > 30 || p.calls-first > 600 {
					t.Errorf("the first refresh took %d calls, a day %d", first, p.calls-first)
				}
				m := r.scrape(0)
				for _, name := range []string{"users", "records", "activities", "opportunities"} {
					if m.series[`salesforce_collector_success{collector="`+name+`"}`] != 1 {
						t.Errorf("%s is no success", name)
					}
				}
				if len(r.log.lines("too large to be read completely")) == 0 {
					t.Errorf("nothing says that the table is not read as a whole:\n%s", r.log)
				}
			})
		})
	}
}

// endless is the first of many pages of customers.
func endless(rows, total int, soql string) []byte {
	record := map[string]any{"attributes": map[string]string{"type": "User"}}
	selected, _, _ := strings.Cut(strings.TrimPrefix(soql, "SELECT "), " FROM ")
	for column := range strings.SplitSeq(selected, ", ") {
		head, _, _ := strings.Cut(column, ".")
		record[head] = nil
	}
	record["UserType"], record["IsActive"] = "CspLitePortal", true
	var records []map[string]any
	for i := range rows {
		one := map[string]any{}
		for k, v := range record {
			one[k] = v
		}
		one["Id"] = fmt.Sprintf("005Dm%010dZZZ", i)
		records = append(records, one)
	}
	body, _ := json.Marshal(map[string]any{"totalSize": total, "done": false,
		"nextRecordsUrl": "/services/data/v62.0/query/01gUSER-1", "records": records})
	return body
}

// ownFigures are the series of a scrape that are not about the exporter.
func ownFigures(m metrics) map[string]float64 {
	own := map[string]float64{}
	for series, value := range m.series {
		if !aboutExporter(series) {
			own[series] = value
		}
	}
	return own
}

func aboutExporter(series string) bool {
	for _, prefix := range []string{"salesforce_collector_", "salesforce_exporter_", "salesforce_up",
		"salesforce_api_requests_"} {
		if strings.HasPrefix(series, prefix) {
			return true
		}
	}
	return false
}
