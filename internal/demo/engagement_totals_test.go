package demo

import (
	"fmt"
	"strings"
	"testing"
)

// The running totals of landing pages and forms can be asked for without the
// API of Account Engagement, by campaign, unless they are hidden.
func TestRunningTotalsByCampaign(t *testing.T) {
	clk := &testClock{now: testStart}
	o, err := New(t.Context(), Options{Users: 12, Now: clk.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.Close() })
	c := newTestClientOn(t, o, clk)
	for object, sums := range map[string][]string{
		"LandingPage":   {"TotalViews", "UniqueViews", "TotalFormSubmissions", "UniqueFormSubmissions", "TotalFormErrors"},
		"MarketingForm": {"TotalViews", "TotalSubmissions", "TotalErrors"},
	} {
		var columns []string
		for _, field := range sums {
			columns = append(columns, fmt.Sprintf("SUM(%s) %s", field, field))
		}
		statement := "SELECT CampaignId, Campaign.Name campaign, " + strings.Join(columns, ", ") + " FROM " + object +
			" GROUP BY CampaignId, Campaign.Name"
		var got struct{ Records []map[string]any }
		c.query(statement).decode(&got)
		if len(got.Records) < 2 {
			t.Errorf("%s: only %d campaigns", object, len(got.Records))
		}
		for _, r := range got.Records {
			for _, field := range sums {
				var want float64
				err := o.DB().QueryRowContext(t.Context(), "SELECT SUM("+field+") FROM "+object+" WHERE CampaignId IS ?",
					r["CampaignId"]).Scan(&want)
				if err != nil || r[field] != want {
					t.Errorf("%s of %v: %s is %v, want %v (%v)", object, r["campaign"], field, r[field], want, err)
				}
			}
		}
		a := c.get("/services/data/v62.0/sobjects/"+object+"/describe", nil)
		a.wantStatus(200)
		if !strings.Contains(a.body, `"name":"`+sums[0]+`"`) {
			t.Errorf("%s does not describe %s", object, sums[0])
		}
		if err := o.Hide(object); err != nil {
			t.Fatal(err)
		}
		c.query(statement).wantStatus(400)
		c.get("/services/data/v62.0/sobjects/"+object+"/describe", nil).wantStatus(404)
	}
	c.engage("landing-pages?fields=id").wantStatus(200) // is another API
}
