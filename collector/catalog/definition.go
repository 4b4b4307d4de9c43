package catalog

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/setting"
	"salesforce_exporter/internal/soql"
)

// A Catalog is one file of definitions: the metrics of one collector.
type Catalog struct {
	Collector string           `yaml:"collector"`
	Help      string           `yaml:"help"`
	Every     setting.Duration `yaml:"every"`
	Objects   []string         `yaml:"objects"` // for definitions with "per: object"
	Metrics   []Definition     `yaml:"metrics"`
	// Newest names a dateTime field by metric: its latest value stands in the answer
	// beside the metric's own, so that a shorter window needs no statement of its own.
	Newest map[string]string `yaml:"newest"`
	// Lists are put into conditions: that of "stages" in place of {stages}.
	Lists map[string][]string `yaml:"-"`
	// ObjectsAt is where the configuration has the objects; nil where they ship.
	ObjectsAt *setting.Lines `yaml:"-"`
}

// A Definition says what one metric, or one metric a window, measures.
type Definition struct {
	Name string `yaml:"name"` // without prefix and window suffix
	Help string `yaml:"help"`
	// Source is where the rows come from; From lists several that are
	// added up.
	Source `yaml:",inline"`
	From   []Source `yaml:"from"`
	Per    string   `yaml:"per"`   // "object": one source for each of the catalogue's objects, with an object label
	Value  string   `yaml:"value"` // the aggregate; default COUNT(Id)
	// Windows makes a metric for each: "7d" gives the name a suffix _7d and
	// the condition LAST_N_DAYS:7 in place of {window}.
	Windows []string         `yaml:"windows"`
	Top     int              `yaml:"top"`   // keep so many label values with the largest numbers, add the rest up as "other"
	Every   setting.Duration `yaml:"every"` // default: the catalogue's
	// SOQL is a whole statement in place of all that says what to ask. Then
	// value, by and the labels name its columns.
	SOQL        string `yaml:"soql"`
	SeriesLimit int    `yaml:"series_limit"` // series of the metric at most; default: that of all
	// Histogram counts values by bucket, in place of one value.
	Histogram *Histogram `yaml:"histogram"`
	// At is where the metric stands in the configuration; nil for a built-in one.
	At *setting.Lines `yaml:"-"`
}

// A Source is a set of rows.
type Source struct {
	Object string `yaml:"object"`
	// Scope is what USING SCOPE names; empty for what Salesforce takes without it.
	Scope string `yaml:"scope"`
	Where string `yaml:"where"`
	// WhereShown are further conditions, each of which holds only where the org
	// shows its fields.
	WhereShown []string          `yaml:"where_shown"`
	By         string            `yaml:"by"`     // the reference to User whose dimensions are labels; empty for none
	Labels     map[string]string `yaml:"labels"` // label to groupable field or path; lower(F) folds case
	// PageBy names the label that pages of groups follow where there is no by.
	// They continue with a condition on it, so its field must be filterable.
	PageBy string `yaml:"page_by"`
	// Only keeps the rows with these values of fields that Salesforce lets
	// nobody filter by, only group.
	Only map[string]string `yaml:"only"`
	// Unless is what is said where the org refuses the rows of the source and the
	// metric goes on without them; empty where it cannot.
	Unless Unless `yaml:"unless"`
}

// Unless says what a metric does not count, and how it would.
type Unless struct {
	Reason     string `yaml:"reason"`
	Permission string `yaml:"permission"` // a system permission
}

// ParseCatalog reads one file of definitions. Unknown keys are errors.
func ParseCatalog(text []byte) (*Catalog, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	var c Catalog
	if err := decoder.Decode(&c); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if c.Collector == "" || c.Every <= 0 {
		return nil, errors.New("a catalogue needs collector and every")
	}
	for i := range c.Metrics {
		if err := c.Metrics[i].Check(); err != nil {
			return nil, fmt.Errorf("metric %d, %q: %w", i+1, c.Metrics[i].Name, err)
		}
	}
	return &c, nil
}

// What every metric needs.
var (
	ErrNoName = errors.New("name: use lower-case letters, digits and underscores, such as contracts_due")
	ErrNoHelp = errors.New("help is missing: say in a sentence what is counted")
)

// Complete fills in defaults.
func (d *Definition) Complete() {
	if d.SOQL != "" {
		return
	}
	if d.Value == "" && d.Histogram == nil {
		d.Value = "COUNT(Id)"
	}
	if len(d.From) == 0 {
		d.From = []Source{d.Source}
	}
}

