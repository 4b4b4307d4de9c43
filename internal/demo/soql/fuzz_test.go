package soql_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"salesforce_exporter/internal/demo/soql"
)

// FuzzQuery looks for statements that are neither answered nor refused.
func FuzzQuery(f *testing.F) {
	for _, test := range refusedStatements() {
		f.Add(strings.Replace(test.text, "»", "", 1))
	}
	for _, text := range []string{
		"SELECT Id, Owner.Name, Owner.UserRole.Name FROM Case c WHERE (NOT Owner.Type = 'User') ORDER BY Id DESC NULLS LAST LIMIT 5 OFFSET 1",
		"SELECT Rating r, COUNT(Id), SUM(NumberOfEmployees) FROM Lead WHERE CreatedDate = LAST_N_DAYS:7 GROUP BY Rating HAVING COUNT(Id) >= 1 ORDER BY COUNT(Id)",
		"SELECT DAY_ONLY(convertTimezone(CreatedDate)) d, COUNT(Id) n FROM Lead WHERE OwnerId IN (SELECT Id FROM User WHERE IsActive = true) GROUP BY DAY_ONLY(convertTimezone(CreatedDate))",
		"SELECT IsWon, GROUPING(IsWon) g FROM Opportunity WHERE Name LIKE '%a\\_%' AND Amount IN (1, 2.5, null) GROUP BY CUBE(IsWon, StageName)",
	} {
		f.Add(text)
	}
	s := newOrg(f, salesRows(f))
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		f.Fatal(err)
	}
	s.Zone = newYork
	f.Fuzz(func(t *testing.T, text string) {
		r, err := s.Query(context.Background(), text, false)
		if err != nil {
			if refused := new(soql.Error); !errors.As(err, &refused) {
				t.Fatalf("%s\nfailed: %v", text, err)
			}
			return
		}
		for _, record := range r.Records {
			if !json.Valid(record) {
				t.Fatalf("%s\nanswered %s", text, record)
			}
		}
	})
}
