package states

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql"
)

// say is what a person reads in a panel: a line for each figure, bar, row or curve.
func (v *viewer) say(t *testing.T, p panel) []string {
	t.Helper()
	switch p.Type {
	case "stat", "bargauge":
		return v.sayValues(t, p)
	case "table":
		return v.sayTable(t, p)
	case "barchart":
		return v.sayChart(t, p)
	case "timeseries", "status-history", "heatmap":
		return v.sayCourse(t, p)
	}
	t.Fatalf("%s is a %s, of which nothing is known here", p.Title, p.Type)
	return nil
}

func (v *viewer) sayValues(t *testing.T, p panel) []string {
	var lines []string
	for _, q := range p.Targets {
		for _, found := range v.last(t, p, q) {
			name := named(q.LegendFormat, found.labels)
			l := p.lookOf(t, field{q.RefID, name})
			if l.DisplayName != "" && !strings.Contains(l.DisplayName, "${") {
				name = l.DisplayName
			}
			if p.Options.TextMode == "name" {
				lines = append(lines, name)
			} else {
				lines = append(lines, name+" = "+l.text(found.value))
			}
		}
	}
	if len(lines) == 0 {
		return []string{p.FieldConfig.Defaults.NoValue}
	}
	return lines
}

// valued is a series with the one value that is shown of it.
type valued struct {
	labels labels.Labels
	value  float64
}

func isNaN(p promql.FPoint) bool { return math.IsNaN(p.F) }

// last reduces the series of a query to their last values that are known.
func (v *viewer) last(t *testing.T, p panel, q target) []valued {
	var all []valued
	if q.Instant {
		for _, s := range v.instant(t, v.interpolate(q.Expr)) {
			all = append(all, valued{s.Metric, s.F})
		}
		return all
	}
	found, _ := v.steps(t, p, v.interpolate(q.Expr))
	for _, s := range found {
		if i := len(s.Floats); i > 0 {
			all = append(all, valued{s.Metric, s.Floats[i-1].F})
		}
	}
	return all
}

func (v *viewer) sayCourse(t *testing.T, p panel) []string {
	var lines []string
	for _, q := range p.Targets {
		found, all := v.steps(t, p, v.interpolate(q.Expr))
		for _, s := range found {
			known := slices.DeleteFunc(slices.Clone(s.Floats), isNaN)
			if len(known) == 0 {
				continue
			}
			name := named(q.LegendFormat, s.Metric)
			last := known[len(known)-1]
			lines = append(lines, fmt.Sprintf("%s: %d of %d, at last %s", name, len(known), all,
				p.lookOf(t, field{q.RefID, name}).text(last.F)))
		}
	}
	if len(lines) == 0 {
		return []string{p.FieldConfig.Defaults.NoValue}
	}
	return lines
}

// A row is a line of a table: texts by field, and figures.
type row struct {
	texts   map[string]string
	figures map[string]float64
}

// rows are what the merge of a table's queries makes: rows that share all labels become one.
func (v *viewer) rows(t *testing.T, p panel) []row {
	var rows []row
	for _, q := range p.Targets {
		name := "Value #" + q.RefID
		if len(p.Targets) == 1 {
			name = "Value"
		}
		for _, found := range v.last(t, p, q) {
			texts := found.labels.Map()
			i := slices.IndexFunc(rows, func(r row) bool { _, has := r.figures[name]; return !has && mergeable(r.texts, texts) })
			if i < 0 {
				rows = append(rows, row{map[string]string{}, map[string]float64{}})
				i = len(rows) - 1
			}
			for k, text := range texts {
				rows[i].texts[k] = text
			}
			rows[i].figures[name] = found.value
		}
	}
	return rows
}

func mergeable(a, b map[string]string) bool {
	for k, text := range b {
		if other, ok := a[k]; ok && other != text {
			return false
		}
	}
	for k := range a {
		if _, ok := b[k]; !ok && len(b) > len(a) {
			return false
		}
	}
	return true
}

func (v *viewer) sayTable(t *testing.T, p panel) []string {
	rows := v.rows(t, p)
	if len(rows) == 0 {
		return []string{p.FieldConfig.Defaults.NoValue}
	}
	columns := p.columnsOf(t, rows)
	if len(p.Options.SortBy) == 1 {
		sortRows(t, p, rows, columns)
	}
	var lines []string
	for _, r := range rows {
		var cells []string
		for _, c := range columns {
			l := p.lookOf(t, field{refIDOf(c), c})
			text, isText := r.texts[c]
			if v, isFigure := r.figures[c]; isFigure {
				text = l.text(v)
			} else if !isText {
				text = l.NoValue
			}
			cells = append(cells, strings.TrimPrefix(l.DisplayName+" ", " ")+text)
		}
		lines = append(lines, strings.Join(cells, " | "))
	}
	return lines
}

func refIDOf(column string) string {
	_, refID, _ := strings.Cut(column, "#")
	return refID
}

