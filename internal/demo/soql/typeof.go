package soql

import (
	"strings"

	"salesforce_exporter/internal/demo/schema"
)

// Variants are the records that a TYPEOF may give, by the object that a row
// refers to.
type variants struct {
	kind  int // column that names the object
	when  map[string]*shape
	other *shape // of ELSE, or nil
}

// typeOf resolves TYPEOF ("SOQL and SOSL Reference", TYPEOF).
func (l *list) typeOf(root *shape, to *typeOf) error {
	at := l.at(to.Pos)
	path := l.stripPrefix(to.Of)
	written := strings.Join(to.Of, ".")
	from, err := l.walk(l.root, path[:len(path)-1], to.Of, at)
	if err != nil {
		return err
	}
	if from != l.root {
		return l.unsupported(to.Pos, "TYPEOF of a parent's field")
	}
	lookup, ok := from.object.Relationship(path[len(path)-1])
	if !ok {
		return unknownRelationship(at, written)
	}
	if !lookup.Polymorphic() {
		return at.refuse(malformedQuery, "TYPEOF is only allowed on polymorphic relationships, cannot use: '%s'", written)
	}
	name, ok := l.follow(from, lookup)
	if !ok {
		return unknownRelationship(at, written)
	}
	if err := l.claim(root, name.relationship, written); err != nil {
		return err
	}
	v := &variants{kind: l.columns.add(name.kind()), when: map[string]*shape{}}
	for _, when := range to.When {
		if err := l.when(v, name, lookup, when); err != nil {
			return err
		}
	}
	if len(to.Else) > 0 {
		v.other = l.shape(l.columns, name)
		if err := l.variant(name, v.other, to.Else); err != nil {
			return err
		}
	}
	root.members = append(root.members, member{name: name.relationship, variants: v})
	return nil
}

// when resolves the fields for one object.
func (l *list) when(v *variants, name *source, lookup *schema.Field, when *typeWhen) error {
	at := l.at(when.Pos)
	for _, target := range name.targets {
		if !strings.EqualFold(target.object.Name, when.Object) {
			continue
		}
		if v.when[target.object.Name] != nil {
			return at.refuse(malformedQuery, "duplicate WHEN in TYPEOF: %s", when.Object)
		}
		concrete := name.concrete(target)
		sh := l.shape(l.columns, concrete)
		v.when[target.object.Name] = sh
		return l.variant(concrete, sh, when.Then)
	}
	for _, object := range lookup.ReferenceTo {
		if strings.EqualFold(object, when.Object) {
			return l.unknownObject(at, when.Object) // the user does not see it
		}
	}
	if _, ok := l.session.Schema.Object(when.Object); !ok {
		return l.unknownObject(at, when.Object)
	}
	return at.refuse(malformedQuery, "The relationship '%s' cannot refer to '%s'", name.relationship, when.Object)
}

// variant selects the fields after THEN or ELSE.
func (l *list) variant(s *source, sh *shape, fields []*operand) error {
	for _, o := range fields {
		if o.Call != nil {
			return l.unexpectedCall(o)
		}
		c, err := l.columnFrom(s, o.Path, o)
		if err != nil {
			return err
		}
		if err := l.place(s, sh, c.expression(), ""); err != nil {
			return err
		}
	}
	return nil
}

// concrete is the source behind a polymorphic lookup seen as one of its
// targets.
func (s *source) concrete(t target) *source {
	return &source{
		object: t.object, parent: s.parent, relationship: s.relationship, depth: s.depth,
		targets: []target{t}, children: map[string]*source{},
	}
}
