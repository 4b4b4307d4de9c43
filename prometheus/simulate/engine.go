package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/rules"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb"
)

// An engine is Prometheus: its storage, its query engine and the rules of this
// project.
type engine struct {
	db     *tsdb.DB
	groups []*rules.Group
	keeps  time.Duration // the retention; 0 for all
	now    time.Time     // the time of the evaluation
}

// Querier reads what retention has left.
func (e *engine) Querier(from, to int64) (storage.Querier, error) {
	q, err := e.db.Querier(from, to)
	if err != nil || e.keeps == 0 {
		return q, err
	}
	return kept{q, e.now.Add(-e.keeps).UnixMilli()}, nil
}

// kept reads no sample that is older than the oldest one.
type kept struct {
	storage.Querier
	oldest int64 // milliseconds
}

func (k kept) Select(ctx context.Context, sorted bool, hints *storage.SelectHints,
	matchers ...*labels.Matcher) storage.SeriesSet {
	if hints.End < k.oldest {
		return storage.EmptySeriesSet()
	}
	left := *hints
	left.Start = max(left.Start, k.oldest)
	return k.Querier.Select(ctx, sorted, &left, matchers...)
}

// groupOrder is that in which the groups read each other.
func groupOrder() []string {
	return []string{"salesforce_thresholds", "salesforce_calendar", "salesforce_told", "salesforce_usual",
		"salesforce_expected", "salesforce_drops", "salesforce_adoption", "salesforce_exporter"}
}

// newEngine evaluates groups of rules in the order that is given.
func newEngine(ctx context.Context, dir, ruleDir string, order []string) (*engine, error) {
	opts := tsdb.DefaultOptions()
	opts.MinBlockDuration = int64(4 * 365 * 24 * time.Hour / time.Millisecond)
	opts.MaxBlockDuration, opts.RetentionDuration = opts.MinBlockDuration, 0
	db, err := tsdb.Open(dir, slog.New(slog.DiscardHandler), nil, opts, nil)
	if err != nil {
		return nil, fmt.Errorf("opening a storage in %s: %w", dir, err)
	}
	db.DisableCompactions()
	e := &engine{db: db}
	p := parser.NewParser(parser.Options{})
	query := promql.NewEngine(promql.EngineOpts{
		Logger: slog.New(slog.DiscardHandler), MaxSamples: 50e6, Timeout: time.Hour, LookbackDelta: 5 * time.Minute,
		Parser: p,
	})
	m := rules.NewManager(&rules.ManagerOptions{
		NameValidationScheme: model.UTF8Validation,
		QueryFunc:            rules.EngineQueryFunc(query, e), NotifyFunc: func(context.Context, string, ...*rules.Alert) {},
		Context: ctx, AppendableV2: db, Queryable: e,
		Logger: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})), Parser: p,
	})
	var files []string
	for _, name := range []string{"thresholds.yml", "calendar.yml", "recording.yml", "alerts.yml"} {
		files = append(files, filepath.Join(ruleDir, name))
	}
	groups, errs := m.LoadGroups(12*time.Hour, labels.EmptyLabels(), "", nil, false, files...)
	if len(errs) > 0 {
		db.Close()
		return nil, fmt.Errorf("loading the rules: %w", errs[0])
	}
	for _, name := range order {
		for _, g := range groups {
			if g.Name() == name {
				for _, r := range g.AlertingRules() {
					r.SetRestored(true) // there is nothing to restore, and without it there is no series ALERTS
				}
				e.groups = append(e.groups, g)
			}
		}
	}
	return e, nil
}

// A series is one of the exporter's, by step.
type series struct {
	labels labels.Labels
	values []float64
	ref    storage.SeriesRef
}

func exported(parts []*part) []series {
	var all []series
	for _, p := range parts {
		for name, values := range map[string][]float64{
			"users": p.users, "users_never_logged_in": p.never, "users_logged_in_7d": p.in7,
			"users_logged_in_14d": p.in14, "users_logged_in_30d": p.in30, "activities_closed_7d": p.acts7,
		} {
			all = append(all, series{labels.FromStrings(model.MetricNameLabel, "salesforce_"+name, "job", "salesforce",
				"instance", "crm", "role", p.role, "region", p.region), values, 0})
		}
	}
	return all
}

// evaluate evaluates all rules once, and says which alerts fire.
func (e *engine) evaluate(ctx context.Context, at time.Time) map[string]bool {
	firing := map[string]bool{}
	e.now = at
	for _, g := range e.groups {
		g.Eval(ctx, at)
		for _, r := range g.AlertingRules() {
			for _, a := range r.ActiveAlerts() {
				if a.State == rules.StateFiring {
					firing[alertKey(r.Name(), a.Labels)] = true
				}
			}
		}
	}
	return firing
}

func alertKey(name string, of labels.Labels) string {
	switch name {
	case "SalesforceAdoptionDrop":
		return teamAlert + of.Get("role")
	case "SalesforceAdoptionDropRegion":
		return regionAlert + of.Get("region")
	case "SalesforceAdoptionDropOrg":
		return orgAlert
	case "SalesforceActivityLoggingCollapsed":
		return activityAlert + of.Get("role")
	}
	return strings.TrimSpace(name + " " + of.Get("role"))
}
