package engagement

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"salesforce_exporter/internal/demo/engagement/model"
)

const (
	// maxRelations is how many relations a field may be away (API guide, Version
	// 5 Overview: three levels; that the field itself is not one is assumed).
	maxRelations = 3

	// instant is how times are written: with an offset, even in UTC.
	instant = "2006-01-02T15:04:05-07:00"
)

// A selection is what a query selects: SQL columns, and the tree that they
// become in the answer.
type selection struct {
	objects map[string]*model.Object
	columns []string // "t.id"
	joins   []string
	root    node
}

// A node is an object in the answer.
type node struct {
	name     string
	table    string // its alias in SQL
	id       int    // the column that says whether it is there
	fields   []leaf
	children []*node
}

type leaf struct {
	name   string
	kind   model.Type
	column int
}

// selectFields reads the parameter fields, which every request must have.
func (a *API) selectFields(object *model.Object, params url.Values) (*selection, error) {
	text := params.Get("fields")
	if text == "" {
		return nil, fieldsMissing()
	}
	s := &selection{objects: a.objects, root: node{table: "t"}}
	for _, path := range strings.Split(text, ",") {
		if err := s.add(object, path); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// add selects a field such as "prospect.campaign.name".
func (s *selection) add(object *model.Object, path string) error {
	parts := strings.Split(path, ".")
	at := &s.root
	for _, relation := range parts[:len(parts)-1] {
		f, ok := object.Relation(relation)
		if !ok || len(parts)-1 > maxRelations {
			return FieldRefused(path)
		}
		object = s.objects[f.Target]
		at = s.follow(at, f, object)
	}
	name := parts[len(parts)-1]
	f, ok := object.Field(name)
	if !ok {
		return FieldRefused(path)
	}
	if slices.ContainsFunc(at.fields, func(l leaf) bool { return l.name == name }) {
		return nil
	}
	at.fields = append(at.fields, leaf{name: name, kind: f.Type, column: s.column(at.table + "." + f.Name)})
	return nil
}

// follow joins the row that a field refers to.
func (s *selection) follow(from *node, by model.Field, to *model.Object) *node {
	for _, known := range from.children {
		if known.name == by.Relation {
			return known
		}
	}
	alias := "j" + strconv.Itoa(len(s.joins)+1)
	s.joins = append(s.joins, fmt.Sprintf("LEFT JOIN %s %s ON %s.id = %s.%s", to.Table, alias, alias, from.table, by.Name))
	child := &node{name: by.Relation, table: alias, id: s.column(alias + ".id")}
	from.children = append(from.children, child)
	return child
}

func (s *selection) column(expression string) int {
	s.columns = append(s.columns, expression)
	return len(s.columns) - 1
}

// encode adds the JSON of a row to a text.
func (s *selection) encode(to []byte, row []any, zone *time.Location) []byte {
	return s.root.encode(to, row, zone)
}

func (n *node) encode(to []byte, row []any, zone *time.Location) []byte {
	to = append(to, '{')
	for _, f := range n.fields {
		to = append(to, '"')
		to = append(to, f.name...)
		to = append(to, '"', ':')
		to = f.encode(to, row[f.column], zone)
		to = append(to, ',')
	}
	for _, c := range n.children {
		to = append(to, '"')
		to = append(to, c.name...)
		to = append(to, '"', ':')
		if row[c.id] == nil {
			to = append(to, "null,"...)
			continue
		}
		to = append(c.encode(to, row, zone), ',')
	}
	to[len(to)-1] = '}' // there is at least one field
	return to
}

func (l leaf) encode(to []byte, value any, zone *time.Location) []byte {
	n, whole := value.(int64)
	switch {
	case value == nil:
		return append(to, "null"...)
	case l.kind == model.DateTime && whole:
		to = append(to, '"')
		to = time.Unix(n, 0).In(zone).AppendFormat(to, instant)
		return append(to, '"')
	case l.kind == model.Boolean && whole:
		return strconv.AppendBool(to, n != 0)
	case whole:
		return strconv.AppendInt(to, n, 10)
	}
	return append(to, encode(value)...)
}
