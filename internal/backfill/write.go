package backfill

import (
	"bufio"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"

	"salesforce_exporter/collector"
)

// A page is the samples of one file.
type page struct {
	labels   []*dto.LabelPair // of every series, such as job and instance
	families map[string]*family
}

// A family is the samples of one metric, by series.
type family struct {
	metric *collector.Metric
	series map[string]*series
}

// A series is its values in the order of time.
type series struct {
	labels []*dto.LabelPair
	at     []int64 // milliseconds since 1970
	values []float64
	spread []*collector.Distribution // in place of values, where it is a histogram
}

func newPage(labels map[string]string) *page {
	p := &page{families: map[string]*family{}}
	for _, name := range slices.Sorted(maps.Keys(labels)) {
		value := labels[name]
		p.labels = append(p.labels, &dto.LabelPair{Name: &name, Value: &value})
	}
	return p
}

// add adds samples of a moment.
func (p *page) add(samples []collector.Sample, moment time.Time) {
	at := moment.UnixMilli()
	for _, s := range samples {
		f := p.families[s.Metric.Name]
		if f == nil {
			f = &family{metric: s.Metric, series: map[string]*series{}}
			p.families[s.Metric.Name] = f
		}
		key := strings.Join(s.Values, "\x00")
		of := f.series[key]
		if of == nil {
			of = &series{labels: p.labelsOf(s)}
			f.series[key] = of
		}
		of.at = append(of.at, at)
		if s.Distribution != nil {
			of.spread = append(of.spread, s.Distribution)
		} else {
			of.values = append(of.values, s.Value)
		}
	}
}

// labelsOf are the labels of a series, in the order of their names.
func (p *page) labelsOf(s collector.Sample) []*dto.LabelPair {
	labels := slices.Clone(p.labels)
	for i, value := range s.Values {
		if value != "" {
			value = strings.ToValidUTF8(value, "\uFFFD")
			labels = append(labels, &dto.LabelPair{Name: &s.Metric.Labels[i], Value: &value})
		}
	}
	slices.SortFunc(labels, func(a, b *dto.LabelPair) int { return strings.Compare(a.GetName(), b.GetName()) })
	return labels
}

// write writes the page as an OpenMetrics file, in one step.
func (p *page) write(path string) (err error) {
	file, err := os.CreateTemp(filepath.Dir(path), ".part-*")
	if err != nil {
		return fmt.Errorf("write history: %w", err)
	}
	defer func() {
		if err != nil {
			file.Close()
			os.Remove(file.Name())
			err = fmt.Errorf("write history: %w", err)
		}
	}()
	out := bufio.NewWriter(file)
	for _, name := range slices.Sorted(maps.Keys(p.families)) {
		if _, err := expfmt.MetricFamilyToOpenMetrics(out, p.families[name].all()); err != nil {
			return err
		}
	}
	if _, err := expfmt.FinalizeOpenMetrics(out); err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if err := file.Chmod(0o644); err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}

// all is the family with its series one after the other.
func (f *family) all() *dto.MetricFamily {
	kind := dto.MetricType_GAUGE
	if len(f.metric.Buckets) > 0 {
		kind = dto.MetricType_HISTOGRAM
	}
	made := &dto.MetricFamily{Name: &f.metric.Name, Help: &f.metric.Help, Type: &kind}
	for _, key := range slices.Sorted(maps.Keys(f.series)) {
		s := f.series[key]
		for i := range s.at {
			m := &dto.Metric{Label: s.labels, TimestampMs: &s.at[i]}
			if s.spread != nil {
				m.Histogram = histogram(f.metric.Buckets, s.spread[i])
			} else {
				m.Gauge = &dto.Gauge{Value: &s.values[i]}
			}
			made.Metric = append(made.Metric, m)
		}
	}
	return made
}

func histogram(bounds []float64, of *collector.Distribution) *dto.Histogram {
	h := &dto.Histogram{SampleCount: &of.Count, SampleSum: &of.Sum}
	for i := range bounds {
		h.Bucket = append(h.Bucket, &dto.Bucket{UpperBound: &bounds[i], CumulativeCount: &of.Below[i]})
	}
	return h
}
