package builtin_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/collector/builtin"
)

func TestReservedLabels(t *testing.T) {
	got, err := builtin.ReservedLabels()
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Fields("account_type board feature instance job le object origin person priority quantile rule source stage status subtype")
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(got))); diff != "" {
		t.Errorf("labels (-want +got):\n%s\n%v", diff, got)
	}
}
