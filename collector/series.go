package collector

import (
	"strings"

	"salesforce_exporter/internal/soql"
)

// A patternField tells the record of a series from its occurrences.
type patternField struct{ name, occurrence string }

// patternFields lists those of an object. What recurs has a record for its
// pattern beside those of its occurrences: IsRecurrence is true on the one that
// Classic makes, and GroupEventType is 3 on that of an event series ("Change
// Data Capture Developer Guide", Recurring Activities). Such a task cannot have
// a due date ("Object Reference", Task). That reports do not list them is
// assumed.
func patternFields(object string) []patternField {
	switch strings.ToLower(object) {
	case "task":
		return []patternField{{"IsRecurrence", "IsRecurrence = false"}}
	case "event":
		return []patternField{{"IsRecurrence", "IsRecurrence = false"}, {"GroupEventType", "GroupEventType != '3'"}}
	}
	return nil
}

// occurrences leaves the records of series out of a condition, as far as the
// org shows what tells them and the condition does not speak of it itself.
func (s *Schema) occurrences(object, where string) string {
	for _, f := range patternFields(object) {
		if !strings.Contains(where, f.name) && s.check(object, f.name, filters) == nil {
			where = soql.And(where, f.occurrence)
		}
	}
	return where
}
