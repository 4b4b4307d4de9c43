package grafana_test

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// What Grafana writes with, and on.
const (
	darkLetters  = "#202226"
	lightLetters = "#f7f8fa"
	darkPanel    = "#181b1f"
	lightPanel   = "#ffffff"
	none         = "transparent"
)

// TestColoursCanBeSeen holds all colours against WCAG 2.1, in the dark and in the light
// theme: marks stand out from the panel by 3 to 1, letters from what is behind them by 4.5.
func TestColoursCanBeSeen(t *testing.T) {
	seen := map[string]bool{}
	for _, d := range dashboards(t) {
		for _, p := range d.drawn() {
			for _, colour := range p.marks(t) {
				seen[colour] = true
				if dark, light := contrast(t, colour, darkPanel), contrast(t, colour, lightPanel); dark < 3 || light < 3 {
					t.Errorf("%s: %s: %s stands out by %.2f on dark and %.2f on light", d.file, p.Title, colour, dark, light)
				}
			}
			for _, colour := range p.backgrounds(t) {
				seen[colour] = true
				if c := contrast(t, colour, lettersOn(t, colour)); c < 4.5 {
					t.Errorf("%s: %s: letters on %s have a contrast of %.2f", d.file, p.Title, colour, c)
				}
			}
		}
	}
	if len(seen) < 10 {
		t.Errorf("%d colours were compared, which is too few", len(seen))
	}
}

// TestColoursHaveAMeaning: amber, red, green and blue of thresholds are those of style.go and no others,
// and no panel takes Grafana's palette, in which red is the fifth series.
func TestColoursHaveAMeaning(t *testing.T) {
	meaning := []string{"#4180bf", "#7b828b", "#4fa06b", "#976510", "#b83a35", none}
	for _, d := range dashboards(t) {
		for _, p := range d.drawn() {
			for _, s := range p.FieldConfig.Defaults.Thresholds.Steps {
				if !slices.Contains(meaning, strings.TrimSuffix(s.Color, opaque)) {
					t.Errorf("%s: %s is coloured %s, which means nothing", d.file, p.Title, s.Color)
				}
			}
			for _, colour := range p.levels(t) {
				if !slices.Contains(meaning, colour) {
					t.Errorf("%s: %s is coloured %s, which means nothing", d.file, p.Title, colour)
				}
			}
			if mode := p.FieldConfig.Defaults.Color.Mode; mode != p.colours() {
				t.Errorf("%s: %s takes its colours from %q, not from %q", d.file, p.Title, mode, p.colours())
			}
		}
	}
}

// colours is where a panel takes its colours from. A bar is one opaque colour along all its length, so it has a fixed
// one and those of ranges: by thresholds Grafana draws a bar pale, or through the colours of all steps below.
func (p panel) colours() string {
	switch p.Type {
	case "bargauge", "timeseries":
		return "fixed"
	case "table":
		return ""
	}
	if p.Title == "Podium" || len(p.FieldConfig.Defaults.Thresholds.Steps) == 0 || p.FieldConfig.Defaults.Color.Mode == "" {
		return ""
	}
	return "thresholds"
}

// TestBarsHaveTheColoursOfTheirSteps: a bar has the colour of the step that its figure reached.
func TestBarsHaveTheColoursOfTheirSteps(t *testing.T) {
	seen := 0
	for _, d := range dashboards(t) {
		for _, p := range d.drawn() {
			if p.Type != "bargauge" {
				continue
			}
			seen++
			if p.Options.DisplayMode != "gradient" {
				t.Errorf("%s: bars of %s are %s, which is pale", d.file, p.Title, p.Options.DisplayMode)
			}
			var steps []string
			for _, s := range p.FieldConfig.Defaults.Thresholds.Steps {
				steps = append(steps, s.Color)
			}
			levels := append([]string{p.FieldConfig.Defaults.Color.FixedColor}, p.levels(t)...)
			slices.Reverse(levels[1:])
			if !slices.Equal(levels, steps) {
				t.Errorf("%s: bars of %s are %v, its steps %v", d.file, p.Title, levels, steps)
			}
		}
	}
	if seen < 30 {
		t.Errorf("%d panels have bars, which is too few", seen)
	}
}

// levels are the colours of ranges of values, highest first.
func (p panel) levels(t *testing.T) []string {
	t.Helper()
	var colours []string
	for _, m := range p.FieldConfig.Defaults.Mappings {
		if m.Type != "range" {
			continue
		}
		var options struct {
			From, To float64
			Result   struct{ Color, Text string }
		}
		decode(t, m.Options, &options)
		if options.Result.Text != "" || options.To <= options.From {
			t.Errorf("%s: a range is %s", p.Title, m.Options)
		}
		colours = append(colours, options.Result.Color)
	}
	return colours
}

// opaque is how opaque a line of a threshold has to say it is.
const opaque = "fe"

