package salesforce

import (
	"strconv"
	"strings"
	"time"
)

// Usage is the org's own count of API requests over the last 24 hours, by all
// its clients, and its daily allowance. Salesforce sends it with each answer
// in the Sforce-Limit-Info header, so it costs nothing (REST API Developer
// Guide, Limit Info Header). The zero value means not known yet.
type Usage struct {
	Used, Limit int
	At          time.Time // when the org said so
}

// mostRequests is more than any org may make in 24 hours. A larger number in
// the header is a mistake of something between here and Salesforce.
const mostRequests = 10_000_000_000

// parseUsage reads "api-usage=18/5000", alone or before a per-app part.
func parseUsage(header string) (Usage, bool) {
	for part := range strings.SplitSeq(header, ";") {
		text, ok := strings.CutPrefix(strings.TrimSpace(part), "api-usage=")
		if !ok {
			continue
		}
		used, limit, _ := strings.Cut(text, "/")
		u, err1 := strconv.ParseInt(used, 10, 64)
		l, err2 := strconv.ParseInt(limit, 10, 64)
		plausible := u >= 0 && u <= mostRequests && l > 0 && l <= mostRequests
		if err1 == nil && err2 == nil && plausible {
			return Usage{Used: int(u), Limit: int(l)}, true
		}
	}
	return Usage{}, false
}
