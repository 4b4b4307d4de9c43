package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/builtin"
	"salesforce_exporter/collector/catalog"
	"salesforce_exporter/collector/custom"
	"salesforce_exporter/internal/config"
	"salesforce_exporter/internal/demo"
)

// examples loads each example of the docs as a file of its own, and returns
// what they define.
func examples(t *testing.T) (all []catalog.Definition) {
	t.Helper()
	page, err := os.ReadFile("../../docs/custom-metrics.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, found := range regexp.MustCompile("(?s)```yaml\n(.*?)```\n").FindAllStringSubmatch(string(page), -1) {
		path := filepath.Join(t.TempDir(), "exporter.yml")
		write(t, filepath.Dir(path), "exporter.yml", found[1])
		file, err := config.Load(path, builtin.Collectors())
		if err != nil {
			t.Errorf("an example is refused: %v\n%s", err, found[1])
			continue
		}
		all = append(all, collector.Find[*custom.Settings](file.Collectors).Metrics...)
	}
	if len(all) < 25 {
		t.Fatalf("the page has %d examples, want a dozen topics with two metrics each", len(all))
	}
	return all
}

// TestExamplesOfCustomMetrics asks a demo org for every example. What the
// company does not have comes from an export with these objects.
func TestExamplesOfCustomMetrics(t *testing.T) {
	absent := []string{"Contract", "ProcessInstanceWorkitem"}
	all := examples(t)
	foreign := slices.Clone(all)
	ofCompany := func(d catalog.Definition) bool { return d.SOQL != "" || !slices.Contains(absent, d.From[0].Object) }
	foreign = slices.DeleteFunc(foreign, ofCompany)
	own := slices.DeleteFunc(slices.Clone(all), func(d catalog.Definition) bool { return !ofCompany(d) })
	if len(foreign) < 5 {
		t.Errorf("%d examples are about objects that the company does not have, want those of contracts and approvals",
			len(foreign))
	}
	answered(t, own, demo.Options{Users: 100, Frozen: true})

	dir := t.TempDir()
	const user = "005000000000001AAA"
	write(t, dir, "User.csv", "Id,Name,IsActive,UserType,Country\n"+user+",Ann,true,Standard,Peru\n")
	write(t, dir, "Contract.csv",
		"Id,OwnerId,Status,StartDate,EndDate\n800000000000001AAA,"+user+",Activated,2023-06-01,2024-03-30\n800000000000002AAA,"+user+",Activated,2022-06-01,2024-02-28\n")
	write(t, dir, "ProcessInstanceWorkitem.csv",
		"Id,ActorId,CreatedDate\n04i000000000001AAA,"+user+",2024-02-28T12:00:00.000Z\n")
	m := answered(t, foreign, demo.Options{DataDir: dir, DataAsOf: "2024-03-01"})
	for series, want := range map[string]float64{
		`salesforce_contracts_due{region="Peru"}`:      1,
		`salesforce_contracts_lapsed{region="Peru"}`:   1,
		`salesforce_approvals_waiting{region="Peru"}`:  1,
		`salesforce_approval_oldest_timestamp_seconds`: float64(at(t, "2024-02-28T12:00:00Z")().Unix()),
	} {
		if got := m.series[series]; got != want {
			t.Errorf("%s is %v, want %v", series, got, want)
		}
	}
}

// answered scrapes an org for the definitions, and expects each of them to have
// figures and none to be skipped.
func answered(t *testing.T, definitions []catalog.Definition, o demo.Options) metrics {
	t.Helper()
	r := newRig(t, rigOptions{demo: o, make: customOnly(t, definitions)})
	m := r.scrape(0)
	for _, d := range definitions {
		for _, name := range d.Names() {
			if !m.has(name) && !strings.HasSuffix(name, "_negative") { // of which there may be none
				t.Errorf("%s has no figures", name)
			}
		}
	}
	for series := range m.series {
		if strings.HasPrefix(series, "salesforce_collector_skipped{") {
			t.Errorf("an example is skipped: %s", series)
		}
	}
	if m.series[`salesforce_collector_success{collector="custom"}`] != 1 {
		t.Errorf("not all statements were answered:\n%s", r.log)
	}
	return m
}
