package store_test

import (
	"fmt"
	"sync"
	"testing"

	"salesforce_exporter/internal/demo/schema"
	"salesforce_exporter/internal/demo/store"
)

// TestLargeObjectsAreSpread has rows of such sizes that they go to several
// databases: whoever asks does not notice.
func TestLargeObjectsAreSpread(t *testing.T) {
	s, err := schema.Standard()
	if err != nil {
		t.Fatal(err)
	}
	st, err := store.OpenFor(t.Context(), s,
		map[string]int64{"Account": 900 << 20, "Task": 800 << 20, "Contact": 10 << 20, "User": 1})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	b := begin(t.Context(), t, st)
	for _, object := range []string{"Account", "Task", "Contact", "User"} {
		q, err := b.Queue(object, []string{"Id", "LastModifiedDate"})
		if err != nil {
			t.Fatal(err)
		}
		for i := range 50 {
			if err := q.Add([]any{fmt.Sprintf("%018d", i), i}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := b.Commit(); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 4 { // connections
		wg.Go(func() {
			var n, databases int
			err := st.DB().QueryRowContext(t.Context(),
				`SELECT COUNT(*) FROM Account JOIN Task USING (Id) JOIN Contact USING (Id) JOIN User USING (Id)`).Scan(&n)
			if err != nil || n != 50 {
				t.Errorf("%d rows of all objects (%v), want 50", n, err)
			}
			err = st.DB().QueryRowContext(t.Context(), `SELECT (SELECT COUNT(*) FROM main.sqlite_master WHERE name IN ('Account', 'Task')) +
				(SELECT COUNT(*) FROM part1.sqlite_master WHERE name IN ('Account', 'Task')) * 10`).Scan(&databases)
			if err != nil || databases != 11 {
				t.Errorf("accounts and tasks lie as %d (%v), want one in each of two databases", databases, err)
			}
		})
	}
	wg.Wait()
	b = begin(t.Context(), t, st)
	if err := b.Insert("Task", []string{"Id"}, "x"); err != nil {
		t.Fatal(err)
	}
	b.Rollback()
	var n int
	if err := st.DB().QueryRowContext(t.Context(), `SELECT COUNT(*) FROM Task`).Scan(&n); err != nil || n != 50 {
		t.Errorf("%d tasks after a batch was discarded (%v), want 50", n, err)
	}
}

// TestARefusedRowIsNamed has one that is refused together with others.
func TestARefusedRowIsNamed(t *testing.T) {
	for _, rows := range []int{3, 40} {
		st := openStandard(t)
		b := begin(t.Context(), t, st)
		q, err := b.Queue("Account", []string{"Id", "Name"})
		if err != nil {
			t.Fatal(err)
		}
		added, err := 0, error(nil)
		for i := 0; i < rows && err == nil; i++ {
			id := fmt.Sprintf("%018d", i)
			if i == 2 {
				id = fmt.Sprintf("%018d", 1)
			}
			err = q.Add([]any{id, "x"})
			added++
		}
		if err == nil {
			err = q.Flush()
		}
		row, ok := err.(*store.RowError)
		if !ok || row.Row != 2 || row.ID != "000000000000000001" {
			t.Errorf("after %d rows the error is %v, want one about the third", added, err)
		}
	}
}
