package generate

import (
	"time"

	"salesforce_exporter/internal/demo/generate/record"
)

// changesOf are the rows of the history of a case: its company tracks status, priority,
// origin and escalation. What had been otherwise follows from the number of the case, not
// from chance.
func (g *generator) changesOf(k *record.Case) (rows []any) {
	add := func(field, kind, from, to string, share int) {
		if from == to {
			return
		}
		h := &record.CaseHistory{ID: g.ids.Next("017"), CaseID: k.ID, CreatedByID: k.LastModifiedByID, Field: field,
			DataType: kind, OldValue: from, NewValue: to, IsDeleted: k.IsDeleted}
		took := k.LastModifiedDate.Sub(k.CreatedDate)
		h.CreatedDate = k.CreatedDate.Add(took * time.Duration(share) / 100).Truncate(time.Second)
		rows = append(rows, h)
	}
	if !k.LastModifiedDate.After(k.CreatedDate) {
		return nil // nobody has touched it
	}
	was := k.Priority
	if g.cases%9 == 0 {
		was = "Medium"
	}
	add("Priority", "Text", was, k.Priority, 20)
	if g.cases%31 == 0 {
		add("Origin", "Text", "Web", k.Origin, 10)
	}
	switch {
	case k.IsEscalated:
		add("IsEscalated", "Boolean", "false", "true", 40)
	case g.cases%41 == 0: // it was calmed down
		add("IsEscalated", "Boolean", "false", "true", 30)
		add("IsEscalated", "Boolean", "true", "false", 60)
	}
	add("Status", "Text", "New", k.Status, 100)
	return rows
}
