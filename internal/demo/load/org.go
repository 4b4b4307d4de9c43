package load

import (
	"slices"
	"strings"

	"salesforce_exporter/internal/demo/schema"
)

// schemaOf returns the part of the standard schema that the files have, with
// their custom objects and fields. Amounts of the objects named cannot be added
// up.
func schemaOf(all *schema.Schema, tables []*table, unsummable map[string]string) *schema.Schema {
	files := map[string]*table{}
	for _, t := range tables {
		t.guessTypes()
		files[t.object] = t
	}
	org := all.Restrict(func(object, field string) bool {
		if object == "Name" {
			return field == "" || onName(field, files["User"])
		}
		t := files[object]
		return t != nil && (field == "" || t.has(field))
	})
	objects := org.Objects()
	for _, o := range objects {
		if t := files[o.Name]; t != nil {
			o.Fields = append(o.Fields, t.customFields()...)
		}
	}
	for _, t := range tables {
		if t.standard == nil {
			objects = append(objects, t.newObject())
		}
	}
	for _, o := range objects {
		if t := files[o.Name]; t != nil {
			t.limitUnknown(o)
		}
		if unsummable[o.Name] != "" {
			keepApart(o)
		}
	}
	related := schema.Of(objects...)
	relate(related, all, tables)
	return schema.Of(related.Objects()...) // which knows the relationships by name
}

// limitUnknown lets statements do no more with a field that the export lacks
// than its column allows.
func (t *table) limitUnknown(o *schema.Object) {
	for i, f := range o.Fields {
		if c := t.column(f.Name); c != nil && c.fixed != "" {
			o.Fields[i] = c.field
		}
	}
}

// keepApart lets nothing add up the amounts of an object.
func keepApart(o *schema.Object) {
	for _, f := range o.Fields {
		if f.Type == schema.TypeCurrency {
			f.Aggregatable = false
		}
	}
}

// onName reports whether Name, through which the owners of leads, cases and
// activities are read, has a field: only what is known of users.
func onName(field string, users *table) bool {
	switch field {
	case "Id", "Name", "Type":
		return true
	case "NameOrAlias":
		field = "Alias"
	}
	return users != nil && users.has(field)
}

// newObject describes an object that is not in the standard schema.
func (t *table) newObject() *schema.Object {
	o := &schema.Object{Name: t.object, KeyPrefix: t.prefix, Queryable: true, Custom: strings.HasSuffix(t.object, "__c")}
	for _, c := range t.columns {
		f := *c.field
		o.Fields = append(o.Fields, &f)
	}
	if len(o.Fields) == 0 { // the files are empty
		o.Fields = []*schema.Field{{Name: "Id", Type: schema.TypeID, Filterable: true, Groupable: true, Aggregatable: true,
			Sortable: true}}
	}
	return o
}

// customFields describes the columns that the standard object does not have.
func (t *table) customFields() []*schema.Field {
	var fields []*schema.Field
	for _, c := range t.columns {
		if _, ok := t.standard.Field(c.name); !ok {
			f := *c.field
			fields = append(fields, &f)
		}
	}
	return fields
}

// relate finds out which objects references point at, so that paths such as
// Account__r.Name lead there.
func relate(org, all *schema.Schema, tables []*table) {
	prefixes := objectsByPrefix(org)
	for _, t := range tables {
		o, ok := org.Object(t.object)
		if !ok {
			continue
		}
		for _, f := range o.Fields {
			if f.Type != schema.TypeReference {
				continue
			}
			if known := t.knownField(f.Name, all); known != nil {
				restore(f, known, org)
				continue
			}
			if c := t.column(f.Name); c != nil {
				point(f, c.guess.prefixes, prefixes)
			}
		}
	}
}

// knownField is the field as Salesforce describes it, nil for one whose type was
// guessed.
func (t *table) knownField(name string, all *schema.Schema) *schema.Field {
	if t.standard == nil {
		return commonField(all, name)
	}
	f, _ := t.standard.Field(name)
	return f
}

// restore lets a standard field be traversed if the export has what it points
// at.
func restore(f, known *schema.Field, org *schema.Schema) {
	f.Relationship = known.Relationship
	if f.Relationship == "" || f.Polymorphic() {
		return
	}
	if _, ok := org.Object(f.ReferenceTo[0]); !ok {
		f.Relationship = ""
	}
}

// point lets a reference be traversed to the objects whose ids it has.
func point(f *schema.Field, prefixes []string, objects map[string]string) {
	for _, p := range prefixes {
		if name := objects[p]; name != "" && !slices.Contains(f.ReferenceTo, name) {
			f.ReferenceTo = append(f.ReferenceTo, name)
		}
	}
	slices.Sort(f.ReferenceTo)
	if len(f.ReferenceTo) > 0 {
		f.Relationship = relationshipName(f.Name)
	}
}

// relationshipName is how a path traverses a reference: Account__r for
// Account__c, Contract for ContractId. It is empty for other names.
func relationshipName(field string) string {
	if name, ok := strings.CutSuffix(field, "__c"); ok {
		return name + "__r"
	}
	if n := len(field) - len("Id"); n > 0 && strings.EqualFold(field[n:], "Id") {
		return field[:n]
	}
	return ""
}

// objectsByPrefix names the object of each key prefix; "" where several have it.
func objectsByPrefix(org *schema.Schema) map[string]string {
	names := map[string]string{}
	for _, o := range org.Objects() {
		if o.KeyPrefix == "" || !o.Queryable {
			continue
		}
		if _, taken := names[o.KeyPrefix]; taken {
			names[o.KeyPrefix] = ""
			continue
		}
		names[o.KeyPrefix] = o.Name
	}
	return names
}
