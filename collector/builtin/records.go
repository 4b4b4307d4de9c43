package builtin

import (
	"salesforce_exporter/internal/setting"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/catalog"
)

// RecordSettings say which objects are measured.
type RecordSettings struct {
	collector.Settings `yaml:",inline"`
	Objects            []setting.Name `yaml:"objects"` // nil for the default
}

// New measures how many records there are, are created and are kept up to date.
func (s *RecordSettings) New() (collector.Collector, error) {
	d, err := catalog.New("records", s.Settings)
	if err != nil || s.Objects == nil {
		return d, err
	}
	d.Catalog.Objects = nil
	if s.At != nil {
		at := s.At.At("objects")
		d.Catalog.ObjectsAt = &at
	}
	for _, object := range s.Objects {
		d.Catalog.Objects = append(d.Catalog.Objects, string(object))
	}
	return d, nil
}
