package main

import (
	"context"
	"net/http"
	"time"

	"github.com/alecthomas/kingpin/v2"
	"github.com/go-kit/log"
	"github.com/go-kit/log/level"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	versioncollector "github.com/prometheus/client_golang/prometheus/collectors/version"
	"github.com/prometheus/common/version"
	toolkit "github.com/prometheus/exporter-toolkit/web"
	"github.com/prometheus/exporter-toolkit/web/kingpinflag"
	"golang.org/x/sync/errgroup"

	"salesforce_exporter/internal/web"
)

// shutdownGrace is how long scrapes under way may take to end.
const shutdownGrace = 10 * time.Second

type serveFlags struct {
	targetFlags
	path   *string
	offset *time.Duration
	listen *toolkit.FlagConfig
}

// addServe adds the default command: answer scrapes.
func addServe(app *kingpin.Application) (string, command) {
	cmd := app.Command("serve", "Answer scrapes (the default command).").Default()
	f := serveFlags{
		targetFlags: addTargetFlags(cmd),
		path:        cmd.Flag("web.telemetry-path", "Path under which to expose metrics.").Default("/metrics").String(),
		offset:      cmd.Flag("web.timeout-offset", "Answer this much before the scrape timeout that Prometheus states.").Default("250ms").Duration(),
		listen:      kingpinflag.AddFlags(cmd, ":10733"),
	}
	return cmd.FullCommand(), f.serve
}

func (f serveFlags) serve(ctx context.Context, logger log.Logger) error {
	level.Info(logger).Log("msg", "starting salesforce_exporter", "version", version.Info(), "build", version.BuildContext())
	group, ctx := errgroup.WithContext(ctx)
	target, err := f.target(ctx, group, logger)
	if err != nil {
		return err
	}
	monitored, err := f.monitor(target, true, logger)
	if err != nil {
		return err
	}
	defer monitored.Close()
	handler, err := web.New(web.Options{
		Org:           monitored,
		Exporter:      ownMetrics(),
		TelemetryPath: *f.path,
		Deadline:      web.Deadline{Offset: *f.offset, Default: 10 * time.Second},
		Logger:        logger,
	})
	if err != nil {
		return err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	group.Go(func() error { return ended(toolkit.ListenAndServe(server, f.listen, slogOf(logger))) })
	group.Go(func() error {
		<-ctx.Done()
		level.Info(logger).Log("msg", "shutting down")
		handler.Closing()
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownGrace)
		defer cancel()
		return server.Shutdown(grace)
	})
	return group.Wait()
}

// ownMetrics are those of the exporter as a program.
func ownMetrics() prometheus.Gatherer {
	registry := prometheus.NewRegistry()
	registry.MustRegister(
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		versioncollector.NewCollector("salesforce_exporter"),
	)
	return registry
}
