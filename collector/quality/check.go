package quality

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/catalog"
	"salesforce_exporter/internal/setting"
)

// Check finds what is wrong with what the file says of good data.
func (s *Settings) Check(c collector.Checked) (errs []error) {
	report := func(key string, i int, err error) {
		if err != nil {
			errs = append(errs, fmt.Errorf("line %d: %s: %w", c.Own.About(err, key, strconv.Itoa(i)), key, err))
		}
	}
	at := func(key string, i int) *setting.Lines {
		l := c.Own.At(key, strconv.Itoa(i))
		return &l
	}
	for i, p := range s.Population {
		s.Population[i].At = at("population", i)
		report("population", i, p.Check())
		if slices.ContainsFunc(s.Population[:i], func(o Population) bool { return o.Object == p.Object }) {
			report("population", i, fmt.Errorf("object %s is there twice: remove one, or list its fields once", p.Object))
		}
	}
	for i, r := range s.Rules {
		s.Rules[i].At = at("rules", i)
		report("rules", i, r.Check())
		if slices.ContainsFunc(s.Rules[:i], func(o Rule) bool { return o.Name == r.Name }) {
			report("rules", i, fmt.Errorf("rule %s is there twice: give one another name", r.Name))
		}
	}
	for i, k := range s.Scores {
		s.Scores[i].At = at("scores", i)
		report("scores", i, k.Check())
		if slices.ContainsFunc(s.Scores[:i], func(o KeyFields) bool { return o.Object == k.Object }) {
			report("scores", i, fmt.Errorf("object %s is there twice: put its fields into one score", k.Object))
		}
	}
	for i, x := range s.Spellings {
		s.Spellings[i].At = at("spellings", i)
		report("spellings", i, x.Check())
	}
	for i, name := range s.WithoutRules {
		report("without_rules", i, checkShipped(name))
	}
	return errs
}

// checkShipped finds out whether a rule ships by that name.
func checkShipped(name string) error {
	shipped, err := Shipped()
	if err != nil {
		return err
	}
	if slices.ContainsFunc(shipped.Rules, func(r Rule) bool { return r.Name == name }) {
		return nil
	}
	return fmt.Errorf("no rule %q ships: see docs/collectors/quality.md for those that do", name)
}

// Check finds out whether the rule can be asked at all.
func (r Rule) Check() error {
	switch {
	case !setting.IsIdentifier(r.Name):
		return fmt.Errorf("name %q: use lower-case letters, digits and underscores, such as open_cases_without_reason",
			r.Name)
	case !setting.IsName(r.Object):
		return setting.CheckObject(r.Object)
	case r.Where == "":
		return errors.New("where is missing: the condition that records break the rule by, such as Reason = null")
	case r.By != "" && !setting.IsPath(r.By):
		return fmt.Errorf("by %q is no field that refers to a user, such as OwnerId or CreatedById", r.By)
	}
	if err := collector.CheckBy(r.By); err != nil {
		return err
	}
	return collector.CheckConditions(r.Object, strings.ReplaceAll(r.Where, "{"+catalog.LateStages+"}", "''"), r.WhereShown)
}

// Check finds out whether the fields can be looked at.
func (p Population) Check() error {
	if err := setting.CheckObject(p.Object); err != nil {
		return err
	}
	if p.Fields != nil && len(p.Fields) == 0 {
		return errors.New("fields is empty: leave it out to count all that people fill")
	}
	for i, f := range p.Fields {
		if !setting.IsName(f) {
			return fmt.Errorf("field %q is no API name, such as Industry or Region__c", f)
		}
		if slices.Contains(p.Fields[:i], f) {
			return fmt.Errorf("field %s is there twice: remove one", f)
		}
	}
	return collector.CheckCondition(p.Object, p.Where)
}

// Check finds out whether a score can be made.
func (k KeyFields) Check() error {
	if err := setting.CheckObject(k.Object); err != nil {
		return err
	}
	if len(k.Fields) == 0 {
		return errors.New("fields are missing: key fields and their weights, such as {Industry: 50, Phone: 50}")
	}
	for _, name := range slices.Sorted(maps.Keys(k.Fields)) {
		field := k.Fields[name]
		if !setting.IsName(name) {
			return fmt.Errorf("fields: %q is no API name, such as Industry or Region__c", name)
		}
		if !(field.Weight > 0) || math.IsInf(field.Weight, 0) {
			return fmt.Errorf("fields: weight %v of %s: use a number above zero", field.Weight, name)
		}
		if err := collector.CheckCondition(k.Object, field.Where); err != nil {
			return fmt.Errorf("fields: %s: %w", name, err)
		}
	}
	return collector.CheckCondition(k.Object, k.Where)
}

// Check finds out whether the field has a name.
func (s Spelling) Check() error {
	if !setting.IsName(s.Object) || !setting.IsName(s.Field) {
		return fmt.Errorf("%q and %q: give an object and a field by their API names, such as {object: Lead, field: Company}",
			s.Object, s.Field)
	}
	return nil
}
