package backfill

import (
	"fmt"
	"time"

	"salesforce_exporter/collector/past"
	"salesforce_exporter/internal/soql"
)

// changes asks what became of fields of cases from a moment on.
func changes(fields []string, since time.Time) soql.Statement {
	s := soql.Statement{Object: caseHistory, MaxPages: mostPages, Where: "Field IN (" + soql.QuoteAll(fields) +
		") AND CreatedDate >= " + soql.DateTime(since)}
	for _, field := range []string{"CaseId", "Field", "CreatedDate", "OldValue"} {
		s.Column(field)
	}
	return s
}

// changedCases asks for the cases of a flow with changes from a moment on.
func changedCases(f past.Flow, fields []string, since time.Time) soql.Statement {
	s := f.Statement
	s.Where = soql.And(s.Where, "Id IN (SELECT CaseId FROM "+caseHistory+" WHERE "+changes(fields, since).Where+")")
	s.MaxPages = mostPages
	return s
}

// readChanges takes in what became of cases, and the cases that it became of.
func (w *writer) readChanges() error {
	if len(w.plan.changed) == 0 {
		return nil
	}
	a, err := w.answer(changes(w.plan.changed, w.options.Since))
	if err != nil {
		return err
	}
	for _, f := range w.plan.cases {
		cases, err := w.answer(changedCases(f, w.plan.changed, w.options.Since))
		if err != nil {
			return err
		}
		if err := w.book.Note(f, false, cases.Rows.List()); err != nil {
			return err
		}
	}
	all := map[past.Changed][]past.Change{}
	for row := range a.Rows.All() {
		at, err := soql.ParseTime(row[2])
		if err != nil {
			return fmt.Errorf("read %s: %w", caseHistory, err)
		}
		of := past.Changed{ID: row[0], Field: row[1]}
		all[of] = append(all[of], past.Change{At: at, Old: row[3]})
	}
	for of, list := range all {
		w.book.PutChanges(of, list)
	}
	return nil
}
