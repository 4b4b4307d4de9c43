package org

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/collector/builtin"
	"salesforce_exporter/collector/catalog"
	"salesforce_exporter/internal/salesforce"
)

// inBubble runs a test with a fake clock.
func inBubble(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, test)
}

// TestAllIsThere is what a good refresh comes to, which the other tests start from.
func TestAllIsThere(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		b := measure(t, newFake(), nil, builtin.NewUsers, builtin.NewLeads, builtin.NewOrg)
		b.expect("at first", b.scrape(), map[string]float64{
			"up": 1, `collector_success{collector="users"}`: 1, `collector_success{collector="leads"}`: 1,
			`collector_success{collector="org"}`: 1,
			`users{role="Role 0"}`:               1, `users_logged_in_7d{role="Role 2"}`: 1, `open_leads{role="Role 1"}`: 2,
			`limit_remaining{limit="DailyApiRequests"}`: 4000,
			`collector_withheld{collector="users"}`:     0, `collector_withheld{collector="leads"}`: 0,
			`collector_last_success_timestamp_seconds{collector="leads"}`: float64(time.Now().Unix()),
		})
	})
}

// TestWhoFailsWhenPeopleFail lets the statement about users fail in every way.
// Whoever joins them tells so; who does not goes on.
func TestWhoFailsWhenPeopleFail(t *testing.T) {
	for _, c := range []struct {
		name    string
		err     error
		rows    [][]string // in place of an error
		success float64    // of those who join people
		says    string
		code    string
	}{
		{"time-out", timeout(), nil, 0, "QUERY_TIMEOUT", "QUERY_TIMEOUT"},
		{"error", refusedAlone(), nil, 0, "UNKNOWN_EXCEPTION", "UNKNOWN_EXCEPTION"},
		{"hidden", hiddenType(), nil, 1, "INVALID_TYPE", ""},
		{"too much", &salesforce.Error{Code: salesforce.CodeTruncated, Message: "the answer has more than 200 pages"},
			nil, 1, "more than 200 pages", ""},
		{"nobody", nil, [][]string{}, 0, "nobody is visible", "BAD_ANSWER"},
	} {
		t.Run(c.name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				f := newFake()
				if c.err != nil {
					f.refuse("FROM User", c.err)
				} else {
					f.answer("FROM User", c.rows...)
				}
				b := measure(t, f, nil, builtin.NewUsers, builtin.NewLeads, builtin.NewOrg)
				m := b.scrape()
				b.expect(c.name, m, map[string]float64{
					"up": 1, `collector_success{collector="users"}`: c.success, `collector_success{collector="leads"}`: c.success,
					`collector_success{collector="org"}`: 1,
				})
				if m.has("users{") || m.has("open_leads{") || !m.has("organization_info{") {
					t.Errorf("there are figures by owner, or those without are missing:\n%s", m)
				}
				if c.code != "" && m.value(`exporter_errors_total{code="`+c.code+`"}`) < 1 {
					t.Errorf("no error %s is counted:\n%s", c.code, m)
				}
				for _, name := range []string{"users", "leads"} {
					if !told(b, m, name, c.success, c.says) {
						t.Errorf("nothing tells why %s has no figures by owner:\n%s\n%s", name, m, b.log)
					}
				}
				f.mend()
				for range 26 { // what was refused is asked again in time
					time.Sleep(time.Hour)
					m = b.scrape()
				}
				b.expect("a day later", m, map[string]float64{
					`collector_success{collector="users"}`: 1, `collector_success{collector="leads"}`: 1, `users{role="Role 0"}`: 1,
					`open_leads{role="Role 1"}`: 2,
				})
			})
		})
	}
}

// told finds the reason in the log of errors, or in what is skipped.
func told(b *bench, m exposed, name string, success float64, says string) bool {
	where := b.log.String()
	begins, has := "level=error", name
	if success == 1 {
		where, begins, has = string(m), `salesforce_collector_skipped{collector="`+name+`"`, says
	}
	for line := range strings.Lines(where) {
		if strings.HasPrefix(line, begins) && strings.Contains(line, has) && strings.Contains(line, says) {
			return true
		}
	}
	return false
}

