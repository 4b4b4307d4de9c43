package soql_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"salesforce_exporter/internal/demo/schema"
	"salesforce_exporter/internal/demo/soql"
)

// FuzzQuery looks for statements that are neither answered nor refused. The
// corpus in testdata/fuzz has statements that the demo org takes; the refused
// ones are seeds too.
func FuzzQuery(f *testing.F) {
	for _, test := range refusals(f) {
		f.Add(test.statement())
	}
	all, err := schema.MultiCurrency()
	if err != nil {
		f.Fatal(err)
	}
	s := newOrgOf(f, all, salesRows(f))
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		f.Fatal(err)
	}
	s.Zone, s.UserID = newYork, "005000000000001AAA"
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