// columnsOf are the fields of the rows that are not hidden, in their order.
func (p panel) columnsOf(t *testing.T, rows []row) []string {
	t.Helper()
	var hidden map[string]bool
	var place map[string]int
	for _, tr := range p.Transformations {
		if tr.ID == "organize" {
			hidden, place = tr.Options.ExcludeByName, tr.Options.IndexByName
		}
	}
	seen := map[string]bool{}
	for _, r := range rows {
		for name := range r.texts {
			seen[name] = true
		}
		for name := range r.figures {
			seen[name] = true
		}
	}
	var columns []string
	for name := range seen {
		if !hidden[name] && !p.lookOf(t, field{refIDOf(name), name}).Hidden {
			columns = append(columns, name)
		}
	}
	sort.Slice(columns, func(i, j int) bool {
		a, b := columns[i], columns[j]
		if pa, pb := placeOf(place, a), placeOf(place, b); pa != pb {
			return pa < pb
		}
		return a < b
	})
	return columns
}

func placeOf(place map[string]int, name string) int {
	if i, ok := place[name]; ok {
		return i
	}
	return math.MaxInt
}

func sortRows(t *testing.T, p panel, rows []row, columns []string) {
	by := p.Options.SortBy[0]
	i := slices.IndexFunc(columns,
		func(c string) bool { return p.lookOf(t, field{refIDOf(c), c}).DisplayName == by.DisplayName })
	if i < 0 {
		return // none of its queries has found anything
	}
	sort.SliceStable(rows, func(a, b int) bool {
		if by.Desc {
			a, b = b, a
		}
		return rows[a].less(rows[b], columns[i])
	})
}

func (r row) less(other row, column string) bool {
	if a, ok := r.figures[column]; ok {
		b, has := other.figures[column]
		return has && a < b
	}
	if _, ok := other.figures[column]; ok {
		return true
	}
	return r.texts[column] < other.texts[column]
}

func (v *viewer) sayChart(t *testing.T, p panel) []string {
	var lines []string
	for _, r := range v.rows(t, p) {
		for name, n := range r.figures {
			lines = append(lines, asOneLine(r.texts[p.Options.XField])+" = "+p.lookOf(t, field{refIDOf(name), name}).text(n))
		}
	}
	if len(lines) == 0 {
		return []string{p.FieldConfig.Defaults.NoValue}
	}
	return lines
}

// text is how a value is written: by a mapping, else in its unit.
func (l look) text(v float64) string {
	for _, m := range l.Mappings {
		if text, ok := m.text(v); ok {
			return text
		}
	}
	if math.IsNaN(v) {
		return "NaN"
	}
	return l.written(v)
}

func (m mapping) text(v float64) (string, bool) {
	switch m.Type {
	case "value":
		var options map[string]struct{ Text string }
		if json.Unmarshal(m.Options, &options) != nil {
			return "", false
		}
		o, ok := options[strconv.FormatFloat(v, 'f', -1, 64)]
		return o.Text, ok
	case "special":
		var options struct{ Result struct{ Text string } }
		return options.Result.Text, math.IsNaN(v) && json.Unmarshal(m.Options, &options) == nil
	}
	return "", false
}

// written is a value in a unit of Grafana's, as far as they are used.
func (l look) written(v float64) string {
	decimals := 2
	if l.Decimals != nil {
		decimals = *l.Decimals
	} else if v == math.Trunc(v) {
		decimals = 0
	}
	unit, suffix, hasSuffix := strings.Cut(l.Unit, "suffix:")
	switch {
	case hasSuffix:
		return fmt.Sprintf("%.*f%s", decimals, v, suffix)
	case unit == "percentunit":
		return fmt.Sprintf("%.*f%%", decimals, 100*v)
	case unit == "s":
		return duration(v, decimals)
	case unit == "short":
		return short(v, decimals)
	case unit == "bool_yes_no":
		return map[bool]string{true: "Yes", false: "No"}[v != 0]
	}
	return fmt.Sprintf("%.*f", decimals, v)
}

func duration(seconds float64, decimals int) string {
	for _, u := range []struct {
		name string
		of   float64
	}{{"years", 31536000}, {"weeks", 604800}, {"days", 86400}, {"hours", 3600}, {"mins", 60}} {
		if math.Abs(seconds) >= u.of {
			return fmt.Sprintf("%.*f %s", decimals, seconds/u.of, u.name)
		}
	}
	return fmt.Sprintf("%.*f s", decimals, seconds)
}

func short(v float64, decimals int) string {
	for _, u := range []struct {
		name string
		of   float64
	}{{" Bil", 1e9}, {" Mil", 1e6}, {" K", 1e3}} {
		if math.Abs(v) >= u.of {
			return fmt.Sprintf("%.*f%s", decimals, v/u.of, u.name)
		}
	}
	return fmt.Sprintf("%.*f", decimals, v)
}
