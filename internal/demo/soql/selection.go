package soql

import (
	"context"
	"encoding/json"
	"fmt"
)

// A selection is a translated statement, ready to run.
type selection struct {
	sql     string
	args    []any
	columns int
	tables  int
	shape   *shape // nil for COUNT()
	grouped bool   // at most maxGroups rows
}

// check refuses what would be too much for SQLite.
func (s *selection) check() error {
	if s.tables > maxTables || s.columns > maxColumns || len(s.args) > maxParameters || len(s.sql) > maxSQL {
		return tooComplex()
	}
	return nil
}

// run executes the selection and fills the result.
func (s *selection) run(ctx context.Context, session *Session, result *Result) error {
	rows, err := session.Store.DB().QueryContext(ctx, s.sql, s.args...)
	if err != nil {
		return fmt.Errorf("query the demo org: %w", err)
	}
	defer rows.Close()
	cells := make([]any, s.columns)
	pointers := make([]any, s.columns)
	for i := range cells {
		pointers[i] = &cells[i]
	}
	w := &writer{version: session.Version}
	result.Records = []json.RawMessage{}
	for rows.Next() {
		if err := rows.Scan(pointers...); err != nil {
			return fmt.Errorf("read a row of the demo org: %w", err)
		}
		if s.shape == nil {
			n, _ := cells[0].(int64)
			result.TotalSize = int(n)
			continue
		}
		if s.grouped && len(result.Records) == maxGroups {
			return refuse(exceededIDLimit, "Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch")
		}
		result.Records = append(result.Records, w.record(s.shape, cells))
		result.TotalSize++
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read the rows of the demo org: %w", err)
	}
	return nil
}
