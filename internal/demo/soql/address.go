package soql

import (
	"strings"

	"salesforce_exporter/internal/demo/schema"
)

// A part is one component of an address.
type part struct {
	name  string
	value valueColumn
}

// addressComponents are the parts of a compound address field in the order in
// which the REST API writes them ("REST API Developer Guide", Address Compound
// Fields), and the fields that hold them.
var addressComponents = [...]struct{ name, field string }{
	{"city", "City"},
	{"country", "Country"},
	{"geocodeAccuracy", "GeocodeAccuracy"},
	{"latitude", "Latitude"},
	{"longitude", "Longitude"},
	{"postalCode", "PostalCode"},
	{"state", "State"},
	{"street", "Street"},
}

// addressParts selects the components of an address such as BillingAddress.
func (l *list) addressParts(c *column) []part {
	prefix := strings.TrimSuffix(c.field.Name, "Address")
	var parts []part
	for _, component := range addressComponents {
		p := part{name: component.name, value: valueColumn{column: -1, typ: schema.TypeString}}
		if f, ok := c.source.object.Field(prefix + component.field); ok {
			p.value = valueColumn{column: l.columns.add(c.source.value(f)), typ: f.Type}
		}
		parts = append(parts, p)
	}
	return parts
}
