package main

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"os"
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
	"salesforce_exporter/internal/status"
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
		stateDir: cmd.Flag("budget.state-dir",
			"Directory that keeps how many API calls were spent, and what was answered, so that a restart knows.").PlaceHolder("DIR").String(),
	}
}

type demoFlags struct {
	on      *bool
	options func() demo.Options
	every   *time.Duration
	given   *bool // every is what the user said
}

// target is the demo org at an address. One that was loaded from an export has
// no business unit.
func (f demoFlags) target(url string) *config.Org {
	target := &config.Org{URL: url, ClientID: "demo", Secret: config.SecretText("demo")}
	if f.options().DataDir == "" {
		target.BusinessUnit = config.BusinessUnit{ID: demo.BusinessUnit, URL: url + "/account-engagement"}
	}
	return target
}

func addDemo(cmd *kingpin.CmdClause) demoFlags {
	given := new(bool)
	return demoFlags{
		given:   given,
		on:      cmd.Flag("demo", "Measure the built-in demo org: no account, no configuration.").Bool(),
		options: addDemoFlags(cmd, "demo."),
		every: cmd.Flag("demo.interval",
			"Ask the demo org, whose calls are free, this often, so that graphs move; an export, which stands still, once an hour unless this is given.").Default("30s").IsSetByUser(given).Duration(),
	}
}

// targets say which orgs to measure, by name: those of the file, and the one of
// the environment, or a demo org, which has none.
type targets map[string]*config.Org

// unnamed is the org that /metrics shows.
const unnamed = ""

// targetsOf reads where the orgs are. A demo org is given by its address.
func (f targetFlags) targetsOf(file *config.File, demoURL string) (targets, error) {
	if err := config.CheckProxyVariables(os.Getenv); err != nil {
		return nil, err
	}
	all := targets{}
	for _, name := range file.Names() {
		target, err := file.Org(name, os.Getenv)
		if err != nil {
			return nil, fmt.Errorf("org %s: %w", name, err)
		}
		all[name] = target
	}
	switch {
	case demoURL != "":
		all[unnamed] = f.demo.target(demoURL)
	case len(all) == 0 || os.Getenv("SALESFORCE_URL") != "":
		target, err := config.FromEnvironment(os.Getenv)
		if err != nil {
			return nil, fmt.Errorf("%w\nSet these to measure an org, or name orgs in --config.file, or give --demo to measure the built-in demo org", err)
		}
		all[unnamed] = target
	}
	return all, nil
}

// startDemo starts the demo org that --demo asks for and returns its address;
// empty without the flag.
func (f targetFlags) startDemo(ctx context.Context, group *errgroup.Group, logger log.Logger) (string, error) {
	if !*f.demo.on {
		return "", nil
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("listen for the demo org: %w", err)
	}
	group.Go(func() error { return serveDemoOrg(ctx, listener, f.demo.options(), logger) })
	return "http://" + listener.Addr().String(), nil
}

// exportEvery is how often an export is asked, which stands still.
const exportEvery = time.Hour

// uniform is how often everything is asked where the demo org's graphs should
// move; zero for each as it says.
func (f targetFlags) uniform(moving bool) time.Duration {
	switch {
	case !*f.demo.on || !moving:
		return 0
	case f.demo.options().DataDir != "" && !*f.demo.given:
		return exportEvery
	}
	return *f.demo.every
}

// kept is what goes on when an org is measured anew.
type kept struct {
	budgets *budgets // nil where calls are free
	tokens  *config.Tokens
	answers string // directory that keeps them over a restart; empty for none
}

// monitor puts an org together from its parts.
func (f targetFlags) monitor(name string, target *config.Org, m *measured, from kept,
	logger log.Logger) (*org.Org, error) {
	logger = log.With(logger, "url", target.URL)
	client, err := clientOf(target, from.tokens, logger)
	if err != nil {
		return nil, err
	}
	options := org.Options{People: m.people, Collectors: m.collectors, SeriesLimit: m.seriesLimit, Detail: m.detail,
		Logger: logger, About: f.aboutOf(name, target, m)}
	if options.About.Names == status.NamesUnset {
		level.Info(logger).Log("msg", "leaderboards show teams, and no person", "remedy", status.ShowPeople)
	}
	var unit *budget.Budget
	if all := from.budgets; all != nil {
		options.Budget = all.of(name, target, m.budget, logger)
		client.Gate = options.Budget
		options.Keeping = keepingOf(name, target, from.answers)
		if target.BusinessUnit.ID != "" {
			unit = all.ofUnit(name, target, logger)
		}
	}
	asks := salesforce.New(client)
	options.Client = asks
	if options.Sources, err = sourcesOf(target, m, client, asks, unit); err != nil {
		return nil, err
	}
	return org.New(options), nil
}

// clientOf says how an org is asked.
func clientOf(target *config.Org, tokens *config.Tokens, logger log.Logger) (salesforce.Config, error) {
	transport, err := transportOf(target)
	return salesforce.Config{
		SignIn: signInOf(target, tokens, logger), Version: target.APIVersion,
		UserAgent: "salesforce_exporter/" + version.Version, Transport: transport,
	}, err
}

// aboutOf is what reports say of an org that the configuration says.
func (f targetFlags) aboutOf(name string, target *config.Org, m *measured) status.About {
	about := status.About{Org: name, URL: target.URL, Demo: name == unnamed && *f.demo.on,
		SOAP: target.Flow() == config.SOAPLogin, WebOff: m.web != nil && target.BusinessUnit.ID == ""}
	if f.measured.on(m.file, "leaderboards") {
		about.Names = cmp.Or(m.names.Mode, status.NamesUnset)
	}
	return about
}
