package salesforce

import (
	"strings"
	"testing"

	"salesforce_exporter/internal/api"
)

// TestSubrequestRepeatsTheToken: the refusal of one statement is masked like that
// of a whole call.
func TestSubrequestRepeatsTheToken(t *testing.T) {
	body := `{"compositeResponse":[{"body":[{"errorCode":"INVALID_FIELD","message":"no such field, said Bearer canary\/token"}],"httpStatusCode":400,"referenceId":"r0"}]}`
	secrets := &api.Secrets{}
	secrets.Add("canary/token")
	parts := make([]part, 1)
	if err := decodeComposite(reply{Answer: api.Answer{Body: []byte(body)}, secrets: secrets}, parts); err != nil {
		t.Fatal(err)
	}
	if err := parts[0].err; err == nil || strings.Contains(err.Error(), "canary") ||
		!strings.Contains(err.Error(), "said Bearer <secret>") {
		t.Errorf("got error %v", err)
	}
}
