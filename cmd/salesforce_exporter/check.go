package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/alecthomas/kingpin/v2"
	"github.com/go-kit/log"
	"golang.org/x/sync/errgroup"

	"salesforce_exporter/internal/config"
	"salesforce_exporter/internal/status"
)

// Exit codes of check, so that a deployment can gate on it.
const (
	exitSkipped = 1 // something is hidden from the user, or wrong in the configuration; the rest works
	exitFailed  = 2 // something does not work
	exitWarned  = 4 // a bit: something in the configuration is allowed, and probably not meant
	exitUsage   = 2 // flags that cannot be understood, of any command
)

// checkTimeout ends a check of an org that does not answer.
const checkTimeout = 10 * time.Minute

// addCheck adds the command that tries everything once.
func addCheck(app *kingpin.Application) (string, command) {
	cmd := app.Command("check",
		"Sign in, try every collector once, and say what works, what does not and how to fix it, and what a day costs. "+
			"Exit code 0: all works; 1: something is skipped; 2: something failed. 4 is added where something in the configuration is probably not meant.")
	asJSON := cmd.Flag("json", "Print JSON instead of a table; an array where there are several orgs.").Bool()
	only := cmd.Flag("org", "Check this org of the configuration file alone.").PlaceHolder("NAME").String()
	strict := cmd.Flag("strict", "Fail, with exit code 2 and 4, where something in the configuration is probably not meant.").Bool()
	f := addTargetFlags(cmd)
	return cmd.FullCommand(), func(ctx context.Context, logger log.Logger) error {
		ctx, cancel := context.WithTimeout(ctx, checkTimeout)
		defer cancel()
		group, ctx := errgroup.WithContext(ctx)
		reports, err := f.check(ctx, group, *only, logger)
		cancel()
		if stopped := group.Wait(); err == nil {
			err = stopped
		}
		if err == nil && len(reports) == 1 && !*asJSON && reports[0].Error != "" {
			err = errors.New(reports[0].Error) // which keeps everything from working
		}
		if err != nil {
			return exitError{code: exitFailed, err: err}
		}
		if err := printReports(os.Stdout, reports, *asJSON); err != nil {
			return err
		}
		return verdict(reports, *strict)
	}
}

func (f targetFlags) check(ctx context.Context, group *errgroup.Group, only string,
	logger log.Logger) ([]status.Report, error) {
	// The table says what the log would say, but for a token that is lost, and for
	// what was found in an export.
	demoLog := log.NewNopLogger()
	if f.demo.options().DataDir != "" {
		demoLog = logger
	}
	demoURL, err := f.startDemo(ctx, group, demoLog)
	if err != nil {
		return nil, err
	}
	build, err := f.measured.builder(0, *f.demo.on)
	if err != nil {
		return nil, err
	}
	targets, err := f.targetsOf(build.file, demoURL)
	if err != nil {
		return nil, err
	}
	if only != "" {
		target, ok := targets[only]
		if !ok {
			return nil, fmt.Errorf("--org=%s: the configuration file names no such org", only)
		}
		targets = map[string]*config.Org{only: target}
	}
	from := kept{budgets: newBudgets(*f.stateDir), tokens: newTokens(logger)}
	var reports []status.Report
	for _, name := range slices.Sorted(maps.Keys(targets)) {
		m, err := build.of(name)
		if err != nil {
			return nil, ofOrg(name, err)
		}
		r, err := f.checkOne(ctx, name, targets[name], m, from)
		if err != nil {
			r = status.Report{About: f.aboutOf(name, targets[name], m), Error: err.Error(), Collectors: []status.Collector{}}
		}
		reports = append(reports, r)
	}
	return reports, nil
}

// checkOne tries one org.
func (f targetFlags) checkOne(ctx context.Context, name string, target *config.Org, m *measured,
	from kept) (status.Report, error) {
	monitored, err := f.monitor(name, target, m, from, log.NewNopLogger())
	if err != nil {
		return status.Report{}, err
	}
	defer monitored.Close()
	return monitored.Try(ctx)
}

// verdict is the exit code: the worst of what was found, and a bit for warnings, which
// are failures where the check is strict.
func verdict(reports []status.Report, strict bool) error {
	code, warned := 0, 0
	for _, r := range reports {
		if len(r.AllWarnings()) > 0 {
			warned = exitWarned
		}
		if r.Error != "" {
			code = exitFailed
			continue
		}
		for _, c := range r.Collectors {
			switch {
			case !c.Succeeds():
				code = exitFailed
			case len(c.Skipped) > 0 && code == 0:
				code = exitSkipped
			}
		}
	}
	if warned > 0 && strict {
		code = exitFailed
	}
	if code |= warned; code == 0 {
		return nil
	}
	return exitError{code: code}
}

func printReports(out io.Writer, reports []status.Report, asJSON bool) error {
	if asJSON {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		if len(reports) == 1 {
			return encoder.Encode(reports[0])
		}
		return encoder.Encode(reports)
	}
	for i, r := range reports {
		text := r.Text()
		if i > 0 {
			text = "\n\n" + text
		}
		if _, err := io.WriteString(out, text); err != nil {
			return err
		}
	}
	return nil
}

// An exitError ends the program with a code of its own, and without a message
// where the output has said all.
type exitError struct {
	code int
	err  error
}

func (e exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit code %d", e.code)
	}
	return e.err.Error()
}

func (e exitError) Unwrap() error { return e.err }
