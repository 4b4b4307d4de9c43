package demo

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"salesforce_exporter/internal/demo/schema"
	"salesforce_exporter/internal/demo/store"
)

// fieldDescription is what describe says of a field. Members that are the
// same for every field of the demo org are there because clients expect them.
type fieldDescription struct {
	Aggregatable       bool            `json:"aggregatable"`
	AutoNumber         bool            `json:"autoNumber"`
	ByteLength         int             `json:"byteLength"`
	Calculated         bool            `json:"calculated"`
	CascadeDelete      bool            `json:"cascadeDelete"`
	CaseSensitive      bool            `json:"caseSensitive"`
	CompoundFieldName  *string         `json:"compoundFieldName"`
	ControllerName     *string         `json:"controllerName"`
	Createable         bool            `json:"createable"`
	Custom             bool            `json:"custom"`
	DefaultValue       any             `json:"defaultValue"`
	DefaultedOnCreate  bool            `json:"defaultedOnCreate"`
	DependentPicklist  bool            `json:"dependentPicklist"`
	DeprecatedHidden   bool            `json:"deprecatedAndHidden"`
	Digits             int             `json:"digits"`
	Encrypted          bool            `json:"encrypted"`
	ExternalID         bool            `json:"externalId"`
	ExtraTypeInfo      *string         `json:"extraTypeInfo"`
	Filterable         bool            `json:"filterable"`
	Groupable          bool            `json:"groupable"`
	HTMLFormatted      bool            `json:"htmlFormatted"`
	IDLookup           bool            `json:"idLookup"`
	InlineHelpText     *string         `json:"inlineHelpText"`
	Label              string          `json:"label"`
	Length             int             `json:"length"`
	Name               string          `json:"name"`
	NameField          bool            `json:"nameField"`
	NamePointing       bool            `json:"namePointing"`
	Nillable           bool            `json:"nillable"`
	Permissionable     bool            `json:"permissionable"`
	PicklistValues     []picklistValue `json:"picklistValues"`
	PolymorphicForeign bool            `json:"polymorphicForeignKey"`
	Precision          int             `json:"precision"`
	QueryByDistance    bool            `json:"queryByDistance"`
	ReferenceTo        []string        `json:"referenceTo"`
	RelationshipName   *string         `json:"relationshipName"`
	RelationshipOrder  *int            `json:"relationshipOrder"`
	RestrictedDelete   bool            `json:"restrictedDelete"`
	RestrictedPicklist bool            `json:"restrictedPicklist"`
	Scale              int             `json:"scale"`
	SOAPType           string          `json:"soapType"`
	Sortable           bool            `json:"sortable"`
	Type               string          `json:"type"`
	Unique             bool            `json:"unique"`
	Updateable         bool            `json:"updateable"`
	WriteRequiresRead  bool            `json:"writeRequiresMasterRead"`
}

type picklistValue struct {
	Active       bool    `json:"active"`
	DefaultValue bool    `json:"defaultValue"`
	Label        string  `json:"label"`
	ValidFor     *string `json:"validFor"`
	Value        string  `json:"value"`
}

func describeField(object *schema.Object, f *schema.Field) fieldDescription {
	shape := shapeOf(object, f)
	d := fieldDescription{
		Aggregatable: f.Aggregatable, AutoNumber: f.AutoNumber, ByteLength: 3 * shape.length,
		Calculated: f.Calculated,
		Createable: createable(object, f), Custom: f.Custom, DefaultedOnCreate: defaultedOnCreate(object, f),
		Digits: shape.digits, Filterable: f.Filterable, Groupable: f.Groupable, IDLookup: f.Type == schema.TypeID,
		Label: label(f.Name), Length: shape.length, Name: f.Name, NameField: f.Name == nameField(object),
		NamePointing: f.Polymorphic(), Nillable: f.Nillable, PicklistValues: []picklistValue{},
		PolymorphicForeign: f.Polymorphic(), Precision: shape.precision, Scale: shape.scale, SOAPType: shape.soap,
		Sortable: f.Sortable, Type: shape.name, Updateable: updateable(object, f),
	}
	if f.Type == schema.TypeID {
		d.Label = label(object.Name) + " ID"
	}
	d.Permissionable = f.Custom || d.Createable && f.Nillable
	if f.Type == schema.TypeBoolean {
		d.DefaultValue = false
	}
	if f.Relationship != "" {
		d.RelationshipName = &f.Relationship
	}
	return d
}

// nameField is the field that a record is known by.
func nameField(object *schema.Object) string {
	for _, name := range []string{"Name", "CaseNumber", "Subject"} {
		if _, ok := object.Field(name); ok {
			return name
		}
	}
	return ""
}

// maxPicklistRows bounds the records that describe looks at for the values of
// a picklist, so that it stays quick in a large org.
const maxPicklistRows = 20_000

// picklistValues lists the values that records have: the demo org has no
// setup that would say more.
func (o *Org) picklistValues(ctx context.Context, object *schema.Object, f *schema.Field) ([]picklistValue, error) {
	if !object.Queryable {
		return []picklistValue{}, nil
	}
	text := fmt.Sprintf("SELECT DISTINCT %[1]s FROM (SELECT %[1]s FROM %[2]s LIMIT %[3]d) WHERE %[1]s IS NOT NULL ORDER BY %[1]s COLLATE BINARY",
		store.Quote(f.Name), store.Quote(object.Name), maxPicklistRows)
	rows, err := o.DB().QueryContext(ctx, text)
	if err != nil {
		return nil, fmt.Errorf("values of %s.%s: %w", object.Name, f.Name, err)
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, fmt.Errorf("values of %s.%s: %w", object.Name, f.Name, err)
		}
		// A multi-select picklist stores its values as "a;b".
		if f.Type == schema.TypeMultipicklist {
			names = append(names, strings.Split(name, ";")...)
			continue
		}
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { // as ORDER BY does
		return cmp.Or(cmp.Compare(utf8.RuneCountInString(a), utf8.RuneCountInString(b)), cmp.Compare(a, b))
	})
	values := []picklistValue{}
	for _, name := range slices.Compact(names) {
		values = append(values, picklistValue{Active: true, DefaultValue: name == defaultChoice(object.Name, f.Name),
			Label: name, Value: name})
	}
	return values, rows.Err()
}

// defaultChoice is the value that new records have in a picklist of a new org;
// empty for none.
func defaultChoice(object, field string) string {
	switch object + "." + field {
	case "Lead.Status":
		return "Open - Not Contacted"
	case "Case.Status":
		return "New"
	case "Case.Priority":
		return "Medium"
	case "Task.Status":
		return "Not Started"
	case "Task.Priority":
		return "Normal"
	case "Campaign.Status":
		return "Planned"
	case "CampaignMember.Status":
		return "Sent"
	}
	return ""
}
