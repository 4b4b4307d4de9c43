package collector_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"salesforce_exporter/collector/board"
	"salesforce_exporter/collector/catalog"
	"salesforce_exporter/collector/custom"
	"salesforce_exporter/collector/quality"
	"salesforce_exporter/internal/setting"
)

// expectError holds an error against a part of its text; empty for none.
func expectError(t *testing.T, what string, err error, want string) {
	t.Helper()
	switch {
	case want == "" && err != nil:
		t.Errorf("%s: got %v", what, err)
	case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
		t.Errorf("%s: got %v, want %q", what, err, want)
	}
}

// TestCheckCustom has every mistake in a metric of the configuration.
func TestCheckCustom(t *testing.T) {
	type definition = catalog.Definition
	account := catalog.Source{Object: "Account"}
	hours := []catalog.Bound{{Value: 3600, Time: true}}
	for want, d := range map[string]definition{
		"":                                  {Name: "good", Help: "Good.", Source: account},
		"use lower-case letters":            {Name: "Bad", Help: "Bad.", Source: account},
		"help is missing":                   {Name: "bad", Source: account},
		"name begins with salesforce_":      {Name: "salesforce_bad", Help: "Bad.", Source: account},
		"name ends like a counter":          {Name: "bad_total", Help: "Bad.", Source: account},
		"per is for the built-in catalogue": {Name: "bad", Help: "Bad.", Source: account, Per: "object"},
		"series_limit is below zero":        {Name: "bad", Help: "Bad.", Source: account, SeriesLimit: -1},
		"object is missing":                 {Name: "bad", Help: "Bad."},
		"stand beside from":                 {Name: "bad", Help: "Bad.", Source: account, From: []catalog.Source{account}},
		"is no API name":                    {Name: "bad", Help: "Bad.", Source: catalog.Source{Object: "1"}},
		"no field that refers to a user": {Name: "bad", Help: "Bad.",
			Source: catalog.Source{Object: "Account", By: "1"}},
		"is no field or path": {Name: "bad", Help: "Bad.",
			Source: catalog.Source{Object: "Account", Labels: map[string]string{"type": "1"}}},
		"there is a metric salesforce_taken": {Name: "taken", Help: "Bad.", Source: account},
		"there is a metric salesforce_up":    {Name: "up", Help: "Bad.", Source: account},
		"belongs to Prometheus": {Name: "bad", Help: "Bad.",
			Source: catalog.Source{Object: "Account", Labels: map[string]string{"le": "Type"}}},
		"is a dimension already": {Name: "bad", Help: "Bad.",
			Source: catalog.Source{Object: "Account", By: "OwnerId", Labels: map[string]string{"role": "Type"}}},
		`"Type" is none`: {Name: "bad", Help: "Bad.",
			Source: catalog.Source{Object: "Account", Labels: map[string]string{"Type": "Type"}}},
		"is not an aggregate": {Name: "bad", Help: "Bad.", Source: account, Value: "Amount"},
		"cannot be added up over people": {Name: "bad", Help: "Bad.",
			Source: catalog.Source{Object: "Account", By: "OwnerId"}, Value: "AVG(AnnualRevenue)"},
		"top is a number of label values": {Name: "bad", Help: "Bad.", Source: account, Top: 3},
		"is not a number of days": {Name: "bad", Help: "Bad.",
			Source: catalog.Source{Object: "Account", Where: "CreatedDate = {window}"}, Windows: []string{"7"}},
		"is there twice": {Name: "bad", Help: "Bad.",
			Source: catalog.Source{Object: "Account", Where: "CreatedDate = {window}"}, Windows: []string{"7d", "7d"}},
		"windows and {window} in where": {Name: "bad", Help: "Bad.", Source: account, Windows: []string{"7d"}},
		"is none of the labels": {Name: "bad", Help: "Bad.",
			Source: catalog.Source{Object: "Account", PageBy: "type"}},
		"give all sources the same labels": {Name: "bad", Help: "Bad.",
			From: []catalog.Source{account, {Object: "Lead", Labels: map[string]string{"a": "Status"}}}},
		"a histogram has no value": {Name: "bad_seconds", Help: "Bad.", Source: account, Value: "COUNT(Id)",
			Histogram: &catalog.Histogram{From: "CreatedDate", To: "now", Buckets: hours}},
		"knows neither top": {Name: "bad_seconds", Help: "Bad.", Source: account, Top: 2,
			Histogram: &catalog.Histogram{From: "CreatedDate", To: "now", Buckets: hours}},
		"give either of, a number": {Name: "bad_seconds", Help: "Bad.", Source: account,
			Histogram: &catalog.Histogram{From: "CreatedDate", Buckets: hours}},
		"buckets are the upper bounds": {Name: "bad_seconds", Help: "Bad.", Source: account,
			Histogram: &catalog.Histogram{From: "CreatedDate", To: "now"}},
		"end the name with _seconds": {Name: "bad", Help: "Bad.", Source: account,
			Histogram: &catalog.Histogram{From: "CreatedDate", To: "now", Buckets: hours}},
		"is not above the one before": {Name: "bad_seconds", Help: "Bad.", Source: account,
			Histogram: &catalog.Histogram{From: "CreatedDate", To: "now", Buckets: append(hours, hours...)}},
		"write times such as 3d": {Name: "bad_seconds", Help: "Bad.", Source: account,
			Histogram: &catalog.Histogram{From: "CreatedDate", To: "now", Buckets: []catalog.Bound{{Value: 1}}}},
		`"1" is no field or path`: {Name: "bad", Help: "Bad.", Source: account,
			Histogram: &catalog.Histogram{Of: "1", Buckets: []catalog.Bound{{Value: 1}}}},
		"soql says it all":       {Name: "bad", Help: "Bad.", Source: account, SOQL: "SELECT COUNT() FROM Lead"},
		"soql: ":                 {Name: "bad", Help: "Bad.", SOQL: "DELETE"},
		"COUNT() has one number": {Name: "bad", Help: "Bad.", SOQL: "SELECT COUNT() FROM Lead", Value: "n"},
		"soql selects no column": {Name: "bad", Help: "Bad.", SOQL: "SELECT COUNT(Id) n FROM Lead", Value: "m"},
		"value is missing":       {Name: "bad", Help: "Bad.", SOQL: "SELECT COUNT(Id) n FROM Lead"},
		"of several owners cannot be added": {Name: "bad", Help: "Bad.",
			SOQL: "SELECT OwnerId, AVG(Amount) n FROM Opportunity GROUP BY OwnerId", Value: "n",
			Source: catalog.Source{By: "OwnerId"}},
		"of several groups cannot be added": {Name: "bad", Help: "Bad.",
			SOQL: "SELECT StageName, AVG(Amount) n FROM Opportunity GROUP BY StageName", Value: "n"},
	} {
		expectError(t, d.Name+" "+want, custom.CheckCustom(&d, []string{"role"}, []string{"salesforce_taken"}), want)
	}
}

