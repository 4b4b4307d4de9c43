package config

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"go.yaml.in/yaml/v3"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/builtin"
	"salesforce_exporter/internal/setting"
)

// decodeCollectors reads what the file says of each collector over its defaults.
func (f *File) decodeCollectors(root *yaml.Node, defaults map[string]collector.Configurable) error {
	var errs []error
	for _, factory := range f.factories {
		key, _ := defaults[factory.Name].Section()
		made, err := collector.Decode(defaults[factory.Name], node(f.Below, factory.Name), node(f.Sections, key))
		f.Collectors[factory.Name] = made
		errs = append(errs, f.belongs(factory.Name, err))
	}
	known := f.keys()
	for i := 0; root.Kind == yaml.MappingNode && i+1 < len(root.Content); i += 2 {
		if key := root.Content[i]; !slices.Contains(known, key.Value) && key.ShortTag() != "!!merge" {
			errs = append(errs, &yaml.TypeError{Errors: []string{setting.UnknownKey(key, known)}})
		}
	}
	return setting.Join(errs...)
}

// keys are those that may stand at the top of a file.
func (f *File) keys() []string {
	known := setting.Keys(f)
	for _, factory := range f.factories {
		if key, _ := factory.Settings().Section(); key != "" {
			known = append(known, key)
		}
	}
	return known
}

// node is that of a key, nil where there is none.
func node(nodes map[string]yaml.Node, key string) *yaml.Node {
	if n, ok := nodes[key]; ok {
		return &n
	}
	return nil
}

// belongs says of keys that a collector does not know which other one does.
func (f *File) belongs(name string, err error) error {
	var mistakes *yaml.TypeError
	own := f.Below[name]
	if !errors.As(err, &mistakes) || own.Kind != yaml.MappingNode {
		return err
	}
	for i := 0; i+1 < len(own.Content); i += 2 {
		key := own.Content[i]
		at := slices.Index(mistakes.Errors, setting.UnknownKey(key, setting.Keys(f.Collectors[name])))
		for _, other := range f.factories {
			if at >= 0 && slices.Contains(setting.Keys(other.Settings()), key.Value) {
				mistakes.Errors[at] = fmt.Sprintf("line %d: collector %s does not know %s, which belongs to %s: move it there",
					key.Line, name, key.Value, other.Name)
			}
		}
	}
	return err
}

// checkCollectors finds what is wrong with the values.
func (f *File) checkCollectors(lines setting.Lines) (errs []error) {
	var known []string
	others := collector.Maker(f.Collectors, collector.Common{})
	for _, factory := range f.factories {
		known = append(known, factory.Name)
		settings := f.Collectors[factory.Name]
		settings.All().At = f.At("collectors", factory.Name)
		errs = append(errs, f.checkDimensionsOf(factory.Name, lines)...)
		key, _ := settings.Section()
		errs = append(errs, settings.Check(collector.Checked{
			Own: lines.Below("collectors").Below(factory.Name), Section: lines.Below(key),
			Dimensions: f.labels(), Others: others, Taken: builtin.ShippedNames,
		})...)
	}
	for _, name := range slices.Sorted(maps.Keys(f.Below)) {
		if !slices.Contains(known, name) {
			errs = append(errs, fmt.Errorf("line %d: there is no collector %q: %s", lines.At("collectors", name).Line, name,
				setting.Instead(name, known)))
		}
	}
	return errs
}
