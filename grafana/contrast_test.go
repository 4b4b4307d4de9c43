package grafana_test

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"testing"
)

const (
	darkLetters  = "#202226"
	lightLetters = "#ffffff"
	darkPanel    = "#181b1f" // panels of the dark theme
)

// TestWallCanBeReadFromAfar holds the colours of the wall screen against WCAG
// 2.1: letters on the podium stand out by 4.5 to 1, bars from the panel by 3.
func TestWallCanBeReadFromAfar(t *testing.T) {
	letters, bars := 0, 0
	for _, d := range dashboards(t) {
		if d.UID != "salesforce-leaderboard" {
			continue
		}
		for _, p := range d.drawn() {
			for _, colour := range p.fixedColours(t) {
				letters++
				if c := contrast(t, colour, lettersOn(t, colour)); c < 4.5 {
					t.Errorf("%s: letters on %s have a contrast of %.1f", p.Title, colour, c)
				}
			}
			for _, s := range p.FieldConfig.Defaults.Thresholds.Steps {
				if p.Type == "bargauge" {
					bars++
					if c := contrast(t, s.Color, darkPanel); c < 3 {
						t.Errorf("%s: bars of %s have a contrast of %.1f", p.Title, s.Color, c)
					}
				}
			}
		}
	}
	if letters != 3 || bars < 3 {
		t.Errorf("%d backgrounds of letters and %d bars were compared, want gold, silver and bronze, and all bars", letters, bars)
	}
}

// fixedColours are those that overrides give to a query.
func (p panel) fixedColours(t *testing.T) []string {
	t.Helper()
	var colours []string
	for _, o := range p.FieldConfig.Overrides {
		for _, property := range o.Properties {
			var value struct{ FixedColor string }
			if property.ID == "color" && json.Unmarshal(property.Value, &value) == nil {
				colours = append(colours, value.FixedColor)
			}
		}
	}
	return colours
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
	n, err := strconv.ParseUint(colour[1:], 16, 24)
	if err != nil {
		t.Fatalf("colour %s: %v", colour, err)
	}
	return float64(n >> 16), float64(n >> 8 & 0xff), float64(n & 0xff)
}

func TestContrast(t *testing.T) {
	for pair, want := range map[[2]string]float64{{"#000000", "#ffffff"}: 21, {"#777777", "#ffffff"}: 4.48, {"#5b8db8", "#5b8db8"}: 1} {
		if got := contrast(t, pair[0], pair[1]); math.Abs(got-want) > 0.01 {
			t.Errorf("contrast of %v is %.2f, want %.2f", pair, got, want)
		}
	}
}
