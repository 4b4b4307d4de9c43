package generate_test

import (
	"fmt"
	"testing"
	"time"

	"salesforce_exporter/internal/demo/generate"
	"salesforce_exporter/internal/demo/generate/generatetest"
	"salesforce_exporter/internal/demo/generate/record"
)

func TestRowsAgree(t *testing.T) {
	for _, opts := range []generate.Options{
		{Users: 5, Seed: 1, Now: noon},
		{Users: 9, Seed: 2, Now: noon.Add(11*time.Hour + 59*time.Minute)},
		{Users: 30, Seed: 3, Now: noon.AddDate(0, 0, 3)},
		{Users: 12, Seed: 4, Now: noon, FiscalYearStart: time.April},
	} {
		t.Run(fmt.Sprint(opts.Users, " users"), func(t *testing.T) {
			st, _ := fill(t, opts)
			generatetest.Contradictions(t, st, opts.Now)
		})
	}
}

func TestIDsHaveTheirChecksum(t *testing.T) {
	st, _ := fill(t, generate.Options{Users: 8, Seed: 1, Now: noon})
	rows, err := st.DB().QueryContext(t.Context(),
		`SELECT Id FROM Task UNION ALL SELECT Id FROM User UNION ALL SELECT OwnerId FROM Lead`)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for ; rows.Next(); n++ {
		var id string
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		if long, err := record.LongID(id[:15]); err != nil || long != id {
			t.Fatalf("id %s: want %s (%v)", id, long, err)
		}
	}
	if n < 100 {
		t.Errorf("only %d ids were looked at", n)
	}
}
