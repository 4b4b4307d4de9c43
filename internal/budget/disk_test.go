//go:build unix

package budget

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/internal/disk"
)

// TestNotAFile has something else in the place of the state file and of its
// lock. The exporter starts, spends, and says what is in the way.
func TestNotAFile(t *testing.T) {
	makers := map[string]func(string) error{
		"a pipe":      func(path string) error { return syscall.Mkfifo(path, 0o600) },
		"a directory": func(path string) error { return os.Mkdir(path, 0o700) },
	}
	for what, make := range makers {
		for _, suffix := range []string{"", ".lock"} {
			path := filepath.Join(t.TempDir(), "budget.json")
			if err := make(path + suffix); err != nil {
				t.Fatal(err)
			}
			b := New(Options{CallsADay: 300})
			err := b.Keep(path, start())
			if (err != nil) != (suffix == "") || err != nil &&
				!strings.Contains(err.Error(), path+" is "+what+", not a file: remove it") {
				t.Errorf("%s as budget.json%s: Keep says %v", what, suffix, err)
			}
			if err := b.Spend(start()); err != nil {
				t.Errorf("%s as budget.json%s: %v", what, suffix, err)
			}
			if err := b.Unsaved(); err == nil ||
				!strings.Contains(err.Error(), path+suffix+" is "+what+", not a file: remove it") {
				t.Errorf("%s as budget.json%s: unsaved: %v", what, suffix, err)
			}
			if n := b.Status(start()).Spent; n != 1 {
				t.Errorf("%s as budget.json%s: %d calls are counted, want 1", what, suffix, n)
			}
		}
	}
}

// TestHangingDisk has a file system that does not answer. A call waits for two
// seconds once, then the calls are counted in memory only, and they are written
// when the file system is back.
func TestHangingDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "budget.json")
	synctest.Test(t, func(t *testing.T) {
		b := keep(t, Options{CallsADay: 300}, path, start())
		back := make(chan struct{})
		begin := time.Now()
		if err := b.kept.disk.Try(func() error { <-back; return nil }); err == nil || time.Since(begin) != disk.Timeout {
			t.Errorf("got %v after %s, want an error after %s", err, time.Since(begin), disk.Timeout)
		}
		begin = time.Now()
		for range 3 {
			if err := b.Spend(start()); err != nil {
				t.Fatal(err)
			}
		}
		if time.Since(begin) != 0 || b.Unsaved() == nil || b.Status(start()).Spent != 3 {
			t.Errorf("after %s: unsaved %v, %+v, want an error and 3 spent at once", time.Since(begin), b.Unsaved(),
				b.Status(start()))
		}
		unread := New(Options{CallsADay: 300})
		begin = time.Now()
		unread.KeepUnread(path, start())
		if unread.Status(start()).Available != 0 || time.Since(begin) != 0 {
			t.Errorf("after %s: %+v, want nothing to spend at once", time.Since(begin), unread.Status(start()))
		}
		close(back)
		synctest.Wait()
		if err := b.Spend(start()); err != nil || b.Unsaved() != nil {
			t.Errorf("the file system is back: %v, unsaved %v", err, b.Unsaved())
		}
		if s := keep(t, Options{CallsADay: 300}, path, start()).Status(start()); s.Spent != 4 {
			t.Errorf("%d calls are in the file, want 4", s.Spent)
		}
	})
}

// TestStatusWaitsForNobody has another process hold the lock. Whoever asks for
// the state, as each scrape does, gets it while a call waits.
func TestStatusWaitsForNobody(t *testing.T) {
	path := filepath.Join(t.TempDir(), "budget.json")
	synctest.Test(t, func(t *testing.T) {
		b, other := keep(t, Options{CallsADay: 300}, path, start()), keep(t, Options{CallsADay: 300}, path, start())
		release, err := other.kept.exclusive(lockTimeout)
		if err != nil {
			t.Fatal(err)
		}
		defer release()
		begin := time.Now()
		spent := make(chan time.Duration, 2)
		go func() {
			for range 2 {
				_ = b.Spend(start())
				spent <- time.Since(begin)
			}
		}()
		time.Sleep(lockTimeout / 2)
		before := time.Now()
		if s := b.Status(start()); s.Spent != 0 || time.Since(before) != 0 {
			t.Errorf("the state came after %s with %+v", time.Since(before), s)
		}
		if waited := <-spent; waited < lockTimeout || waited > lockTimeout+lockRetry {
			t.Errorf("the first call waited for %s, want %s", waited, lockTimeout)
		}
		if waited := <-spent; waited > lockTimeout+10*lockRetry {
			t.Errorf("the second call came after %s: it is to try the lock only once", waited)
		}
	})
}
