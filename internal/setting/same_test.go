package setting_test

import (
	"testing"

	"go.yaml.in/yaml/v3"

	"salesforce_exporter/internal/setting"
)

func said(t *testing.T, text string) string {
	t.Helper()
	var document yaml.Node
	if err := yaml.Unmarshal([]byte(text), &document); err != nil {
		t.Fatal(err)
	}
	return setting.Lines{Node: document.Content[0], Line: 1}.Without("orgs")
}

// TestSaysTheSame compares files that decode to the same, and some that do not.
func TestSaysTheSame(t *testing.T) {
	const file = `dimensions: {role: UserRole.Name, region: Country}
series_limit: 100
collectors:
  users: {every: 1h, enabled: true}
  leads: {every: 1h}
orgs: {a: {url: x}}
`
	for _, same := range []string{
		file,
		"# a comment\n" + file + "\n\n",
		"series_limit: 100\norgs: {b: {}}\n" + `collectors:
  "leads": {'every': "1h"}
  users:
    enabled: True # yes
    every: 1h
dimensions:
  role: UserRole.Name

  region: "Country"
`,
		`series_limit: 100
collectors:
  leads: &often {every: 1h}
  users: {<<: *often, enabled: true}
dimensions: {role: UserRole.Name, region: Country}
`,
		`series_limit: 100
collectors:
  leads: &often {every: 1h}
  users: {<<: [*often, {every: 2h, enabled: false}], enabled: true}
dimensions: {role: UserRole.Name, region: Country}
`,
	} {
		if got, want := said(t, same), said(t, file); got != want {
			t.Errorf("%s\nsays\n%s\nwant\n%s", same, got, want)
		}
	}
	for _, other := range []string{
		"dimensions: {region: Country, role: UserRole.Name}\nseries_limit: 100\ncollectors: {users: {every: 1h, enabled: true}, leads: {every: 1h}}\n",
		"dimensions: {role: UserRole.Name, region: Country}\nseries_limit: '100'\ncollectors: {users: {every: 1h, enabled: true}, leads: {every: 1h}}\n",
		"dimensions: {role: UserRole.Name, region: Country}\nseries_limit: 100\ncollectors: {users: {every: 1h}, leads: {every: 1h}}\n",
	} {
		if said(t, other) == said(t, file) {
			t.Errorf("%s\nsays the same as\n%s", other, file)
		}
	}
}
