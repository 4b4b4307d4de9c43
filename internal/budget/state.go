package budget

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"time"
)

// state is what is kept in a file, so that a restart does not forget what was
// spent.
type state struct {
	Version int    `json:"version"`
	Spent   window `json:"spent"` // calls by slots of ten minutes, numbered from 1970
}

const stateVersion = 1

// Keep reads what an earlier run spent from a file, and keeps it there from now
// on, after each call. A file that is not there is no error. With one that
// cannot be read the budget starts with nothing to spend at once, and fills up
// evenly.
func (b *Budget) Keep(path string, now time.Time) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.file = path
	spent, err := readState(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	b.refilled = now
	if err != nil {
		return fmt.Errorf("read the state of the budget from %s: %w", path, err)
	}
	maps.Copy(b.spent, spent)
	b.tokens = max(0, b.most()-float64(b.spent.sum(now)))
	return nil
}

func readState(path string) (window, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var s state
	if err := json.Unmarshal(text, &s); err != nil {
		return nil, err
	}
	if s.Version != stateVersion {
		return nil, fmt.Errorf("version %d is not known", s.Version)
	}
	maps.DeleteFunc(s.Spent, func(_ int64, n int) bool { return n <= 0 })
	return s.Spent, nil
}

// save writes what was spent, in one step: a crash leaves the old file or the
// new one.
func (b *Budget) save(now time.Time) {
	if b.file == "" {
		return
	}
	b.spent.settle(now)
	b.unsaved = replace(b.file, state{Version: stateVersion, Spent: b.spent})
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
	if b.unsaved == nil {
		return nil
	}
	return fmt.Errorf("write the state of the budget: %w", b.unsaved)
}
