package budget

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// diskTimeout is how long work on a file is waited for. It is longer than the
// wait for a lock, so that a lock is named as such.
const diskTimeout = 2 * time.Second

// A disk does work on files on a goroutine of its own, because a file system
// that hangs, such as one over the network, cannot be interrupted. Neither the
// start, nor a call, nor the end of the process waits for it.
type disk struct{ busy chan struct{} }

func newDisk() disk { return disk{busy: make(chan struct{}, 1)} }

// try does the work and returns its error, or an error where it takes too long.
// Work that took too long goes on, and nothing else is tried before its end.
func (d disk) try(work func() error) error {
	select {
	case d.busy <- struct{}{}:
	default:
		return errors.New("the file system does not answer")
	}
	done := make(chan error, 1)
	go func() {
		err := work()
		<-d.busy
		done <- err
	}()
	timeout := time.NewTimer(diskTimeout)
	defer timeout.Stop()
	select {
	case err := <-done:
		return err
	case <-timeout.C:
		return fmt.Errorf("the file system did not answer within %s", diskTimeout)
	}
}

// checkRegular refuses what is there and is not a file: to open a pipe can take
// for ever.
func checkRegular(path string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return &notAFile{path: path, what: kindOf(info.Mode())}
	}
	return nil
}

// A notAFile is something else in the place of a file.
type notAFile struct{ path, what string }

func (e *notAFile) Error() string {
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
