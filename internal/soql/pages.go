package soql

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// MaxGroups is the number of groups that Salesforce returns for one statement
// at most. A grouped answer cannot be paged by cursor: without a LIMIT a
// statement with more groups fails as a whole with EXCEEDED_ID_LIMIT
// ("Aggregate query does not support queryMore()").
const MaxGroups = 2000

// paged reports whether groups are asked for page by page: all of them are
// wanted.
func (s Statement) paged() bool { return s.Grouped() && s.Limit == 0 }

// Pageable reports whether pages of groups can follow a key of a type, because
// ORDER BY and comparisons agree on its order: ids by their letters, dates and
// numbers by their value. Picklists are sorted by the order of their values in Setup
// and compared by something else, texts are sorted by the rules of a language, and
// true and false cannot be compared.
func (t Type) Pageable() bool {
	switch t {
	case ID, Lookup, Day, Number:
		return true
	}
	return false
}

// keyType is the type of the first key; it is the first column.
func (s Statement) keyType() Type {
	if len(s.Columns) == 0 {
		return Any
	}
	return s.Columns[0].Type
}

// After returns the statement for the page of groups that follows a full page
// whose last group has the given first key. Where there is one key, the page
// starts behind it; where there are several, it starts with it, because the
// full page may have cut the groups of that key short (see Keep).
func (s Statement) After(key string) string {
	comparison := " > "
	if len(s.GroupBy) > 1 {
		comparison = " >= "
	}
	switch s.keyType() {
	case Day, Number:
	default:
		key = Quote(key)
	}
	return s.text(And(s.Where, s.GroupBy[0]+comparison+key))
}

// Keep returns how many rows of a page of groups are certain to be complete
// and the key to continue after, by the first keys of the rows. more is false where the
// page was the last. The error says why no statement can reach the groups behind it.
func (s Statement) Keep(keys []string) (keep int, key string, more bool, err error) {
	if !s.paged() || len(keys) < MaxGroups {
		return len(keys), "", false, nil
	}
	if !s.keyType().Pageable() {
		return 0, "", false, fmt.Errorf("%d groups or more, which is not read: group by an id, a reference, a date or a number, too", MaxGroups)
	}
	key = keys[len(keys)-1]
	keep = len(keys)
	if len(s.GroupBy) > 1 {
		keep = slices.Index(keys, key)
	}
	if keep == 0 || key == "" { // null keys come first and cannot be continued after: "> null" matches nothing
		return 0, "", false, fmt.Errorf("more than %d groups of one %s, which is not read", MaxGroups, s.GroupBy[0])
	}
	return keep, key, true, nil
}

// InOrder reports whether the rows of a page are in the order of their first keys,
// and behind the key that the page before ended with; empty for the first page.
// Otherwise what lies between two pages is not known.
func (s Statement) InOrder(keys []string, before string) bool {
	least := 0 // several groups may share a first key
	if len(s.GroupBy) == 1 {
		least = 1
	}
	for i, key := range keys {
		if (i > 0 || before != "") && s.compareKeys(key, before) < least {
			return false
		}
		before = key
	}
	return true
}

func (s Statement) compareKeys(a, b string) int {
	if s.keyType() == Number && a != "" && b != "" {
		x, errX := ParseNumber(a)
		y, errY := ParseNumber(b)
		if errX == nil && errY == nil {
			return cmp.Compare(x, y)
		}
	}
	return strings.Compare(a, b)
}
