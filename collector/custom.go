package collector

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// NewCustom measures what the configuration defines.
func NewCustom(s Settings) (Collector, error) {
	c := &Catalog{Collector: "custom", Every: Duration(customEvery)}
	custom := &defined{catalog: c, settings: s}
	for _, d := range s.Custom {
		if d.SOQL == "" {
			c.Metrics = append(c.Metrics, d)
			continue
		}
		custom.extras = append(custom.extras, func(schema *Schema, settings Settings) Plan { return planRaw(schema, settings, d) })
	}
	return custom, nil
}

// CheckCustom finds out whether the configuration may define the metric, and
// fills in defaults. Taken are complete names of metrics that there are.
func (d *Definition) CheckCustom(dimensions, taken []string) error {
	if err := d.checkCustom(); err != nil {
		return err
	}
	for _, name := range d.names() {
		if slices.Contains(taken, name) || metaMetric(name) {
			return fmt.Errorf("the name %s is taken: choose another", name)
		}
	}
	for label := range d.allLabels() {
		switch {
		case !metricName.MatchString(label):
			return fmt.Errorf("label %q: use lower-case letters, digits and underscores", label)
		case slices.Contains([]string{"job", "instance", "le", "quantile"}, label):
			return fmt.Errorf("label %q belongs to Prometheus: choose another", label)
		case d.byPerson() && slices.Contains(dimensions, label):
			return fmt.Errorf("label %q is a dimension already: choose another", label)
		}
	}
	return nil
}

func (d *Definition) checkCustom() error {
	switch {
	case strings.HasPrefix(d.Name, Prefix):
		return fmt.Errorf("name starts with %s, which is put before it: leave that out", Prefix)
	case strings.HasSuffix(d.Name, "_total") || strings.HasSuffix(d.Name, "_bucket") || strings.HasSuffix(d.Name, "_count") || strings.HasSuffix(d.Name, "_info"):
		return errors.New("name ends like a counter, a histogram or an info metric, and this is a gauge: choose another")
	case d.Per != "":
		return errors.New("per is for the built-in catalogue: list the sources under from")
	case d.SOQL != "":
		return d.checkRaw()
	}
	if err := d.check(); err != nil {
		return err
	}
	for _, s := range d.From {
		if !apiName.MatchString(s.Object) {
			return fmt.Errorf("object %q is no API name, such as Account or Invoice__c", s.Object)
		}
		if s.By != "" && !fieldPath.MatchString(s.By) {
			return fmt.Errorf("by %q is no field that refers to a user, such as OwnerId", s.By)
		}
		if err := CheckCondition(strings.ReplaceAll(s.Where, "{window}", "TODAY")); err != nil {
			return err
		}
		for label, expr := range s.Labels {
			field := strings.TrimSuffix(strings.TrimPrefix(expr, "lower("), ")")
			if !fieldPath.MatchString(field) {
				return fmt.Errorf("label %s: %q is no field or path, such as StageName or Account.Type", label, expr)
			}
		}
	}
	return nil
}

// names are the complete names of the metrics that the definition makes.
func (d *Definition) names() []string {
	if len(d.Windows) == 0 {
		return []string{Prefix + d.Name}
	}
	var names []string
	for _, w := range d.Windows {
		names = append(names, Prefix+d.Name+"_"+w)
	}
	return names
}

func (d *Definition) allLabels() map[string]string {
	if len(d.From) > 0 {
		return d.From[0].Labels
	}
	return d.Labels
}

func (d *Definition) byPerson() bool {
	return d.By != "" || len(d.From) > 0 && d.From[0].By != ""
}

// metaMetric tells the metrics about the exporter.
func metaMetric(name string) bool {
	return name == Prefix+"up" || strings.HasPrefix(name, Prefix+"collector_") || strings.HasPrefix(name, Prefix+"exporter_") || strings.HasPrefix(name, Prefix+"api_requests_")
}
