package soql

import (
	"context"
	"encoding/json"
	"fmt"
)

// A selection is a translated statement, ready to run.
type selection struct {
	sql      string
	args     []any
	columns  int
	tables   int
	shape    *shape // nil for COUNT()
	grouped  bool   // at most maxGroups rows
	children []*children
	key      int    // in a sub-select, the column with the parent's id
	window   window // likewise, of each parent's children
}

// check refuses what would be too much for SQLite.
func (s *selection) check() error {
	if s.tables > maxTables || s.columns > maxColumns || len(s.args) > maxParameters || len(s.sql) > maxSQL {
		return tooComplex()
	}
	for _, c := range s.children {
		if err := c.selection.check(); err != nil {
			return err
		}
	}
	return nil
}

// run executes the selection and fills the result.
func (s *selection) run(ctx context.Context, session *Session, result *Result) error {
	w := newWriter(session)
	result.Records = []json.RawMessage{}
	return s.rows(ctx, session, func(cells []any) error {
		if s.shape == nil {
			n, _ := cells[0].(int64)
			result.TotalSize = int(n)
			return nil
		}
		if s.grouped && len(result.Records) == maxGroups {
			return refuse(exceededIDLimit,
				"Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch")
		}
		result.Records = append(result.Records, w.record(s.shape, cells))
		result.TotalSize++
		return nil
	})
}

// fetch executes the selection of a sub-select.
func (c *children) fetch(ctx context.Context, session *Session) error {
	w := newWriter(session)
	c.records = map[string][]json.RawMessage{}
	s := c.selection
	return s.rows(ctx, session, func(cells []any) error {
		parent, _ := cells[s.key].(string)
		c.add(parent, func() json.RawMessage { return w.record(s.shape, cells) })
		return nil
	})
}

// rows reads the children, then the rows.
func (s *selection) rows(ctx context.Context, session *Session, each func(cells []any) error) error {
	for _, c := range s.children {
		if err := c.fetch(ctx, session); err != nil {
			return err
		}
	}
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
	for rows.Next() {
		if err := rows.Scan(pointers...); err != nil {
			return fmt.Errorf("read a row of the demo org: %w", err)
		}
		if err := each(cells); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read the rows of the demo org: %w", err)
	}
	return nil
}
