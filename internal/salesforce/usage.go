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

// parseUsage reads "api-usage=18/5000", alone or before a per-app part.
func parseUsage(header string) (Usage, bool) {
	for part := range strings.SplitSeq(header, ";") {
		text, ok := strings.CutPrefix(strings.TrimSpace(part), "api-usage=")
		if !ok {
			continue
		}
		used, limit, _ := strings.Cut(text, "/")
		u, err1 := strconv.Atoi(used)
		l, err2 := strconv.Atoi(limit)
		if err1 == nil && err2 == nil {
			return Usage{Used: u, Limit: l}, true
		}
	}
	return Usage{}, false
}
