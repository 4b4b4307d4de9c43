package org

import (
	"time"

	"github.com/go-kit/log/level"
)

// clocksDiffer is from what difference on the clocks of the org and of this host
// are told: then the windows of the org are about other days.
const clocksDiffer = 24 * time.Hour

// tellClock says once a day that the org's clock is not ours. Windows end at the
// org's time, so figures of the last days then look wrong.
func (o *Org) tellClock(orgs time.Time) {
	ahead := time.Until(orgs).Round(time.Second)
	if orgs.IsZero() || ahead.Abs() < clocksDiffer || !o.gaps.first("clock") {
		return
	}
	level.Warn(o.logger).Log("msg",
		"the clock of the org differs from the clock of this host, and windows of days follow the org: compare both with the real time",
		"org", orgs.UTC().Format(time.RFC3339), "ahead", ahead)
}
