package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
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

// shutdownGrace is how long answers under way may take to be written.
const shutdownGrace = 10 * time.Second

type serveFlags struct {
	targetFlags
	path   *string
	offset *time.Duration
	most   *int
	reload *bool
	status *bool
	ready  *time.Duration
	probes *string
	listen *toolkit.FlagConfig
}

// addServe adds the default command: answer scrapes.
func addServe(app *kingpin.Application) (string, command) {
	cmd := app.Command("serve", "Answer scrapes (the default command).").Default()
	f := serveFlags{
		targetFlags: addTargetFlags(cmd),
		path:        cmd.Flag("web.telemetry-path", "Path under which to expose metrics.").Default("/metrics").String(),
		offset: cmd.Flag("web.timeout-offset",
			"Answer this much before the scrape timeout that Prometheus states.").Default("250ms").Duration(),
		most: cmd.Flag("web.max-requests",
			"How many answers to scrapes may be made at the same time, half of them for one client; 0 for no limit.").Default("40").Int(),
		reload: cmd.Flag("web.enable-lifecycle", "Load the configuration again when POST /-/reload asks for it.").Bool(),
		status: cmd.Flag("web.status-page",
			"Show how the orgs fare, and the documentation, to people with a browser.").Default("true").Bool(),
		ready: cmd.Flag("web.ready-timeout",
			"Be ready so long after the start at the latest, whether or not the first refresh of every org has ended.").Default("2m").Duration(),
		probes: cmd.Flag("web.probe-listen-address",
			"Answer /-/healthy and /-/ready here as well, without TLS and password, and nothing else.").PlaceHolder("ADDRESS").String(),
		listen: kingpinflag.AddFlags(cmd, ":10733"),
	}
	return cmd.FullCommand(), f.serve
}

// gcPercent lets the heap grow by a quarter between collections. Refreshes are rare
// and short, so what that costs is hardly there, and the figures of many orgs
// take much less room (BenchmarkMemoryOfManyOrgs). GOGC goes before it.
const gcPercent = 25

func (f serveFlags) serve(ctx context.Context, logger log.Logger) error {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	if err := toolkit.Validate(*f.listen.WebConfigFile); err != nil {
		return fmt.Errorf("--web.config.file=%s: %w", *f.listen.WebConfigFile, err)
	}
	level.Info(logger).Log("msg", "starting salesforce_exporter", "version", version.Info(), "build",
		version.BuildContext())
	group, ctx := errgroup.WithContext(ctx)
	demoURL, err := f.startDemo(ctx, group, logger)
	if err != nil {
		return err
	}
	fleet := newFleet(f.targetFlags, demoURL, logger)
	if err := fleet.load(); err != nil {
		return err
	}
	defer fleet.close()
	reload := fleet.again
	if !*f.reload {
		reload = nil // POST /-/reload is not enabled
	}
	handler, err := web.New(web.Options{
		Find:          fleet.find,
		Names:         fleet.names,
		Reload:        reload,
		Exporter:      ownMetrics(fleet.reload),
		TelemetryPath: *f.path,
		Deadline:      web.Deadline{Offset: *f.offset, Default: 10 * time.Second},
		StatusPage:    *f.status,
		Version:       version.Info(),
		ReadyAfter:    *f.ready,
		MaxRequests:   *f.most,
		Logger:        logger,
	})
	if err != nil {
		return err
	}
	if *f.probes != "" {
		if err := f.serveProbes(ctx, group, handler.Probes(), logger); err != nil {
			return err
		}
	}
	group.Go(func() error { return reloadOnSignal(ctx, fleet) })
	server := newServer(handler, logger)
	group.Go(func() error { return ended(toolkit.ListenAndServe(server, f.listen, slogOf(logger))) })
	group.Go(func() error {
		<-ctx.Done()
		level.Info(logger).Log("msg", "shutting down")
		handler.Closing()
		return shutDown(ctx, server, logger)
	})
	return group.Wait()
}

// serveProbes answers the probes at an address of their own, in the clear.
func (f serveFlags) serveProbes(ctx context.Context, group *errgroup.Group, probes http.Handler,
	logger log.Logger) error {
	listener, err := net.Listen("tcp", *f.probes)
	if err != nil {
		return fmt.Errorf("--web.probe-listen-address=%s: %w", *f.probes, err)
	}
	level.Info(logger).Log("msg", "answering probes", "address", listener.Addr())
	server := newServer(probes, logger)
	group.Go(func() error { return ended(server.Serve(listener)) })
	group.Go(func() error {
		<-ctx.Done()
		return shutDown(ctx, server, logger)
	})
	return nil
}

// shutDown lets answers under way come to their end, for a while.
func shutDown(ctx context.Context, server *http.Server, logger log.Logger) error {
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownGrace)
	defer cancel()
	err := server.Shutdown(grace)
	if errors.Is(err, context.DeadlineExceeded) {
		level.Warn(logger).Log("msg", "answers under way are cut short", "after", shutdownGrace)
		return server.Close()
	}
	return err
}

// newServer bounds what a client can hold: headers and idle connections. An
// answer takes as long as a scrape may.
func newServer(handler http.Handler, logger log.Logger) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      3 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          standardOf(logger),
	}
}

// reloadOnSignal loads the configuration again at each SIGHUP.
func reloadOnSignal(ctx context.Context, fleet *fleet) error {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGHUP)
	defer signal.Stop(signals)
	for {
		select {
		case <-signals:
			_ = fleet.again() // logged, and told by a metric
		case <-ctx.Done():
			return nil
		}
	}
}

// ownMetrics are those of the exporter as a program.
func ownMetrics(reload *reloadMetrics) prometheus.Gatherer {
	registry := prometheus.NewRegistry()
	registry.MustRegister(
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		versioncollector.NewCollector("salesforce_exporter"),
		reload.good, reload.at,
	)
	return registry
}
