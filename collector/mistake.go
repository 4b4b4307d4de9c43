package collector

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"salesforce_exporter/internal/setting"
)

// explain says what is wrong with something that the configuration names, and how to
// write it. A name that Salesforce has, and the org does not show, is no mistake: there
// a permission is missing, or a feature.
func (s *Schema) explain(err error) Skip {
	if hidden, ok := errors.AsType[*hiddenError](err); ok && hidden.field == "" {
		return s.explainObject(hidden)
	} else if ok {
		return s.explainField(hidden)
	}
	if use, ok := errors.AsType[*useError](err); ok {
		return s.explainUse(use)
	}
	if known, ok := errors.AsType[SkippedError](err); ok {
		skip := Skip(known)
		skip.Mistake = len(skip.Grants) == 0
		return skip
	}
	return mistake(err.Error(), "")
}

func mistake(reason, remedy string) Skip { return Skip{Reason: reason, Remedy: remedy, Mistake: true} }

func hiddenFrom(err *hiddenError, g granting) Skip {
	return Skip{Reason: err.Error(), Remedy: g.remedy, Grants: g.grants}
}

// explainObject is about an object that the org does not show.
func (s *Schema) explainObject(e *hiddenError) Skip {
	if e.object == severalObjects && e.before != "" {
		return commonField(e.before, e.rest)
	}
	if isStandard(e.object, standardObjects()) {
		return hiddenFrom(e, grantFor(e.object))
	}
	reason := "the org has no object " + e.object
	if meant := setting.DidYouMean(e.object, s.objectNames(e.object)); meant != "" {
		return mistake(reason, meant)
	}
	return mistake(reason+" that this user sees", fmt.Sprintf(
		"take its API name from Setup, Object Manager; that of a custom object ends with __c. If %s is right, this user lacks Read on it", e.object))
}

// objectNames are the names that somebody may have meant who wrote another: a label
// stands for its object.
func (s *Schema) objectNames(word string) []string {
	if s.names == nil {
		s.asked = true
	}
	names := standardObjects()
	for _, n := range s.names {
		if strings.EqualFold(n.Label, word) || strings.EqualFold(n.Label+"s", word) {
			return []string{n.Name}
		}
		if !slices.Contains(names, n.Name) {
			names = append(names, n.Name)
		}
	}
	return slices.DeleteFunc(names, derived)
}

// derived tells objects that follow from others, and that are seldom meant.
func derived(name string) bool {
	return name != "LoginHistory" && name != "OpportunityHistory" && slices.ContainsFunc(
		[]string{"History", "Share", "Feed", "ChangeEvent", "Tag"},
		func(end string) bool { return strings.HasSuffix(name, end) })
}

// explainField is about a field or relationship that an object does not show.
func (s *Schema) explainField(e *hiddenError) Skip {
	o := s.objects[strings.ToLower(e.object)]
	if o == nil {
		return SkipOf("", e)
	}
	for _, f := range o.Fields {
		if skip, ok := confused(e, f); ok {
			return skip
		}
	}
	if skip, ok := s.wrongWay(e, o); ok {
		return skip
	}
	standard := standardFields(o.Name)
	known := isStandard(e.field, standard) || e.relationship && isStandard(e.field+"Id", standard)
	if known {
		return hiddenField(e)
	}
	kind := "field"
	if e.relationship {
		kind = "relationship"
	}
	reason := fmt.Sprintf("%s has no %s %s", e.object, kind, e.field)
	if meant := s.fieldMeant(e, o, standard); meant != "" {
		return mistake(reason, meant)
	}
	if o.Name == severalObjects {
		return commonField(e.before, e.field)
	}
	if e.before == "" && strings.EqualFold(e.field, o.Name) {
		return mistake(reason, "leave "+e.field+". out: a path begins with a field of the object itself")
	}
	where := "take its API name from Setup, Object Manager, " + o.Name + ", Fields & Relationships"
	if !strings.HasSuffix(e.field, "__c") && !strings.HasSuffix(e.field, "__r") {
		return mistake(reason, where+"; that of a custom field ends with __c")
	}
	return mistake(reason+" that this user sees", fmt.Sprintf("%s. If %s is right, this user lacks Read Access to it", where,
		e.field))
}

// severalObjects is what describe calls the objects that one reference may lead to.
const severalObjects = "Name"

// commonField is about a field that not all objects have to which a path may lead.
func commonField(before, field string) Skip {
	return mistake(fmt.Sprintf("%s may lead to several objects, and not all of them have a field %s",
		strings.TrimSuffix(before, "."), field),
		"to label by the owner, leave the label out, write by: OwnerId and add the field to dimensions: (which are labels of every metric by "+
			"owner); for the record's own "+field+", leave "+before+" out")
}

// hiddenField is about a standard field that the org does not show.
func hiddenField(e *hiddenError) Skip {
	switch e.field {
	case "RecordTypeId", "RecordType":
		return Skip{Reason: e.object + " has no record types, or none that this user sees",
			Remedy: "leave it out, or assign a record type to this user's profile (Setup, Profiles)"}
	case "CurrencyIsoCode":
		return mistake("the org has one currency, so that no record has a CurrencyIsoCode", "leave it out")
	}
	return hiddenFrom(e, e.granting())
}