// Check finds out whether the definition can be measured, and fills in defaults.
func (d *Definition) Check() error {
	d.Complete()
	errs := []error{d.checkNames(), d.checkValue()}
	for i, w := range d.Windows {
		if !setting.IsWindow(w) {
			errs = append(errs, fmt.Errorf("windows: %q is not a number of days such as 7d", w))
		}
		if slices.Contains(d.Windows[:i], w) {
			errs = append(errs, fmt.Errorf("windows: %s is there twice: remove one", w))
		}
	}
	for _, s := range d.From {
		errs = append(errs, d.checkSource(s))
	}
	return errors.Join(errs...)
}

// checkNames finds out whether the metric has a name and a help text.
func (d *Definition) checkNames() error {
	var errs []error
	if !setting.IsIdentifier(d.Name) {
		errs = append(errs, ErrNoName)
	}
	if d.Help == "" {
		errs = append(errs, ErrNoHelp)
	}
	return errors.Join(errs...)
}

// checkValue finds out whether there is something to show.
func (d *Definition) checkValue() error {
	if d.Histogram != nil {
		return d.CheckHistogram(checkPath)
	}
	_, _, aggregated := soql.Aggregate(d.Value)
	switch {
	case !aggregated:
		return fmt.Errorf("value %q is not an aggregate such as SUM(Amount)", d.Value)
	case !collector.AddsUp(d.Value) && (d.folds() || len(d.From) > 1):
		return fmt.Errorf("value %q cannot be added up over people, sources or label values; use COUNT or SUM", d.Value)
	case d.Top < 0 || d.Top > 0 && (len(d.Labels) == 0 || d.By != ""):
		return errors.New("top is a number of label values, for metrics with labels and without by")
	}
	return nil
}

// folds reports whether several groups of rows become one sample.
func (d *Definition) folds() bool {
	for _, s := range append([]Source{d.Source}, d.From...) {
		for _, expr := range s.Labels {
			if strings.HasPrefix(expr, "lower(") {
				return true
			}
		}
		if s.By != "" {
			return true
		}
	}
	return d.Top > 0
}

func (d *Definition) checkSource(s Source) error {
	if (s.Object == "") != (d.Per == "object") {
		return errors.New("give either an object or per: object")
	}
	windowed := strings.Contains(s.Where, "{window}")
	if windowed != (len(d.Windows) > 0) {
		return errors.New("windows and {window} in where go together: write a condition such as CreatedDate = {window}, or leave both out")
	}
	if s.PageBy != "" && s.Labels[s.PageBy] == "" {
		return fmt.Errorf("page_by %q is none of the labels: use one of %s", s.PageBy, strings.Join(labelNames(s), ", "))
	}
	if !slices.Equal(labelNames(s), labelNames(d.From[0])) || (s.By == "") != (d.From[0].By == "") {
		return errors.New("from: give all sources the same labels, and all or none a by")
	}
	return nil
}

func labelNames(s Source) []string { return slices.Sorted(maps.Keys(s.Labels)) }

// Expand puts a window into a condition: LAST_N_DAYS:n includes today.
func Expand(condition, w string) string {
	if w == "" {
		return condition
	}
	return strings.ReplaceAll(condition, "{window}", "LAST_N_DAYS:"+strconv.Itoa(setting.Days(w)))
}

// inWindow puts a window into a help text: "{window} days" is "7 days", and "day"
// where it is one.
func inWindow(help, w string) string {
	if setting.Days(w) == 1 {
		help = strings.ReplaceAll(help, "{window} days", "day")
	}
	return strings.ReplaceAll(help, "{window}", strconv.Itoa(setting.Days(w)))
}

// Names are the complete names of the metrics that the definition makes.
func (d *Definition) Names() []string {
	names := []string{collector.Prefix + d.Name}
	if len(d.Windows) > 0 {
		names = nil
	}
	for _, w := range d.Windows {
		names = append(names, collector.Prefix+d.Name+"_"+w)
	}
	if d.Histogram.leavesOut() {
		for _, name := range slices.Clone(names) {
			names = append(names, name+negative)
		}
	}
	return names
}

// LabelNames are the labels of the metric besides dimensions, in order.
func (d *Definition) LabelNames() []string { return slices.Sorted(maps.Keys(d.allLabels())) }

func (d *Definition) allLabels() map[string]string {
	if len(d.From) > 0 {
		return d.From[0].Labels
	}
	return d.Labels
}

// ByPerson reports whether the metric is by owner.
func (d *Definition) ByPerson() bool {
	return d.By != "" || len(d.From) > 0 && d.From[0].By != ""
}
