package salesforce

import (
	"bytes"
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"salesforce_exporter/internal/soql"
)

// value reads the value of a field into its columns, and holds it against their
// type. One that is of another type makes the row useless: nobody knows what
// else of it is right.
func (d *pageDecoder) value(field *fieldTree) error {
	raw, err := d.json.value()
	if err != nil {
		return err
	}
	first := field.columns[0]
	if d.seen[first] {
		d.fault(field.path, "there twice in a record")
	}
	if !fits(d.statement.Columns[first].Type, raw) {
		d.fault(field.path, "not "+d.statement.Columns[first].Type.What())
	}
	text, replaced := read(raw)
	if replaced && d.stain == "" {
		d.stain = d.statement.Object + ": " + field.path + " has an invalid character, which is replaced"
	}
	if len(text) > mostText {
		text = bytes.ToValidUTF8(text[:mostText], nil)
		if d.stain == "" {
			d.stain = fmt.Sprintf("%s: %s is longer than %d bytes, and cut", d.statement.Object, field.path, mostText)
		}
	}
	d.fill(field.columns, text)
	return nil
}

// mostText is how many bytes of a text are kept: 255 characters, which most fields
// have at most, have no more in any script.
const mostText = 1024

// fault notes why the row is of no use, once.
func (d *pageDecoder) fault(what, is string) {
	if d.flaw == "" {
		d.flaw = d.statement.Object + ": " + what + " is " + is
	}
}

// fits reports whether a value is of a type, as far as JSON tells, and can be
// shown.
func fits(t soql.Type, raw jsontext.Value) bool {
	switch raw.Kind() {
	case '{', '[':
		return false
	case 'n':
		return t != soql.ID && t != soql.Amount
	case '"':
		switch t {
		case soql.Number, soql.Amount, soql.Boolean:
			return false
		}
		return t.Is(inside(raw))
	case '0':
		switch t {
		case soql.Any, soql.Number, soql.Amount:
			return finite(raw)
		}
		return false
	}
	return t == soql.Any || t == soql.Boolean
}

// mostDigits is how many digits every float64 has room for.
const mostDigits = 300

// finite reports whether a number is less than infinite.
func finite(raw []byte) bool {
	if len(raw) <= mostDigits && bytes.IndexByte(raw, 'e') < 0 && bytes.IndexByte(raw, 'E') < 0 {
		return true
	}
	_, err := strconv.ParseFloat(string(raw), 64)
	return err == nil
}

// read returns the text of a value, a part of it where that will do: strings without
// their quotes, null as "", and all else as it stands. An invalid character, such as half of a
// surrogate pair, is replaced: Prometheus cannot show it.
func read(raw jsontext.Value) (text []byte, replaced bool) {
	switch {
	case raw.Kind() == 'n':
		return nil, false
	case raw.Kind() != '"':
		return raw, false
	case bytes.IndexByte(raw, '\\') >= 0:
	case utf8.Valid(raw):
		return inside(raw), false
	default:
		return bytes.ToValidUTF8(inside(raw), []byte(replacement)), true
	}
	text, err := jsontext.AppendUnquote(nil, raw) // the error is about characters, which it replaces
	if bytes.IndexByte(text, 0) >= 0 {
		return bytes.ReplaceAll(text, []byte{0}, []byte(replacement)), true
	}
	return text, err != nil
}

// replacement stands for an invalid character.
const replacement = "\uFFFD"
