package load

import (
	"slices"
	"strings"
	"time"

	"salesforce_exporter/internal/demo/generate/record"
	"salesforce_exporter/internal/demo/schema"
)

// schemaOf returns the part of the standard schema that the files have, with
// their custom objects and fields.
func schemaOf(all *schema.Schema, tables []*table) *schema.Schema {
	files := map[string]*table{}
	for _, t := range tables {
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
		if t.custom {
			objects = append(objects, t.customObject(org))
		}
	}
	return schema.Of(objects...)
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

func (t *table) has(field string) bool {
	return slices.ContainsFunc(t.columns, func(c column) bool { return strings.EqualFold(c.name, field) })
}

// commonField returns the field of that name which custom objects have as
// well as standard ones, or nil.
func commonField(all *schema.Schema, name string) *schema.Field {
	from := "Account"
	switch strings.ToLower(name) {
	case "ownerid":
		from = "Lead" // as there, queues may own records
	case "id", "name", "isdeleted", "createddate", "createdbyid", "lastmodifieddate", "lastmodifiedbyid", "systemmodstamp",
		"lastactivitydate", "lastvieweddate", "lastreferenceddate", "currencyisocode":
	default:
		return nil
	}
	o, ok := all.Object(from)
	if !ok {
		return nil
	}
	f, _ := o.Field(name)
	return f
}

// customObject describes an object that Salesforce does not come with.
func (t *table) customObject(org *schema.Schema) *schema.Object {
	o := &schema.Object{Name: t.object, KeyPrefix: t.prefix, Queryable: true, Custom: true}
	for _, c := range t.columns {
		if c.field == nil {
			continue
		}
		f := *c.field
		if f.Relationship != "" && !f.Polymorphic() {
			if _, ok := org.Object(f.ReferenceTo[0]); !ok {
				f.Relationship = ""
			}
		}
		o.Fields = append(o.Fields, &f)
	}
	o.Fields = append(o.Fields, t.customFields()...)
	return o
}

// customFields describes the columns that no standard object has.
func (t *table) customFields() []*schema.Field {
	var fields []*schema.Field
	for _, c := range t.columns {
		if c.field == nil {
			fields = append(fields, c.guess.field(c.name))
		}
	}
	return fields
}

// guess is what the cells of a column have in common so far.
type guess struct {
	seen                                 bool
	boolean, number, date, dateTime, ids bool
	long                                 bool
}

func newGuess() guess {
	return guess{boolean: true, number: true, date: true, dateTime: true, ids: true}
}

// longText is the number of characters from which text cannot be grouped.
const longText = 255

// see takes a cell that is not empty into account.
func (g *guess) see(cell string) {
	g.seen = true
	g.long = g.long || len(cell) > longText
	if g.boolean {
		low := strings.ToLower(cell)
		g.boolean = low == "true" || low == "false"
	}
	if g.number {
		_, err := number(cell)
		g.number = err == nil
	}
	if g.date {
		_, err := parseDate(cell)
		g.date = err == nil
	}
	if g.dateTime {
		_, err := parseDateTime(cell, time.UTC)
		g.dateTime = err == nil
	}
	if g.ids {
		long, err := record.LongID(cell[:min(15, len(cell))])
		g.ids = err == nil && long == cell
	}
}

// field is a custom field of the guessed type, with the flags that describe
// shows for such a type.
func (g *guess) field(name string) *schema.Field {
	f := &schema.Field{Name: name, Type: schema.TypeString, Custom: true, Filterable: true, Groupable: true, Aggregatable: true, Sortable: true, Nillable: true}
	switch {
	case !g.seen:
	case g.boolean:
		f.Type, f.Aggregatable, f.Nillable = schema.TypeBoolean, false, false
	case g.number:
		f.Type, f.Groupable = schema.TypeDouble, false
	case g.date:
		f.Type = schema.TypeDate
	case g.dateTime:
		f.Type, f.Groupable = schema.TypeDateTime, false
	case g.ids:
		f.Type = schema.TypeReference
	case g.long:
		f.Type, f.Filterable, f.Groupable, f.Aggregatable, f.Sortable = schema.TypeTextarea, false, false, false, false
	}
	return f
}
