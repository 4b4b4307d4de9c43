package store_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"salesforce_exporter/internal/demo/schema"
	"salesforce_exporter/internal/demo/store"
)

func openStandard(t *testing.T) *store.Store {
	t.Helper()
	s, err := schema.Standard()
	if err != nil {
		t.Fatal(err)
	}
	st, err := store.Open(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	return st
}

func begin(ctx context.Context, t *testing.T, st *store.Store) *store.Batch {
	t.Helper()
	b, err := st.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Rollback)
	return b
}

func TestQueuedRowsAreAllThereInTheirOrder(t *testing.T) {
	for _, rows := range []int{0, 1, 23, 24, 25, 100} {
		t.Run(fmt.Sprint(rows), func(t *testing.T) {
			st := openStandard(t)
			b := begin(t.Context(), t, st)
			q, err := b.Queue("Account", []string{"Id", "Name"})
			if err != nil {
				t.Fatal(err)
			}
			values := make([]any, 2)
			for i := range rows {
				values[0], values[1] = fmt.Sprintf("001%015d", i), fmt.Sprint("Account ", i)
				if err := q.Add(values); err != nil {
					t.Fatal(err)
				}
			}
			if err := b.Commit(); err != nil {
				t.Fatal(err)
			}
			var n, inOrder int
			err = st.DB().QueryRowContext(t.Context(),
				`SELECT COUNT(*), IFNULL(SUM(Name = 'Account ' || (rowid - 1)), 0) FROM Account`).Scan(&n, &inOrder)
			if err != nil {
				t.Fatal(err)
			}
			if n != rows || inOrder != rows {
				t.Errorf("%d rows, %d of them in order, want %d", n, inOrder, rows)
			}
		})
	}
}

func TestQueuedRowsAreThereForTheNextStatement(t *testing.T) {
	st := openStandard(t)
	b := begin(t.Context(), t, st)
	q, err := b.Queue("Account", []string{"Id", "Name"})
	if err != nil {
		t.Fatal(err)
	}
	if err := q.Add([]any{"001000000000001AAA", "Acme"}); err != nil {
		t.Fatal(err)
	}
	if err := b.Exec(`UPDATE Account SET Name = 'Bolt'`); err != nil {
		t.Fatal(err)
	}
	if err := b.Commit(); err != nil {
		t.Fatal(err)
	}
	var name string
	if err := st.DB().QueryRowContext(t.Context(), `SELECT Name FROM Account`).Scan(&name); err != nil || name != "Bolt" {
		t.Errorf("the account is %q (%v), want Bolt", name, err)
	}
}

func TestBatchesSayWhatIsWrongWithARow(t *testing.T) {
	st := openStandard(t)
	b := begin(t.Context(), t, st)
	if _, err := b.Queue("Acount", []string{"Id"}); err == nil {
		t.Error("an unknown object was accepted")
	}
	q, err := b.Queue("Account", []string{"Id"})
	if err != nil {
		t.Fatal(err)
	}
	err = errors.Join(q.Add([]any{"001000000000001AAA"}), q.Add([]any{"001000000000001AAA"}), b.Commit())
	if err == nil {
		t.Error("two rows of one id were kept")
	}
}

func TestBatchesEndWithTheirContext(t *testing.T) {
	st := openStandard(t)
	ctx, cancel := context.WithCancel(t.Context())
	b := begin(ctx, t, st)
	cancel()
	if err := b.Insert("Account", []string{"Id"}, "001000000000001AAA"); !errors.Is(err, context.Canceled) {
		t.Errorf("a row was inserted after its context had ended: %v", err)
	}
}
