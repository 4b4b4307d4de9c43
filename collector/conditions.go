package collector

import (
	"cmp"
	"fmt"
	"strings"

	"salesforce_exporter/internal/soql"
)

// CheckConditions checks a condition about an object and those that hold where
// the org shows their fields: each for itself, and all of them together.
func CheckConditions(object, where string, whereShown []string) error {
	if err := CheckCondition(object, where); err != nil {
		return err
	}
	all := where
	for _, condition := range whereShown {
		if err := checkConditionOf(object, "where_shown", condition); err != nil {
			return err
		}
		all = soql.And(all, condition)
	}
	return CheckCondition(object, all)
}

// CheckCondition finds out whether a text is a condition of SOQL about an
// object, as far as that can be known without the org. The object may be empty
// where it is not known.
func CheckCondition(object, where string) error { return checkConditionOf(object, "where", where) }

// checkConditionOf checks the condition that stands behind a key.
func checkConditionOf(object, key, condition string) error {
	if condition == "" {
		return nil
	}
	word, _, _ := strings.Cut(strings.TrimSpace(condition), " ")
	if strings.EqualFold(word, "WHERE") {
		return fmt.Errorf("%s starts with the keyword WHERE: leave that out", key)
	}
	if err := soql.CheckCondition(object, strings.ReplaceAll(condition, "{window}", "TODAY")); err != nil {
		return fmt.Errorf("%s cannot be read as a condition of SOQL: %w", key, err)
	}
	return nil
}

// CheckBy refuses what cannot be the id of a user: a name, such as Owner.Name, is
// no way to find the person.
func CheckBy(by string) error {
	last := by[strings.LastIndex(by, ".")+1:]
	if by == "" || strings.HasSuffix(last, "Id") || strings.HasSuffix(last, "__c") {
		return nil
	}
	return fmt.Errorf("by %q is not a reference to a user: name the field with the id, such as OwnerId or CreatedById", by)
}

// Shown adds those of further conditions to a condition whose fields the org
// shows.
func (s *Schema) Shown(object, where string, further []string) string {
	for _, condition := range further {
		if s.CheckCondition(object, condition) == nil {
			where = soql.And(where, condition)
		}
	}
	return where
}

// CheckCondition finds out whether an object can be filtered by a condition.
func (s *Schema) CheckCondition(object, where string) error {
	references, err := soql.References(where)
	if err != nil {
		return err
	}
	for _, r := range references {
		if err := s.Check(cmp.Or(r.Object, object), r.Path, Filters); err != nil {
			return err
		}
	}
	return nil
}
