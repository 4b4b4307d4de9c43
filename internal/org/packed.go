package org

import "encoding/binary"

// packed holds the rows of an answer without the pointers that take most of
// the room: answers wait for hours, in an exporter of many orgs by the
// thousand.
type packed struct {
	cells []byte // each with its length before it
	rows  int
	width int
	raw   [][]string // in place of the cells, for rows that are read once and soon
}

func pack(rows [][]string) packed {
	p := packed{rows: len(rows)}
	if len(rows) == 0 {
		return p
	}
	p.width = len(rows[0])
	size := 0
	for _, row := range rows {
		for _, cell := range row {
			size += len(cell) + binary.MaxVarintLen16
		}
	}
	cells := make([]byte, 0, size)
	for _, row := range rows {
		for _, cell := range row {
			cells = binary.AppendUvarint(cells, uint64(len(cell)))
			cells = append(cells, cell...)
		}
	}
	p.cells = append([]byte(nil), cells...)
	return p
}

// unpack returns the rows. Their cells are parts of one text.
func (p packed) unpack() [][]string {
	if p.raw != nil {
		return p.raw
	}
	rows := make([][]string, p.rows)
	all := make([]string, p.rows*p.width)
	text, at := string(p.cells), 0
	for i := range all {
		n, length := binary.Uvarint(p.cells[at:])
		at += length
		all[i] = text[at : at+int(n)]
		at += int(n)
	}
	for i := range rows {
		rows[i] = all[i*p.width : (i+1)*p.width : (i+1)*p.width]
	}
	return rows
}
