package e2e

import (
	"bytes"
	"math"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/builtin"
	"salesforce_exporter/internal/config"
	"salesforce_exporter/internal/demo"
	"salesforce_exporter/internal/org"
)

// TestAnyDimension has dimensions on fields of User that are read anyway, two on
// one field, and labels that only metrics without dimensions have. Each metric has
// the same total as with the usual dimensions.
func TestAnyDimension(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "exporter.yml", `dimensions:
  kind: UserType
  zone: timezonesidkey
  active: IsActive
  name: Name
  id: Id
  manager: ManagerId
  license: Profile.UserLicense.Name
  licence: Profile.UserLicense.Name
  role: UserRole.Name
  page: UserRole.Name
  campaign: Country
  collector: Country
`)
	file, err := config.Load(dir+"/exporter.yml", builtin.Collectors())
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		everything := everyOf(t)
		r := newRig(t, rigOptions{demo: demo.Options{Users: 30, Frozen: true}, make: everything})
		want := r.scrape(0)
		r = newRigOn(t, r.demo, rigOptions{make: everything, tune: func(o *org.Options) {
			o.SeriesLimit = 100_000
			o.People.Dimensions = nil
			for _, d := range file.Dimensions {
				o.People.Dimensions = append(o.People.Dimensions, collector.Dimension{Label: d.Label, Path: d.Path})
			}
		}})
		got := r.scrape(0)
		if got.sum("salesforce_collector_success") != want.sum("salesforce_collector_success") ||
			got.has("salesforce_collector_skipped") != want.has("salesforce_collector_skipped") {
			t.Errorf("something failed or is skipped:\n%s", r.log)
		}
		for name := range want.families {
			if strings.HasPrefix(name, "salesforce_exporter_") || strings.HasPrefix(name, "salesforce_collector_") ||
				strings.HasPrefix(name, "salesforce_leaderboard_") || strings.Contains(name, "_ratio") ||
				// which the second exporter changes
				name == "salesforce_api_requests_used" || name == "salesforce_limit_remaining" {
				continue
			}
			if math.Abs(got.sum(name)-want.sum(name)) > 1e-6 {
				t.Errorf("%s: the sum is %v, and %v with the usual dimensions", name, got.sum(name), want.sum(name))
			}
		}
		if diff := cmp.Diff(familiesOf(want), familiesOf(got)); diff != "" {
			t.Errorf("families (-usual +these):\n%s", diff)
		}
		if !strings.Contains(got.text, `active="true"`) || !strings.Contains(got.text, `kind="Standard"`) {
			t.Error("dimensions have no values")
		}
	})
}

// TestLabelsOfOneField has labels that read the same field, one of them the
// owner's, and a condition on the field of a label.
func TestLabelsOfOneField(t *testing.T) {
	dir, rows := deals(t)
	definitions := define(t, `
  - {name: x_twice, help: T., object: Opportunity, by: OwnerId, labels: {a: StageName, b: stagename, c: OwnerId}}
  - {name: x_only, help: T., object: Opportunity, labels: {a: StageName, b: Type}, only: {Type: New}}
  - {name: x_raw, help: T., soql: "SELECT StageName, COUNT(Id) n FROM Opportunity GROUP BY StageName", value: n, labels: {a: StageName, b: StageName}}
`)
	r := newRig(t, rigOptions{make: customOnly(t, definitions),
		demo: demo.Options{DataDir: dir, DataAsOf: "2026-11-29", Now: at(t, "2026-11-29T12:00:00Z"), Frozen: true}})
	m := r.scrape(0)
	want, got := map[string]float64{}, map[string]float64{}
	for _, row := range rows {
		stage := row["StageName"]
		want[`salesforce_x_twice{a="`+stage+`",b="`+stage+`",c="`+row["OwnerId"]+`",region="Peru"}`]++
		want[`salesforce_x_raw{a="`+stage+`",b="`+stage+`"}`]++
		if row["Type"] == "New" {
			want[`salesforce_x_only{a="`+stage+`",b="New"}`]++
		}
	}
	for series, value := range m.series {
		if strings.HasPrefix(series, "salesforce_x_") && value != 0 { // a team has zeros
			got[series] = value
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("series (-want +got):\n%s\n%s", diff, r.log)
	}
}

// TestLabelsThatBecomeEqual has values that differ in invalid characters alone.
// They are added up, and a mean of them is not shown.
func TestLabelsThatBecomeEqual(t *testing.T) {
	dir, rows := deals(t)
	definitions := define(t, `
  - {name: x_deals, help: T., object: Opportunity, labels: {a: StageName}}
  - {name: x_raw, help: T., soql: "SELECT StageName, COUNT(Id) n FROM Opportunity GROUP BY StageName", value: n, labels: {a: StageName}}
  - {name: x_mean, help: T., object: Opportunity, labels: {a: StageName}, value: AVG(Amount)}
  - {name: x_raw_mean, help: T., soql: "SELECT StageName, AVG(Amount) n FROM Opportunity GROUP BY StageName", value: n, labels: {a: StageName}}
`)
	r := newRig(t, rigOptions{make: customOnly(t, definitions),
		demo: demo.Options{DataDir: dir, DataAsOf: "2026-11-29", Now: at(t, "2026-11-29T12:00:00Z"), Frozen: true}})
	r.host.handler = changing(r.host.handler, func(_ *http.Request, answer []byte) []byte {
		answer = bytes.ReplaceAll(answer, []byte(`"Qualify"`), []byte(`"X\ud83d"`))
		return bytes.ReplaceAll(answer, []byte(`"Solution"`), []byte(`"X\ud83e"`))
	})
	m := r.scrape(0)
	want := map[string]float64{}
	for _, row := range rows {
		stage := row["StageName"]
		if stage != "Contract" {
			stage = "X\uFFFD"
		}
		want[`salesforce_x_deals{a="`+stage+`"}`]++
		want[`salesforce_x_raw{a="`+stage+`"}`]++
	}
	got := map[string]float64{}
	for series, value := range m.series {
		if strings.HasPrefix(series, "salesforce_x_") {
			got[series] = value
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("series (-want +got):\n%s\n%s", diff, r.log)
	}
	if m.sum("salesforce_collector_success") != 0 ||
		len(r.log.lines("do not add up"))+len(r.log.lines("does not add up")) != 2 {
		t.Errorf("want two errors about means, got:\n%s", r.log)
	}
}
