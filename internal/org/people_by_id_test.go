package org

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"salesforce_exporter/collector/builtin"
	"salesforce_exporter/internal/salesforce"
)

// hugeTable is an org with two counted users, one of whom owns leads beside a
// partner, and more rows of User than are read.
func hugeTable() *fake {
	f := newFake()
	f.refuse("FROM User", &salesforce.Error{Code: salesforce.CodeTruncated,
		Message: "the answer has more than 75 pages, which is not read"})
	f.answer("FROM User WHERE IsActive = true AND UserType = 'Standard'", []string{user(1)}, []string{user(2)})
	f.answer("FROM User WHERE Id IN ('"+user(1)+"', '"+user(2)+"')", userRow(1, "Standard", "Sales"),
		userRow(2, "Standard", "Sales"))
	f.answer("FROM User WHERE Id IN ('"+user(7)+"')", userRow(7, "PowerPartner", "Partner"))
	f.answer("FROM User WHERE (SystemModstamp", nil...)
	f.answer("FROM Lead", []string{user(1), "3"}, []string{user(7), "4"}, []string{"00G000000000001AAA", "5"})
	return f
}

func user(i int) string { return fmt.Sprintf("005%012dAAA", i) }

func userRow(i int, userType, role string) []string {
	return []string{user(i), "true", userType, "", "", "UTC", "Licence", role}
}

// TestHugeTable reads counted users and owners of records where the User table is
// too large, and pays no more for it than that.
func TestHugeTable(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		f := hugeTable()
		b := measure(t, f, nil, builtin.NewUsers, builtin.NewLeads)
		want := map[string]float64{
			`users{role="Sales"}`: 2, `users{role="Partner"}`: -1, `open_leads{role="Sales"}`: 3,
			`open_leads{role="Partner"}`: 4, `open_leads{role="queue"}`: 5,
			`open_leads{role="unknown"}`: -1, `collector_success{collector="users"}`: 1,
			`collector_success{collector="leads"}`: 1, "up": 1,
		}
		b.expect("at first", b.scrape(), want)
		if !strings.Contains(b.log.String(), "too large to be read completely") {
			t.Errorf("no line of log says so:\n%s", b.log)
		}
		whole := func() (n int) {
			for _, s := range f.asked {
				if strings.HasSuffix(s, "FROM User") {
					n++
				}
			}
			return n
		}
		if whole() != 1 {
			t.Errorf("the whole table was asked for %d times", whole())
		}
		for range 4 * 24 * 2 {
			time.Sleep(15 * time.Minute)
			b.scrape()
		}
		b.expect("two days later", b.scrape(), want)
		if whole() != 1 {
			t.Errorf("in two days the whole table was asked for %d times", whole())
		}
		if n := strings.Count(strings.Join(f.asked, "\n"), user(7)); n > 3 {
			t.Errorf("the partner was looked up %d times, want once a day", n)
		}
	})
}

// TestHugeTableThatChangesMuch is read by ids each time.
func TestHugeTableThatChangesMuch(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		f := hugeTable()
		f.refuse("FROM User WHERE (SystemModstamp",
			&salesforce.Error{Code: salesforce.CodeTruncated, Message: "the answer has more than 75 pages, which is not read"})
		b := measure(t, f, nil, builtin.NewUsers)
		b.scrape()
		for range 8 {
			time.Sleep(15 * time.Minute)
			b.expect("later", b.scrape(),
				map[string]float64{`users{role="Sales"}`: 2, `collector_success{collector="users"}`: 1})
		}
		if n := strings.Count(strings.Join(f.asked, "\n"), "SystemModstamp >="); n != 1 {
			t.Errorf("what changed was asked for %d times, want once: it was too much", n)
		}
	})
}

// TestOwnersFail does not take owners for unknown ones because they could not be
// looked up.
func TestOwnersFail(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		f := hugeTable()
		b := measure(t, f, nil, builtin.NewUsers, builtin.NewLeads)
		b.scrape()
		rules := f.rules
		f.answer("FROM Lead", []string{user(9), "3"})
		f.refuse("FROM User WHERE Id IN ('"+user(9), refusedAlone())
		time.Sleep(2 * time.Hour)
		b.expect("while one cannot be looked up", b.scrape(), map[string]float64{
			`open_leads{role="Partner"}`: 4, `open_leads{role="unknown"}`: -1, `collector_success{collector="leads"}`: 0,
			`collector_success{collector="users"}`: 1,
		})
		if !strings.Contains(b.log.String(), "owners of records are not known") {
			t.Errorf("no line of log says so:\n%s", b.log)
		}
		f.rules = append([]rule{{part: "FROM Lead", rows: [][]string{{user(9), "3"}}}, {part: user(9), rows: nil}}, rules...)
		time.Sleep(time.Hour)
		b.expect("where nobody may see that user", b.scrape(),
			map[string]float64{`open_leads{role="unknown"}`: 3, `collector_success{collector="leads"}`: 1})
	})
}

// TestHugeTableWithoutRemedy cannot tell counted users from others: nobody is
// read, and it says why, without asking again and again.
func TestHugeTableWithoutRemedy(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		f := hugeTable()
		f.refuse("FROM User WHERE IsActive",
			&salesforce.Error{Code: salesforce.CodeTruncated, Message: "the answer has more than 75 pages, which is not read"})
		b := measure(t, f, nil, builtin.NewUsers, builtin.NewLeads)
		m := b.scrape()
		if m.has("users{") || m.has("open_leads{") ||
			m.value(`collector_skipped{collector="leads",reason="User: the answer has more than 75 pages, which is not read"}`) != 1 {
			t.Errorf("there are figures, or nothing says why not:\n%s", m)
		}
		asked := len(f.asked)
		for range 24 * 4 {
			time.Sleep(15 * time.Minute)
			b.scrape()
		}
		n := 0
		for _, s := range f.asked[asked:] {
			if strings.Contains(s, "FROM User") {
				n++
			}
		}
		if n > 10 {
			t.Errorf("in a day it was asked for %d times", n)
		}
	})
}
