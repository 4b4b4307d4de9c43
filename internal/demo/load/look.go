package load

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// look finds out how each file is written.
func (e *Export) look(ctx context.Context, files []*file, given *Encoding) error {
	err := eachOf(ctx, files, func(_ context.Context,
		f *file) error {
		return f.takeCensus(e.progress.counter(f, countWeight))
	})
	if err != nil {
		return err
	}
	if err := chooseEncodings(files, given); err != nil {
		return err
	}
	return eachOf(ctx, files, func(_ context.Context, f *file) error { return f.readHeader() })
}

// takeCensus counts the bytes of a file.
func (f *file) takeCensus(count *counter) error {
	raw, err := f.raw()
	if err != nil {
		return fmt.Errorf("read export: %w", err)
	}
	defer raw.Close() // nothing was written
	defer count.finish()
	in, buffer := count.reader(raw), make([]byte, 1<<16)
	for {
		n, err := in.Read(buffer)
		f.count.add(buffer[:n])
		if errors.Is(err, io.EOF) {
			f.count.end()
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", f.path, err)
		}
	}
}

// chooseEncodings gives each file the encoding that its first bytes give away,
// or else the one that the user named, or else the detected one. The files of
// zip parts have one encoding, so that each helps to tell that of the others.
func chooseEncodings(files []*file, given *Encoding) error {
	var parts census
	for _, f := range files {
		if f.zip && f.count.marked() == nil {
			parts.plus(&f.count)
		}
	}
	for _, f := range files {
		if f.encoding = f.count.marked(); f.encoding != nil {
			continue
		}
		if f.encoding = given; given != nil {
			continue
		}
		count := &f.count
		if f.zip && count.high > 0 {
			count = &parts
		}
		var ok bool
		if f.encoding, ok = count.encoding(); !ok {
			return fmt.Errorf("%s: the text is neither UTF-8 nor looks like ISO-8859-1, Windows-1252 or Shift_JIS: "+
				"name its encoding with --demo.data-encoding (demo-org: --data-encoding), or choose UTF-8 when you export", f.path)
		}
	}
	return nil
}
