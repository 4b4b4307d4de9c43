package soql

import (
	"strconv"
	"time"
)

// The years for which SQL knows the transitions of a time zone. Earlier and
// later instants get the offset of the nearest known one.
const (
	firstZoneYear = 1950
	lastZoneYear  = 2100
)

// A shift is a stretch of time with one UTC offset.
type shift struct {
	from   int64 // Unix seconds
	offset int
}

// shifts lists the offsets of a zone in order of time.
func shifts(zone *time.Location) []shift {
	at := time.Date(firstZoneYear, 1, 1, 0, 0, 0, 0, time.UTC).In(zone)
	limit := time.Date(lastZoneYear, 1, 1, 0, 0, 0, 0, time.UTC)
	var out []shift
	for {
		_, offset := at.Zone()
		if len(out) == 0 || out[len(out)-1].offset != offset {
			out = append(out, shift{at.Unix(), offset})
		}
		_, end := at.ZoneBounds()
		if end.IsZero() || end.After(limit) {
			return out
		}
		if !end.After(at) {
			// Beyond its table, the zone database states bounds at the end of a
			// year that do not move on.
			end = at.Add(time.Hour)
		}
		at = end
	}
}

// localSeconds returns SQL for an instant's wall clock in the zone, as seconds
// that read right when taken for UTC. It differs from the bare instant even in
// UTC, as SOQL takes the two for different expressions.
func localSeconds(instant string, zone *time.Location) string {
	return "(" + instant + " + " + offsetSQL(instant, shifts(zone)) + ")"
}

// offsetSQL searches the shifts by halves, so that a row costs few comparisons.
func offsetSQL(instant string, all []shift) string {
	if len(all) == 1 {
		return strconv.Itoa(all[0].offset)
	}
	half := len(all) / 2
	return "CASE WHEN " + instant + " < " + strconv.FormatInt(all[half].from, 10) +
		" THEN " + offsetSQL(instant, all[:half]) + " ELSE " + offsetSQL(instant, all[half:]) + " END"
}
