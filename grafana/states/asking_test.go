package states

import (
	"context"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/storage"
)

// A viewer is a Grafana with a dashboard open: 30 days until now, a screen, and choices.
type viewer struct {
	engine  *promql.Engine
	data    storage.Queryable
	to      time.Time
	back    time.Duration
	column  int                 // pixels of one of the grid's 24 columns
	chosen  map[string][]string // by variable; All where there is none
	defined []variable
}

func newViewer(data storage.Queryable, to time.Time) *viewer {
	return &viewer{
		engine: promql.NewEngine(promql.EngineOpts{
			Logger: slog.New(slog.DiscardHandler), MaxSamples: 50_000_000, Timeout: time.Minute, EnableAtModifier: true,
			EnableNegativeOffset:     true,
			NoStepSubqueryIntervalFn: func(int64) int64 { return 60_000 },
			Parser:                   parser.NewParser(parser.Options{}),
		}),
		data: data, to: to, back: 30 * 24 * time.Hour, column: 45, chosen: map[string][]string{},
	}
}

// open asks for the values of the dashboard's variables, each with those before it.
func (v *viewer) open(t testing.TB, d dashboard) {
	t.Helper()
	v.defined = nil
	fixed := v.chosen
	v.chosen = map[string][]string{}
	for name, values := range fixed {
		v.chosen[name] = values
	}
	for _, one := range d.Templating.List {
		if one.Type == "query" {
			v.offer(t, one, fixed)
		}
		v.defined = append(v.defined, one)
	}
}

func (v *viewer) offer(t testing.TB, one variable, fixed map[string][]string) {
	if _, ok := fixed[one.Name]; ok {
		return
	}
	values := v.values(t, one)
	switch {
	case one.IncludeAll && one.AllValue != "":
		delete(v.chosen, one.Name)
	case one.IncludeAll:
		v.chosen[one.Name] = values
	case len(values) > 0:
		v.chosen[one.Name] = values[:1]
	default:
		v.chosen[one.Name] = []string{""}
	}
}

var labelValues = regexp.MustCompile(`^label_values\((.*), (\w+)\)$`)

// values are what a variable offers, in Grafana's order.
func (v *viewer) values(t testing.TB, one variable) []string {
	query := one.Query.(map[string]any)["query"].(string)
	var values []string
	if m := labelValues.FindStringSubmatch(query); m != nil {
		for _, s := range v.instant(t,
			v.interpolate(fmt.Sprintf("count by (%s) (last_over_time(%s[%ds]))", m[2], m[1], int(v.back.Seconds())))) {
			values = append(values, s.Metric.Get(m[2]))
		}
	} else {
		expression := strings.TrimSuffix(strings.TrimPrefix(query, "query_result("), ")")
		capture := regexp.MustCompile(strings.Trim(one.Regex, "/"))
		for _, s := range v.instant(t, v.interpolate(expression)) {
			if m := capture.FindStringSubmatch(fmt.Sprintf("%s %v %d", s.Metric, s.F, s.T)); m != nil {
				values = append(values, m[1])
			}
		}
	}
	sort.Strings(values)
	return slices.Compact(values)
}

var special = regexp.MustCompile(`[\\^$.*+?()\[\]{}|/]`)

// interpolate puts the chosen values in place of variables.
func (v *viewer) interpolate(expression string) string {
	for _, one := range v.defined {
		values, ok := v.chosen[one.Name]
		text := one.AllValue
		if ok && one.Multi {
			var escaped []string
			for _, value := range values {
				escaped = append(escaped, special.ReplaceAllString(value, `\\$0`))
			}
			if text = strings.Join(escaped, "|"); len(values) != 1 {
				text = "(" + text + ")"
			}
		} else if ok {
			text = values[0]
		}
		expression = regexp.MustCompile(`\$`+one.Name+`\b`).ReplaceAllLiteralString(expression, text)
	}
	return expression
}

func (v *viewer) instant(t testing.TB, expression string) promql.Vector {
	t.Helper()
	q, err := v.engine.NewInstantQuery(context.Background(), v.data, nil, expression, v.to)
	if err != nil {
		t.Fatalf("%.300v in %.300s", err, expression)
	}
	defer q.Close()
	result := q.Exec(context.Background())
	switch found := result.Value.(type) {
	case promql.Vector:
		return slices.Clone(found)
	case promql.Scalar:
		return promql.Vector{{T: found.T, F: found.V}}
	}
	t.Fatalf("%.300v in %.300s", result.Err, expression)
	return nil
}

// steps asks over the time range, from and to multiples of the interval as Grafana does.
func (v *viewer) steps(t testing.TB, p panel, expression string) (promql.Matrix, int) {
	t.Helper()
	every := v.every(p)
	expression = strings.NewReplacer("$__interval", every.String(), "$__rate_interval",
		(every + 15*time.Second).String(), "$__range", v.back.String()).Replace(expression)
	from, to := v.to.Add(-v.back).Truncate(every), v.to.Truncate(every)
	q, err := v.engine.NewRangeQuery(context.Background(), v.data, nil, expression, from, to, every)
	if err != nil {
		t.Fatalf("%.300v in %.300s", err, expression)
	}
	defer q.Close()
	result := q.Exec(context.Background())
	found, err := result.Matrix()
	if err != nil {
		t.Fatalf("%.300v in %.300s", err, expression)
	}
	copied := make(promql.Matrix, len(found))
	for i, s := range found {
		copied[i] = promql.Series{Metric: s.Metric, Floats: slices.Clone(s.Floats)}
	}
	return copied, int(to.Sub(from)/every) + 1
}

// every is the interval of a panel: the time range over its points, rounded as Grafana rounds.
func (v *viewer) every(p panel) time.Duration {
	points := p.MaxDataPoints
	if points == 0 {
		points = p.GridPos.W * v.column
	}
	rounded := roundInterval(v.back / time.Duration(points))
	if least, err := time.ParseDuration(p.Interval); err == nil && rounded < least {
		return least
	}
	return max(rounded, 15*time.Second)
}

// intervals are Grafana's: below the first of each pair it is the second.
var intervals = [][2]time.Duration{
	{90 * time.Second, time.Minute}, {210 * time.Second, 2 * time.Minute}, {450 * time.Second, 5 * time.Minute},
	{750 * time.Second, 10 * time.Minute},
	{1050 * time.Second, 15 * time.Minute}, {25 * time.Minute, 20 * time.Minute}, {45 * time.Minute, 30 * time.Minute},
	{90 * time.Minute, time.Hour},
	{150 * time.Minute, 2 * time.Hour}, {270 * time.Minute, 3 * time.Hour}, {9 * time.Hour, 6 * time.Hour},
	{24 * time.Hour, 12 * time.Hour}, {168 * time.Hour, 24 * time.Hour},
}

func roundInterval(d time.Duration) time.Duration {
	for _, i := range intervals {
		if d < i[0] {
			return i[1]
		}
	}
	return 7 * 24 * time.Hour
}

var inLegend = regexp.MustCompile(`\{\{\s*(\w+)\s*\}\}`)

// named is what a legend makes of the labels of a series; the lines of a long name are read as one.
func named(legend string, metric labels.Labels) string {
	if legend == "" {
		return metric.String()
	}
	return asOneLine(inLegend.ReplaceAllStringFunc(legend,
		func(m string) string { return metric.Get(inLegend.FindStringSubmatch(m)[1]) }))
}

func asOneLine(name string) string { return strings.ReplaceAll(name, "\n", " ") }
