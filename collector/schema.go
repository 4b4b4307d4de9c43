package collector

import (
	"fmt"
	"slices"
	"strings"

	"salesforce_exporter/internal/setting"
)

// A Field is what an org says about a field that the integration user can see.
type Field struct {
	Name         string
	Type         string
	Filterable   bool
	Groupable    bool
	Aggregatable bool
	Relationship string   // the name that traverses a reference; empty for none
	ReferenceTo  []string // the objects that a reference can point at
	Calculated   bool     // a formula or a roll-up
	AutoNumber   bool
	Default      string   // what new records get in a picklist; empty for nothing
	Label        string   // what pages call it
	Values       []string // that can be chosen from a picklist
}

// An Object is what an org shows of an object.
type Object struct {
	Name     string
	Fields   []Field
	Children []Child
	Scopes   []string // that USING SCOPE may name; nil where they are not known
}

// A Child is a reference of another object that leads to an object.
type Child struct {
	Relationship  string // what the list of these records is called; empty for nothing
	Object, Field string // that refers
}

// A Named is an object as the list of all objects has it.
type Named struct{ Name, Label string }

// A Schema is what an org shows the integration user. It learns object by
// object: planning against it notes which objects are still to be described.
type Schema struct {
	objects map[string]*Object // by lower-case name; nil for hidden ones
	wanted  []string
	open    bool
	names   []Named // of all objects that the org shows; nil until they are learned
	asked   bool    // names were looked up while they were not known
}

// NewSchema returns a schema that knows nothing yet.
func NewSchema() *Schema { return &Schema{objects: map[string]*Object{}} }

// OpenSchema returns a schema that has every object and field one asks for, to
// plan for an org that was not asked.
func OpenSchema() *Schema { return &Schema{open: true} }

// Open reports whether the schema is of an org that was not asked.
func (s *Schema) Open() bool { return s.open }

// Learn notes the description of an object; nil says that the org does not
// show it.
func (s *Schema) Learn(name string, o *Object) { s.objects[strings.ToLower(name)] = o }

// Described are the objects that were described, by the name that was asked for in
// small letters; nil for those that the org does not show.
func (s *Schema) Described() map[string]*Object { return s.objects }

// Wanted returns the objects that were looked up since the last call without
// being known, and forgets them.
func (s *Schema) Wanted() []string {
	wanted := s.wanted
	s.wanted = nil
	return wanted
}

// LearnNames notes which objects the org shows.
func (s *Schema) LearnNames(names []Named) { s.names, s.asked = names, false }

// Names lists the objects that the org shows; nil where nobody asked.
func (s *Schema) Names() []Named { return s.names }

// WantsNames reports whether somebody looked for the objects that there are without
// their being known, and forgets it.
func (s *Schema) WantsNames() bool {
	asked := s.asked
	s.asked = false
	return asked
}

// ShowsNothing reports whether objects were described, and the org shows none of
// them.
func (s *Schema) ShowsNothing() bool {
	for _, o := range s.objects {
		if o != nil {
			return false
		}
	}
	return len(s.objects) > 0
}

// Object finds an object. The error says in Salesforce's terms what is hidden.
func (s *Schema) Object(name string) (*Object, error) {
	if s.open {
		return &Object{Name: name}, nil
	}
	o, known := s.objects[strings.ToLower(name)]
	if !known && !slices.Contains(s.wanted, name) {
		s.wanted = append(s.wanted, name)
	}
	if o == nil {
		return nil, &hiddenError{object: name}
	}
	return o, nil
}

// Field finds the field at the end of a path of relationships, such as
// "UserRole.Name" on User.
func (s *Schema) Field(object, path string) (*Field, error) {
	o, err := s.Object(object)
	if err != nil {
		s.foresee(object, path)
		return nil, err
	}
	if s.open {
		return &Field{Name: path, Filterable: true, Groupable: true, Aggregatable: true}, nil
	}
	return s.fieldOf(o, "", path)
}

// foresee looks up the objects that a path from one that is not known yet surely leads to,
// so that all are described together: those that are called like the relationship.
func (s *Schema) foresee(object, path string) {
	if _, known := s.objects[strings.ToLower(object)]; known {
		return
	}
	parts := strings.Split(path, ".")
	for _, name := range parts[:len(parts)-1] {
		if isStandard(name, standardObjects()) {
			_, _ = s.Object(name)
		}
	}
}

