package salesforce

import (
	"errors"
	"fmt"
	"strconv"

	"salesforce_exporter/internal/soql"
)

// A page is one batch of an answer.
type page struct {
	rows  [][][]byte // until they are packed; parts of what was received
	some  soql.Rows  // that are packed already
	kept  int        // rows that are
	after string     // the first key that further groups follow; empty on the last page
	next  string
	total int            // rows of the whole answer
	read  int            // rows of the page, those that are left out included
	flaws map[string]int // rows by what is wrong with them; nil for none
	bad   int            // rows that are left out
}

// decodePage reads the answer to a query in one pass. Answers about big orgs
// are the largest thing that the exporter ever holds, so nothing is kept of
// them but the columns that were asked for.
func decodePage(s soql.Statement, answer document) (page, error) {
	d := &pageDecoder{
		json:      answer,
		statement: s,
		fields:    newFieldTree(s),
		seen:      make([]bool, len(s.Columns)),
	}
	d.page.total = -1
	if err := members(answer, d.envelope); err != nil {
		return page{}, err
	}
	if err := d.complete(); err != nil {
		return page{}, err
	}
	if s.Count() {
		d.page.rows = [][][]byte{{strconv.AppendInt(nil, int64(d.page.total), 10)}}
	}
	return d.page, nil
}

// A pageDecoder walks over one answer.
type pageDecoder struct {
	json      document
	statement soql.Statement
	fields    *fieldTree

	page  page
	done  string // "true", "false", or empty where it does not say
	row   [][]byte
	flaw  string   // what is wrong with the row, so that it cannot be used
	stain string   // a character of it that was replaced
	block [][]byte // where rows are cut from, again when they are packed
	cells [][]byte // of it that are left
	seen  []bool   // which of its columns were there
}

// complete returns why the page cannot be what was asked for, or not all of it.
func (d *pageDecoder) complete() error {
	p := d.page
	switch {
	case p.total < 0:
		return errors.New("it has no totalSize")
	case d.done == "":
		return errors.New("it does not say whether it is done")
	case d.done == "false" && p.next == "":
		return errors.New("it is not done and has no nextRecordsUrl")
	case d.done == "true" && p.next != "":
		return errors.New("it is done and has a nextRecordsUrl")
	case d.statement.Count() && p.next != "":
		return errors.New("it is a count and has a nextRecordsUrl")
	case d.statement.Count():
		return nil
	case d.statement.Aggregate() && p.next != "":
		return errors.New("it is grouped and has a nextRecordsUrl")
	case d.statement.Aggregate() && !d.statement.Grouped() && p.read != 1:
		return fmt.Errorf("it has %d rows, and one is asked for", p.read)
	case d.statement.Grouped() && d.statement.Limit == 0 && p.read > soql.MaxGroups:
		return fmt.Errorf("it has %d groups, and %d are asked for", p.read, soql.MaxGroups)
	case d.statement.Aggregate() && p.read != p.total:
		return fmt.Errorf("it has %d rows and a totalSize of %d", p.read, p.total)
	}
	return nil
}

// envelope reads what stands around the records.
func (d *pageDecoder) envelope(name []byte) (err error) {
	switch string(name) {
	case "totalSize":
		d.page.total, err = d.size()
	case "done":
		kind := d.json.PeekKind()
		if kind != 't' && kind != 'f' {
			return errors.New("done is neither true nor false")
		}
		d.done, err = d.plain()
	case "nextRecordsUrl":
		if kind := d.json.PeekKind(); kind != '"' && kind != 'n' {
			return errors.New("nextRecordsUrl is not text")
		}
		d.page.next, err = d.plain()
	case "records":
		if d.page.read > 0 {
			return errors.New("it has records twice")
		}
		err = d.records()
	default:
		err = d.json.skip()
	}
	return err
}

// plain reads a single value of the envelope.
func (d *pageDecoder) plain() (string, error) {
	raw, err := d.json.value()
	if err != nil {
		return "", err
	}
	text, _ := read(raw)
	return string(text), nil
}

func (d *pageDecoder) size() (int, error) {
	if d.page.total >= 0 {
		return 0, errors.New("it has a totalSize twice")
	}
	kind := d.json.PeekKind()
	text, err := d.plain()
	if err != nil {
		return 0, err
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || kind != '0' {
		return 0, fmt.Errorf("totalSize %q is not a number of rows", text)
	}
	return n, nil
}

// rowsAtOnce are packed together, where nobody has to look at the page as a whole.
const rowsAtOnce = 128

// pack takes the rows in that were read.
func (p *page) pack() {
	p.some.Join(soql.RowsOf(p.rows))
	p.rows = p.rows[:0]
}

// mostRecords is how many records a page has at most, by far: Salesforce sends 2,000.
const mostRecords = 10_000

func (d *pageDecoder) records() error {
	if d.json.PeekKind() == 'n' {
		return d.json.skip()
	}
	aggregate := d.statement.Aggregate()
	return elements(d.json, func() error {
		if d.page.read++; d.page.read > mostRecords {
			return truncated("more than %d records on a page, which is not read", mostRecords)
		}
		d.row, d.flaw, d.stain = d.newRow(), "", ""
		clear(d.seen)
		if err := d.record(); err != nil {
			return fmt.Errorf("record %d: %w", d.page.read, err)
		}
		switch {
		case d.flaw != "" && aggregate: // what it counts would be missing in a sum
			return fmt.Errorf("record %d: %s", d.page.read, d.flaw)
		case d.flaw != "":
			d.page.bad++
			d.count(d.flaw + "; the row is left out")
			return nil
		case d.stain != "":
			d.count(d.stain)
		}
		d.page.rows = append(d.page.rows, d.row)
		if !aggregate && len(d.page.rows) == rowsAtOnce {
			d.page.pack()
			d.cells = d.block
		}
		return nil
	})
}

// count notes that a row has a flaw.
func (d *pageDecoder) count(flaw string) {
	if d.page.flaws == nil {
		d.page.flaws = map[string]int{}
	}
	d.page.flaws[flaw]++
}

// record reads one record. The error is of the answer; what is wrong with the
// record alone is its flaw.
func (d *pageDecoder) record() error {
	if d.json.PeekKind() != '{' {
		d.fault("a record", "not an object")
		return d.json.skip()
	}
	if err := d.object(d.fields); err != nil {
		return err
	}
	if path := d.fields.missing(d.seen); path != "" && d.flaw == "" {
		d.fault(path, "missing in a record")
	}
	return nil
}

// newRow cuts rows from blocks: thousands of small slices cost more than what
// is in them.
func (d *pageDecoder) newRow() [][]byte {
	width := len(d.seen)
	if len(d.cells) < width {
		d.block = make([][]byte, rowsAtOnce*width)
		d.cells = d.block
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
			return d.json.skip()
		case len(field.columns) > 0:
			return d.value(field)
		}
		switch d.json.PeekKind() {
		case '{':
			return d.object(field)
		case 'n':
			field.each(func(columns []int) { d.fill(columns, nil) })
		default:
			d.fault(field.path, "not an object")
		}
		return d.json.skip()
	})
}

func (d *pageDecoder) fill(columns []int, text []byte) {
	for _, c := range columns {
		d.row[c], d.seen[c] = text, true
	}
}
