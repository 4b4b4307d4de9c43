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

	"salesforce_exporter/internal/disk"
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
	file string
	lock *flock.Flock // beside the file, which is replaced with each call
	disk disk.Disk
	held bool // another process did not release the lock the last time
}

// Keep reads what was spent before from a file, and keeps it there from now on,
// with each call. Several processes may keep the same file, and then share the
// budget. A file that is not there is no error. With one that cannot be read
// the budget starts with nothing to spend at once, and fills up evenly.
func (b *Budget) Keep(path string, now time.Time) error {
	b.spending.Lock()
	defer b.spending.Unlock()
	b.keepIn(path)
	s, err := b.kept.read()
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refilled = now
	if err != nil {
		return fmt.Errorf("read the state of the budget from %s: %w", path, err)
	}
	b.allowance = s.Allowance
	maps.Copy(b.spent, s.Spent)
	b.tokens = max(0, b.most()-float64(b.spent.sum(now)))
	return nil
}

// KeepUnread is Keep where the file system is known to hang: what was spent before is
// found out with the first call that can read the file.
func (b *Budget) KeepUnread(path string, now time.Time) {
	b.spending.Lock()
	defer b.spending.Unlock()
	b.keepIn(path)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refilled = now
}

func (b *Budget) keepIn(path string) {
	b.kept = kept{file: path, lock: flock.New(path + ".lock"), disk: disk.New()}
}

// read returns what is in the file, if it can be read in time.
func (k *kept) read() (s state, err error) {
	read := make(chan state, 1)
	err = k.disk.Try(func() error {
		s, err := readState(k.file)
		read <- s
		return err
	})
	if err != nil {
		return state{}, err
	}
	return <-read, nil
}

// update lets decide, which is given what is in the file, nil if that cannot be
// read, say what is to be written there. No other process reads or writes it in
// between.
func (k *kept) update(decide func(*state) (next state, write bool)) error {
	wait := lockTimeout
	if k.held {
		wait = lockRetry // once is long enough
	}
	err := k.disk.Try(func() error {
		unlock, err := k.exclusive(wait)
		if err != nil {
			return err
		}
		defer unlock()
		s, err := readState(k.file)
		if _, other := errors.AsType[*disk.NotAFile](err); other {
			return err
		}
		known := &s
		if err != nil {
			known = nil // it is replaced
		}
		if next, write := decide(known); write {
			return replace(k.file, next)
		}
		return nil
	})
	k.held = errors.Is(err, errLocked)
	return err
}

var errLocked = errors.New("another process has locked it")

// exclusive keeps other processes from spending until what it returns is called.
// One that does not release the lock is not waited for.
func (k *kept) exclusive(wait time.Duration) (unlock func(), err error) {
	path := k.lock.Path()
	if err := disk.CheckRegular(path); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	_, err = k.lock.TryLockContext(ctx, lockRetry)
	if errors.Is(err, context.DeadlineExceeded) {
		return nil, fmt.Errorf("lock %s for longer than %s: %w", path, lockTimeout, errLocked)
	}
	if err != nil {
		return nil, err
	}
	return func() { _ = k.lock.Unlock() }, nil // the end of the process does it, too
}

func readState(path string) (state, error) {
	var s state
	if err := disk.CheckRegular(path); err != nil {
		return s, err
	}
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

// replace writes a file in one step: a crash leaves the old one or the new one.
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
	if b.unsaved == nil {
		return nil
	}
	return fmt.Errorf("write the state of the budget: %w", b.unsaved)
}
