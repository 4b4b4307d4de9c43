package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/alecthomas/kingpin/v2"
	"github.com/go-kit/log"
	"github.com/go-kit/log/level"
	"github.com/prometheus/common/version"
	"golang.org/x/sync/errgroup"

	"salesforce_exporter/internal/budget"
	"salesforce_exporter/internal/config"
	"salesforce_exporter/internal/demo"
	"salesforce_exporter/internal/org"
	"salesforce_exporter/internal/salesforce"
)

// targetFlags say which org is measured, and what of it.
type targetFlags struct {
	demo     demoFlags
	measured measuredFlags
	stateDir *string
}

func addTargetFlags(cmd *kingpin.CmdClause) targetFlags {
	return targetFlags{
		demo: addDemo(cmd), measured: addMeasuredFlags(cmd),
		stateDir: cmd.Flag("budget.state-dir", "Directory that keeps how many API calls were spent, so that a restart knows.").PlaceHolder("DIR").String(),
	}
}

type demoFlags struct {
	on      *bool
	options func() demo.Options
	every   *time.Duration
}

func addDemo(cmd *kingpin.CmdClause) demoFlags {
	return demoFlags{
		on:      cmd.Flag("demo", "Measure the built-in demo org: no account, no configuration.").Bool(),
		options: addDemoFlags(cmd, "demo."),
		every:   cmd.Flag("demo.interval", "Ask the demo org, whose calls are free, this often, so that graphs move.").Default("30s").Duration(),
	}
}

// target says which org to measure: the one of the environment, or a demo org
// that is started for the purpose and asked through the same client.
func (f targetFlags) target(ctx context.Context, group *errgroup.Group, logger log.Logger) (*config.Org, error) {
	if !*f.demo.on {
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
	group.Go(func() error { return serveDemoOrg(ctx, listener, f.demo.options(), logger) })
	return &config.Org{URL: "http://" + listener.Addr().String(), ClientID: "demo", Secret: config.SecretText("demo")}, nil
}

// signInOf chooses the flow by the credentials that are given.
func signInOf(target *config.Org) salesforce.SignIn {
	if target.Username != "" {
		return salesforce.JWTBearer{URL: target.URL, ClientID: target.ClientID, Username: target.Username, Key: target.PrivateKey.Read}
	}
	return salesforce.ClientCredentials{URL: target.URL, ClientID: target.ClientID, Secret: target.Secret.Read}
}

// monitor puts an org together from its parts. Where graphs should move, the
// demo org is asked as often as its flag says.
func (f targetFlags) monitor(target *config.Org, moving bool, logger log.Logger) (*org.Org, error) {
	var uniform time.Duration
	if *f.demo.on && moving {
		uniform = *f.demo.every
	}
	m, err := f.measured.build(uniform)
	if err != nil {
		return nil, err
	}
	logger = log.With(logger, "url", target.URL)
	options := org.Options{People: m.people, Collectors: m.collectors, SeriesLimit: m.seriesLimit, Logger: logger}
	config := salesforce.Config{SignIn: signInOf(target), Version: target.APIVersion, UserAgent: "salesforce_exporter/" + version.Version}
	if uniform == 0 {
		options.StateFile = f.stateFile(target)
		options.Budget = budgetOf(m.budget, options.StateFile, logger)
		config.Gate = options.Budget
	}
	options.Client = salesforce.New(config)
	return org.New(options), nil
}

// stateFile is where the budget of an org is kept; empty for nowhere.
func (f targetFlags) stateFile(target *config.Org) string {
	if *f.stateDir == "" {
		return ""
	}
	_, host, _ := strings.Cut(target.URL, "://")
	return filepath.Join(*f.stateDir, "budget-"+strings.ReplaceAll(host, ":", "_")+".json")
}

// budgetOf makes the budget of an org, with what earlier runs spent.
func budgetOf(c config.Budget, stateFile string, logger log.Logger) *budget.Budget {
	b := budget.New(budget.Options{CallsADay: int(c.CallsADay), Reserve: float64(c.Reserve)})
	if stateFile == "" {
		return b
	}
	if err := b.Load(stateFile, time.Now()); err != nil {
		level.Warn(logger).Log("msg", "what was spent before is not known, so calls are spent slowly at first", "err", err)
	}
	return b
}
