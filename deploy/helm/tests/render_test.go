package tests

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/common/util"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	"helm.sh/helm/v4/pkg/engine"
	releaseutil "helm.sh/helm/v4/pkg/release/v1/util"
	"sigs.k8s.io/yaml"
)

const chartDir = "../salesforce-exporter"

// operator is what a cluster with the Prometheus Operator answers.
var operator = []string{"monitoring.coreos.com/v1", "monitoring.coreos.com/v1/ServiceMonitor",
	"monitoring.coreos.com/v1/Probe", "monitoring.coreos.com/v1/PrometheusRule"}

func loadChart(t *testing.T) *chart.Chart {
	t.Helper()
	c, err := loader.LoadDir(chartDir)
	if err != nil {
		t.Fatalf("load the chart: %v", err)
	}
	return c
}

func readValues(t *testing.T, path string) map[string]any {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	values, err := loader.LoadValues(strings.NewReader(string(text)))
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return values
}

// A rendering is what helm would send to the cluster, in that order, and what it
// tells the user.
type rendering struct {
	manifests []string
	notes     string
}

// render does what "helm template" does, with the schema's checks.
func render(c *chart.Chart, release string, values map[string]any, apis ...string) (rendering, error) {
	capabilities := *common.DefaultCapabilities
	capabilities.APIVersions = append(slices.Clone(common.DefaultVersionSet), apis...)
	options := common.ReleaseOptions{Name: release, Namespace: "monitoring", Revision: 1, IsInstall: true}
	all, err := util.ToRenderValues(c, values, options, &capabilities)
	if err != nil {
		return rendering{}, fmt.Errorf("check the values: %w", err)
	}
	files, err := engine.Render(c, all)
	if err != nil {
		return rendering{}, fmt.Errorf("render: %w", err)
	}
	var r rendering
	for name := range maps.Clone(files) {
		if strings.HasSuffix(name, "NOTES.txt") {
			r.notes = files[name]
			delete(files, name)
		}
	}
	_, sorted, err := releaseutil.SortManifests(files, capabilities.APIVersions, releaseutil.InstallOrder)
	if err != nil {
		return rendering{}, fmt.Errorf("sort the manifests: %w", err)
	}
	for _, m := range sorted {
		r.manifests = append(r.manifests, m.Content)
	}
	return r, nil
}

func mustRender(t *testing.T, values map[string]any, apis ...string) rendering {
	t.Helper()
	r, err := render(loadChart(t), "salesforce-exporter", values, apis...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// header is what tells objects apart.
type header struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Metadata   struct {
		Name      string            `json:"name"`
		Namespace string            `json:"namespace"`
		Labels    map[string]string `json:"labels"`
	} `json:"metadata"`
}

func headerOf(t *testing.T, manifest string) (h header) {
	t.Helper()
	if err := yaml.Unmarshal([]byte(manifest), &h); err != nil {
		t.Fatalf("%v in\n%s", err, manifest)
	}
	return h
}

// find returns the object of a kind and name, read strictly.
func find[T any](t *testing.T, r rendering, kind, name string) *T {
	t.Helper()
	for _, manifest := range r.manifests {
		if h := headerOf(t, manifest); h.Kind == kind && h.Metadata.Name == name {
			into := new(T)
			if err := yaml.UnmarshalStrict([]byte(manifest), into); err != nil {
				t.Fatalf("%s %s: %v", kind, name, err)
			}
			return into
		}
	}
	t.Fatalf("there is no %s %s", kind, name)
	return nil
}
