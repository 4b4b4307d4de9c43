package demo

import (
	"context"
	"fmt"
	"time"
	_ "time/tzdata" // a container image without zone files must know --time-zone too

	"salesforce_exporter/internal/demo/generate"
	"salesforce_exporter/internal/demo/live"
	"salesforce_exporter/internal/demo/load"
	"salesforce_exporter/internal/demo/schema"
	"salesforce_exporter/internal/demo/store"
)

// New generates or loads an org. Close it when done.
func New(ctx context.Context, opts Options) (*Org, error) {
	opts = opts.withDefaults()
	for _, f := range opts.Faults {
		if err := f.check(); err != nil {
			return nil, fmt.Errorf("fault %q: %w", f, err)
		}
	}
	zone, err := time.LoadLocation(opts.TimeZone)
	if err != nil {
		return nil, fmt.Errorf("time zone of the demo org: %w", err)
	}
	clk := newClock(opts.Now, opts.Frozen)
	r, err := openRows(ctx, opts, clk.now(), zone)
	if err != nil {
		return nil, err
	}
	if r.export != nil {
		clk.stands = r.export.Now
	}
	if !opts.Then.IsZero() {
		if err := rewindTo(ctx, r.store, opts.Then); err != nil {
			r.store.Close()
			return nil, err
		}
		clk.stands = opts.Then
	}
	o, err := newOrg(ctx, opts, clk, zone, r)
	if err != nil {
		r.store.Close()
		return nil, err
	}
	return o, nil
}

func openRows(ctx context.Context, opts Options, now time.Time, zone *time.Location) (*rows, error) {
	if opts.DataDir != "" {
		return loadRows(ctx, load.Options{
			Dir: opts.DataDir, AsOf: opts.DataAsOf, Encoding: opts.DataEncoding, Zone: zone, Progress: opts.DataProgress,
		})
	}
	return generateRows(ctx, opts, now)
}

func generateRows(ctx context.Context, opts Options, now time.Time) (*rows, error) {
	build := schema.Company
	if opts.MultiCurrency {
		build = schema.MultiCurrencyCompany
	}
	s, err := build()
	if err != nil {
		return nil, fmt.Errorf("schema of the demo org: %w", err)
	}
	st, err := store.OpenFor(ctx, s, generate.Sizes(opts.Users))
	if err != nil {
		return nil, err
	}
	born := now
	if !opts.Frozen {
		born = now.UTC().Truncate(24 * time.Hour)
	}
	company, err := generate.Fill(ctx, st,
		generate.Options{Users: opts.Users, Seed: opts.Seed, Now: born, FiscalYearStart: opts.FiscalYearStart})
	if err != nil {
		st.Close()
		return nil, fmt.Errorf("generate the demo org: %w", err)
	}
	if err := generate.Index(ctx, st, opts.Users); err != nil {
		st.Close()
		return nil, fmt.Errorf("index the demo org: %w", err)
	}
	r := &rows{store: st, orgID: company.OrgID, userID: company.RunningUserID, businessUnit: BusinessUnit}
	if err := r.finish(ctx, opts.TimeZone); err != nil {
		st.Close()
		return nil, err
	}
	if !opts.Frozen {
		r.step = live.New(st, company, opts.Seed).Step
		if err := r.liveUntil(ctx, born, now); err != nil {
			st.Close()
			return nil, err
		}
	}
	return r, nil
}

// pace is how far apart the steps are that a company took before it was opened.
const pace = 5 * time.Minute

// liveUntil lets a company that was made as of midnight live through the day. Whoever opens it on that day, at whatever
// moment, sees the same past: what backfill writes belongs to the company that another process measures.
func (r *rows) liveUntil(ctx context.Context, born, now time.Time) error {
	for at := born.Add(pace); !at.After(now); at = at.Add(pace) {
		if err := r.step(ctx, at); err != nil {
			return fmt.Errorf("let the demo org live until %s: %w", at.Format(time.RFC3339), err)
		}
	}
	return nil
}

func loadRows(ctx context.Context, opts load.Options) (*rows, error) {
	export, err := load.Read(ctx, opts)
	if err != nil {
		return nil, fmt.Errorf("load the demo org: %w", err)
	}
	defer export.Close() // nothing was written
	st, err := store.OpenFor(ctx, export.Schema(), export.Sizes())
	if err != nil {
		return nil, err
	}
	if err := export.Fill(ctx, st); err != nil {
		st.Close()
		return nil, fmt.Errorf("load the demo org: %w", err)
	}
	summary := export.Summary()
	r := &rows{store: st, export: &summary}
	if err := r.adopt(ctx); err != nil {
		st.Close()
		return nil, err
	}
	return r, nil
}
