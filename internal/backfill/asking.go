package backfill

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"time"

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
}

// batch is how many statements are asked together: those of one call. An interruption
// costs no more than that call.
const batch = 5

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

// fill asks what is missing, and waits where the budget wants it.
func (a *archive) fill(ctx context.Context, statements []soql.Statement) error {
	waiting, err := a.missing(statements)
	if err != nil {
		return err
	}
	for len(waiting) > 0 {
		asked := waiting[:min(batch, len(waiting))]
		again, err := a.ask(ctx, asked)
		if err != nil {
			return err
		}
		a.told(len(asked) - len(again))
		waiting = append(again, waiting[len(asked):]...)
	}
	return nil
}

// ask asks statements once, and returns those that the budget does not allow yet.
func (a *archive) ask(ctx context.Context, statements []soql.Statement) (again []soql.Statement, err error) {
	var until time.Time
	for i, r := range a.asker.Ask(ctx, statements) {
		var refused *budget.Refusal
		switch {
		case r.Err == nil:
			if err := a.save(statements[i], r.Answer); err != nil {
				return nil, err
			}
		case errors.As(r.Err, &refused) && !refused.Never:
			again = append(again, statements[i])
			until = refused.Until
		default:
			return nil, fmt.Errorf("ask for the history of %s: %w", statements[i].Object, r.Err)
		}
	}
	if len(again) > 0 {
		return again, a.wait(ctx, until)
	}
	return nil, nil
}
