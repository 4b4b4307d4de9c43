package grafana_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"salesforce_exporter/grafana"
)

var update = flag.Bool("update", false, "write dashboards/*.json, and the ids of new panels into testdata/panels.txt")

// A dashboard as far as it is checked here; the types of the foundation SDK
// check the rest.
type dashboard struct {
	file          string
	ID            *int
	UID           string
	Title         string
	Description   string
	Tags          []string
	SchemaVersion int
	Editable      bool
	Time          struct{ From, To string }
	Refresh       string
	Panels        []panel
	Templating    struct{ List []variable }
	Annotations   struct {
		List []struct {
			Expr   string
			Enable bool
		}
	}
	Links []dashboardLink
}

type panel struct {
	ID          int
	Type        string
	Title       string
	Description string
	GridPos     rectangle
	MaxPerRow   int // of a panel that is repeated for each value of a variable
	Options     struct {
		TextMode    string
		DisplayMode string
		SortBy      []struct{ DisplayName string }
	}
	Datasource  datasource
	Targets     []target
	FieldConfig struct {
		Defaults struct {
			Unit       string
			NoValue    string
			Decimals   *int
			Mappings   []mapping
			Custom     map[string]any
			Color      struct{ Mode, FixedColor string }
			Thresholds struct{ Steps []step }
			Links      []link
		}
		Overrides []override
	}
}

type override struct {
	Matcher    struct{ ID, Options string }
	Properties []struct {
		ID    string
		Value json.RawMessage
	}
}

type step struct{ Color string }

// A mapping says what is shown where nothing is known, or what a value stands for.
type mapping struct {
	Type    string
	Options json.RawMessage
}

type rectangle struct{ X, Y, W, H int }

type datasource struct{ Type, UID string }

type target struct {
	RefID        string
	Expr         string
	LegendFormat string
	Instant      bool
	Datasource   datasource
}

type variable struct {
	Type, Name, Label, AllValue string
	Query                       any
	Datasource                  datasource
	Multi, IncludeAll           bool
	Refresh                     int
}

type dashboardLink struct {
	Type                  string
	Tags                  []string
	IncludeVars, KeepTime bool
}

type link struct{ Title, URL string }

func dashboards(t *testing.T) []dashboard {
	t.Helper()
	if *update {
		if err := grafana.Write("dashboards"); err != nil {
			t.Fatal(err)
		}
	}
	files, err := filepath.Glob("dashboards/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no dashboards: %v", err)
	}
	var all []dashboard
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		d := dashboard{file: file}
		if err := json.NewDecoder(bytes.NewReader(text)).Decode(&d); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		all = append(all, d)
	}
	return all
}

// drawn are the panels that draw something: all but headings.
func (d dashboard) drawn() []panel {
	var panels []panel
	for _, p := range d.Panels {
		if p.Type != "row" {
			panels = append(panels, p)
		}
	}
	return panels
}

// links are all data links of the panel, those of table columns included.
func (p panel) links(t *testing.T) []link {
	t.Helper()
	all := p.FieldConfig.Defaults.Links
	for _, o := range p.FieldConfig.Overrides {
		for _, property := range o.Properties {
			if property.ID != "links" {
				continue
			}
			var links []link
			if err := json.Unmarshal(property.Value, &links); err != nil {
				t.Fatal(err)
			}
			all = append(all, links...)
		}
	}
	return all
}

// width is in columns of the grid; panels of one variable share it.
func (p panel) width() int { return p.GridPos.W / max(p.MaxPerRow, 1) }
