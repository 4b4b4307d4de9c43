package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/alecthomas/kingpin/v2"
	"github.com/go-kit/log"
	"golang.org/x/sync/errgroup"

	"salesforce_exporter/internal/org"
)

// Exit codes of check, so that a deployment can gate on it.
const (
	exitSkipped = 1 // something is hidden from the user; the rest works
	exitFailed  = 2 // something does not work
	exitUsage   = 2 // flags that cannot be understood, of any command
)

// checkTimeout ends a check of an org that does not answer.
const checkTimeout = 10 * time.Minute

// addCheck adds the command that tries everything once.
func addCheck(app *kingpin.Application) (string, command) {
	cmd := app.Command("check", "Sign in, try every collector once, and say what works, what does not and how to fix it, and what a day costs. "+
		"Exit code 0: all works; 1: something is hidden from the user; 2: something failed.")
	asJSON := cmd.Flag("json", "Print JSON instead of a table.").Bool()
	f := addTargetFlags(cmd)
	return cmd.FullCommand(), func(ctx context.Context, logger log.Logger) error {
		ctx, cancel := context.WithTimeout(ctx, checkTimeout)
		defer cancel()
		group, ctx := errgroup.WithContext(ctx)
		report, err := f.check(ctx, group, logger)
		cancel()
		if stopped := group.Wait(); err == nil {
			err = stopped
		}
		if err != nil {
			return exitError{code: exitFailed, err: err}
		}
		if err := printReport(os.Stdout, report, *asJSON); err != nil {
			return err
		}
		return verdict(report)
	}
}

func (f targetFlags) check(ctx context.Context, group *errgroup.Group, _ log.Logger) (*org.Report, error) {
	// The table says what the log would say.
	quiet := log.NewNopLogger()
	target, err := f.target(ctx, group, quiet)
	if err != nil {
		return nil, err
	}
	monitored, err := f.monitor(target, false, quiet)
	if err != nil {
		return nil, err
	}
	defer monitored.Close()
	return monitored.Report(ctx)
}

// verdict is the exit code: the worst of what was found.
func verdict(r *org.Report) error {
	code := 0
	for _, c := range r.Collectors {
		switch {
		case c.Err != nil:
			code = exitFailed
		case len(c.Skipped) > 0 && code == 0:
			code = exitSkipped
		}
	}
	if code == 0 {
		return nil
	}
	return exitError{code: code}
}

func printReport(out io.Writer, r *org.Report, asJSON bool) error {
	if asJSON {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(jsonReport(r))
	}
	_, err := io.WriteString(out, textReport(r))
	return err
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
