package api

import (
	"net/http"
	"testing"
	"time"
)

// TestRetryAfter reads both forms of the header, and nothing from others.
func TestRetryAfter(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"":                              0,
		"120":                           2 * time.Minute,
		" 3600 ":                        time.Hour,
		"-5":                            0,
		"soon":                          0,
		"1.5":                           0,
		"99999999999":                   365 * 24 * time.Hour,
		"99999999999999999999":          0,
		"Mon, 02 Mar 2026 08:30:00 GMT": 30 * time.Minute,
		"Mon, 02 Mar 2026 07:30:00 GMT": 0,
	} {
		a := Answer{Header: http.Header{"Retry-After": {text}, "Date": {"Mon, 02 Mar 2026 08:00:00 GMT"}}}
		if got := a.RetryAfter(); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}
