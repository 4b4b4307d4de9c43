package soql

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"salesforce_exporter/internal/demo/schema"
	"salesforce_exporter/internal/demo/store"
)

// FuzzParse looks for texts that the parser neither takes nor refuses.
func FuzzParse(f *testing.F) {
	f.Add("SELECT Id FROM Lead")
	f.Fuzz(func(t *testing.T, text string) {
		st, err := parse(text)
		refused := new(Error)
		switch {
		case err == nil && (st == nil || st.From == nil || len(st.Items) == 0):
			t.Fatalf("%q gives no statement", text)
		case err != nil && !errors.As(err, &refused):
			t.Fatalf("%q: %v", text, err)
		case err != nil && utf8.ValidString(text) && !utf8.ValidString(refused.Message):
			t.Fatalf("%q: the message %q is not text", text, refused.Message)
		}
	})
}

// TestNothingOfAStatementIsSQL looks for words of statements in the SQL that
// they become, where only names of the schema and parameters may be.
func TestNothingOfAStatementIsSQL(t *testing.T) {
	all, err := schema.MultiCurrency()
	if err != nil {
		t.Fatal(err)
	}
	st, err := store.Open(context.Background(), all)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	s := &Session{Schema: all, Store: st, Now: time.Now, Version: "62.0"}
	for _, text := range []string{
		"SELECT QQQ.Id, QQQ.oWnEr.nAmE FROM Lead QQQ WHERE QQQ.LastName = 'qqq' AND (Company LIKE '%qqq' OR Rating IN ('qqq', null)) LIMIT 12345",
		"SELECT RATING qqq, MAX(NumberOfEmployees) qqqq FROM Lead GROUP BY Rating HAVING MAX(NumberOfEmployees) > 12345.678 AND Rating != 'qqq'",
		"SELECT Id, (SELECT Id FROM Contacts QQQ WHERE QQQ.LastName = 'qqq' LIMIT 12345) FROM Account WHERE Name > 'qqq'",
		"SELECT Id, FORMAT(Amount) qqq FROM Opportunity WHERE Amount > QQQ12345 AND OwnerId IN (SELECT Id FROM User WHERE Alias < 'qqq') AND Id != '0060000000QQQaaAAA'",
		"SELECT Id FROM Lead WHERE CreatedDate > 2345-06-07T00:00:00Z AND ConvertedDate = LAST_N_DAYS:12345 AND ConvertedDate != 2345-06-07",
	} {
		prepared, err := s.prepare(text, false, &Result{})
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		for _, sql := range sqlOf(prepared) {
			for _, word := range []string{"qqq", "QQQ", "2345", "oWnEr", "nAmE", "RATING"} {
				if strings.Contains(sql, word) {
					t.Errorf("%s\nbecame\n%s", text, sql)
				}
			}
		}
	}
}

// sqlOf lists the SQL of a selection and its sub-selects.
func sqlOf(s *selection) []string {
	out := []string{s.sql}
	for _, c := range s.children {
		out = append(out, sqlOf(c.selection)...)
	}
	return out
}
