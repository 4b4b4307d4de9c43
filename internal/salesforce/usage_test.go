package salesforce

import "testing"

// TestUsageHeader: what cannot be a number of requests is ignored.
func TestUsageHeader(t *testing.T) {
	for header, want := range map[string]Usage{
		"api-usage=18/5000": {Used: 18, Limit: 5000},
		"api-usage=25/5000; per-app-api-usage=17/250(appName=sample)": {Used: 25, Limit: 5000},
		"api-usage=6000/5000":                {Used: 6000, Limit: 5000}, // orgs may go over for a while
		"api-usage=-1/5000":                  {},
		"api-usage=1/-5000":                  {},
		"api-usage=1/0":                      {},
		"api-usage=9223372036854775807/5000": {},
		"api-usage=1/9223372036854775807":    {},
		"api-usage=9223372036854775808/5000": {},
		"api-usage=1e3/5000":                 {},
		"api-usage=18":                       {},
		"":                                   {},
	} {
		if got, ok := parseUsage(header); got != want || ok != (want != Usage{}) {
			t.Errorf("%q: got %+v, %v; want %+v", header, got, ok, want)
		}
	}
}
