package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
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

	"salesforce_exporter/internal/config"
	"salesforce_exporter/internal/demo"
	"salesforce_exporter/internal/org"
	"salesforce_exporter/internal/salesforce"
	"salesforce_exporter/internal/web"
)

// shutdownGrace is how long scrapes under way may take to end.
const shutdownGrace = 10 * time.Second

type serveFlags struct {
	demo        *bool
	demoOptions func() demo.Options
	demoEvery   *time.Duration
	path        *string
	offset      *time.Duration
	listen      *toolkit.FlagConfig
	measured    measuredFlags
}

// addServe adds the default command: answer scrapes.
func addServe(app *kingpin.Application) (string, command) {
	cmd := app.Command("serve", "Answer scrapes (the default command).").Default()
	f := serveFlags{
		demo:        cmd.Flag("demo", "Measure the built-in demo org: no account, no configuration.").Bool(),
		demoOptions: addDemoFlags(cmd, "demo."),
		demoEvery:   cmd.Flag("demo.interval", "Ask the demo org, whose calls are free, this often, so that graphs move.").Default("30s").Duration(),
		path:        cmd.Flag("web.telemetry-path", "Path under which to expose metrics.").Default("/metrics").String(),
		offset:      cmd.Flag("web.timeout-offset", "Answer this much before the scrape timeout that Prometheus states.").Default("250ms").Duration(),
		listen:      kingpinflag.AddFlags(cmd, ":10733"),
		measured:    addMeasuredFlags(cmd),
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
	monitored, err := f.monitor(target, logger)
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

// target says which org to measure: the one of the environment, or a demo org
// that is started for the purpose and asked through the same client.
func (f serveFlags) target(ctx context.Context, group *errgroup.Group, logger log.Logger) (*config.Org, error) {
	if !*f.demo {
		target, err := config.FromEnvironment(os.Getenv)
		if err != nil {
			return nil, fmt.Errorf("%w\nSet these to measure an org, or give --demo to measure the built-in demo org", err)
		}
		return target, nil
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen for the demo org: %w", err)
	}
	group.Go(func() error { return serveDemoOrg(ctx, listener, f.demoOptions(), logger) })
	return &config.Org{URL: "http://" + listener.Addr().String(), ClientID: "demo", Secret: config.SecretText("demo")}, nil
}

// monitor puts an org together from its parts.
func (f serveFlags) monitor(target *config.Org, logger log.Logger) (*org.Org, error) {
	var uniform time.Duration
	if *f.demo {
		uniform = *f.demoEvery
	}
	m, err := f.measured.build(uniform)
	if err != nil {
		return nil, err
	}
	client := salesforce.New(salesforce.Config{
		SignIn:    salesforce.ClientCredentials{URL: target.URL, ClientID: target.ClientID, Secret: target.Secret.Read},
		Version:   target.APIVersion,
		UserAgent: "salesforce_exporter/" + version.Version,
	})
	return org.New(org.Options{
		Client: client, People: m.people, Collectors: m.collectors, SeriesLimit: m.seriesLimit,
		Logger: log.With(logger, "url", target.URL),
	}), nil
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
