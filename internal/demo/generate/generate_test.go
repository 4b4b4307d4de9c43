package generate_test

import (
	"crypto/sha256"
	"database/sql"
	"fmt"
	"testing"
	"time"

	"salesforce_exporter/internal/demo/engagement/model"
	"salesforce_exporter/internal/demo/generate"
	"salesforce_exporter/internal/demo/schema"
	"salesforce_exporter/internal/demo/store"
)

// noon is the org's now in these tests.
var noon = time.Date(2026, time.March, 11, 12, 0, 0, 0, time.UTC)

func fill(t testing.TB, opts generate.Options) (*store.Store, *generate.Company) {
	t.Helper()
	s, err := schema.Company()
	if err != nil {
		t.Fatal(err)
	}
	st := open(t, s, generate.Sizes(opts.Users))
	c, err := generate.Fill(t.Context(), st, opts)
	if err != nil {
		t.Fatal(err)
	}
	return st, c
}

func open(t testing.TB, s *schema.Schema, sizes map[string]int64) *store.Store {
	t.Helper()
	st, err := store.OpenFor(t.Context(), s, sizes)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	return st
}

// checksum is over every value of every row.
func checksum(t *testing.T, st *store.Store) string {
	t.Helper()
	h := sha256.New()
	tables, err := model.Tables()
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range append(st.Schema().Objects(), tables.Objects()...) {
		if !o.Queryable {
			continue
		}
		rows, err := st.DB().QueryContext(t.Context(), "SELECT * FROM "+store.Quote(o.Name)+" ORDER BY Id")
		if err != nil {
			t.Fatal(err)
		}
		values := make([]sql.NullString, len(o.Fields))
		targets := make([]any, len(values))
		for i := range values {
			targets[i] = &values[i]
		}
		for rows.Next() {
			if err := rows.Scan(targets...); err != nil {
				t.Fatal(err)
			}
			fmt.Fprintln(h, o.Name, values)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

func TestEqualOptionsGiveEqualRows(t *testing.T) {
	sum := func(opts generate.Options) string {
		st, _ := fill(t, opts)
		return checksum(t, st)
	}
	opts := generate.Options{Users: 6, Seed: 7, Now: noon}
	first := sum(opts)
	if again := sum(opts); again != first {
		t.Errorf("two companies of the same seed differ")
	}
	opts.Seed = 8
	if other := sum(opts); other == first {
		t.Errorf("companies of different seeds are equal")
	}
}

// Where there are more people than full years of records, whoever works has some.
func TestEverybodyOwnsRecords(t *testing.T) {
	st, _ := fill(t, generate.Options{Users: 2000, Seed: 1, Now: noon})
	const working = `FROM User WHERE IsActive = 1 AND UserType = 'Standard' AND Department IS NOT NULL AND LastLoginDate IS NOT NULL`
	if n := count(t, st, `(SELECT Id `+working+`)`); n < 1500 {
		t.Fatalf("%d people work", n)
	}
	if n := count(t, st, `(SELECT Id `+working+` AND Id NOT IN (SELECT OwnerId FROM Task))`); n > 0 {
		t.Errorf("%d people who work own no task", n)
	}
}
