package soql_test

import (
	"fmt"
	"testing"
)

func BenchmarkQuery(b *testing.B) {
	s := newOrg(b, nil)
	batch, err := s.Store.Begin(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	defer batch.Rollback()
	for i := range 1000 {
		if err := batch.Insert("User", []string{"Id", "Name", "IsActive"}, fmt.Sprintf("0050000%08dAAA", i),
			fmt.Sprint("User ", i), 1); err != nil {
			b.Fatal(err)
		}
	}
	for i := range 1_000_000 {
		if err := batch.Insert("Lead", []string{"Id", "OwnerId", "CreatedDate", "Status"}, fmt.Sprintf("00Q0000%08dAAA", i),
			fmt.Sprintf("0050000%08dAAA", i*7919%1000), noon.Unix()-int64(i), "Open"); err != nil {
			b.Fatal(err)
		}
	}
	if err := batch.Commit(); err != nil {
		b.Fatal(err)
	}
	for _, text := range []string{
		"SELECT COUNT() FROM Lead",
		"SELECT OwnerId, COUNT(Id) FROM Lead GROUP BY OwnerId",
		"SELECT OwnerId, COUNT(Id) FROM Lead WHERE CreatedDate = LAST_N_DAYS:7 GROUP BY OwnerId",
		"SELECT Owner.Name, COUNT(Id) FROM Lead GROUP BY Owner.Name",
		"SELECT DAY_ONLY(convertTimezone(CreatedDate)), COUNT(Id) FROM Lead GROUP BY DAY_ONLY(convertTimezone(CreatedDate))",
		"SELECT Id, Name, IsActive FROM User",
	} {
		b.Run(text, func(b *testing.B) {
			for b.Loop() {
				query(b, s, text)
			}
		})
	}
}
