package salesforce

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// newDecoder reads JSON token by token. It takes what encoding/json takes: an
// org's odd text must not keep its numbers from being read. A buffer is what
// jsontext reads without copying.
func newDecoder(body []byte) *jsontext.Decoder {
	return jsontext.NewDecoder(bytes.NewBuffer(body), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
}

// members reads an object and calls take for each member, which has to read
// the value.
func members(d *jsontext.Decoder, take func(name []byte) error) error {
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
func elements(d *jsontext.Decoder, take func() error) error {
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

func begin(d *jsontext.Decoder, kind jsontext.Kind, what string) error {
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
func atEnd(d *jsontext.Decoder) error {
	if _, err := d.ReadToken(); !errors.Is(err, io.EOF) {
		return errors.New("something follows where it should end")
	}
	return nil
}