// confused is about fields and relationships that were taken for each other.
func confused(e *hiddenError, f Field) (Skip, bool) {
	path := e.before + e.field
	switch {
	case !e.relationship && f.Relationship != "" && strings.EqualFold(f.Relationship, e.field):
		return mistake(path+" is a relationship, not a field",
			fmt.Sprintf("use %s%s for the id, or a path such as %[1]s%[3]s.Name", e.before, f.Name, f.Relationship)+customNote(f)), true
	case e.relationship && f.Relationship != "" && strings.EqualFold(f.Name, e.field):
		return mistake(path+" is a field, and a path needs the relationship",
			fmt.Sprintf("use %s%s.%s", e.before, f.Relationship, e.rest)+customNote(f)), true
	case e.relationship && strings.EqualFold(f.Name, e.field):
		return mistake(fmt.Sprintf("%s is %s, which leads to no other object", path, What(&f)), "use "+path+" alone"), true
	case !e.relationship && f.Relationship != "" && strings.HasSuffix(f.Name, "__c") &&
		strings.EqualFold(strings.TrimSuffix(f.Name, "__c"), strings.TrimSuffix(e.field, "__r")) &&
		strings.HasSuffix(e.field, "__r"):
		return mistake(path+" is a relationship, not a field", "use "+e.before+f.Name), true
	}
	return Skip{}, false
}

// customNote says how custom names end, for a field that has one.
func customNote(f Field) string {
	if !strings.HasSuffix(f.Name, "__c") {
		return ""
	}
	return fmt.Sprintf(": Setup shows the field %s, and the relationship is %s", f.Name, f.Relationship)
}

// wrongWay is about a path from a record down to those that belong to it.
func (s *Schema) wrongWay(e *hiddenError, o *Object) (Skip, bool) {
	for _, c := range o.Children {
		if c.Relationship == "" || !strings.EqualFold(c.Relationship, e.field) &&
			!(e.relationship && strings.EqualFold(c.Object, e.field)) {
			continue
		}
		up := strings.TrimSuffix(c.Field, "Id")
		if custom, ok := strings.CutSuffix(c.Field, "__c"); ok {
			up = custom + "__r"
		}
		return mistake(fmt.Sprintf("%s are the %s records of an %s, and a path leads up to one record, not down to many",
			e.field, c.Object, o.Name), fmt.Sprintf(
			"to count %s records, write object: %[1]s, whose path %s.Name leads to the %s; to count %[3]s records, write in where: "+
				"Id IN (SELECT %s FROM %[1]s WHERE …)", c.Object, up, o.Name, c.Field)), true
	}
	return Skip{}, false
}

// fieldMeant offers fields in place of one that there is not.
func (s *Schema) fieldMeant(e *hiddenError, o *Object, standard []string) string {
	var names []string
	labels := map[string]string{}
	for _, f := range o.Fields {
		name := f.Name
		if e.relationship {
			if name = f.Relationship; name == "" {
				continue
			}
		}
		names = append(names, name)
		labels[strings.ToLower(f.Label)] = name
	}
	if name := labels[strings.ToLower(strings.NewReplacer("_", " ").Replace(e.field))]; name != "" {
		return "did you mean " + e.offer(name) + "?"
	}
	if !e.relationship {
		names = append(names, standard...)
	}
	nearest := setting.Nearest(e.field, names)
	for i, name := range nearest {
		nearest[i] = e.offer(name)
	}
	if len(nearest) == 0 {
		return ""
	}
	return "did you mean " + setting.OneOf(nearest) + "?"
}

// offer is the whole path with another name in it.
func (e *hiddenError) offer(name string) string {
	if e.rest != "" {
		return e.before + name + "." + e.rest
	}
	return e.before + name
}

// explainUse is about a field that cannot be filtered, grouped or aggregated.
func (s *Schema) explainUse(e *useError) Skip {
	f := e.field
	reason := fmt.Sprintf("%s is %s, and Salesforce lets nobody ", e.path, What(f))
	switch e.use {
	case Filters:
		remedy := "use another field, or leave this comparison out"
		if f.Groupable {
			remedy += fmt.Sprintf("; or replace this comparison by only: {%s: VALUE} beside where", e.path)
		}
		return mistake(reason+"filter by it", remedy)
	case Groups:
		return mistake(reason+"group by it", s.groupRemedy(e))
	}
	remedy := "count another field, such as COUNT(Id)"
	switch {
	case f.Type == "boolean" && f.Filterable:
		remedy = fmt.Sprintf("leave value out and count with where: %s = true", e.path)
	case f.Filterable:
		remedy = fmt.Sprintf("leave value out and count with where: %s != null", e.path)
	}
	return mistake(reason+"aggregate it", remedy)
}

func (s *Schema) groupRemedy(e *useError) string {
	switch {
	case e.field.Type == "datetime":
		return fmt.Sprintf("use a field that is a date, such as CloseDate; or, for this very day, leave object out and write the whole query: "+
			"soql: SELECT DAY_ONLY(%s) day, COUNT(Id) n FROM %s GROUP BY DAY_ONLY(%[1]s), with value: n and labels: {day: day}", e.path, e.object)
	case Numeric(e.field.Type) && e.field.Type != "":
		return fmt.Sprintf("use a picklist; or, in a metric of its own without this label, a histogram of the numbers: histogram: {of: %s, buckets: [10, 100]}", e.path)
	}
	return "use a field with few values, such as a picklist"
}

// What says of which type a field is, as people call it.
func What(f *Field) string {
	switch f.Type {
	case "boolean":
		return "true or false"
	case "date":
		return "a date"
	case "datetime":
		return "a date with a time"
	case "int", "long", "double", "currency", "percent":
		return "a number"
	case "picklist", "combobox":
		return "a picklist"
	case "multipicklist":
		return "a picklist of several values"
	case "reference", "id":
		return "an id"
	case "textarea":
		if f.Filterable {
			return "text"
		}
		return "long text"
	case "string", "email", "phone", "url", "encryptedstring":
		return "text"
	case "address", "location":
		return "several fields in one"
	}
	return "of type " + f.Type
}
