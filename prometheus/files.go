// Package rules holds the alerts as they are shipped, for what is made from them.
package rules

import "embed"

// Alerts are the files with alerts, and runbooks.txt, the address of the runbooks.
//
//go:embed alerts.yml leaderboards.yml runbooks.txt
var Alerts embed.FS
