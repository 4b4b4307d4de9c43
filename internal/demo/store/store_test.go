package store_test

import (
	"sync"
	"testing"

	"salesforce_exporter/internal/demo/schema"
	"salesforce_exporter/internal/demo/store"
)

func TestInsertedRowsAreSeenByEveryConnection(t *testing.T) {
	s, err := schema.Standard()
	if err != nil {
		t.Fatal(err)
	}
	st, err := store.Open(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()

	b, err := st.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer b.Rollback()
	if err := b.Insert("Account", []string{"Id", "Name", "CreatedDate"}, "001000000000001AAA", "Acme",
		1700000000); err != nil {
		t.Fatal(err)
	}
	if err := b.Commit(); err != nil {
		t.Fatal(err)
	}

	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			var n int
			if err := st.DB().QueryRowContext(t.Context(),
				`SELECT COUNT(*) FROM Account WHERE Name = 'ACME'`).Scan(&n); err != nil {
				t.Error(err)
			}
			if n != 1 {
				t.Errorf("accounts named ACME, ignoring case: got %d, want 1", n)
			}
		})
	}
	wg.Wait()
}

func TestInsertRefusesUnknownNames(t *testing.T) {
	s, err := schema.Standard()
	if err != nil {
		t.Fatal(err)
	}
	st, err := store.Open(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	b, err := st.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer b.Rollback()
	if err := b.Insert("Acount", []string{"Id"}, "x"); err == nil {
		t.Error("an unknown object was accepted")
	}
	if err := b.Insert("Account", []string{"Id", "CurrencyIsoCode"}, "x", "EUR"); err == nil {
		t.Error("CurrencyIsoCode was accepted in a single-currency org")
	}
}