// TestCheckBoard has every mistake in a board.
func TestCheckBoard(t *testing.T) {
	good := func(change func(*board.Board)) board.Board {
		b := board.Board{Name: "good", Top: 3, Period: board.Period{Name: "7d"},
			Measures: []board.Measure{{Metric: "logins"}}}
		change(&b)
		return b
	}
	for want, change := range map[string]func(*board.Board){
		"":                          func(*board.Board) {},
		"use lower-case letters":    func(b *board.Board) { b.Name = "Bad" },
		"measures are missing":      func(b *board.Board) { b.Measures = nil },
		"top -1":                    func(b *board.Board) { b.Top = -1 },
		"bottom 1000":               func(b *board.Board) { b.Bottom = 1000 },
		"so the board shows nobody": func(b *board.Board) { b.Top = 0 },
		"teams_only needs team":     func(b *board.Board) { b.TeamsOnly = true },
		"target is below zero":      func(b *board.Board) { b.Target = -1 },
		"is not above zero":         func(b *board.Board) { b.Targets = map[string]float64{"ann": 0} },
		"points -1":                 func(b *board.Board) { b.Measures[0].Points = -1 },
		"there is no metric":        func(b *board.Board) { b.Measures[0].Metric = "nothing" },
		"measure logins: ":          func(b *board.Board) { b.Measures[0].Where = "AND" },
		"knows no where": func(b *board.Board) {
			b.Measures[0] = board.Measure{Metric: "data_quality_score_ratio", Where: "A = 1"}
		},
		"is not about Lead":   func(b *board.Board) { b.Measures[0].Only = []string{"Lead"} },
		"use days such as 7d": func(b *board.Board) { b.Period.Name = "often" },
		"give two days in order": func(b *board.Board) {
			b.Period = board.Period{Start: "2026-02-01",
				End: "2026-01-01"}
		},
		"is for measures of what": func(b *board.Board) { b.Period.Name = "now" },
		"of nothing else":         func(b *board.Board) { b.Measures[0].Metric = "open_leads" },
	} {
		err := checkBoard(nil, good(change))
		expectError(t, want, err, want)
		var placed *setting.PlacedError
		if errors.As(err, &placed) && (placed.Unwrap() == nil || len(placed.Place) != 2) {
			t.Errorf("%s: the place is %q", want, placed.Place)
		}
	}
	own := catalog.Definition{Name: "deals", Help: "Deals.",
		Source: catalog.Source{Object: "Opportunity", By: "OwnerId"}}
	if err := custom.CheckCustom(&own, nil, nil); err != nil {
		t.Fatal(err)
	}
	now := good(func(b *board.Board) { b.Period.Name, b.Measures[0].Metric = "now", "deals" })
	expectError(t, "a metric of the configuration", checkBoard([]catalog.Definition{own}, now), "")
}