// TestOldAnswerIsNoSuccess refuses a statement that was answered before. The old
// answer is shown and no success; then it is withheld.
func TestOldAnswerIsNoSuccess(t *testing.T) {
	for _, err := range []error{timeout(), refusedAlone()} {
		inBubble(t, func(t *testing.T) {
			f := newFake()
			b := measure(t, f, nil, builtin.NewUsers, builtin.NewLeads)
			start := float64(time.Now().Unix())
			b.scrape()
			f.refuse("FROM Lead WHERE IsConverted = false AND LastModifiedDate", err)
			for range 4 * 15 { // what is shown for five hours
				time.Sleep(5 * time.Minute)
				b.scrape()
			}
			m := b.scrape()
			b.expect("while the old answer is shown", m, map[string]float64{
				`collector_success{collector="leads"}`: 0, `collector_success{collector="users"}`: 1, "up": 1,
				`collector_last_success_timestamp_seconds{collector="leads"}`: start,
				`stale_leads_30d{role="Role 1"}`:                              2, `open_leads{role="Role 1"}`: 2,
				`collector_withheld{collector="leads"}`: 0,
			})
			time.Sleep(5 * time.Minute)
			m = b.scrape()
			b.expect("when it is too old", m, map[string]float64{
				`collector_success{collector="leads"}`: 0, `collector_withheld{collector="leads"}`: 1,
				`open_leads{role="Role 1"}`:                                   2,
				`collector_last_success_timestamp_seconds{collector="leads"}`: start,
			})
			if m.has("stale_leads_30d{") {
				t.Errorf("a figure that is too old is shown:\n%s", m)
			}
		})
	}
}

// TestHiddenLaterIsSkipped lets the org hide what it showed: the old answer is no
// success while it is shown, and then the figure is missing for good.
func TestHiddenLaterIsSkipped(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		f := newFake()
		b := measure(t, f, nil, builtin.NewLeads)
		b.scrape()
		f.refuse("FROM Lead", hiddenType())
		time.Sleep(2 * time.Hour)
		b.expect("while the old answer is shown", b.scrape(), map[string]float64{
			`collector_success{collector="leads"}`: 0, `open_leads{role="Role 1"}`: 2,
			`collector_skipped{collector="leads",reason="INVALID_TYPE (HTTP 400): sObject type is not supported."}`: 4,
		})
		time.Sleep(3*time.Hour + time.Minute)
		m := b.scrape()
		b.expect("later", m, map[string]float64{`collector_success{collector="leads"}`: 1,
			`collector_withheld{collector="leads"}`: 0})
		if m.has("open_leads{") {
			t.Errorf("a figure that is too old is shown:\n%s", m)
		}
		f.mend()
		f.hides = []string{"Lead"}
		time.Sleep(5 * time.Hour)
		b.expect("when the schema says so, too", b.scrape(), map[string]float64{
			`collector_success{collector="leads"}`:                                                  1,
			`collector_skipped{collector="leads",reason="object Lead is hidden or does not exist"}`: 4,
		})
	})
}

// TestBadAnswers has values that are none, and answers without a row that has to
// be there.
func TestBadAnswers(t *testing.T) {
	for _, c := range []struct {
		name, part string
		rows       [][]string
		metric     string
		construct  maker
	}{
		{"no number", "FROM Lead WHERE IsConverted = false GROUP BY", [][]string{{me, "many"}}, "open_leads{",
			builtin.NewLeads},
		{"no organization", "FROM Organization", nil, "organization_info{", builtin.NewOrg},
		{"no count", "COUNT() FROM Account", nil, "accounts ",
			customOf(t, catalog.Definition{Name: "accounts", Help: "Accounts.", Source: catalog.Source{Object: "Account"}})},
		{"the same series twice", "FROM Organization", [][]string{{"1", "x", "x", "x", "x"}, {"1", "x", "x", "x", "x"}},
			"organization_info{", builtin.NewOrg},
	} {
		t.Run(c.name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				f := newFake()
				f.answer(c.part, c.rows...)
				b := measure(t, f, nil, c.construct)
				m := b.scrape()
				name := b.org.collectors[0].Name()
				if m.success(name) != 0 || m.has(c.metric) || m.value(`exporter_errors_total{code="BAD_ANSWER"}`) < 1 {
					t.Errorf("it passes for a good answer:\n%s", m)
				}
				if !told(b, m, name, 0, "BAD_ANSWER") {
					t.Errorf("no line of log says so:\n%s", b.log)
				}
			})
		})
	}
}

