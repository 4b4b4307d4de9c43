package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"

	"github.com/alecthomas/kingpin/v2"
	"github.com/go-kit/log"
	"github.com/go-kit/log/level"
	"github.com/mattn/go-isatty"
	"github.com/prometheus/common/model"
	"golang.org/x/sync/errgroup"

	"salesforce_exporter/collector/past"
	"salesforce_exporter/internal/backfill"
	"salesforce_exporter/internal/config"
	"salesforce_exporter/internal/org"
	"salesforce_exporter/internal/salesforce"
)

// backfillFlags say what history is written.
type backfillFlags struct {
	since, until, step, output, org, job, instance *string
	repeat                                         *time.Duration
	dryRun                                         *bool
	target                                         targetFlags
}

// addBackfill adds the command that writes history.
func addBackfill(app *kingpin.Application) (string, command) {
	cmd := app.Command("backfill", "Write the history of metrics, as far as Salesforce's records tell it, in files that promtool makes blocks of. "+
		"It can be interrupted and run again: what was answered is kept.")
	f := backfillFlags{
		since: cmd.Flag("since", "The day that the history begins on, as 2026-01-31, or how long before its end: 8w, 2y.").
			Required().PlaceHolder("DATE").String(),
		until: cmd.Flag("until", "The day at whose beginning the history ends; by default today.").PlaceHolder("DATE").String(),
		output: cmd.Flag("output", "Directory for the files, and for what Salesforce answered: keep it to go on after an interruption.").
			Required().PlaceHolder("DIR").String(),
		step: cmd.Flag("step", "The time from one value to the next: 1d, 12h or 6h. A day has its value at midnight of the integration user.").
			Default("1d").HintOptions("1d", "12h", "6h").String(),
		repeat: cmd.Flag("repeat", "Write each value again until the next one, so often, for rules that look back no further than half an hour: 30m. Files grow accordingly.").
			Default("0s").Duration(),
		dryRun: cmd.Flag("dry-run", "Say what can be had and what it costs, and end.").Bool(),
		org:    cmd.Flag("org", "The org of the configuration file, where it names orgs.").PlaceHolder("NAME").String(),
		job:    cmd.Flag("job", "The label job that Prometheus gives the exporter.").Default("salesforce").String(),
		instance: cmd.Flag("instance", "The label instance that Prometheus gives the exporter.").
			Default("localhost:10733").String(),
		target: addTargetFlags(cmd),
	}
	return cmd.FullCommand(), func(ctx context.Context, logger log.Logger) error {
		defer context.AfterFunc(ctx, func() { interrupted(logger) })()
		// The built-in demo org has to answer what is under way at an interruption.
		lasting, end := context.WithCancel(context.WithoutCancel(ctx))
		defer end()
		group, lasting := errgroup.WithContext(lasting)
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		defer context.AfterFunc(lasting, stop)() // as when the demo org fails
		demoURL, err := f.target.startDemo(lasting, group, logger)
		if err == nil {
			err = f.run(ctx, demoURL, logger)
		}
		end()
		if stopped := group.Wait(); err == nil {
			err = stopped
		}
		return err
	}
}

// interrupted says what the first signal does, and lets the second one end the process.
func interrupted(logger log.Logger) {
	signal.Reset(os.Interrupt, syscall.SIGTERM)
	level.Info(logger).Log("msg", "interrupted: the answers under way are awaited and kept; a second signal ends at once")
}

func (f backfillFlags) run(ctx context.Context, demoURL string, logger log.Logger) error {
	options, err := f.options(logger)
	if err != nil {
		return err
	}
	show := newBackfillProgress(logger)
	options.Progress = show.show
	monitored, err := f.connect(ctx, demoURL, &options, logger)
	if err != nil {
		return err
	}
	defer monitored.Close()
	b, err := backfill.New(ctx, options)
	if err != nil {
		return err
	}
	if err := tellBackfill(os.Stdout, b); err != nil {
		return err
	}
	if *f.dryRun {
		return nil
	}
	err = b.Run(ctx)
	show.end()
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stdout, afterBackfill, options.Dir, options.Asker.Calls())
	return nil
}

// afterBackfill says what to do with the files.
const afterBackfill = `
The history is in %[1]s; it took %[2]d API calls. To put it into a Prometheus:

  for file in %[1]s/*.om; do
    promtool tsdb create-blocks-from --max-block-duration=500h openmetrics "$file" PROMETHEUS_DATA_DIRECTORY
  done

docs/history.md has the lines for Kubernetes, Mimir and VictoriaMetrics, and how to see
which alerts would have fired.
`

