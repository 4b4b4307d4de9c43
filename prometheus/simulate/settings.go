package main

// A sign says that use has fallen: so many people are missing, as a share of
// those who usually log in, and in spreads, and for so long.
type sign struct {
	share, spread float64
	steps         int // all samples of so many steps show it
}

// signs are what is looked at in 7, 14 and 30 days.
type signs struct{ stopped, fewer, away sign }

// settings are the thresholds of the rules, as in thresholds.yml.
type settings struct {
	people                                   float64 // smaller teams are left alone
	weeks                                    int     // how many of the weeks before have to be known
	workingDays                              float64 // of 8, below which a team without others is not judged by 7 days
	aloneShare                               float64
	beside                                   signs // teams beside others in their region
	alone                                    signs // teams that are alone, regions, the company
	goesOn                                   float64
	comparable                               float64
	pending, regionPending, orgPending, keep int
	activityShare                            float64
	activitySpread                           float64
	activitySteps                            int
	activitiesUsual                          float64
	importGrowth                             float64
}

func shipped() settings {
	return settings{
		people: 5, weeks: 3, workingDays: 4, aloneShare: 0.25,
		beside: signs{stopped: sign{0.5, 1.8, 1}, fewer: sign{0.2, 1.0, 12}, away: sign{9, 9, 1}},
		alone:  signs{stopped: sign{0.8, 2.2, 1}, fewer: sign{0.4, 2, 12}, away: sign{0.2, 1.5, 4}},
		goesOn: 0.15, comparable: 0.5, pending: 1, regionPending: 2, orgPending: 3, keep: 2,
		activityShare: 0.5, activitySpread: 2, activitySteps: 16, activitiesUsual: 2, importGrowth: 1.5,
	}
}

// A watch is what an alert does, by step: it waits, fires, and is kept.
type watch struct {
	pending, keep int
	on, off       int
	firing        bool
	since         int // last step at which it fired
}

func newWatch(pending, keep int) *watch { return &watch{pending: pending, keep: keep, since: -1000} }

func (w *watch) see(on bool, step int) bool {
	switch {
	case on:
		w.on, w.off = w.on+1, 0
		w.firing = w.firing || w.on > w.pending
	case w.firing:
		if w.off++; w.off > w.keep {
			w.firing, w.on = false, 0
		}
	default:
		w.on = 0
	}
	if w.firing {
		w.since = step
	}
	return w.firing
}

// told says whether the alert fired within the two days before.
func (w *watch) told(step int) bool { return w.since >= step-3 && w.since < step }
