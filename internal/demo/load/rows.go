package load

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// headerBytes are read to find the header: several times what the 800 fields of
// the largest object need.
const headerBytes = 1 << 17

// readHeader finds out how the records are written, what the columns are
// called, and the Id of the first record.
func (f *file) readHeader() error {
	text, done, err := f.text(nil)
	if err != nil {
		return err
	}
	defer done()
	buffer := make([]byte, headerBytes)
	n, err := io.ReadFull(text, buffer)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%s: %w", f.path, err)
	}
	if f.form, f.header, err = formOf(string(buffer[:n])); err != nil {
		return f.broken(1, err)
	}
	if f.header == nil {
		return nil
	}
	r, err := f.open(nil)
	if err != nil {
		return err
	}
	defer r.close()
	cells, _, err := r.next()
	if err != nil {
		return nil // whoever reads the records tells it
	}
	for i, name := range f.header {
		if strings.EqualFold(name, "Id") {
			f.firstID = strings.Clone(cells[i])
		}
	}
	return nil
}

// text opens the file as UTF-8 without a mark.
func (f *file) text(count *counter) (io.Reader, func(), error) {
	raw, err := f.raw()
	if err != nil {
		return nil, nil, fmt.Errorf("read export: %w", err)
	}
	in := bufio.NewReaderSize(count.reader(raw), 1<<16)
	if start, err := in.Peek(len(f.encoding.mark)); err == nil && string(start) == string(f.encoding.mark) {
		if _, err := in.Discard(len(start)); err != nil {
			raw.Close()
			return nil, nil, fmt.Errorf("%s: %w", f.path, err)
		}
	}
	done := func() {
		raw.Close() // nothing was written
		count.finish()
	}
	return f.encoding.decode(in), done, nil
}

// rows reads the records of a file.
type rows struct {
	file  *file
	csv   *csv.Reader
	close func()
}

// open starts to read at the first record. The file has a header.
func (f *file) open(count *counter) (*rows, error) {
	text, done, err := f.text(count)
	if err != nil {
		return nil, err
	}
	in := bufio.NewReaderSize(text, 1<<16)
	for range f.form.skipped {
		if _, err := in.ReadString('\n'); err != nil {
			done()
			return nil, fmt.Errorf("%s: %w", f.path, err)
		}
	}
	r := &rows{file: f, close: done, csv: csv.NewReader(in)}
	r.csv.Comma = f.form.comma
	if f.form.wrapped {
		r.csv.Comma = ','
	}
	r.csv.FieldsPerRecord = -1
	if _, err := r.csv.Read(); err != nil {
		done()
		return nil, f.broken(1, err)
	}
	r.csv.ReuseRecord = true
	return r, nil
}

// next returns the cells of the next record, valid until the call after it,
// and the line it starts on.
func (r *rows) next() ([]string, int, error) {
	cells, err := r.csv.Read()
	if errors.Is(err, io.EOF) {
		return nil, 0, io.EOF
	}
	if err != nil {
		return nil, 0, r.file.broken(0, err)
	}
	line, _ := r.csv.FieldPos(0)
	line += r.file.form.skipped
	if len(cells) == 1 && len(r.file.header) > 1 { // a spreadsheet may quote lines
		if cells, err = r.unwrap(cells[0]); err != nil {
			return nil, 0, r.file.broken(line, err)
		}
	}
	want := len(r.file.header)
	for len(cells) > want && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1] // separators at the end of the line
	}
	if len(cells) != want {
		return nil, 0, fmt.Errorf("%s:%d: %d cells, want %d as in the header", r.file.path, line, len(cells), want)
	}
	return cells, line, r.legible(cells, line)
}

// unwrap reads a record that was written as one cell.
func (r *rows) unwrap(text string) ([]string, error) {
	inner := csv.NewReader(strings.NewReader(text))
	inner.Comma = r.file.form.comma
	return inner.Read()
}

// legible refuses what is not in the encoding that the user named.
func (r *rows) legible(cells []string, line int) error {
	if !r.file.encoding.given {
		return nil
	}
	for i, cell := range cells {
		if utf8.ValidString(cell) && !strings.ContainsRune(cell, utf8.RuneError) {
			continue
		}
		return fmt.Errorf("%s:%d: %s is not %s text: name the encoding that the files have, or none to have it detected",
			r.file.path, line, r.file.header[i], r.file.encoding)
	}
	return nil
}

// broken says where and why a record cannot be read. CSV errors know their
// line; line is where others are.
func (f *file) broken(line int, err error) error {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		if line == 0 || !f.form.wrapped {
			line = parse.StartLine + f.form.skipped
		}
		return fmt.Errorf("%s:%d: %w: want cells with %s between them, those with quotes or line breaks in double quotes",
			f.path, line, parse.Err, separatorName(f.comma()))
	}
	if line == 0 {
		return fmt.Errorf("%s: %w", f.path, err)
	}
	return fmt.Errorf("%s:%d: %w", f.path, line, err)
}

func (f *file) comma() rune {
	if f.form.comma == 0 {
		return ','
	}
	return f.form.comma
}
