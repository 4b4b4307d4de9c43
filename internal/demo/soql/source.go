package soql

import (
	"strconv"
	"strings"

	"salesforce_exporter/internal/demo/schema"
	"salesforce_exporter/internal/demo/store"
)

// A source is where a path reads its fields from: the FROM object or an object
// reached over lookups. A polymorphic lookup reads the Name object, which has
// no table: its values come from whichever target table holds the id.
type source struct {
	object       *schema.Object
	parent       *source // nil for the FROM object
	relationship string  // canonical name of the lookup that leads here; empty for the FROM object
	depth        int
	targets      []target // one table, or the possible tables of a Name
	children     map[string]*source
}

type target struct {
	object *schema.Object
	alias  string
}

// polymorphic reports whether the source is a Name without a table of its own.
func (s *source) polymorphic() bool { return s.relationship != "" && !s.object.Queryable }

// value returns the SQL that reads a field.
func (s *source) value(f *schema.Field) string {
	if s.polymorphic() {
		return s.nameValue(f)
	}
	return s.ownValue(f)
}

func (s *source) ownValue(f *schema.Field) string {
	column := s.targets[0].column(f.Name)
	if f.Type == schema.TypeBoolean && s.relationship != "" {
		// A checkbox of a record that is not there counts as false ("SOQL and
		// SOSL Reference", Filtering on Boolean Fields).
		return "COALESCE(" + column + ", 0)"
	}
	return column
}

// nameValue reads a field of Name from the one target that has the record.
func (s *source) nameValue(f *schema.Field) string {
	var values []string
	for _, t := range s.targets {
		if v := t.nameField(f.Name); v != "" {
			values = append(values, v)
		}
	}
	if f.Type == schema.TypeBoolean {
		values = append(values, "0")
	}
	value := "NULL"
	switch len(values) {
	case 0:
	case 1:
		value = values[0]
	default:
		value = "COALESCE(" + strings.Join(values, ", ") + ")"
	}
	if ignoresCase(f.Type) {
		return "(" + value + " COLLATE NOCASE)" // an expression forgets its columns' collation
	}
	return value
}

// id returns the SQL that reads the record's id, null where there is none.
func (s *source) id() string {
	if !s.polymorphic() {
		return s.targets[0].column("Id")
	}
	return s.nameValue(&schema.Field{Name: "Id", Type: schema.TypeID})
}

// kind returns the SQL that names the concrete object of a Name record.
func (s *source) kind() string {
	var cases strings.Builder
	for _, t := range s.targets {
		cases.WriteString(" WHEN " + t.column("Id") + " IS NOT NULL THEN " + text(t.object.Name))
	}
	if cases.Len() == 0 {
		return "NULL"
	}
	return "CASE" + cases.String() + " END"
}

func (t target) column(field string) string { return t.alias + "." + store.Quote(field) }

// nameField maps a field of Name to the target, or returns "".
func (t target) nameField(name string) string {
	switch {
	case name == "Type" && t.object.Name != "Group":
		return "CASE WHEN " + t.column("Id") + " IS NOT NULL THEN " + text(t.object.Name) + " END"
	case name == "NameOrAlias" && t.object.Name == "User":
		return t.existing("Alias")
	case name == "Name" || name == "NameOrAlias":
		return t.existing("Name", "CaseNumber", "Subject", "DeveloperName", "MasterLabel")
	}
	return t.existing(name)
}

// existing returns the first of the named columns that the target has.
func (t target) existing(names ...string) string {
	for _, name := range names {
		if f, ok := t.object.Field(name); ok {
			return t.column(f.Name)
		}
	}
	return ""
}

// text quotes a name of the schema as an SQL string.
func text(name string) string { return "'" + strings.ReplaceAll(name, "'", "''") + "'" }

// ignoresCase reports whether values of the type compare without case.
func ignoresCase(t schema.Type) bool {
	switch t {
	case schema.TypeID, schema.TypeReference, schema.TypeDate, schema.TypeDateTime, schema.TypeBoolean:
		return false
	}
	return !t.Numeric()
}

// open starts the tables of a statement with its FROM object.
func (t *translator) open(object *schema.Object) *source {
	root := &source{object: object, children: map[string]*source{}}
	root.targets = []target{{object, t.alias()}}
	t.tables = append(t.tables, store.Quote(object.Name)+" AS "+root.targets[0].alias)
	return root
}

// follow returns the source behind a lookup, joining it on first use.
func (t *translator) follow(s *source, lookup *schema.Field) (*source, bool) {
	if next, ok := s.children[lookup.Relationship]; ok {
		return next, true
	}
	object, err := t.session.Schema.Target(lookup)
	if err != nil {
		return nil, false
	}
	next := &source{object: object, parent: s, relationship: lookup.Relationship, depth: s.depth + 1,
		children: map[string]*source{}}
	for _, name := range lookup.ReferenceTo {
		referred, ok := t.session.Schema.Object(name)
		if !ok || !referred.Queryable {
			continue
		}
		joined := target{referred, t.alias()}
		next.targets = append(next.targets, joined)
		t.tables = append(t.tables, "LEFT JOIN "+store.Quote(referred.Name)+" AS "+joined.alias+
			" ON "+joined.column("Id")+" = "+s.value(lookup))
	}
	if len(next.targets) == 0 && !next.polymorphic() {
		return nil, false
	}
	s.children[lookup.Relationship] = next
	return next, true
}

func (t *translator) alias() string {
	return t.prefix + strconv.Itoa(len(t.tables))
}
