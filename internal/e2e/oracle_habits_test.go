package e2e

import (
	"database/sql"
	"fmt"
	"time"
)

// The sources that tell who was active on a day.
const (
	byUsage  = "lightning_usage"
	byLogins = "login_history"
)

// habit is on which days each person was active, by one of the sources.
type habit struct {
	days  map[string]map[string]bool // dates by person
	first map[string]string
	since string
	end   time.Time // the last day that is known
}

// readHabit reads all days of a source.
func (o *oracle) readHabit(source string) habit {
	h := habit{days: map[string]map[string]bool{}, first: map[string]string{}, since: "9"}
	local := o.now.In(o.zone)
	year, month, day := local.Date()
	h.end = time.Date(year, month, day-1, 0, 0, 0, 0, time.UTC)
	if source == byLogins {
		logins := `SELECT UserId, LoginTime FROM LoginHistory WHERE` + successful + `LoginTime <= :now`
		o.query(logins, func(rows *sql.Rows) error {
			var id string
			var at int64
			err := rows.Scan(&id, &at)
			h.add(id, time.Unix(at, 0).In(o.zone).Format(time.DateOnly))
			return err
		})
		return h
	}
	known := false
	o.query(`SELECT DISTINCT UserId, MetricsDate FROM LightningUsageByAppTypeMetrics`, func(rows *sql.Rows) error {
		var id, day string
		err := rows.Scan(&id, &day)
		h.add(id, day)
		known = known || day == h.back(0)
		return err
	})
	// Yesterday is known from six o'clock on, or as soon as there is anything of it.
	if local.Hour() < 6 && !known {
		h.end = h.end.AddDate(0, 0, -1)
	}
	return h
}

func (h *habit) add(id, day string) {
	if h.days[id] == nil {
		h.days[id] = map[string]bool{}
	}
	h.days[id][day] = true
	if h.first[id] == "" || day < h.first[id] {
		h.first[id] = day
	}
	h.since = min(h.since, day)
}

// active is on how many days a person was active, of those from so many days back to
// fewer.
func (h habit) active(id string, from, to int) (n int) {
	for back := to; back < from; back++ {
		if h.days[id][h.back(back)] {
			n++
		}
	}
	return n
}

func (h habit) back(days int) string { return h.end.AddDate(0, 0, -days).Format(time.DateOnly) }

// habits computes the figures about active days, of an org that shows Lightning usage.
func (o *oracle) habits() { o.habitsBy(byUsage) }

func (o *oracle) habitsBy(source string) {
	h := o.readHabit(source)
	count := func(metric string, is func(id string) bool) {
		f := figure{metric: metric, byOwner: true}
		o.zeros(f, nil)
		for id := range o.people {
			if is(id) {
				o.want[f.series(nil, o.teams[id])]++
			}
		}
	}
	within := func(days int) func(string) bool { return func(id string) bool { return h.active(id, days, 0) > 0 } }
	if h.since <= h.back(6) {
		o.want[fmt.Sprintf("salesforce_habits_source_info{source=%q}", source)] = 1
		count("people_active_1d", within(1))
		count("people_active_7d", within(7))
	}
	if h.since <= h.back(29) {
		count("people_active_30d", within(30))
		count("people_kept_4w", func(id string) bool {
			weeks := 0
			for from := 7; from <= 28; from += 7 {
				if h.active(id, from, from-7) > 0 {
					weeks++
				}
			}
			return weeks >= 3
		})
		o.histogram("people_active_days_30d", []float64{0, 1, 2, 4, 8, 12, 16, 20, 30},
			func(id string) (float64, bool) { return float64(h.active(id, 30, 0)), true })
	}
	if h.since <= h.back(30) {
		now, before := within(30), func(id string) bool { return h.active(id, 60, 30) > 0 }
		count("people_new_30d", func(id string) bool { return now(id) && h.first[id] >= h.back(29) })
		count("people_lost_30d", func(id string) bool { return !now(id) && before(id) })
		count("people_returned_30d", func(id string) bool { return now(id) && !before(id) && h.first[id] < h.back(59) })
	}
}

// histogram counts values of people by the first dimension. The series of a histogram
// have no name here but its own: their counts and sums are compared as gauges would be.
func (o *oracle) histogram(metric string, bounds []float64, value func(id string) (float64, bool)) {
	for id := range o.people {
		series := func(suffix, le string) string {
			return fmt.Sprintf("salesforce_%s_%s{%srole=%q}", metric, suffix, le, o.teams[id].role)
		}
		v, there := value(id)
		one := 0.0
		if there {
			one = 1
		}
		o.want[series("count", "")] += one
		o.want[series("sum", "")] += v * one
		for _, bound := range bounds {
			n := one
			if v > bound {
				n = 0
			}
			o.want[series("bucket", fmt.Sprintf("le=\"%g\",", bound))] += n
		}
	}
}

// hours are the logins by local weekday and hour.
func (o *oracle) hours() {
	for day := time.Sunday; day <= time.Saturday; day++ {
		for hour := range 24 {
			o.want[fmt.Sprintf("salesforce_logins_by_hour_30d{hour=\"%02d\",weekday=%q}", hour, day)] = 0
		}
	}
	o.query(`SELECT LoginTime FROM LoginHistory WHERE`+successful+since("LoginTime", 30), func(rows *sql.Rows) error {
		var at int64
		err := rows.Scan(&at)
		local := time.Unix(at, 0).In(o.zone)
		o.want[fmt.Sprintf("salesforce_logins_by_hour_30d{hour=\"%02d\",weekday=%q}", local.Hour(), local.Weekday())]++
		return err
	})
}
