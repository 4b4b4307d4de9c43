package status_test

import (
	"encoding/json"
	"strings"
	"testing"

	"salesforce_exporter/internal/status"
)

// TestText is what check prints.
func TestText(t *testing.T) {
	golden(t, "check.txt", whole().Text()+"\n\n"+status.Report{About: status.About{Org: "apac"}, Error: "invalid_client"}.Text())
}

// TestJSON has the names that scripts rely on.
func TestJSON(t *testing.T) {
	text, err := json.MarshalIndent(whole(), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "org.json", string(text)+"\n")
}

// TestHowToShowPeople tells in a line of check and of the page that nobody is named
// before somebody chooses, and not after.
func TestHowToShowPeople(t *testing.T) {
	for names, told := range map[string]bool{status.NamesUnset: true, "off": false, "full": false, "": false} {
		r := whole()
		r.Names = names
		for view, text := range map[string]string{"check": r.Text(), "page": orgPage(t, r)} {
			if got := strings.Count(text, status.ShowPeople); (got == 1) != told || got > 1 {
				t.Errorf("names %q: %s tells %d times how to show people, want %v", names, view, got, told)
			}
		}
	}
}
