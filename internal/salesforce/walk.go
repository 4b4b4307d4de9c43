package salesforce

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// A document is JSON that is read token by token. Its values are parts of what was received:
// they are not copied.
type document struct {
	*jsontext.Decoder
	text []byte
}

// newDocument reads JSON from its beginning. It takes what encoding/json takes: an
// org's odd text must not keep its numbers from being read. A buffer is what
// jsontext reads without copying.
func newDocument(text []byte) document {
	return document{jsontext.NewDecoder(bytes.NewBuffer(text), jsontext.AllowDuplicateNames(true),
		jsontext.AllowInvalidUTF8(true)), text}
}

// value reads the next value as a whole.
func (d document) value() (jsontext.Value, error) {
	raw, err := d.ReadValue()
	end := d.InputOffset()
	return d.text[end-int64(len(raw)) : end], whole(err)
}

// skip leaves the next value out.
func (d document) skip() error { return whole(d.SkipValue()) }

// members reads an object and calls take for each member, which has to read
// the value.
func members(d document, take func(name []byte) error) error {
	if err := begin(d, '{', "an object"); err != nil {
		return err
	}
	for d.PeekKind() == '"' {
		name, err := d.ReadValue()
		if err != nil {
			return whole(err)
		}
		if err := take(inside(name)); err != nil {
			return err
		}
	}
	_, err := d.ReadToken()
	return whole(err)
}

// elements reads an array and calls take for each element, which has to read it.
func elements(d document, take func() error) error {
	if err := begin(d, '[', "an array"); err != nil {
		return err
	}
	for k := d.PeekKind(); k != ']' && k != 0; k = d.PeekKind() {
		if err := take(); err != nil {
			return err
		}
	}
	_, err := d.ReadToken()
	return whole(err)
}

func begin(d document, kind jsontext.Kind, what string) error {
	start, err := d.ReadToken()
	if err != nil {
		return whole(err)
	}
	if start.Kind() != kind {
		return fmt.Errorf("want %s, got %s", what, start.Kind())
	}
	return nil
}

// inside is what stands between quotes.
func inside(quoted []byte) []byte { return quoted[1 : len(quoted)-1] }

// whole names what an end in the middle is.
func whole(err error) error {
	if err != nil && errors.Is(err, io.EOF) { // most often there is none
		return io.ErrUnexpectedEOF
	}
	return err
}

// atEnd returns an error where something follows what was read.
func atEnd(d document) error {
	if _, err := d.ReadToken(); !errors.Is(err, io.EOF) {
		return errors.New("something follows where it should end")
	}
	return nil
}
