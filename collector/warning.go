package collector

import (
	"fmt"
	"slices"
	"strings"

	"salesforce_exporter/internal/setting"
)

// A Warning is about something in the configuration that is allowed, and surely not
// meant.
type Warning struct {
	About  string // the metric, the rule or the board
	Reason string // with the file and the line, where there is one
	Remedy string
}

// Doubtful are warnings about what stands below keys of the configuration.
func Doubtful(about string, at *setting.Lines, warnings []Warning, keys ...string) []Warning {
	for i := range warnings {
		warnings[i].About, warnings[i].Reason = about, at.Place(keys...)+warnings[i].Reason
	}
	return warnings
}

// mostChoices bounds the values that are listed for one that there is not.
const mostChoices = 8

// Choice says which of the values to write in place of one that is none of them.
func Choice(value string, values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = "'" + v + "'"
	}
	if nearest := setting.Nearest(value, values); len(nearest) > 0 {
		return "did you mean '" + strings.Join(nearest, "' or '") + "'?"
	}
	if len(quoted) > mostChoices {
		return fmt.Sprintf("use one of %s and %d more", strings.Join(quoted[:mostChoices], ", "), len(quoted)-mostChoices)
	}
	return "use one of " + strings.Join(quoted, ", ")
}

// A Watch warns where all samples of some metrics are zero, or there is none although
// they are known.
type Watch struct {
	Metrics      []string // complete names
	Label, Value string   // of the samples that are looked at; empty for all
	// Owners are the labels of the dimensions, for a watch that warns where all that
	// counts something belongs to nobody who is known; nil for one of zeros.
	Owners []string
	Warning
}

// Sees reports whether the watch warns of figures. It does not where one of its
// metrics is not there.
func (w Watch) Sees(figures []Figure) bool {
	known, strangers := false, false
	for _, f := range figures {
		for _, m := range f.Metrics {
			if !slices.Contains(w.Metrics, m.Name) {
				continue
			}
			if f.Err != nil {
				return false
			}
			known = true
		}
		for _, s := range f.Samples {
			if !slices.Contains(w.Metrics, s.Metric.Name) || !w.concerns(s) || s.empty() {
				continue
			}
			if w.Owners == nil || !s.ofNobody(w.Owners) {
				return false
			}
			strangers = true
		}
	}
	return known && (w.Owners == nil || strangers)
}

// ofNobody reports whether the dimensions say that the owner is not known.
func (s Sample) ofNobody(dimensions []string) bool {
	for i, label := range s.Metric.Labels {
		if slices.Contains(dimensions, label) && s.Values[i] != Unknown {
			return false
		}
	}
	return true
}

// concerns reports whether the sample has the label that the watch is about.
func (w Watch) concerns(s Sample) bool {
	if w.Label == "" {
		return true
	}
	i := slices.Index(s.Metric.Labels, w.Label)
	return i >= 0 && i < len(s.Values) && s.Values[i] == w.Value
}

// empty reports whether the sample counts nothing.
func (s Sample) empty() bool {
	if s.Distribution != nil {
		return s.Distribution.Count == 0
	}
	return s.Value == 0
}

// A Doubter is a part that knows what is surely not meant once it has answers.
type Doubter interface {
	Doubts(Inputs) []Warning
}

// Warn lists what is allowed and surely not meant, as far as figures tell it.
func (p Plan) Warn(in Inputs, figures []Figure) []Warning {
	all := slices.Clone(p.Warnings)
	for _, w := range p.Watches {
		if w.Sees(figures) {
			all = append(all, w.Warning)
		}
	}
	for _, part := range p.Parts {
		if d, ok := part.(Doubter); ok {
			all = append(all, d.Doubts(in)...)
		}
	}
	return all
}
