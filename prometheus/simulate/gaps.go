package main

import (
	"context"
	"fmt"
	"math"
	"os"
	"time"

	"github.com/prometheus/prometheus/model/value"
	"github.com/prometheus/prometheus/storage"
)

// A cadence is how an exporter is scraped, and what of it is lost. A lost scrape
// ends all series until the next one.
type cadence struct {
	name string
	each time.Duration
	lost func(sinceStart time.Duration) bool
}

var cadences = []cadence{
	{"every minute", time.Minute, func(time.Duration) bool { return false }},
	{"every minute, one lost every 20 hours", time.Minute, func(d time.Duration) bool { return d%(20*time.Hour) == 0 }},
	{"every minute, two minutes lost a day", time.Minute,
		func(d time.Duration) bool { return d%(24*time.Hour) < 2*time.Minute }},
	{"every 5 minutes", 5 * time.Minute, func(time.Duration) bool { return false }},
}

const (
	gapsDrop  = before - 14                     // day on which a team stops
	gapsFrom  = (before - 14 + 4) * 24          // hours in which the rules are evaluated
	gapsUntil = (before - 14 + 13) * 24         // and until when
	gapsEach  = 61*time.Minute + 17*time.Second // between evaluations, in no step with scrapes
)

// gaps asks Prometheus itself when the alert about a team that stops fires, by
// the cadence of scrapes.
func gaps(ctx context.Context, ruleDir string) error {
	c := newCompany(5, shape{{"Sales", "Germany", 20}, {"Support", "Germany", 20}, {"Sales West", "United States", 20}})
	stop(c, c.teams[0], gapsDrop, 1, 0)
	fmt.Print("\n## Gaps, judged by Prometheus\n\n| scrapes | days until the alert fires |\n| --- | --- |\n")
	for _, how := range cadences {
		days, err := gap(ctx, ruleDir, c, how)
		if err != nil {
			return fmt.Errorf("scrapes %s: %w", how.name, err)
		}
		fmt.Printf("| %s | %.2f |\n", how.name, days)
	}
	return nil
}

func gap(ctx context.Context, ruleDir string, c *company, how cadence) (float64, error) {
	dir, err := os.MkdirTemp("", "simulate")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	e, err := newEngine(ctx, dir, ruleDir, groupOrder())
	if err != nil {
		return 0, err
	}
	defer e.db.Close()
	all := exported(c.series())
	eval := c.start.Add(gapsFrom * time.Hour)
	end := c.start.Add(gapsUntil * time.Hour)
	for at := c.start; at.Before(end); at = at.Add(how.each) {
		if err := e.scrape(ctx, at, all, int(at.Sub(c.start)/(24*time.Hour/perDay)), how.lost(at.Sub(c.start))); err != nil {
			return 0, err
		}
		for ; !eval.After(at); eval = eval.Add(gapsEach) {
			if e.evaluate(ctx, eval)[teamAlert+"Sales"] {
				return eval.Sub(c.start).Hours()/24 - gapsDrop, nil
			}
		}
	}
	return math.NaN(), nil
}

// scrape appends what the exporter says, or the mark of a scrape that was lost.
func (e *engine) scrape(ctx context.Context, at time.Time, all []series, step int, lost bool) error {
	a := e.db.AppenderV2(ctx)
	for i, s := range all {
		v := s.values[step]
		if lost {
			v = math.Float64frombits(value.StaleNaN)
		}
		ref, err := a.Append(s.ref, s.labels, 0, at.UnixMilli(), v, nil, nil, storage.AppendV2Options{})
		if err != nil {
			return fmt.Errorf("appending %s: %w", s.labels, err)
		}
		all[i].ref = ref
	}
	return a.Commit()
}
