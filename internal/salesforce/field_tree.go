package salesforce

import (
	"bytes"
	"slices"
	"strings"

	"salesforce_exporter/internal/soql"
)

// A fieldTree tells, while a record is read, which column of the statement a
// field fills, along relationships too.
type fieldTree struct {
	name    string // as the statement spells it
	path    string
	columns []int // that the field fills; empty where it is a relationship
	related []*fieldTree
	likely  int // place in related of the field that comes next, as in the record before
}

func newFieldTree(s soql.Statement) *fieldTree {
	root := &fieldTree{}
	for i, c := range s.Columns {
		path := []string{c.Alias}
		if c.Alias == "" {
			path = strings.Split(c.Expr, ".")
		}
		root.add(path, i)
	}
	return root
}

func (t *fieldTree) add(path []string, column int) {
	i := slices.IndexFunc(t.related, func(f *fieldTree) bool { return strings.EqualFold(f.name, path[0]) })
	if i < 0 {
		i = len(t.related)
		t.related = append(t.related, &fieldTree{name: path[0], path: strings.TrimPrefix(t.path+"."+path[0], ".")})
	}
	if len(path) == 1 {
		t.related[i].columns = append(t.related[i].columns, column)
		return
	}
	t.related[i].add(path[1:], column)
}

// find ignores case, as SOQL does: an answer spells names as the org does, not
// as the statement did. Statements have few columns, which makes looking at
// each as quick as a map.
func (t *fieldTree) find(name []byte) *fieldTree {
	for n := range t.related {
		i := (t.likely + n) % len(t.related)
		if f := t.related[i]; f.name == string(name) {
			t.likely = (i + 1) % len(t.related)
			return f
		}
	}
	for _, f := range t.related {
		if len(f.name) == len(name) && bytes.EqualFold([]byte(f.name), name) {
			return f
		}
	}
	return nil
}

// each visits the columns below a relationship.
func (t *fieldTree) each(visit func(columns []int)) {
	for _, f := range t.related {
		visit(f.columns)
		f.each(visit)
	}
}

// missing names a column that a record did not fill; empty for none.
func (t *fieldTree) missing(seen []bool) string {
	for _, f := range t.related {
		for _, c := range f.columns {
			if !seen[c] {
				return f.path
			}
		}
		if path := f.missing(seen); path != "" {
			return path
		}
	}
	return ""
}
