package catalog

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/setting"
)

// A Histogram says what is counted by bucket: a number, or the time from one
// field to another or to now. SOQL does not subtract fields, so records are
// read one by one.
type Histogram struct {
	Of      string  `yaml:"of"`
	From    string  `yaml:"from"`
	To      string  `yaml:"to"` // a field, or "now"
	Buckets []Bound `yaml:"buckets"`
}

// A Bound is the upper bound of a bucket: a number, or a time in seconds.
type Bound struct {
	Value float64
	Time  bool
}

const (
	now        = "now"
	maxBuckets = 30
)

// UnmarshalYAML reads "250000" or "4h", "3d", "2w".
func (b *Bound) UnmarshalYAML(node *yaml.Node) error {
	if v, err := strconv.ParseFloat(node.Value, 64); err == nil && v-v == 0 { // finite
		*b = Bound{Value: v}
		return nil
	}
	for unit, length := range map[string]time.Duration{"w": 7 * 24 * time.Hour, "d": 24 * time.Hour, "h": time.Hour,
		"m": time.Minute, "s": time.Second} {
		if text, ok := strings.CutSuffix(node.Value, unit); ok {
			if v, err := strconv.ParseFloat(text, 64); err == nil && v >= 0 && v < 1e6 {
				*b = Bound{Value: v * length.Seconds(), Time: true}
				return nil
			}
		}
	}
	return setting.Refuse(node,
		"%q is no bound of a bucket: write a number such as 250000, or a time such as 4h, 3d or 2w", node.Value)
}

// check finds out whether the histogram can be made. Columns tells what
// stands for fields: columns of a statement, or paths.
func (h *Histogram) check(name string, valid func(field string) error) error {
	timed := h.Of == ""
	switch {
	case timed && (h.From == "" || h.To == ""), !timed && h.From+h.To != "":
		return errors.New("histogram: give either of, a number, or from and to, two times; to may be now")
	case len(h.Buckets) == 0 || len(h.Buckets) > maxBuckets:
		return fmt.Errorf("histogram: buckets are the upper bounds to count up to, such as [1d, 3d, 7d]; give 1 to %d",
			maxBuckets)
	case timed && !strings.HasSuffix(name, "_seconds"):
		return fmt.Errorf("a time is shown in seconds: end the name with _seconds, such as %s_seconds", name)
	}
	for i, b := range h.Buckets {
		if i > 0 && b.Value <= h.Buckets[i-1].Value {
			return fmt.Errorf("histogram: bucket %d is not above the one before: put them in ascending order", i+1)
		}
		if b.Time != timed {
			return fmt.Errorf("histogram: bucket %d: write times such as 3d with from and to, numbers with of", i+1)
		}
	}
	for _, field := range h.Fields() {
		if err := valid(field); err != nil {
			return fmt.Errorf("histogram: %w", err)
		}
	}
	return nil
}

// Fields are what is read of a record.
func (h *Histogram) Fields() []string {
	switch {
	case h.Of != "":
		return []string{h.Of}
	case h.To == now:
		return []string{h.From}
	}
	return []string{h.From, h.To}
}

// leavesOut reports whether times below zero are left out: those between two
// fields, unless a bucket is for them.
func (h *Histogram) leavesOut() bool {
	return h != nil && h.Of == "" && h.To != now && h.Buckets[0].Value > 0
}

// Negative is the metric that counts what a histogram leaves out.
func (h *Histogram) Negative(m *collector.Metric) *collector.Metric {
	if !h.leavesOut() {
		return nil
	}
	return &collector.Metric{Name: m.Name + negative, Labels: m.Labels, Limit: m.Limit,
		Help: "Records that end before they begin, which are not in " + m.Name + "."}
}

// negative ends the name of what counts times below zero.
const negative = "_negative"

// Bounds are the upper bounds of buckets, times in seconds.
func (h *Histogram) Bounds() []float64 {
	bounds := make([]float64, len(h.Buckets))
	for i, b := range h.Buckets {
		bounds[i] = b.Value
	}
	return bounds
}

// CheckType finds out whether a field has values that the histogram is made of.
func (h *Histogram) CheckType(s *collector.Schema, object, field string) error {
	f, err := s.Field(object, field)
	if err != nil {
		return err
	}
	switch {
	case h.Of != "" && !collector.Numeric(f.Type):
		return collector.SkippedError{Reason: fmt.Sprintf("%s is %s, not a number", field, collector.What(f)),
			Remedy: "use of with a number, or from and to with dates", Mistake: true}
	case h.Of == "" && f.Type != "date" && f.Type != "datetime" && f.Type != "":
		return collector.SkippedError{Reason: fmt.Sprintf("%s is %s, not a time", field, collector.What(f)),
			Remedy: "use from and to with dates, such as CreatedDate, or of with a number", Mistake: true}
	}
	return nil
}

// Mixes reports whether the histogram is of the time between a date and a dateTime,
// as far as the org tells types.
func (h *Histogram) Mixes(s *collector.Schema, object string, fields []string) bool {
	if h.Of != "" {
		return false
	}
	days, instants := 0, 0
	if h.To == now {
		instants++
	}
	for _, field := range fields {
		switch f, err := s.Field(object, field); {
		case err != nil:
		case f.Type == "date":
			days++
		case f.Type == "datetime":
			instants++
		}
	}
	return days > 0 && instants > 0
}
