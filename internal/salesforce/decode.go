package salesforce

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"salesforce_exporter/internal/soql"
)

// A page is one batch of an answer.
type page struct {
	rows  [][]string
	next  string
	total int // rows of the whole answer
}

// decodePage reads the answer to a query in one pass. Answers about big orgs
// are the largest thing that the exporter ever holds, so nothing is kept of
// them but the columns that were asked for.
func decodePage(s soql.Statement, body []byte, keep []columnTexts) (page, error) {
	d := &pageDecoder{
		json:   newDecoder(body),
		fields: newFieldTree(s),
		seen:   make([]bool, len(s.Columns)),
		keep:   keep,
		around: newTexts().columns(1)[0],
		total:  -1,
	}
	if err := members(d.json, d.envelope); err != nil {
		return page{}, err
	}
	switch {
	case d.total < 0:
		return page{}, errors.New("it has no totalSize")
	case s.Count():
		return page{rows: [][]string{{strconv.Itoa(d.total)}}}, nil
	case !d.done && d.next == "":
		return page{}, errors.New("it is not done and has no nextRecordsUrl")
	}
	return page{rows: d.rows, next: d.next, total: d.total}, nil
}

// A pageDecoder walks over one answer.
type pageDecoder struct {
	json   *jsontext.Decoder
	fields *fieldTree
	keep   []columnTexts // one a column
	around columnTexts   // of the envelope

	total int
	done  bool
	next  string
	rows  [][]string
	row   []string // the one being read
	cells []string // where rows are cut from
	seen  []bool   // which of its columns were there
}

// envelope reads what stands around the records.
func (d *pageDecoder) envelope(name []byte) (err error) {
	switch string(name) {
	case "totalSize":
		d.total, err = d.number()
	case "done":
		var text string
		text, err = d.text(&d.around)
		d.done = text == "true"
	case "nextRecordsUrl":
		d.next, err = d.text(&d.around)
	case "records":
		err = d.records()
	default:
		err = whole(d.json.SkipValue())
	}
	return err
}

func (d *pageDecoder) number() (int, error) {
	text, err := d.text(&d.around)
	if err != nil {
		return 0, err
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("totalSize %q is no number of rows", text)
	}
	return n, nil
}

func (d *pageDecoder) records() error {
	if d.json.PeekKind() == 'n' {
		return whole(d.json.SkipValue())
	}
	return elements(d.json, func() error {
		d.row = d.newRow()
		clear(d.seen)
		err := d.object(d.fields)
		if err == nil {
			err = d.fields.missing(d.seen)
		}
		if err != nil {
			return fmt.Errorf("record %d: %w", len(d.rows)+1, err)
		}
		d.rows = append(d.rows, d.row)
		return nil
	})
}

// newRow cuts rows from blocks: thousands of small slices cost more than what
// is in them.
func (d *pageDecoder) newRow() []string {
	const block = 256
	width := len(d.seen)
	if len(d.cells) < width {
		d.cells = make([]string, block*width)
	}
	row := d.cells[:width:width]
	d.cells = d.cells[width:]
	return row
}

// object reads the fields of a record, or of a record that it refers to.
func (d *pageDecoder) object(tree *fieldTree) error {
	return members(d.json, func(name []byte) error {
		field := tree.find(name)
		switch {
		case field == nil:
			return whole(d.json.SkipValue())
		case len(field.columns) > 0:
			text, err := d.text(&d.keep[field.columns[0]])
			d.fill(field.columns, text)
			return err
		case d.json.PeekKind() == 'n':
			field.each(func(columns []int) { d.fill(columns, "") })
			return whole(d.json.SkipValue())
		}
		return d.object(field)
	})
}

func (d *pageDecoder) fill(columns []int, text string) {
	for _, c := range columns {
		d.row[c], d.seen[c] = text, true
	}
}

// text reads a value: strings without their quotes, null as "", and all else
// as it stands.
func (d *pageDecoder) text(keep *columnTexts) (string, error) {
	raw, err := d.json.ReadValue()
	if err != nil {
		return "", whole(err)
	}
	switch {
	case raw.Kind() == 'n':
		return "", nil
	case raw.Kind() != '"':
		return keep.text(raw), nil
	case bytes.IndexByte(raw, '\\') < 0:
		return keep.text(inside(raw)), nil
	}
	text, err := jsontext.AppendUnquote(nil, raw)
	return string(text), err
}
