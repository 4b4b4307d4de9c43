package soql

import (
	"encoding/json"
	"strconv"
	"strings"

	"salesforce_exporter/internal/demo/schema"
)

// Limits on sub-selects of the SELECT list ("SOQL and SOSL Reference",
// Understanding Relationship Query Limitations).
const (
	maxChildren   = 20
	maxLevels     = 5  // the root is the first
	oldLevels     = 2  // up to version 57.0
	levelsVersion = 58 // of the API
)

// Children are the records of a sub-select, such as (SELECT Id FROM Contacts).
type children struct {
	list      *list // of the parents
	statement *statement
	object    *schema.Object
	via       *schema.Field // refers to the parent
	selection *selection
	records   map[string][]json.RawMessage // by the parent's id
}

// subselect resolves the relationship of a sub-select.
func (l *list) subselect(root *shape, item *selectItem) error {
	st := item.Child
	at := l.at(st.From.Pos)
	written := strings.Join(st.From.Path, ".")
	if l.level+1 >= l.levels() {
		return at.refuse(malformedQuery,
			"SOQL statements cannot query aggregate relationships more than %d level away from the root entity object.",
			l.levels()-1)
	}
	path := l.stripPrefix(st.From.Path)
	object, via, ok := l.session.Schema.Child(l.root.object, path[len(path)-1])
	if !ok || len(path) > 1 || !object.Queryable {
		return at.refuse(invalidType,
			"Didn't understand relationship '%s' in FROM part of query call. If you are attempting to use a custom relationship, "+
				"be sure to append the '__r' after the custom relationship name."+referToDescribe, written)
	}
	if summarizes(st) {
		return l.at(item.Child.Items[0].Pos).refuse(malformedQuery, "Only root queries support aggregate expressions")
	}
	if st.Offset != nil && (l.statement.Limit == nil || l.statement.Limit.Value != "1") {
		return l.at(st.Offset.Pos).refuse(malformedQuery,
			"OFFSET is only allowed in a sub-select if the parent query has LIMIT 1")
	}
	name := childName(l.root.object, path[0])
	if root.names[strings.ToLower(name)] {
		return at.refuse(malformedQuery, "Cannot follow the same aggregate relationship twice: %s", name)
	}
	root.names[strings.ToLower(name)] = true
	if len(l.children) == maxChildren {
		return at.refuse(malformedQuery, "No more than %d parent-to-child relationships are allowed in a query", maxChildren)
	}
	c := &children{list: l, statement: st, object: object, via: via}
	l.children = append(l.children, c)
	root.members = append(root.members, member{name: name, children: c})
	return nil
}

// childName is the canonical name of a child relationship.
func childName(parent *schema.Object, name string) string {
	for _, c := range parent.Children {
		if strings.EqualFold(c.Name, name) {
			return c.Name
		}
	}
	return name
}

// levels is how many objects deep a statement may go, itself included.
func (t *translator) levels() int {
	version, err := strconv.ParseFloat(t.session.Version, 64)
	if err == nil && version < levelsVersion {
		return oldLevels
	}
	return maxLevels
}

// translate turns the sub-select into SQL of its own, for the parents that are
// selected.
func (c *children) translate(parents *selection) error {
	p := c.list.translator
	t := &translator{
		session: p.session, text: p.text, now: p.now, deleted: p.deleted, prefix: "c", level: p.level + 1,
		fromAlias: c.statement.From.Alias, parents: &parentRows{parents, c.via, p.level},
	}
	if err := t.checkClauses(c.statement, c.object); err != nil {
		return err
	}
	t.root = t.open(c.object)
	var err error
	c.selection, err = t.records(c.statement)
	return err
}

// ParentRows are the records whose children a sub-select finds.
type parentRows struct {
	selection *selection
	via       *schema.Field
	level     int
}

func (p *parentRows) name() string { return "parents" + strconv.Itoa(p.level) }

// with is the SQL that names the parents; the first column is their id.
func (p *parentRows) with() string {
	columns := make([]string, p.selection.columns)
	for i := range columns {
		columns[i] = "p" + strconv.Itoa(i)
	}
	return "WITH " + p.name() + " (" + strings.Join(columns, ", ") + ") AS (" + p.selection.sql + ") "
}

// condition is the SQL for a child of one of the parents.
func (p *parentRows) condition(child *source) string {
	return child.targets[0].column(p.via.Name) + " IN (SELECT p0 FROM " + p.name() + ")"
}

// add keeps a child for its parent, as far as LIMIT and OFFSET let it.
func (c *children) add(parent string, record func() json.RawMessage) {
	w := c.selection.window
	all := c.records[parent]
	if w.limit >= 0 && len(all) >= w.offset+w.limit {
		return
	}
	c.records[parent] = append(all, record())
}

// of returns the children of a parent.
func (c *children) of(parent string) []json.RawMessage {
	all := c.records[parent]
	return all[min(c.selection.window.offset, len(all)):]
}
