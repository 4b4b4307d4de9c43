package states

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A dashboard as far as Grafana needs it to ask and to say something.
type dashboard struct {
	UID, Title string
	Panels     []panel
	Templating struct{ List []variable }
}

type variable struct {
	Type, Name, AllValue, Regex string
	Query                       any
	Multi, IncludeAll           bool
}

type panel struct {
	ID              int
	Type, Title     string
	GridPos         struct{ X, Y, W, H int }
	Interval        string
	MaxDataPoints   int
	Repeat          string
	Targets         []target
	Transformations []struct {
		ID      string
		Options struct {
			ExcludeByName map[string]bool
			IndexByName   map[string]int
		}
	}
	Options struct {
		TextMode string
		XField   string
		SortBy   []struct {
			DisplayName string
			Desc        bool
		}
	}
	FieldConfig struct {
		Defaults  look
		Overrides []struct {
			Matcher struct {
				ID      string
				Options any
			}
			Properties []struct {
				ID    string
				Value json.RawMessage
			}
		}
	}
}

type target struct {
	RefID, Expr, LegendFormat, Format string
	Instant                           bool
}

// A look is how values of a field are written.
type look struct {
	DisplayName, Unit, NoValue string
	Hidden                     bool // of a column: only links use it
	Decimals                   *int
	Mappings                   []mapping
	Thresholds                 struct{ Steps []step }
}

type step struct {
	Value *float64
	Color string
}

type mapping struct {
	Type    string
	Options json.RawMessage
}

// A field is where a value comes from.
type field struct{ refID, name string }

// lookOf is the look of a field, overrides applied in their order.
func (p panel) lookOf(t *testing.T, f field) look {
	t.Helper()
	l := p.FieldConfig.Defaults
	for _, o := range p.FieldConfig.Overrides {
		if !matches(o.Matcher.ID, o.Matcher.Options, f) {
			continue
		}
		for _, property := range o.Properties {
			var into any
			switch property.ID {
			case "displayName":
				into = &l.DisplayName
			case "unit":
				into = &l.Unit
			case "noValue":
				into = &l.NoValue
			case "custom.hidden":
				into = &l.Hidden
			case "decimals":
				l.Decimals = new(int)
				into = l.Decimals
			case "mappings":
				l.Mappings = nil
				into = &l.Mappings
			case "thresholds":
				l.Thresholds.Steps = nil
				into = &l.Thresholds
			default:
				continue
			}
			if err := json.Unmarshal(property.Value, into); err != nil {
				t.Fatalf("%s: override of %s: %v", p.Title, property.ID, err)
			}
		}
	}
	return l
}

func matches(id string, options any, f field) bool {
	text, _ := options.(string)
	switch id {
	case "byName":
		return text == f.name
	case "byFrameRefID":
		return text == f.refID
	case "byRegexp":
		pattern, ignoresCase := strings.CutSuffix(text[1:], "/i")
		if ignoresCase {
			return regexp.MustCompile("(?i)" + pattern).MatchString(f.name)
		}
		return regexp.MustCompile(strings.TrimSuffix(pattern, "/")).MatchString(f.name)
	}
	return false
}

func dashboards(t testing.TB) []dashboard {
	t.Helper()
	files, err := filepath.Glob("../dashboards/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no dashboards: %v", err)
	}
	var all []dashboard
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var d dashboard
		if err := json.Unmarshal(text, &d); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		all = append(all, d)
	}
	return all
}

// drawn are the panels that draw something: all but headings.
func (d dashboard) drawn() []panel {
	return slices.DeleteFunc(slices.Clone(d.Panels), func(p panel) bool { return p.Type == "row" })
}
