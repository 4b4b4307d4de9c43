package backfill

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"salesforce_exporter/internal/org"
	"salesforce_exporter/internal/salesforce"
)

// Options say what history is written.
type Options struct {
	Asker        Asker
	Plans        org.Plans
	Since, Until time.Time // Until is not later than now
	// Step is the time from one sample to the next, a day or a part of it.
	Step time.Duration
	// Repeat writes each sample again until the next, so often; zero for once.
	Repeat time.Duration
	Dir    string
	Labels map[string]string // that Prometheus adds, such as job and instance
	Now    func() time.Time
	// Wait waits until the budget allows calls again.
	Wait func(ctx context.Context, until time.Time) error
	// Progress is told how many statements of how many are answered, and up to when
	// samples are written.
	Progress func(answered, of int, written time.Time)
}

// A Backfill is a history that is about to be written.
type Backfill struct {
	options Options
	plan    *plan
	zone    *time.Location
	archive *archive
	hourly  bool
	done    int
	of      int
}

// daysAStatement is how many days a statement reads.
const daysAStatement = 60

// daysAFile is how many days are in a file: 30 of one value a day. promtool reads a file
// once for every two hours that are in it.
func (o Options) daysAFile() int {
	every := o.Step
	if o.Repeat > 0 {
		every = min(o.Repeat, o.Step)
	}
	return max(1, int(30*every/(24*time.Hour)))
}

// New finds out what can be had.
func New(ctx context.Context, o Options) (*Backfill, error) {
	name, err := o.Asker.TimeZone(ctx)
	if err != nil {
		return nil, fmt.Errorf("time zone of the integration user: %w", err)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("time zone of the integration user: %w", err)
	}
	knows, err := probe(ctx, o.Asker)
	if err != nil {
		return nil, err
	}
	b := &Backfill{options: o, plan: planOf(o.Plans, knows), zone: zone, hourly: o.Step < 24*time.Hour}
	b.options.Since, b.options.Until = midnight(o.Since, zone), midnight(o.Until, zone)
	if !b.options.Since.Before(b.options.Until) {
		return nil, errors.New("the history has no whole day: begin earlier")
	}
	b.archive = &archive{dir: filepath.Join(o.Dir, "answers"), owner: o.Plans.OrgID + " " + o.Plans.UserID,
		asker: o.Asker, now: o.Now, wait: o.Wait, told: b.told}
	return b, nil
}

// Metrics are the metrics that the org has, and how far their past can be relied on.
func (b *Backfill) Metrics() []Measurable { return b.plan.metrics }

// Since and Until are the midnights that the history begins and ends at.
func (b *Backfill) Since() time.Time { return b.options.Since }

// Until is the last moment of the history.
func (b *Backfill) Until() time.Time { return b.options.Until }

func (b *Backfill) told(statements int) {
	b.done += statements
	b.options.Progress(b.done, b.of, time.Time{})
}

// Price is how many statements are missing, and how many calls they take at least:
// answers of many groups or rows take more.
func (b *Backfill) Price() (statements, calls int, err error) {
	missing, err := b.archive.missing(b.statements())
	if err != nil {
		return 0, 0, err
	}
	expected := make([]salesforce.Expected, len(missing))
	for i, s := range missing {
		expected[i].Statement = s
	}
	return len(missing), salesforce.Price(expected), nil
}
