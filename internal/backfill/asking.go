package backfill

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"time"

	"salesforce_exporter/internal/api"
	"salesforce_exporter/internal/budget"
	"salesforce_exporter/internal/salesforce"
	"salesforce_exporter/internal/soql"
	"salesforce_exporter/internal/statefile"
)

// An Asker asks the org. *salesforce.Client is one.
type Asker interface {
	Ask(context.Context, []soql.Statement) []salesforce.Result
	TimeZone(context.Context) (string, error)
	Calls() int
	// Forgive lets it ask at once after a failure.
	Forgive()
}

// batch is how many statements are asked together: those of one call. A run that is
// interrupted waits for them; one that is killed loses no more.
const batch = 5

// exhausted is how long the org is left alone whose allowance has run out.
const exhausted = time.Hour

// An archive keeps answers in a directory, so that a run that was interrupted goes on
// where it was.
type archive struct {
	dir   string
	owner string // whose answers they are: those of another org or user are refused
	asker Asker
	now   func() time.Time
	// wait waits until the budget allows calls again.
	wait func(ctx context.Context, until time.Time) error
	// told is called after each batch with how many statements were answered.
	told func(statements int)
}

// kept is an answer in a file.
type kept struct {
	At   time.Time  `json:"at"`
	Rows [][]string `json:"rows"`
}

func (a *archive) file(s soql.Statement) *statefile.File {
	text := s.String()
	sum := sha256.Sum256([]byte(text))
	return statefile.NewFile(a.dir, hex.EncodeToString(sum[:12])+".answer", a.owner+" "+text)
}

// load reads an answer that is kept; it is not ok for one that is not.
func (a *archive) load(s soql.Statement) (answer soql.Answer, ok bool, err error) {
	content, err := a.file(s).Load(a.now())
	if errors.Is(err, fs.ErrNotExist) {
		return soql.Answer{}, false, nil
	}
	if err != nil {
		return soql.Answer{}, false, fmt.Errorf("read an answer that was kept: %w; give another --output, or delete %s", err, a.dir)
	}
	var k kept
	if err := json.NewDecoder(content).Decode(&k); err != nil {
		return soql.Answer{}, false, fmt.Errorf("read %s: %w; delete the file to ask again", a.file(s).Path(), err)
	}
	return soql.Answer{At: k.At, Rows: soql.RowsOf(k.Rows)}, true, nil
}

func (a *archive) save(s soql.Statement, answer soql.Answer) error {
	err := a.file(s).Save(a.now(), func(w io.Writer) error {
		return json.NewEncoder(w).Encode(kept{At: answer.At, Rows: answer.Rows.List()})
	})
	if err != nil {
		return fmt.Errorf("keep an answer: %w", err)
	}
	return nil
}

// missing lists the statements that have no answer yet, each once.
func (a *archive) missing(statements []soql.Statement) ([]soql.Statement, error) {
	var all []soql.Statement
	seen := map[string]bool{}
	for _, s := range statements {
		_, there, err := a.load(s)
		if err != nil {
			return nil, err
		}
		if !there && !seen[s.String()] {
			all = append(all, s)
		}
		seen[s.String()] = true
	}
	return all, nil
}

// fill asks what is missing, and waits where the budget wants it. Once the context has
// ended, nothing more is asked; what was asked is read to its end, and kept.
func (a *archive) fill(ctx context.Context, statements []soql.Statement) error {
	waiting, err := a.missing(statements)
	if err != nil {
		return err
	}
	for len(waiting) > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		asked := waiting[:min(batch, len(waiting))]
		again, until, err := a.ask(context.WithoutCancel(ctx), asked)
		if err != nil {
			return err
		}
		a.told(len(asked) - len(again))
		if len(again) > 0 {
			if err := a.wait(ctx, until); err != nil {
				return err
			}
			a.asker.Forgive()
		}
		waiting = append(again, waiting[len(asked):]...)
	}
	return nil
}

// ask asks statements once, keeps all answers, and returns the statements that are not
// allowed before some moment. The error is that of the first that failed.
func (a *archive) ask(ctx context.Context, statements []soql.Statement) (
	again []soql.Statement, until time.Time, err error) {
	for i, r := range a.asker.Ask(ctx, statements) {
		failed := r.Err
		if failed == nil {
			failed = a.save(statements[i], r.Answer)
		} else if at, later := a.later(failed); later {
			again, until, failed = append(again, statements[i]), at, nil
		} else {
			failed = fmt.Errorf("ask for the history of %s: %w", statements[i].Object, failed)
		}
		err = cmp.Or(err, failed)
	}
	return again, until, err
}

// later reports whether there were no calls left, and when there may be some.
func (a *archive) later(err error) (time.Time, bool) {
	var refused *budget.Refusal
	switch {
	case errors.As(err, &refused):
		return refused.Until, !refused.Never
	case api.Exhausted(err):
		return a.now().Add(exhausted), true
	}
	return time.Time{}, false
}
