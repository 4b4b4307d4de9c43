package budget

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// state is what is kept in a file, so that a restart does not forget what was
// spent.
type state struct {
	Version int    `json:"version"`
	Spent   window `json:"spent"` // calls by slots of ten minutes, numbered from 1970
	// Allowance is what the org said last, as the cap may follow from it.
	Allowance int `json:"allowance,omitempty"`
}

const stateVersion = 1

// lockTimeout is how long the file of another process is waited for, which
// writes it in no time.
const lockTimeout, lockRetry = time.Second, 5 * time.Millisecond

// kept is the file that keeps what was spent, by all processes that were given
// it. The zero value keeps nothing.
type kept struct {
	file      string
	lock      *flock.Flock // beside the file, which is replaced with each call
	unwritten window       // calls that are not in the file
	problem   error        // of the last attempt to write it
}

// Keep reads what was spent before from a file, and keeps it there from now on,
// with each call. Several processes may keep the same file, and then share the
// budget. A file that is not there is no error. With one that cannot be read
// the budget starts with nothing to spend at once, and fills up evenly.
func (b *Budget) Keep(path string, now time.Time) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.kept = kept{file: path, lock: flock.New(path + ".lock"), unwritten: window{}}
	s, err := readState(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	b.refilled = now
	if err != nil {
		return fmt.Errorf("read the state of the budget from %s: %w", path, err)
	}
	b.allowance = s.Allowance
	maps.Copy(b.spent, s.Spent)
	b.tokens = max(0, b.most()-float64(b.spent.sum(now)))
	return nil
}

func readState(path string) (state, error) {
	var s state
	text, err := os.ReadFile(path)
	if err != nil {
		return s, err
	}
	if err := json.Unmarshal(text, &s); err != nil {
		return s, err
	}
	if s.Version != stateVersion {
		return s, fmt.Errorf("version %d is not known", s.Version)
	}
	maps.DeleteFunc(s.Spent, func(_ int64, n int) bool { return n <= 0 })
	return s, nil
}

// lock keeps other processes from spending until what it returns is called. One
// that does not let go is not waited for.
func (b *Budget) lock() (unlock func()) {
	k := &b.kept
	if k.file == "" {
		return func() {}
	}
	ctx, cancel := context.WithTimeout(context.Background(), lockTimeout)
	defer cancel()
	_, k.problem = k.lock.TryLockContext(ctx, lockRetry)
	if errors.Is(k.problem, context.DeadlineExceeded) {
		k.problem = fmt.Errorf("another process has locked %s for longer than %s", k.lock.Path(), lockTimeout)
	}
	if k.problem != nil {
		return func() {}
	}
	return func() { _ = k.lock.Unlock() } // the end of the process does it, too
}

// join adds what other processes spent. A file that was taken away, or that
// knows of less than this process, was not written by one that had read it.
func (b *Budget) join(now time.Time) {
	if b.kept.file == "" {
		return
	}
	s, err := readState(b.kept.file)
	if err != nil {
		return // the next call replaces it
	}
	spent := s.Spent
	if spent == nil {
		spent = window{}
	}
	for slot, n := range b.kept.unwritten {
		spent[slot] += n
	}
	if others := spent.sum(now) - b.spent.sum(now); others > 0 {
		b.spent = spent
		b.tokens -= float64(others)
	}
}

// save writes what was spent, a call of now as well, in one step: a crash leaves
// the old file or the new one.
func (b *Budget) save(now time.Time) {
	k := &b.kept
	if k.file == "" {
		return
	}
	if k.problem == nil { // the file is locked
		k.problem = replace(k.file, state{Version: stateVersion, Spent: b.spent, Allowance: b.allowance})
	}
	if k.problem != nil {
		k.unwritten.add(now, 1)
		return
	}
	clear(k.unwritten)
}

func replace(path string, s state) error {
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	temporary, err := os.CreateTemp(filepath.Dir(path), ".budget-*")
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name()) // which is not there any more if all went well
	_, err = temporary.Write(text)
	if err := errors.Join(err, temporary.Close()); err != nil {
		return err
	}
	return os.Rename(temporary.Name(), path)
}

// Unsaved returns why what was spent could not be kept; nil if it was.
func (b *Budget) Unsaved() error {
	if b == nil {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.kept.problem == nil {
		return nil
	}
	return fmt.Errorf("write the state of the budget: %w", b.kept.problem)
}