// options reads the flags.
func (f backfillFlags) options(logger log.Logger) (backfill.Options, error) {
	o := backfill.Options{Repeat: *f.repeat, Dir: *f.output, Now: time.Now, Until: time.Now(),
		Labels: map[string]string{"job": *f.job, "instance": *f.instance}}
	step, err := model.ParseDuration(*f.step)
	o.Step = time.Duration(step)
	if err != nil || o.Step < time.Hour || (24*time.Hour)%o.Step != 0 || o.Step%time.Hour != 0 {
		return o, fmt.Errorf("--step=%s: write a day or a part of it in hours, such as 1d or 6h", *f.step)
	}
	if o.Repeat < 0 || o.Repeat > 0 && o.Repeat < time.Minute {
		return o, fmt.Errorf("--repeat=%s: write 0s, or a minute at least", o.Repeat)
	}
	if *f.until != "" {
		if o.Until, err = time.Parse(time.DateOnly, *f.until); err != nil {
			return o, fmt.Errorf("--until=%s: write a day such as 2026-01-31", *f.until)
		}
	}
	if o.Until.After(time.Now()) {
		return o, fmt.Errorf("--until=%s lies ahead", *f.until)
	}
	if o.Since, err = sinceOf(*f.since, o.Until); err != nil {
		return o, err
	}
	o.Wait = func(ctx context.Context, until time.Time) error {
		wait := max(time.Minute, time.Until(until))
		level.Info(logger).Log("msg", "the budget of API calls is spent for now: the history goes on later", "in", wait.Round(time.Second))
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
			return nil
		}
	}
	return o, nil
}

// sinceOf reads a day, or how long before the end of a history it begins.
func sinceOf(text string, until time.Time) (time.Time, error) {
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return day, nil
	}
	if ago, err := model.ParseDuration(text); err == nil && ago > 0 {
		return until.Add(-time.Duration(ago)), nil
	}
	return time.Time{}, fmt.Errorf("--since=%s: write a day such as 2026-01-31, or a time such as 8w or 2y", text)
}

// connect puts the org together, and reads what it shows.
func (f backfillFlags) connect(ctx context.Context, demoURL string, o *backfill.Options,
	logger log.Logger) (*org.Org, error) {
	build, err := f.target.measured.builder(0, *f.target.demo.on)
	if err != nil {
		return nil, err
	}
	targets, err := f.target.targetsOf(build.file, demoURL)
	if err != nil {
		return nil, err
	}
	target, err := f.chosen(targets)
	if err != nil {
		return nil, err
	}
	m, err := build.of(*f.org)
	if err != nil {
		return nil, ofOrg(*f.org, err)
	}
	client, err := clientOf(target, newTokens(logger), logger)
	if err != nil {
		return nil, err
	}
	allowed := newBudgets(*f.target.stateDir).of(*f.org, target, m.budget, logger)
	client.Gate = allowed
	asks := salesforce.New(client)
	monitored := org.New(org.Options{Client: asks, People: m.people, Collectors: m.collectors, Budget: allowed,
		Detail: m.detail, Logger: logger})
	o.Asker = asks
	if o.Plans, err = monitored.Plans(ctx); err != nil {
		monitored.Close()
		return nil, err
	}
	return monitored, nil
}

// chosen is the org that the flag names.
func (f backfillFlags) chosen(all targets) (*config.Org, error) {
	if target, ok := all[*f.org]; ok {
		return target, nil
	}
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(all)), func(name string) bool { return name == unnamed })
	return nil, fmt.Errorf("--org=%s: give one of %s", *f.org, strings.Join(names, ", "))
}

// tellBackfill says what can be had, and what it costs.
func tellBackfill(out io.Writer, b *backfill.Backfill) error {
	table := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, "METRIC\tHISTORY\tWHY")
	had := 0
	for _, m := range b.Metrics() {
		if m.Grade > past.Lost {
			had++
		}
		fmt.Fprintf(table, "%s\t%s\t%s\n", m.Metric.Name, m.Grade, m.Reason)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	statements, calls, err := b.Price()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "\nFrom %s to %s: %d of %d metrics. %d statements are not answered yet, which takes %d API calls, and one more for each further page of an answer.\n",
		b.Since().Format(time.DateOnly), b.Until().Format(time.DateOnly), had, len(b.Metrics()), statements, calls)
	return err
}

// A backfillProgress shows how far a history is: on a terminal as a bar, else once a
// minute in the log.
type backfillProgress struct {
	logger log.Logger
	bar    *bar // nil where there is no terminal

	logged time.Time
}

func newBackfillProgress(logger log.Logger) *backfillProgress {
	p := &backfillProgress{logger: logger}
	if isatty.IsTerminal(os.Stderr.Fd()) {
		p.bar = new(newBar(os.Stderr, "Asking for history"))
	}
	return p
}

func (p *backfillProgress) show(answered, of int, written time.Time) {
	if p.bar != nil {
		p.bar.show(float64(answered) / float64(max(1, of)))
		return
	}
	if time.Since(p.logged) < time.Minute {
		return
	}
	p.logged = time.Now()
	if written.IsZero() {
		level.Info(p.logger).Log("msg", "asking for history", "answered", answered, "statements", of)
		return
	}
	level.Info(p.logger).Log("msg", "writing history", "answered", answered, "statements", of,
		"written_to", written.Format(time.DateOnly))
}

func (p *backfillProgress) end() {
	if p.bar != nil {
		p.bar.clear()
	}
}
