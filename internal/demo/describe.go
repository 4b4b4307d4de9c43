package demo

import (
	"context"
	"slices"
	"strings"

	"salesforce_exporter/internal/demo/schema"
	"salesforce_exporter/internal/demo/soql"
)

// objectSummary is what describe says of an object as a whole.
type objectSummary struct {
	Activateable     bool              `json:"activateable"`
	Createable       bool              `json:"createable"`
	Custom           bool              `json:"custom"`
	CustomSetting    bool              `json:"customSetting"`
	Deletable        bool              `json:"deletable"`
	DeprecatedHidden bool              `json:"deprecatedAndHidden"`
	FeedEnabled      bool              `json:"feedEnabled"`
	KeyPrefix        *string           `json:"keyPrefix"`
	Label            string            `json:"label"`
	LabelPlural      string            `json:"labelPlural"`
	Layoutable       bool              `json:"layoutable"`
	Mergeable        bool              `json:"mergeable"`
	Name             string            `json:"name"`
	Queryable        bool              `json:"queryable"`
	Replicateable    bool              `json:"replicateable"`
	Retrieveable     bool              `json:"retrieveable"`
	Searchable       bool              `json:"searchable"`
	Triggerable      bool              `json:"triggerable"`
	Undeletable      bool              `json:"undeletable"`
	Updateable       bool              `json:"updateable"`
	URLs             map[string]string `json:"urls"`
}

type globalDescription struct {
	Encoding     string          `json:"encoding"`
	MaxBatchSize int             `json:"maxBatchSize"`
	Objects      []objectSummary `json:"sobjects"`
}

type objectBasics struct {
	Description objectSummary `json:"objectDescribe"`
	RecentItems []any         `json:"recentItems"`
}

type objectDescription struct {
	objectSummary
	ChildRelationships []childRelationship `json:"childRelationships"`
	Fields             []fieldDescription  `json:"fields"`
	RecordTypeInfos    []any               `json:"recordTypeInfos"`
	SupportedScopes    []soql.Scope        `json:"supportedScopes"`
}

// describeGlobal lists the objects that the running user sees.
func (o *Org) describeGlobal(_ context.Context, c *call) (any, error) {
	all := globalDescription{Encoding: "UTF-8", MaxBatchSize: 200}
	for _, object := range o.visible.Load().Objects() {
		all.Objects = append(all.Objects, summarize(object, c.version))
	}
	return all, nil
}

// objectInfo answers /sobjects/X.
func (o *Org) objectInfo(_ context.Context, c *call) (any, error) {
	object, ok := o.visible.Load().Object(c.path[1])
	if !ok {
		return nil, notFound()
	}
	return objectBasics{Description: summarize(object, c.version), RecentItems: []any{}}, nil
}

// describe answers /sobjects/X/describe.
func (o *Org) describe(ctx context.Context, c *call) (any, error) {
	object, ok := o.visible.Load().Object(c.path[1])
	if !ok {
		return nil, notFound()
	}
	d := objectDescription{
		objectSummary: summarize(object, c.version), ChildRelationships: childRelationships(o.visible.Load(), object),
		RecordTypeInfos: []any{},
		Fields:          []fieldDescription{}, SupportedScopes: o.engine(c.version).Scopes(object),
	}
	for _, f := range object.Fields {
		field := describeField(object, f)
		field.ReferenceTo = o.referenceTargets(f)
		if f.Type == schema.TypePicklist || f.Type == schema.TypeMultipicklist || f.Type == schema.TypeCombobox {
			values, err := o.picklistValues(ctx, object, f)
			if err != nil {
				return nil, err
			}
			field.PicklistValues = values
		}
		d.Fields = append(d.Fields, field)
	}
	return d, nil
}

// referenceTargets leaves out what is hidden from the user. Objects that the
// demo org never had stay named, as describe names them.
func (o *Org) referenceTargets(f *schema.Field) []string {
	return slices.DeleteFunc(append([]string{}, f.ReferenceTo...), func(target string) bool {
		_, exists := o.rows.store.Schema().Object(target)
		_, seen := o.visible.Load().Object(target)
		return exists && !seen
	})
}

func summarize(object *schema.Object, version string) objectSummary {
	base := "/services/data/v" + version + "/sobjects/" + object.Name
	writable := objectWritable(object.Name)
	s := objectSummary{
		Createable: writable, Custom: object.Custom, Deletable: writable, Label: label(object.Name),
		LabelPlural: plural(label(object.Name)), Layoutable: writable, Name: object.Name, Queryable: object.Queryable,
		Replicateable: writable, Retrieveable: object.Queryable, Searchable: writable, Triggerable: writable,
		Undeletable: writable, Updateable: writable,
		URLs: map[string]string{"sobject": base, "describe": base + "/describe", "rowTemplate": base + "/{ID}"},
	}
	// The tables write "-" for objects whose records have no prefix of their own.
	if object.KeyPrefix != "" && object.KeyPrefix != "-" {
		s.KeyPrefix = &object.KeyPrefix
	}
	return s
}

// label makes words of an API name: "LastActivityDate" reads "Last Activity
// Date", "OwnerId" reads "Owner ID".
func label(name string) string {
	name = strings.TrimSuffix(name, "__c")
	var words strings.Builder
	for i, c := range name {
		if i > 0 && c >= 'A' && c <= 'Z' && startsWord(name, i) {
			words.WriteByte(' ')
		}
		words.WriteRune(c)
	}
	text := strings.ReplaceAll(words.String(), "_", " ")
	if text == "Id" || strings.HasSuffix(text, " Id") {
		text = strings.TrimSuffix(text, "Id") + "ID"
	}
	return text
}

// startsWord reports whether the capital at i begins a word, and is not one
// of several in a row.
func startsWord(name string, i int) bool {
	lower := func(c byte) bool { return c >= 'a' && c <= 'z' }
	return lower(name[i-1]) || i+1 < len(name) && lower(name[i+1]) && name[i-1] != '_'
}

func plural(word string) string {
	switch {
	case strings.HasSuffix(word, "History"), strings.HasSuffix(word, "Metrics"):
		return word
	case strings.HasSuffix(word, "y"):
		return strings.TrimSuffix(word, "y") + "ies"
	}
	return word + "s"
}
