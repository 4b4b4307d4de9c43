package demo

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// The API versions that answer. Versions 21 to 30 are retired.
const (
	firstVersion = 31
	lastVersion  = 67
)

// checkVersion takes "v62.0" and returns "62.0".
func checkVersion(segment string) (string, error) {
	number, isVersion := strings.CutPrefix(segment, "v")
	number, isWhole := strings.CutSuffix(number, ".0")
	n, err := strconv.ParseUint(number, 10, 16)
	if !isVersion || !isWhole || err != nil || n == 0 || n > lastVersion {
		return "", notFound()
	}
	if n < firstVersion {
		return "", refuse(http.StatusGone, "GONE", "API version %d.0 is retired", n)
	}
	return segment[1:], nil
}

type versionInfo struct {
	Label   string `json:"label"`
	URL     string `json:"url"`
	Version string `json:"version"`
}

// serveVersions lists the API versions; it needs no session.
func (o *Org) serveVersions(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		writeRefusal(w, r, methodNotAllowed(r.Method, "GET,HEAD"))
		return
	}
	var all []versionInfo
	for n := firstVersion; n <= lastVersion; n++ {
		version := strconv.Itoa(n) + ".0"
		all = append(all, versionInfo{Label: release(n), URL: "/services/data/v" + version, Version: version})
	}
	writeJSON(w, r, http.StatusOK, all)
}

// release names the release that brought an API version: Salesforce has three
// a year, and Winter belongs to the year that it leads into.
func release(version int) string {
	seasons := [...]string{"Winter", "Spring", "Summer"}
	sinceWinter15 := version - 32 + 3 // counted from Winter '14, to stay positive
	return fmt.Sprintf("%s '%02d", seasons[sinceWinter15%3], 14+sinceWinter15/3)
}

// resources lists what a version offers.
func (o *Org) resources(_ context.Context, c *call) (any, error) {
	base := "/services/data/v" + c.version + "/"
	all := map[string]string{
		"identity": o.identityURL(c.instance),
		"limits":   base + "limits",
		"query":    base + "query",
		"queryAll": base + "queryAll",
		"sobjects": base + "sobjects",
	}
	if major(c.version) >= firstBatch { // where /composite/batch is; /composite came later
		all["composite"] = base + "composite"
	}
	return all, nil
}