// TestZone has an integration user whose zone is not known: only what depends on
// days is missing, and it says so.
func TestZone(t *testing.T) {
	for _, c := range []struct {
		name, zone string
		err        error
		success    float64
		says       string
	}{
		{"userinfo tells", "Europe/Berlin", nil, 1, ""},
		{"userinfo fails", "", errors.New("HTTP 500"), 0, "HTTP 500"},
		{"nobody tells", "", nil, 1, "let it see its own User row"},
		{"no such zone", "Mars/Olympus", nil, 1, "Mars/Olympus"},
	} {
		t.Run(c.name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				f := newFake()
				f.zone, f.zoneErr = c.zone, c.err
				f.answer("FROM User", []string{me, "true", "Standard", "", "", "Mars/Olympus", "Licence", "Role 0"})
				b := measure(t, f, nil, builtin.NewUsers, builtin.NewLeads)
				m := b.scrape()
				b.expect(c.name, m, map[string]float64{
					`users{role="Role 0"}`: 1, `users_never_logged_in{role="Role 0"}`: 1, `open_leads{role="Role 0"}`: 2,
					`collector_success{collector="users"}`: c.success, `collector_success{collector="leads"}`: 1,
				})
				if got := m.has("users_logged_in_7d{"); got != (c.says == "") {
					t.Errorf("login windows are there: %v", got)
				}
				if !strings.Contains(string(m), c.says) || c.success == 0 && !told(b, m, "users", 0, c.says) {
					t.Errorf("nothing tells why:\n%s\n%s", m, b.log)
				}
			})
		})
	}
}

// TestUp is about statements.
func TestUp(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		f := newFake()
		b := measure(t, f, nil, builtin.NewUsers, builtin.NewLeads, builtin.NewOrg)
		f.down = unreachable() // but for the limits
		b.expect("in an outage", b.scrape(), map[string]float64{"up": 0, `collector_success{collector="org"}`: 0})
		f.down = nil
		time.Sleep(time.Minute)
		b.expect("after it", b.scrape(), map[string]float64{"up": 1})
		f.down = unreachable()
		for range 24 * 12 {
			time.Sleep(5 * time.Minute)
			if m := b.scrape(); m.value("up") != 0 && f.calls > 0 && len(f.asked) > 0 && m.success("users") == 0 {
				t.Fatalf("up flaps in an outage in which /limits answers:\n%s", m)
			}
		}
		f.down = nil
		time.Sleep(time.Hour)
		b.expect("after a day of it", b.scrape(), map[string]float64{"up": 1})
		f.refuse("FROM User", refusedAlone()) // one statement, again and again
		for range 24 * 12 {
			time.Sleep(5 * time.Minute)
			b.expect("while one statement fails", b.scrape(), map[string]float64{"up": 1})
		}
		f.mend()
		time.Sleep(3 * time.Hour)
		b.scrape()
		f.refuse("FROM", refusedAlone()) // all of them
		time.Sleep(3 * time.Hour)
		for range 12 {
			time.Sleep(15 * time.Minute)
			b.expect("while all statements fail", b.scrape(), map[string]float64{"up": 0})
		}
	})
}

// TestUpOfOneStatement never got an answer to the only statement that it asks.
func TestUpOfOneStatement(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		f := newFake()
		f.refuse("FROM", refusedAlone())
		b := measure(t, f, nil, customOf(t,
			catalog.Definition{Name: "accounts", Help: "Accounts.", Source: catalog.Source{Object: "Account"}}))
		b.expect("at first", b.scrape(), map[string]float64{"up": 0})
	})
}

// TestSignInFails tells so, and is not repeated soon.
func TestSignInFails(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		f := newFake()
		f.signIn = &salesforce.Error{Status: 400, Code: "invalid_client", Message: "invalid client credentials"}
		b := measure(t, f, nil, builtin.NewUsers)
		b.expect("at first", b.scrape(),
			map[string]float64{"up": 0, `collector_success{collector="users"}`: 0,
				`exporter_errors_total{code="invalid_client"}`: 1})
		f.signIn = nil
		b.org.Resume()
		b.expect("with another secret", b.scrape(), map[string]float64{"up": 1, `collector_success{collector="users"}`: 1})
	})
}