// TestCheckQuality has every mistake in what good data is.
func TestCheckQuality(t *testing.T) {
	fields := func(name string, f quality.KeyField) map[string]quality.KeyField {
		return map[string]quality.KeyField{name: f}
	}
	for _, c := range []struct {
		checked interface{ Check() error }
		want    string
	}{
		{quality.Rule{Name: "good", Object: "Lead", Where: "Phone = null", By: "CreatedById"}, ""},
		{quality.Rule{Name: "Bad", Object: "Lead", Where: "Phone = null"}, "use lower-case letters"},
		{quality.Rule{Name: "bad", Object: "1", Where: "Phone = null"}, "is no API name"},
		{quality.Rule{Name: "bad", Object: "Lead"}, "where is missing"},
		{quality.Rule{Name: "bad", Object: "Lead", Where: "Phone = null", By: "1"}, "no field that refers to a user"},
		{quality.Rule{Name: "bad", Object: "Lead", Where: "Phone ="}, "where"},
		{quality.Rule{Name: "bad", Object: "Lead", Where: "Phone = null", WhereShown: []string{"X ="}}, "where_shown"},
		{quality.Population{Object: "Lead", Fields: []string{"Phone"}}, ""},
		{quality.Population{Object: "1"}, "is no API name"},
		{quality.Population{Object: "Lead", Fields: []string{}}, "fields is empty"},
		{quality.Population{Object: "Lead", Fields: []string{"1"}}, "is no API name"},
		{quality.Population{Object: "Lead", Fields: []string{"Phone", "Phone"}}, "is there twice"},
		{quality.KeyFields{Object: "Lead", Fields: fields("Phone", quality.KeyField{Weight: 1})}, ""},
		{quality.KeyFields{Object: "1"}, "is no API name"},
		{quality.KeyFields{Object: "Lead"}, "fields are missing"},
		{quality.KeyFields{Object: "Lead", Fields: fields("1", quality.KeyField{Weight: 1})}, "is no API name"},
		{quality.KeyFields{Object: "Lead", Fields: fields("Phone", quality.KeyField{Weight: math.Inf(1)})},
			"use a number above zero"},
		{quality.KeyFields{Object: "Lead", Fields: fields("Phone", quality.KeyField{Weight: 1, Where: "X ="})},
			"fields: Phone"},
		{quality.Spelling{Object: "Lead", Field: "Company"}, ""},
		{quality.Spelling{Object: "Lead"}, "give an object and a field"},
	} {
		expectError(t, "", c.checked.Check(), c.want)
	}
}

// TestReadYAML reads values that have a form of their own.
func TestReadYAML(t *testing.T) {
	for text, want := range map[string]catalog.Bound{
		"250": {Value: 250}, "4h": {Value: 14400, Time: true}, "3d": {Value: 259200, Time: true},
		"2w": {Value: 1209600, Time: true}, "90s": {Value: 90, Time: true},
	} {
		var got catalog.Bound
		if err := yaml.Unmarshal([]byte(text), &got); err != nil || got != want {
			t.Errorf("%s: got %v, %v, want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"soon", "-3d", ".inf"} {
		var got catalog.Bound
		expectError(t, text, yaml.Unmarshal([]byte(text), &got), "is no bound of a bucket")
	}
	for text, want := range map[string]string{"20": "", "{weight: 20, where: Amount > 0}": "", "many": "is no weight",
		"{height: 2}": "unknown key height", "[1]": "cannot unmarshal"} {
		var got quality.KeyField
		expectError(t, text, yaml.Unmarshal([]byte(text), &got), want)
		if want == "" && got.Weight != 20 {
			t.Errorf("%s: got %v", text, got)
		}
	}
	for text, want := range map[string]string{
		"collector: x\nevery: 1h\nmetrics: [{name: a, help: A., object: Lead}]": "",
		"collector: x":                                           "needs collector and every",
		"collector: x\nevery: soon":                              "is not a duration of a second or more",
		"collector: x\nevery: 1ms":                               "is not a duration of a second or more",
		"collector: x\nevery: 1h\nmetrics: [{name: B}]":          "metric 1",
		"collector: x\nevery: 1h\nnothing: 1":                    "nothing",
		"collector: x\nevery: 1h\nmetrics: [{name: a, help: A}]": "give either an object or per: object",
	} {
		_, err := catalog.ParseCatalog([]byte(text))
		expectError(t, text, err, want)
	}
}
