package setting_test

import (
	"testing"

	"go.yaml.in/yaml/v3"

	"salesforce_exporter/internal/setting"
)

// TestThousands knows numbers with a dot after each thousand, which YAML takes for
// fractions.
func TestThousands(t *testing.T) {
	for text, want := range map[string]string{
		"500.000": "write 500000 if", "1.500": "write 1500 if", "0.125": "", "500000": "", "12.5": "", "62.0": "",
		"1.000.000": "", "1000.000": "",
	} {
		_, remedy, ok := setting.Lines{Node: &yaml.Node{Value: text}}.Thousands()
		if ok != (want != "") || ok && remedy[:len(want)] != want {
			t.Errorf("%s: got %q, want %q", text, remedy, want)
		}
	}
}

// TestPlace names the file and the line as far as keys lead.
func TestPlace(t *testing.T) {
	var document yaml.Node
	if err := yaml.Unmarshal([]byte("metrics:\n  - name: a\n    where: b\n"), &document); err != nil {
		t.Fatal(err)
	}
	lines := setting.Lines{Node: document.Content[0], Line: 1, File: "file.yml"}
	metric := lines.At("metrics", "0")
	for _, c := range []struct{ got, want string }{
		{metric.Place("where"), "file.yml, line 3: "}, {metric.Place("by"), "file.yml, line 2: "},
		{(*setting.Lines)(nil).Place("by"), ""}, {(&setting.Lines{Line: 7}).Place(), "line 7: "},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}
