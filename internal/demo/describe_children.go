package demo

import (
	"slices"
	"strings"

	"salesforce_exporter/internal/demo/schema"
)

// childRelationship is how describe names a reference that leads to an object.
type childRelationship struct {
	CascadeDelete       bool     `json:"cascadeDelete"`
	Child               string   `json:"childSObject"`
	DeprecatedHidden    bool     `json:"deprecatedAndHidden"`
	Field               string   `json:"field"`
	JunctionIDListNames []string `json:"junctionIdListNames"`
	JunctionReferenceTo []string `json:"junctionReferenceTo"`
	Name                *string  `json:"relationshipName"` // null where no sub-select reaches the children
	RestrictedDelete    bool     `json:"restrictedDelete"`
}

// childRelationships lists the references of all visible objects that may
// point at one, in order of their objects and fields.
func childRelationships(s *schema.Schema, parent *schema.Object) []childRelationship {
	all := []childRelationship{}
	for _, object := range s.Objects() {
		if !object.Queryable {
			continue
		}
		for _, f := range object.Fields {
			if !slices.Contains(f.ReferenceTo, parent.Name) {
				continue
			}
			all = append(all, childRelationship{
				Child: object.Name, Field: f.Name, Name: childName(parent, object.Name, f.Name),
				JunctionIDListNames: []string{}, JunctionReferenceTo: []string{},
				CascadeDelete: goesWithParent(object, f),
			})
		}
	}
	return all
}

// childName is what sub-selects call the children; nil where there is no name.
func childName(parent *schema.Object, object, field string) *string {
	for _, c := range parent.Children {
		if c.Object == object && c.Field == field {
			return &c.Name
		}
	}
	return nil
}

// goesWithParent reports whether a child is deleted with its parent. The demo
// org says so of references that a record cannot do without and that are not
// about people: an assumption.
func goesWithParent(object *schema.Object, f *schema.Field) bool {
	return objectWritable(object.Name) && !f.Nillable && !f.Polymorphic() && !slices.Contains(f.ReferenceTo, "User") &&
		!strings.HasSuffix(f.Name, "OwnerId")
}
