package backfill

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/past"
	"salesforce_exporter/internal/soql"
)

// longestLogins is the longest default window of logins, in days. Who did not log in for so
// long, and did later, counts as one who never had.
const longestLogins = 90

var inDays = regexp.MustCompile(`_(\d+)d$`)

// loginsBack is how many days of logins a metric about users needs, if any.
func loginsBack(metric string) (days int, needed bool) {
	switch found := inDays.FindStringSubmatch(metric); {
	case metric == "salesforce_users", metric == "salesforce_managers":
		return 0, false
	case strings.HasSuffix(metric, "_today"):
		return 0, true
	case found != nil:
		days, _ = strconv.Atoi(found[1])
		return days, true
	}
	return longestLogins, true
}

// readsLogins reports whether figures are made of when users logged in last.
func readsLogins(needs collector.Needs, metrics []*collector.Metric) bool {
	return len(needs.Texts) == 0 || slices.ContainsFunc(metrics, func(m *collector.Metric) bool {
		return strings.Contains(m.Name, "_logged_in_")
	})
}

// Run asks what is missing and writes the files. When the context ends, it waits for the
// answers that are under way; run again, it asks nothing twice.
func (b *Backfill) Run(ctx context.Context) error {
	err := b.run(ctx)
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return fmt.Errorf("interrupted after %d of %d statements; the same command goes on from there: %w", b.done, b.of, err)
	}
	return err
}

func (b *Backfill) run(ctx context.Context) error {
	missing, err := b.archive.missing(b.statements())
	if err != nil {
		return err
	}
	b.of = len(missing)
	if err := os.MkdirAll(b.options.Dir, 0o755); err != nil {
		return fmt.Errorf("write history: %w", err)
	}
	w, err := b.begin(ctx)
	if err != nil {
		return err
	}
	for from := b.first(); from.Before(b.options.Until); from = b.spanEnd(from) {
		if err := b.archive.fill(ctx, b.inTime(from)); err != nil {
			return err
		}
		if err := w.span(ctx, from); err != nil {
			return err
		}
	}
	return w.flush()
}

// A writer goes through time, from one moment to the next.
type writer struct {
	*Backfill
	book  *past.Book
	crowd *crowd
	next  time.Time // moment
	page  *page
	start time.Time // of the page
}

// begin reads what is about no time.
func (b *Backfill) begin(ctx context.Context) (*writer, error) {
	if err := b.archive.fill(ctx, b.common()); err != nil {
		return nil, err
	}
	w := &writer{Backfill: b, book: past.NewBook(b.zone), next: b.options.Since}
	var answers []soql.Answer
	for _, q := range b.options.Plans.People.Queries(0) {
		a, err := b.answer(q.Statement)
		if err != nil {
			return nil, err
		}
		answers = append(answers, a)
	}
	born, err := b.answer(births())
	if err != nil {
		return nil, err
	}
	if w.crowd, err = newCrowd(b.options.Plans.People, b.options.Plans.UserID, answers, born); err != nil {
		return nil, err
	}
	w.crowd.zone = b.zone
	if err := w.readDeals(); err != nil {
		return nil, err
	}
	if err := w.readChanges(); err != nil {
		return nil, err
	}
	return w, w.readBefore()
}

// answer is one that was kept.
func (b *Backfill) answer(s soql.Statement) (soql.Answer, error) {
	a, there, err := b.archive.load(s)
	if err == nil && !there {
		err = fmt.Errorf("no answer is kept for %s", s)
	}
	return a, err
}

func (w *writer) readDeals() error {
	if !w.plan.deals {
		return nil
	}
	of, err := w.answer(deals(w.plan.others))
	if err != nil {
		return err
	}
	history, err := w.answer(histories())
	if err != nil {
		return err
	}
	levels, err := w.answer(stages())
	if err != nil {
		return err
	}
	w.book.Stages = readStages(levels)
	w.book.Deals, err = readDeals(of, history, w.plan.others)
	return err
}

// readBefore notes what flows had come to before the first moment, and what is asked once.
func (w *writer) readBefore() error {
	for _, n := range w.plan.flows {
		s, asked := w.early(n)
		if !asked {
			continue
		}
		a, err := w.answer(s)
		if err != nil {
			return err
		}
		if err := w.book.Before(n.Flow, a.Rows.List()); err != nil {
			return err
		}
	}
	return nil
}

