package config_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/collector"
)

// TestDetail reads how fine metrics are, also where it is different for one org.
func TestDetail(t *testing.T) {
	t.Setenv("SECRET", "a secret of a test")
	file, err := load(t, `
zeros: none
dimensions: {role: UserRole.Name, region: Country}
collectors:
  records: {dimensions: [role]}
  leads: {dimensions: []}
orgs:
  other:
    url: https://other.my.salesforce.com
    client_id: id
    client_secret_env: SECRET
    zeros: all
`)
	if err != nil {
		t.Fatal(err)
	}
	if other := file.Of("other"); file.Zeros != collector.ZerosNone || other.Zeros != collector.ZerosAll {
		t.Errorf("zeros are %s, and %s for another org, want none and all", file.Zeros, other.Zeros)
	}
	want := map[string][]string{"records": {"role"}, "leads": {}}
	if diff := cmp.Diff(want, file.DimensionsOf()); diff != "" {
		t.Errorf("dimensions of collectors (-want +got):\n%s", diff)
	}
}
