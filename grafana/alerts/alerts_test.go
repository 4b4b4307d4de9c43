package alerts_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/grafana/alerts"
	rules "salesforce_exporter/prometheus"
)

var update = flag.Bool("update", false, "write the JSON files")

// TestCommittedAlertsAreWhatIsMade: people can send *.json to Grafana by
// themselves, so they are in step with the rules of Prometheus.
func TestCommittedAlertsAreWhatIsMade(t *testing.T) {
	groups, err := alerts.Read(rules.Alerts)
	if err != nil {
		t.Fatal(err)
	}
	made := map[string][]byte{}
	for _, g := range groups {
		made[strings.TrimPrefix(g.Name, "salesforce_")+".json"] = asJSON(t, g)
	}
	for name, text := range made {
		if *update {
			if err := os.WriteFile(name, text, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		committed, err := os.ReadFile(name)
		if err != nil || !bytes.Equal(committed, text) {
			t.Errorf("%s is not what the sources make: go test ./grafana/alerts -update (%v)", name, err)
		}
	}
	files, err := filepath.Glob("*.json")
	if err != nil || len(files) != len(made) || len(made) != 5 {
		t.Errorf("%d files are committed and %d groups are made, want 5: %v", len(files), len(made), err)
	}
}

// asJSON is a group for the data source and the folder of grafana/provisioning.
func asJSON(t *testing.T, g alerts.Group) []byte {
	t.Helper()
	made, err := g.Make(alerts.Place{FolderUID: "salesforce", DataSource: "prometheus"})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(made); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestAlertsOfGrafana: each alert of Prometheus is there, with all that decides
// when it fires and whom it tells.
func TestAlertsOfGrafana(t *testing.T) {
	groups, err := alerts.Read(rules.Alerts)
	if err != nil {
		t.Fatal(err)
	}
	made, uids := 0, map[string]bool{}
	for _, g := range groups {
		group := sent(t, g)
		if group.Title != g.Name || len(group.Rules) != len(g.Rules) {
			t.Fatalf("%s became %s with %d of %d alerts", g.Name, group.Title, len(group.Rules), len(g.Rules))
		}
		for i, r := range g.Rules {
			is := group.Rules[i]
			made++
			if uids[is.UID] || is.UID == "" || len(is.UID) > 40 {
				t.Errorf("%s: the UID %q is used twice, empty or longer than 40 characters", r.Alert, is.UID)
			}
			uids[is.UID] = true
			got := []any{is.Title, is.For, is.KeepFiringFor, is.Labels, is.Data[0].Model.Expr}
			want := []any{r.Alert, r.For, r.KeepFiringFor, r.Labels, r.Expr}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-Prometheus +Grafana):\n%s", r.Alert, diff)
			}
			if is.NoDataState != "OK" || is.Condition != "condition" || len(is.Data) != 3 {
				t.Errorf("%s: no data is %s, the condition %s of %d", r.Alert, is.NoDataState, is.Condition, len(is.Data))
			}
		}
	}
	if made != 33 {
		t.Errorf("%d alerts, want 33", made)
	}
}

// A sentGroup is what Grafana reads of a group.
type sentGroup struct {
	Title, FolderUID string
	Interval         int
	Rules            []struct {
		UID, Title, For, Condition, NoDataState string
		KeepFiringFor                           string `json:"keep_firing_for"`
		Labels                                  map[string]string
		Data                                    []struct {
			RefID, DatasourceUID string
			Model                struct{ Expr string }
		}
	}
}

func sent(t *testing.T, g alerts.Group) sentGroup {
	t.Helper()
	made, err := g.Make(alerts.Place{FolderUID: "crm", DataSource: "abc"})
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(made)
	if err != nil {
		t.Fatal(err)
	}
	var group sentGroup
	if err := json.Unmarshal(text, &group); err != nil {
		t.Fatal(err)
	}
	if group.FolderUID != "crm" || group.Rules[0].Data[0].DatasourceUID != "abc" || group.Interval < 60 {
		t.Errorf("%s is in the folder %s, asks %s every %d s", g.Name, group.FolderUID,
			group.Rules[0].Data[0].DatasourceUID, group.Interval)
	}
	return group
}
