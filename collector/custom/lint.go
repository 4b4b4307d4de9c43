package custom

import (
	"errors"
	"fmt"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	dto "github.com/prometheus/client_model/go"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/catalog"
)

// lint holds a custom metric against Prometheus' naming rules, to which
// the built-in ones are held by tests.
func lint(d *catalog.Definition) error {
	kind, metric := dto.MetricType_GAUGE, &dto.Metric{}
	if d.Histogram != nil {
		kind, metric.Histogram = dto.MetricType_HISTOGRAM, &dto.Histogram{}
	} else {
		metric.Gauge = &dto.Gauge{}
	}
	for _, label := range d.LabelNames() {
		metric.Label = append(metric.Label, &dto.LabelPair{Name: &label})
	}
	name := collector.Prefix + d.Name
	problems, err := promlint.NewWithMetricFamilies([]*dto.MetricFamily{{Name: &name, Help: &d.Help, Type: &kind,
		Metric: []*dto.Metric{metric}}}).Lint()
	if err != nil {
		return fmt.Errorf("hold the name against Prometheus' rules: %w", err)
	}
	var errs []error
	for _, p := range problems {
		errs = append(errs, fmt.Errorf("name %s breaks a rule of Prometheus, choose another of whole words: %s", d.Name, p.Text))
	}
	return errors.Join(errs...)
}
