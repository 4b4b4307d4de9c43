package statefile

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/internal/disk"
)

func saved(t *testing.T, f *File, text string, now time.Time) {
	t.Helper()
	err := f.Save(now, func(out io.Writer) error {
		_, err := io.WriteString(out, text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestFile writes what is read again, for nobody else, and leaves nothing beside it.
func TestFile(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "answers")
	now := time.Now()
	f := NewFile(dir, "a.state", "me")
	if _, err := f.Load(now); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("before the first: %v", err)
	}
	saved(t, f, "first", now)
	saved(t, f, "second", now)
	content, err := NewFile(dir, "a.state", "me").Load(now)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(content); err != nil || string(text) != "second" || !content.Saved.Equal(now) {
		t.Errorf("got %q of %s, %v", text, content.Saved, err)
	}
	for path, want := range map[string]fs.FileMode{dir: 0o700, f.Path(): 0o600} {
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v, want %v", path, info.Mode(), err, want)
		}
	}
	if all, _ := filepath.Glob(filepath.Join(dir, "*")); len(all) != 1 {
		t.Errorf("there is %v", all)
	}
}

// TestFailedSave keeps what was there before.
func TestFailedSave(t *testing.T) {
	f := NewFile(t.TempDir(), "a.state", "me")
	now := time.Now()
	saved(t, f, "first", now)
	if err := f.Save(now, func(io.Writer) error { return errors.New("no") }); err == nil {
		t.Error("want an error")
	}
	content, err := f.Load(now)
	if err != nil {
		t.Fatal(err)
	}
	if text, _ := io.ReadAll(content); string(text) != "first" {
		t.Errorf("got %q", text)
	}
}

// TestNotToBeUsed has files that are damaged, foreign, of the future, or no files.
func TestNotToBeUsed(t *testing.T) {
	now := time.Now()
	write := func(f *File, text string) {
		if err := os.WriteFile(f.Path(), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	good := func(f *File) string {
		saved(t, f, strings.Repeat("content ", 1000), now)
		text, err := os.ReadFile(f.Path())
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	for name, c := range map[string]struct {
		make func(*File)
		want string
	}{
		"empty":      {func(f *File) { write(f, "") }, "damaged"},
		"no header":  {func(f *File) { write(f, "nonsense\n") }, "damaged"},
		"no content": {func(f *File) { write(f, strings.SplitAfter(good(f), "\n")[0]) }, "damaged"},
		"cut": {func(f *File) {
			text := good(f)
			write(f, text[:len(text)-10])
		}, "unexpected EOF"},
		"a bit": {func(f *File) {
			text := []byte(good(f))
			text[len(text)-6] ^= 1
			write(f, string(text))
		}, "checksum"},
		"version": {func(f *File) { write(f, strings.Replace(good(f), `"version":1`, `"version":2`, 1)) }, ErrForeign.Error()},
		"foreign": {func(f *File) { saved(t, &File{path: f.path, belongs: "another", disk: disk.New()}, "x", now) },
			ErrForeign.Error()},
		"future": {func(f *File) { saved(t, f, "x", now.Add(time.Hour)) }, ErrFuture.Error()},
		"pipe": {func(f *File) {
			if err := syscall.Mkfifo(f.Path(), 0o600); err != nil {
				t.Fatal(err)
			}
		}, "is a pipe, not a file"},
		"directory": {func(f *File) {
			if err := os.Mkdir(f.Path(), 0o700); err != nil {
				t.Fatal(err)
			}
		}, "is a directory, not a file"},
	} {
		t.Run(name, func(t *testing.T) {
			f := NewFile(t.TempDir(), "a.state", "me")
			c.make(f)
			content, err := f.Load(now)
			if err == nil {
				_, err = io.ReadAll(content)
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
			if name == "pipe" || name == "directory" {
				if err := f.Save(now, func(io.Writer) error { return nil }); err == nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("Save: got %v, want %s", err, c.want)
				}
			}
		})
	}
}

// TestHangingDisk: neither Load nor Save waits for longer than two seconds.
func TestHangingDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := NewFile(t.TempDir(), "a.state", "me")
		back := make(chan struct{})
		began := time.Now()
		err := f.Save(began, func(io.Writer) error { <-back; return nil })
		if err == nil || time.Since(began) != disk.Timeout {
			t.Errorf("got %v after %s", err, time.Since(began))
		}
		if _, err := f.Load(began); err == nil || time.Since(began) != disk.Timeout {
			t.Errorf("got %v after %s", err, time.Since(began))
		}
		close(back)
		synctest.Wait()
		if _, err := f.Load(began); err != nil {
			t.Errorf("it is back: %v", err)
		}
	})
}

// TestSweep removes what a crash left, and not what is being written.
func TestSweep(t *testing.T) {
	dir := t.TempDir()
	old, young := filepath.Join(dir, "a.state.writing-1"), filepath.Join(dir, "a.state.writing-2")
	now := time.Now()
	for path, age := range map[string]time.Duration{old: 2 * time.Hour, young: time.Minute} {
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, now.Add(-age), now.Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	_, _ = NewFile(dir, "a.state", "me").Load(now) // there is none
	if all, _ := filepath.Glob(filepath.Join(dir, "*")); len(all) != 1 || all[0] != young {
		t.Errorf("there is %v, want %s", all, young)
	}
}
