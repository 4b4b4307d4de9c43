package salesforce

import (
	"testing"

	"salesforce_exporter/internal/api"
)

// TestErrorsNameNobody has Salesforce repeat the statement that it refuses,
// whose page of groups starts behind a user.
func TestErrorsNameNobody(t *testing.T) {
	body := `[{"message":"\nWHERE Bad = 1 AND OwnerId > '0055g00000AbCdEAAV' GROUP BY\n   ^\nERROR at Row:1:Column:40","errorCode":"MALFORMED_QUERY"}]`
	got := refusal(api.Answer{Status: 400, Body: []byte(body)}).Error()
	want := "MALFORMED_QUERY (HTTP 400): WHERE Bad = 1 AND OwnerId > '005…' GROUP BY ^ ERROR at Row:1:Column:40"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
