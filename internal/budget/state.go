package budget

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// state is what is kept in a file, so that a restart does not forget what was
// spent.
type state struct {
	Version int           `json:"version"`
	Spent   map[int64]int `json:"spent"` // calls by slots of ten minutes, numbered from 1970
}

const stateVersion = 1

// Load reads what an earlier run spent. A file that is not there is no error.
// With one that cannot be read the budget starts with nothing to spend at
// once, and fills up evenly.
func (b *Budget) Load(path string, now time.Time) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var s state
	if err == nil {
		err = json.Unmarshal(text, &s)
	}
	if err == nil && s.Version != stateVersion {
		err = fmt.Errorf("version %d is not known", s.Version)
	}
	b.refilled = now
	if err != nil {
		return fmt.Errorf("read the state of the budget from %s: %w", path, err)
	}
	for at, n := range s.Spent {
		if n > 0 {
			b.spent[min(at, slotOf(now))] += n
		}
	}
	b.tokens = max(0, float64(b.limit())/burst-float64(b.spent.sum(now)))
	return nil
}

// Save writes what was spent, in one step: a crash leaves the old file or the
// new one.
func (b *Budget) Save(path string, now time.Time) error {
	b.mu.Lock()
	b.spent.forget(now)
	text, err := json.Marshal(state{Version: stateVersion, Spent: b.spent})
	b.mu.Unlock()
	if err != nil {
		return fmt.Errorf("write the state of the budget: %w", err)
	}
	temporary, err := os.CreateTemp(filepath.Dir(path), ".budget-*")
	if err != nil {
		return fmt.Errorf("write the state of the budget: %w", err)
	}
	defer os.Remove(temporary.Name())
	_, err = temporary.Write(text)
	if err := errors.Join(err, temporary.Close()); err != nil {
		return fmt.Errorf("write the state of the budget: %w", err)
	}
	if err := os.Rename(temporary.Name(), path); err != nil {
		return fmt.Errorf("write the state of the budget: %w", err)
	}
	return nil
}
