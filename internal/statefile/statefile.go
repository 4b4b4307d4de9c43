// Package statefile keeps in a file what a restart should know. It knows nothing of
// what that is.
package statefile

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"salesforce_exporter/internal/disk"
)

const (
	// version changes with the form of what is kept.
	version = 1
	// mostBytes bounds a file, and mostContent what is in it, unpacked.
	mostBytes   = 64 << 20
	mostContent = 256 << 20
	// mostHeader bounds the first line.
	mostHeader = 4 << 10
)

// A File is one that only its owner can read, in a directory that only its owner can
// enter. Nobody waits for longer than disk.Timeout for it.
type File struct {
	path    string
	belongs string
	disk    disk.Disk
}

// NewFile returns the file of a name in a directory. What belongs to somebody else is
// not read.
func NewFile(dir, name, belongs string) *File {
	return &File{path: filepath.Join(dir, name), belongs: belongs, disk: disk.New()}
}

// Path is where the file is.
func (f *File) Path() string { return f.path }

// A header is the first line of a file. The rest is compressed, which also tells
// damage.
type header struct {
	Version int       `json:"version"`
	Belongs string    `json:"belongs"`
	Saved   time.Time `json:"saved"`
}

// ErrForeign is that of a file that was written by another version, or for an org or
// a user that is not this one.
var ErrForeign = errors.New("it is of another version of the exporter, or of another org or user")

// ErrFuture is that of a file that was written when the clock was ahead.
var ErrFuture = errors.New("it was written in the future, so one of the clocks was wrong")

// A Content is what is in a file.
type Content struct {
	Saved time.Time
	unzip io.Reader
}

// Read reads what Write wrote.
func (c *Content) Read(p []byte) (int, error) { return c.unzip.Read(p) }

// Load returns what was saved last; fs.ErrNotExist where nothing was.
func (f *File) Load(now time.Time) (*Content, error) {
	read := make(chan []byte, 1)
	err := f.disk.Try(func() error {
		disk.Sweep(f.path, now)
		text, err := f.read()
		read <- text
		return err
	})
	if err != nil {
		return nil, err
	}
	return f.open(<-read, now)
}

func (f *File) read() ([]byte, error) {
	if err := disk.CheckRegular(f.path); err != nil {
		return nil, err
	}
	file, err := os.Open(f.path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, mostBytes+1))
	if err == nil && len(text) > mostBytes {
		err = fmt.Errorf("it is larger than %d MiB", mostBytes>>20)
	}
	return text, err
}

// open checks the header.
func (f *File) open(text []byte, now time.Time) (*Content, error) {
	in := bufio.NewReader(bytes.NewReader(text))
	line, err := in.ReadSlice('\n')
	if err != nil {
		return nil, errors.New("it is damaged: it has no header")
	}
	var h header
	if err := json.Unmarshal(line, &h); err != nil || len(line) > mostHeader {
		return nil, errors.New("it is damaged: its header cannot be read")
	}
	switch {
	case h.Version != version, h.Belongs != f.belongs:
		return nil, ErrForeign
	case h.Saved.After(now.Add(time.Minute)):
		return nil, ErrFuture
	}
	unzip, err := gzip.NewReader(in)
	if err != nil {
		return nil, fmt.Errorf("it is damaged: %w", err)
	}
	return &Content{Saved: h.Saved, unzip: io.LimitReader(unzip, mostContent)}, nil
}

// Save replaces what was saved before, in one step.
func (f *File) Save(now time.Time, write func(io.Writer) error) error {
	return f.disk.Try(func() error {
		if err := ownDirectory(filepath.Dir(f.path)); err != nil {
			return err
		}
		return disk.Replace(f.path, func(out io.Writer) error { return f.write(out, now, write) })
	})
}

func (f *File) write(file io.Writer, now time.Time, write func(io.Writer) error) error {
	out := bufio.NewWriterSize(&bounded{out: file, left: mostBytes}, 64<<10)
	line, err := json.Marshal(header{Version: version, Belongs: f.belongs, Saved: now})
	if err != nil {
		return err
	}
	_, err = out.Write(append(line, '\n'))
	zip := gzip.NewWriter(out)
	return errors.Join(err, write(zip), zip.Close(), out.Flush())
}

// ownDirectory makes a directory that nobody else can enter.
func ownDirectory(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return os.Chmod(dir, 0o700)
}

// bounded takes so many bytes, and an error after that.
type bounded struct {
	out  io.Writer
	left int
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, fmt.Errorf("it would be larger than %d MiB", mostBytes>>20)
	}
	return b.out.Write(p)
}
