package collector

import "salesforce_exporter/internal/setting"

// Records is the collector of records by object.
func Records() Factory {
	return Factory{"records", "records by object: how many, created, updated",
		func() Configurable { return &RecordSettings{} }}
}

// RecordSettings say which objects are measured.
type RecordSettings struct {
	Settings `yaml:",inline"`
	Objects  []setting.Name `yaml:"objects"` // nil for the default
}

// New measures how many records there are, are created and are kept up to date.
func (s *RecordSettings) New() (Collector, error) {
	d, err := newDefined("records", s.Settings)
	if err != nil || s.Objects == nil {
		return d, err
	}
	d.catalog.Objects = nil
	for _, object := range s.Objects {
		d.catalog.Objects = append(d.catalog.Objects, string(object))
	}
	return d, nil
}
