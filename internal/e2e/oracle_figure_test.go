package e2e

import (
	"cmp"
	"database/sql"
	"slices"
	"strings"

	dto "github.com/prometheus/client_model/go"
)

// A figure is the definition of a metric in SQL.
type figure struct {
	metric    string   // without the prefix
	constants []label  // labels with the same value on all series
	labels    []string // names of the labels that the rows fill
	byOwner   bool     // has role, profile and region of the owner
	top       int      // so many of the largest, the rest as "other"; zero for all
	// rows is an SQL statement with the columns owner, one for each label, and, last,
	// value. Its parameters are those of an instant.
	rows string
}

type label struct{ name, value string }

// A group is the sum of a figure for one set of label values.
type group struct {
	values []string
	teams  map[team]float64
	total  float64
}

// sum adds up a figure's rows. By owner there is a series, if only a zero, for each
// team with people who should be using Salesforce. Without labels of rows there
// is one where there is no row.
func (o *oracle) sum(f figure) {
	o.t.Helper()
	groups := map[string]*group{}
	if len(f.labels) == 0 {
		groups[""] = &group{teams: map[team]float64{}}
	}
	o.query(f.rows, func(r *sql.Rows) error {
		values, owner, value, err := f.scan(r)
		key := strings.Join(values, "\x00")
		if groups[key] == nil {
			groups[key] = &group{values: values, teams: map[team]float64{}}
		}
		groups[key].teams[o.teamOf(owner)] += value
		groups[key].total += value
		return err
	})
	if f.byOwner && len(groups) == 0 { // no row says which labels there are
		groups[""] = &group{values: slices.Repeat([]string{"none"}, len(f.labels)), teams: map[team]float64{}}
	}
	for _, g := range f.keepTop(groups) {
		if !f.byOwner {
			o.want[f.series(g.values, team{})] += g.total
			continue
		}
		o.zeros(f, g.values)
		for m, value := range g.teams {
			o.want[f.series(g.values, m)] += value
		}
	}
}

// zeros says that there is a series for each team with people who should be using
// Salesforce.
func (o *oracle) zeros(f figure, values []string) {
	for m := range o.counted {
		o.want[f.series(values, m)] += 0
	}
}

// scan reads owner, labels and, in the last column, the value: null is nothing to
// add.
func (f figure) scan(r *sql.Rows) (values []string, owner sql.NullString, value float64, err error) {
	columns, err := r.Columns()
	if err != nil {
		return nil, owner, 0, err
	}
	texts := make([]sql.NullString, len(columns)-1)
	targets := []any{}
	for i := range texts {
		targets = append(targets, &texts[i])
	}
	var number sql.NullFloat64
	err = r.Scan(append(targets, &number)...)
	for _, text := range texts[1 : 1+len(f.labels)] {
		values = append(values, orElse(text.String, "none"))
	}
	return values, texts[0], number.Float64, err
}

func (f figure) keepTop(groups map[string]*group) []*group {
	var list []*group
	for _, g := range groups {
		list = append(list, g)
	}
	if f.top == 0 || len(list) <= f.top {
		return list
	}
	slices.SortFunc(list, func(a, b *group) int {
		return cmp.Or(cmp.Compare(b.total, a.total), slices.Compare(a.values, b.values))
	})
	other := &group{values: slices.Repeat([]string{"other"}, len(f.labels))}
	for _, g := range list[f.top:] {
		other.total += g.total
	}
	return append(list[:f.top], other)
}

// series names a series as seriesName does.
func (f figure) series(values []string, m team) string {
	var pairs []*dto.LabelPair
	add := func(name, value string) { pairs = append(pairs, &dto.LabelPair{Name: &name, Value: &value}) }
	for _, l := range f.constants {
		add(l.name, l.value)
	}
	for i, name := range f.labels {
		add(name, values[i])
	}
	if f.byOwner {
		add("role", m.role)
		add("profile", m.profile)
		add("region", m.region)
	}
	slices.SortFunc(pairs, func(a, b *dto.LabelPair) int { return strings.Compare(a.GetName(), b.GetName()) })
	return seriesName("salesforce_"+f.metric, pairs)
}
