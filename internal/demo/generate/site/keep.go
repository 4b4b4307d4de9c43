package site

import (
	"fmt"
	"time"

	"salesforce_exporter/internal/demo/generate/record"
	"salesforce_exporter/internal/demo/store"
)

// kept is a row of a table and whether the table has it as it is.
type kept struct {
	table  string
	id     any
	row    any // a pointer to a struct of package record
	stored bool
	dirty  bool
}

// note marks a row as new or changed.
func (s *Site) note(k *kept) {
	if !k.dirty {
		k.dirty = true
		s.kept = append(s.kept, k)
	}
}

// Keep lets happen what is due, and writes what is new or has changed.
func (s *Site) Keep(batch *store.Batch, now time.Time) error {
	s.until(now.UTC().Truncate(time.Second))
	rows := record.NewWriter(batch)
	for _, k := range s.kept {
		if k.stored {
			if err := batch.Exec("DELETE FROM "+store.Quote(k.table)+" WHERE Id = ?", k.id); err != nil {
				return fmt.Errorf("change %s: %w", k.table, err)
			}
		}
		if err := rows.Insert(k.row); err != nil {
			return err
		}
		k.stored, k.dirty = true, false
	}
	s.kept = nil
	return nil
}