// span writes the moments up to the end of the statements that begin at one.
func (w *writer) span(ctx context.Context, from time.Time) error {
	for _, n := range w.plan.flows {
		if !w.tells(n.Flow, from) {
			continue
		}
		a, err := w.answer(between(n.Flow, from, w.spanEnd(from), w.hourly))
		if err != nil {
			return err
		}
		if err := w.book.Note(n.Flow, w.hourly, a.Rows.List()); err != nil {
			return err
		}
	}
	for ; !w.next.After(w.spanEnd(from)); w.next = w.after(w.next) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := w.moment(w.next); err != nil {
			return err
		}
	}
	w.book.Forget(daysLater(w.next, -w.plan.longest()-1, w.zone))
	return nil
}

// after is the moment that follows one: steps of a day begin at midnight.
func (w *writer) after(moment time.Time) time.Time {
	if !w.hourly {
		return daysLater(moment, 1, w.zone)
	}
	next := moment.Add(w.options.Step)
	if tomorrow := daysLater(moment, 1, w.zone); next.After(tomorrow) {
		return tomorrow
	}
	return next
}

// moment adds the samples of a moment.
func (w *writer) moment(at time.Time) error {
	samples, err := w.samples(at)
	if err != nil {
		return fmt.Errorf("history of %s: %w", at.Format(time.RFC3339), err)
	}
	if w.page == nil {
		w.page, w.start = newPage(w.options.Labels), at
	}
	for t := at; t.Before(w.after(at)) && !t.After(w.options.Until); t = t.Add(w.options.Repeat) {
		w.page.add(samples, t)
		if w.options.Repeat <= 0 {
			break
		}
	}
	w.options.Progress(w.done, w.of, at)
	if !w.after(at).Before(daysLater(w.start, w.options.daysAFile(), w.zone)) {
		return w.flush()
	}
	return nil
}

// flush writes the page, if there is one.
func (w *writer) flush() error {
	if w.page == nil {
		return nil
	}
	path := filepath.Join(w.options.Dir, "history-"+w.start.In(w.zone).Format(time.DateOnly)+".om")
	err := w.page.write(path)
	w.page = nil
	return err
}

// samples are what the exporter would have shown at a moment.
func (w *writer) samples(at time.Time) ([]collector.Sample, error) {
	answers := collector.Answers{}
	for text, r := range w.plan.recipes {
		if !w.reaches(r, at) {
			continue
		}
		a, err := w.book.Answer(r, at)
		if err != nil {
			return nil, err
		}
		answers[text] = a
	}
	logins, err := w.logins(at)
	if err != nil {
		return nil, err
	}
	people, err := w.crowd.people(at, logins)
	if err != nil || people == nil {
		return nil, err
	}
	var all []collector.Sample
	for _, p := range w.plan.plans {
		var figures []collector.Figure
		for _, f := range p.Make(collector.Inputs{Answers: answers, People: people}) {
			if readsLogins(f.Needs, f.Metrics) {
				f.Samples = slices.DeleteFunc(f.Samples, func(s collector.Sample) bool { return !w.knows(s.Metric.Name, at) })
			}
			if f.Err == nil {
				figures = append(figures, f)
			}
		}
		for _, s := range w.options.Plans.Show(p.name, figures) {
			if !w.plan.lost[s.Metric.Name] {
				all = append(all, s)
			}
		}
	}
	return all, nil
}

// reaches reports whether the login history, or that of fields, goes back as far as a
// recipe needs it.
func (w *writer) reaches(r past.Recipe, at time.Time) bool {
	if r.Changes != nil && len(r.Changes.Conditions) > 0 {
		for _, field := range r.Changes.Fields {
			if since, ok := w.plan.known.tracked(field); !ok || at.Before(since) {
				return false
			}
		}
	}
	for _, f := range r.Flows {
		if f.Statement.Object == loginHistory &&
			(r.Window == past.AllBefore || daysLater(at, -r.Window, w.zone).Before(w.reach())) {
			return false
		}
	}
	return true
}

// knows reports whether a figure about users can be had at a moment.
func (w *writer) knows(metric string, at time.Time) bool {
	days, needed := loginsBack(metric)
	return !needed || !daysLater(at, -days, w.zone).Before(w.reach())
}

// logins are when users had logged in last, by id; nil where the login history does
// not go back so far.
func (w *writer) logins(at time.Time) (map[string]string, error) {
	if !w.plan.users || at.Before(w.reach()) {
		return nil, nil
	}
	a, err := w.book.Answer(w.plan.logins, at)
	if err != nil {
		return nil, err
	}
	last := map[string]string{}
	for row := range a.Rows.All() {
		if row[1] == "Success" {
			last[row[0]] = row[2]
		}
	}
	return last, nil
}
