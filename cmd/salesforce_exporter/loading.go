package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/go-kit/log"
	"github.com/go-kit/log/level"
	"github.com/mattn/go-isatty"

	"salesforce_exporter/internal/demo"
	"salesforce_exporter/internal/demo/load"
)

// How often people see how much of an export has been loaded: those at a
// terminal, and those who read the log.
const (
	terminalEvery = 200 * time.Millisecond
	logEvery      = 15 * time.Second
)

// showLoading shows how much of an export has been loaded until the context
// ends: on the terminal if there is one, else in the log.
func showLoading(ctx context.Context, progress *load.Progress, logger log.Logger) {
	if isatty.IsTerminal(os.Stderr.Fd()) {
		shown := newBar(os.Stderr, "Loading the export")
		everySo(ctx, terminalEvery, func() { shown.show(progress.Part()) })
		shown.clear()
		return
	}
	everySo(ctx, logEvery, func() {
		level.Info(logger).Log("msg", "loading the export", "done", fmt.Sprintf("%.0f%%", 100*progress.Part()))
	})
}

// everySo does something at every tick until the context ends.
func everySo(ctx context.Context, interval time.Duration, do func()) {
	ticks := time.NewTicker(interval)
	defer ticks.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks.C:
			do()
		}
	}
}

// newDemoOrg makes the demo org, and shows how an export is loaded and what was
// found in it.
func newDemoOrg(ctx context.Context, o demo.Options, logger log.Logger) (*demo.Org, error) {
	if o.DataDir == "" {
		return demo.New(ctx, o)
	}
	o.DataProgress = &load.Progress{}
	showing, stop := context.WithCancel(ctx)
	shown := make(chan struct{})
	go func() {
		defer close(shown)
		showLoading(showing, o.DataProgress, logger)
	}()
	org, err := demo.New(ctx, o)
	stop()
	<-shown
	if err != nil {
		return nil, err
	}
	logExport(*org.Export(), logger)
	return org, nil
}

// logExport tells what was found in an export.
func logExport(found load.Summary, logger log.Logger) {
	for _, note := range found.Notes {
		level.Warn(logger).Log("msg", note)
	}
	level.Info(logger).Log("msg", "the export is loaded", "files", found.Files, "objects", found.Objects, "rows",
		found.Rows,
		"encoding", strings.Join(found.Encodings, ", "), "clock", found.Now.UTC().Format(time.RFC3339))
}
