package builtin_test

import (
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/builtin"
	"salesforce_exporter/internal/setting"
)

// TestTopCampaigns: the setting bounds what is read, and HELP says so.
func TestTopCampaigns(t *testing.T) {
	for text, want := range map[string]string{"{}": "20", "top: 3": "3", "top: 500": "500"} {
		settings := decode(t, text)
		if errs := settings.Check(collector.Checked{}); len(errs) > 0 {
			t.Errorf("%s is refused: %v", text, errs)
		}
		settings.All().People = &collector.PeopleSource{Dimensions: collector.DefaultDimensions()}
		campaigns, err := settings.New()
		if err != nil {
			t.Fatal(err)
		}
		plan := campaigns.Plan(collector.OpenSchema())
		asked, results := plan.Queries[len(plan.Queries)-1].String(), plan.Parts[len(plan.Parts)-1]
		if !strings.HasSuffix(asked, " LIMIT "+want) {
			t.Errorf("%s: asked %s, want LIMIT %s", text, asked, want)
		}
		if help := results.Metrics()[0].Help; !strings.Contains(help, "The "+want+" campaigns with") {
			t.Errorf("%s: HELP says %s", text, help)
		}
	}
}

// TestTooManyCampaigns names the line and the limit.
func TestTooManyCampaigns(t *testing.T) {
	own := setting.Lines{Node: node(t, "top: 501"), Line: 1}
	errs := decode(t, "top: 501").Check(collector.Checked{Own: own})
	if len(errs) != 1 || errs[0].Error() != "line 1: top is 501: show 500 campaigns at most" {
		t.Errorf("got %v", errs)
	}
}

func decode(t *testing.T, text string) collector.Configurable {
	t.Helper()
	settings := new(builtin.CampaignSettings)
	if err := setting.Decode(node(t, text), settings); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return settings
}

func node(t *testing.T, text string) *yaml.Node {
	t.Helper()
	var document yaml.Node
	if err := yaml.Unmarshal([]byte(text), &document); err != nil {
		t.Fatal(err)
	}
	return document.Content[0]
}
