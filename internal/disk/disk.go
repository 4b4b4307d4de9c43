// Package disk works on files that may be on a disk that hangs, and that something
// else may be in the place of.
package disk

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Timeout is how long work on a file is waited for. It is longer than the wait for
// a lock, so that a lock is named as such.
const Timeout = 2 * time.Second

// A Disk does work on files on a goroutine of its own, because a file system
// that hangs, such as one over the network, cannot be interrupted. Neither the
// start, nor a call, nor the end of the process waits for it.
type Disk struct{ busy chan struct{} }

// ErrHangs is that of work that is not done in time.
var ErrHangs = errors.New("the file system does not answer")

// New returns a disk on which nothing is being done.
func New() Disk { return Disk{busy: make(chan struct{}, 1)} }

// Try does the work and returns its error, or an error where it takes too long.
// Work that took too long goes on, and nothing else is tried before its end.
func (d Disk) Try(work func() error) error {
	select {
	case d.busy <- struct{}{}:
	default:
		return ErrHangs
	}
	done := make(chan error, 1)
	go func() {
		err := work()
		<-d.busy
		done <- err
	}()
	timeout := time.NewTimer(Timeout)
	defer timeout.Stop()
	select {
	case err := <-done:
		return err
	case <-timeout.C:
		return fmt.Errorf("%w, after %s", ErrHangs, Timeout)
	}
}

// CheckRegular refuses what is there and is not a file: to open a pipe can take
// for ever.
func CheckRegular(path string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return &NotAFile{path: path, what: kindOf(info.Mode())}
	}
	return nil
}

// A NotAFile is something else in the place of a file.
type NotAFile struct{ path, what string }

func (e *NotAFile) Error() string {
	return fmt.Sprintf("%s is %s, not a file: remove it, or give another directory", e.path, e.what)
}

func kindOf(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "a directory"
	case mode&fs.ModeNamedPipe != 0:
		return "a pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	}
	return "a device"
}

// Replace writes a file in one step: a crash leaves the old one or the new one.
// Nobody else may read it.
func Replace(path string, write func(io.Writer) error) error {
	if err := CheckRegular(path); err != nil {
		return err
	}
	temporary, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+temporaryMark+"*")
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name()) // which is not there any more if all went well
	err = write(temporary)
	if err == nil {
		err = temporary.Sync()
	}
	if err := errors.Join(err, temporary.Close()); err != nil {
		return err
	}
	return os.Rename(temporary.Name(), path)
}

// temporaryMark stands in the names of files that are being written.
const temporaryMark = ".writing-"

// leftAlone is how old a file is that nobody writes any more.
const leftAlone = time.Hour

// Sweep removes what crashes left of a file that was being written.
func Sweep(path string, now time.Time) {
	left, _ := filepath.Glob(path + temporaryMark + "*") // no pattern that is bad
	for _, name := range left {
		if info, err := os.Lstat(name); err == nil && now.Sub(info.ModTime()) > leftAlone {
			_ = os.Remove(name)
		}
	}
}