// TestTargetsAreNotPale: Grafana draws the line of a threshold at 70 % if its colour is opaque, and then no colour
// has a contrast of 3 on both themes.
func TestTargetsAreNotPale(t *testing.T) {
	seen := 0
	for _, d := range dashboards(t) {
		for _, p := range d.drawn() {
			style, _ := p.FieldConfig.Defaults.Custom["thresholdsStyle"].(map[string]any)
			if style["mode"] != "dashed" {
				continue
			}
			seen++
			for _, s := range p.FieldConfig.Defaults.Thresholds.Steps {
				if len(s.Color) != len("#rrggbb"+opaque) || !strings.HasSuffix(s.Color, opaque) {
					t.Errorf("%s: %s has a line in %s, which is drawn paler", d.file, p.Title, s.Color)
				}
			}
		}
	}
	if seen < 5 {
		t.Errorf("%d courses have targets, which is too few", seen)
	}
}

// TestHighPriorityIsRed is about the one word whose colour everybody knows.
func TestHighPriorityIsRed(t *testing.T) {
	for _, d := range dashboards(t) {
		for _, p := range d.drawn() {
			if p.Title != "Open cases by priority" {
				continue
			}
			i := slices.IndexFunc(p.FieldConfig.Overrides, func(o override) bool {
				return strings.Contains(o.Matcher.Options, "urgent")
			})
			if i < 0 {
				t.Fatal("no colour is given to urgent cases")
			}
			if o := p.FieldConfig.Overrides[i]; o.Matcher.Options != "/^.*(critical|urgent|high|p1).*$/i" ||
				!strings.Contains(string(o.Properties[0].Value), `"#b83a35"`) {
				t.Errorf("the most urgent cases are %s %s", o.Matcher.Options, o.Properties[0].Value)
			}
			return
		}
	}
	t.Error("no panel shows cases by priority")
}

// marks are the colours of bars, cells and lines.
func (p panel) marks(t *testing.T) []string {
	t.Helper()
	if p.Type == "stat" || p.Type == "table" {
		return nil
	}
	var colours []string
	for _, s := range p.FieldConfig.Defaults.Thresholds.Steps {
		colours = append(colours, s.Color)
	}
	if fixed := p.FieldConfig.Defaults.Color.FixedColor; fixed != "" {
		colours = append(colours, fixed)
	}
	return slices.Concat(colours, p.levels(t), p.overridden(t))
}

// backgrounds are the colours behind letters: of tiles, and of cells of tables.
func (p panel) backgrounds(t *testing.T) []string {
	t.Helper()
	if p.Type != "stat" && p.Type != "table" {
		return nil
	}
	return p.overridden(t)
}

// overridden are the colours that overrides give: fixed ones, those of thresholds, those of values that stand for
// something.
func (p panel) overridden(t *testing.T) []string {
	t.Helper()
	var colours []string
	for _, o := range p.FieldConfig.Overrides {
		for _, property := range o.Properties {
			switch property.ID {
			case "color":
				var value struct{ FixedColor string }
				decode(t, property.Value, &value)
				colours = append(colours, value.FixedColor)
			case "thresholds":
				var value struct{ Steps []step }
				decode(t, property.Value, &value)
				for _, s := range value.Steps {
					colours = append(colours, s.Color)
				}
			case "mappings":
				var values []mapping
				decode(t, property.Value, &values)
				for _, m := range values {
					if m.Type != "value" {
						continue
					}
					var options map[string]struct{ Color string }
					decode(t, m.Options, &options)
					for _, o := range options {
						colours = append(colours, o.Color)
					}
				}
			}
		}
	}
	return slices.DeleteFunc(colours, func(c string) bool { return c == none })
}

func decode(t *testing.T, text json.RawMessage, into any) {
	t.Helper()
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
}

// lettersOn is the colour in which Grafana writes on a background: dark where
// its brightness (W3C, Techniques For Accessibility Evaluation) is above 180.
func lettersOn(t *testing.T, colour string) string {
	t.Helper()
	r, g, b := channels(t, colour)
	if (299*r+587*g+114*b)/1000 > 180 {
		return darkLetters
	}
	return lightLetters
}

// contrast is the ratio that WCAG 2.1 defines, from 1 to 21.
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	light := []float64{luminance(t, a), luminance(t, b)}
	slices.Sort(light)
	return (light[1] + 0.05) / (light[0] + 0.05)
}

func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	linear := func(c float64) float64 {
		if c /= 255; c <= 0.03928 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	r, g, b := channels(t, colour)
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

// channels are red, green and blue, from 0 to 255.
func channels(t *testing.T, colour string) (r, g, b float64) {
	t.Helper()
	n, err := strconv.ParseUint(strings.TrimSuffix(colour[1:], opaque), 16, 24)
	if err != nil {
		t.Fatalf("colour %s: %v", colour, err)
	}
	return float64(n >> 16), float64(n >> 8 & 0xff), float64(n & 0xff)
}

func TestContrast(t *testing.T) {
	for pair, want := range map[[2]string]float64{{"#000000", "#ffffff"}: 21, {"#777777", "#ffffff"}: 4.48,
		{"#5b8db8", "#5b8db8"}: 1} {
		if got := contrast(t, pair[0], pair[1]); math.Abs(got-want) > 0.01 {
			t.Errorf("contrast of %v is %.2f, want %.2f", pair, got, want)
		}
	}
}
