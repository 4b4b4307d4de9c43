package setting_test

import (
	"strings"
	"testing"

	"salesforce_exporter/internal/setting"
)

// TestNearest offers what people mean, and nothing far from it.
func TestNearest(t *testing.T) {
	names := []string{"Id", "Name", "StageName", "NextStep", "CloseDate", "CreatedDate", "CreatedById", "Region__c",
		"BillingCountry", "ShippingCountry", "Amount", "OwnerId"}
	for word, want := range map[string]string{
		"NextStp": "NextStep", "NxetStep": "NextStep", "nextstep__c": "NextStep", "Next_Step": "NextStep",
		"Ammount": "Amount", "Region": "Region__c", "Regoin__c": "Region__c", "CreateDate": "CreatedDate",
		"Stage": "StageName", "Country": "BillingCountry ShippingCountry", "OwnerIdd": "OwnerId", "Close Date": "CloseDate",
		"Created": "CreatedDate CreatedById", "Probability": "", "Ix": "", "": "", "AmountEUR": "Amount",
	} {
		if got := strings.Join(setting.Nearest(word, names), " "); got != want {
			t.Errorf("%q: got %q, want %q", word, got, want)
		}
	}
	if got := setting.DidYouMean("Country", names); got != "did you mean BillingCountry or ShippingCountry?" {
		t.Errorf("got %q", got)
	}
}
