// Command salesforce_exporter measures, for Prometheus, whether people use the
// Salesforce their company pays for.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	_ "time/tzdata" // time zones of Salesforce users, also where the host has none

	"github.com/alecthomas/kingpin/v2"
	"github.com/go-kit/log"
	"github.com/prometheus/common/version"
)

func main() {
	nameVersion()
	ctx, _ := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	os.Exit(exitCode(run(ctx, os.Args[1:])))
}

// nameVersion gives a program that "go install" made the version of its module.
func nameVersion() {
	if info, ok := debug.ReadBuildInfo(); ok && version.Version == "" {
		version.Version = strings.TrimPrefix(info.Main.Version, "v")
	}
}

func exitCode(err error) int {
	if err == nil {
		return 0
	}
	exit, ok := errors.AsType[exitError](err)
	if ok && exit.err == nil {
		return exit.code // the output has said it all
	}
	fmt.Fprintln(os.Stderr, "salesforce_exporter: error:", err)
	return cmp.Or(exit.code, 1)
}

// A command is what a subcommand does once its flags are read.
type command func(context.Context, log.Logger) error

func run(ctx context.Context, args []string) error {
	app, logging, commands := newApp()
	name, err := app.Parse(args)
	if err != nil {
		return exitError{code: exitUsage, err: fmt.Errorf("%w, try --help", err)}
	}
	logger, err := logging.logger(os.Stderr)
	if err != nil {
		return err
	}
	leadStandardLog(logger)
	return commands[name](ctx, logger)
}

// newApp makes the command line: all commands by name, and their flags.
func newApp() (*kingpin.Application, logFlags, map[string]command) {
	app := kingpin.New("salesforce_exporter",
		"Prometheus exporter that measures whether people use the Salesforce their company pays for.")
	app.Version(version.Print("salesforce_exporter"))
	app.HelpFlag.Short('h')
	app.UsageWriter(os.Stdout)
	logging := addLogFlags(app)
	commands := map[string]command{}
	for _, add := range []func(*kingpin.Application) (string, command){addServe, addDemoOrg, addQueries, addCheck,
		addBackfill, addGrafanaImport} {
		name, do := add(app)
		commands[name] = do
	}
	return app, logging, commands
}