// fieldOf finds a field of an object to which a path has led that far.
func (s *Schema) fieldOf(o *Object, before, path string) (*Field, error) {
	head, rest, deeper := strings.Cut(path, ".")
	for i := range o.Fields {
		f := &o.Fields[i]
		if !deeper && strings.EqualFold(f.Name, head) {
			return f, nil
		}
		if deeper && f.Relationship != "" && strings.EqualFold(f.Relationship, head) {
			next, err := s.Object(target(f))
			if err != nil {
				return nil, &hiddenError{object: target(f), before: before + f.Relationship + ".", rest: rest}
			}
			return s.fieldOf(next, before+f.Relationship+".", rest)
		}
	}
	return nil, &hiddenError{object: o.Name, field: head, relationship: deeper, before: before, rest: rest}
}

// target is the object that a relationship reads: where a reference can point
// at several objects, what they have in common is the object Name.
func target(f *Field) string {
	if len(f.ReferenceTo) == 1 {
		return f.ReferenceTo[0]
	}
	return severalObjects
}

// Use is what a statement does with a field.
type Use int

// Uses that an org can forbid.
const (
	Selects Use = iota
	Filters
	Groups
	Aggregates
)

// Check finds a field and whether the org allows the use of it.
func (s *Schema) Check(object, path string, u Use) error {
	f, err := s.Field(object, path)
	if err != nil {
		return err
	}
	allowed, verb := true, ""
	switch u {
	case Filters:
		allowed, verb = f.Filterable, "filtered by"
	case Groups:
		allowed, verb = f.Groupable, "grouped by"
	case Aggregates:
		allowed, verb = f.Aggregatable, "aggregated"
	}
	if !allowed {
		return &useError{object: object, path: path, field: f, use: u, verb: verb}
	}
	return nil
}

// A useError is a use of a field that the org forbids.
type useError struct {
	object, path string
	field        *Field
	use          Use
	verb         string
}

func (e *useError) Error() string {
	return fmt.Sprintf("field %s.%s cannot be %s", e.object, e.path, e.verb)
}

// CheckUser finds out whether the field at the end of a path can hold the id of a
// user. An empty path is none.
func (s *Schema) CheckUser(object, path string) error {
	if path == "" || s.open {
		return nil
	}
	f, err := s.Field(object, path)
	if err != nil || slices.Contains(f.ReferenceTo, "User") {
		return err
	}
	// A text may hold ids, too, as may a reference of which nothing else is known.
	if len(f.ReferenceTo) == 0 && slices.Contains([]string{"id", "reference", "string", ""}, f.Type) {
		return nil
	}
	reason := fmt.Sprintf("field %s.%s is not a reference to a user", object, path)
	if len(f.ReferenceTo) > 0 {
		reason = fmt.Sprintf("field %s.%s leads to %s, and not to a user", object, path, strings.Join(f.ReferenceTo, " or "))
	}
	return SkippedError{Reason: reason,
		Remedy: s.usersOf(object, path, f)}
}

// usersOf names fields in place of one that does not refer to a user.
func (s *Schema) usersOf(object, path string, f *Field) string {
	o, err := s.Object(object)
	if err != nil {
		return ""
	}
	var users []string
	for _, other := range o.Fields {
		if other.Groupable && slices.Contains(other.ReferenceTo, "User") {
			users = append(users, other.Name)
		}
	}
	remedy := "name a field that refers to a user, such as OwnerId or CreatedById, or leave out by"
	if len(users) > 0 {
		remedy = "use " + setting.OneOf(users[:min(len(users), 4)])
	}
	if f.Relationship == "" || len(f.ReferenceTo) != 1 {
		return remedy
	}
	owner := strings.TrimSuffix(path, f.Name) + f.Relationship + ".OwnerId"
	if other, err := s.Object(f.ReferenceTo[0]); err == nil && other.has("OwnerId") {
		remedy += fmt.Sprintf("; %s is who owns the %s", owner, f.ReferenceTo[0])
	}
	if strings.EqualFold(f.ReferenceTo[0], f.Relationship) {
		remedy += fmt.Sprintf("; to count by %s, leave by out and write labels: {%s: %s%s.Name}", f.Relationship,
			strings.ToLower(f.Relationship), strings.TrimSuffix(path, f.Name), f.Relationship)
	}
	return remedy
}

// has reports whether an object has a field.
func (o *Object) has(field string) bool {
	return slices.ContainsFunc(o.Fields, func(f Field) bool { return f.Name == field })
}

// CheckBox finds a field that is true or false.
func (s *Schema) CheckBox(object, path string) error {
	f, err := s.Field(object, path)
	if err != nil || s.open || f.Type == "boolean" {
		return err
	}
	return SkippedError{Reason: fmt.Sprintf("field %s.%s is no check box", object, path),
		Remedy: "name a field of the type Checkbox"}
}
