package status_test

import (
	"encoding/json"
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
