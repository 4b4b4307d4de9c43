package soql

import (
	"encoding/binary"
	"iter"
	"slices"
)

// Rows are those of an answer: one text a column, in the order of the statement. They are
// kept without pointers, and of each text only what differs from the one above: ids in
// order and small numbers take a few bytes in place of some seventy. An answer about a
// hundred thousand owners waits for hours like this. The zero value is none.
type Rows struct {
	blocks []block
	n      int
	width  int
	size   int
}

// A text is given as a string, or as bytes that may change later.
type text interface{ ~string | ~[]byte }

// A block is some rows that are unpacked by themselves, so that none is large.
type block struct {
	cells []byte
	n     int
}

// RowsOf keeps rows, which have the same length. Nothing of the list is kept.
func RowsOf[T text](list [][]T) Rows {
	if len(list) == 0 {
		return Rows{}
	}
	r := Rows{n: len(list), width: len(list[0])}
	for rows := range slices.Chunk(list, rowsABlock) {
		b := block{cells: packed(rows), n: len(rows)}
		r.blocks, r.size = append(r.blocks, b), r.size+len(b.cells)
	}
	return r
}

// Len is how many rows there are.
func (r Rows) Len() int { return r.n }

// Width is how many columns they have; zero where there is no row.
func (r Rows) Width() int { return r.width }

// Size is what they take, in bytes of memory.
func (r Rows) Size() int { return r.size }

// Equal reports whether others are the same, in the same order.
func (r Rows) Equal(others Rows) bool {
	return r.n == others.n && slices.EqualFunc(r.List(), others.List(), slices.Equal)
}

// Join takes in others, which follow.
func (r *Rows) Join(others Rows) {
	if r.n == 0 {
		*r = others
		return
	}
	r.blocks = append(slices.Clip(r.blocks), others.blocks...)
	r.n, r.size = r.n+others.n, r.size+others.size
}

// packed are rows one after the other: of each text how much is the same as above, how
// long the rest is, and the rest.
func packed[T text](list [][]T) []byte {
	most := 0
	for _, row := range list {
		for _, cell := range row {
			most += len(cell) + 1
			if len(cell) >= long {
				most += 2 * binary.MaxVarintLen32
			}
		}
	}
	cells := make([]byte, 0, most)
	above := make([]T, len(list[0]))
	for _, row := range list {
		for i, cell := range row {
			cells = appendCell(cells, cell, above[i])
			above[i] = cell
		}
	}
	if cap(cells)-len(cells) > cap(cells)/8 {
		cells = slices.Clone(cells)
	}
	return cells
}

func appendCell[T text](cells []byte, cell, above T) []byte {
	same, most := 0, min(len(above), len(cell))
	for same < most && above[same] == cell[same] {
		same++
	}
	rest := len(cell) - same
	if same < long && rest < long {
		cells = append(cells, byte(same<<4|rest))
	} else {
		cells = append(cells, long<<4|long)
		cells = binary.AppendUvarint(cells, uint64(same))
		cells = binary.AppendUvarint(cells, uint64(rest))
	}
	return append(cells, cell[same:]...)
}

// long marks lengths that do not fit into four bits.
const long = 15

// rowsABlock are in a block at most.
const rowsABlock = 4 * rowsAtOnce

// rowsAtOnce are unpacked together. Who keeps a text of one of them keeps all of theirs.
const rowsAtOnce = 128

// All are the rows one by one. They may be kept.
func (r Rows) All() iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		for _, b := range r.blocks {
			u := unpacker{cells: b.cells, above: make([][]byte, r.width)}
			for from := 0; from < b.n; from += rowsAtOnce {
				rows := min(rowsAtOnce, b.n-from)
				cells := u.next(rows * r.width)
				for range rows {
					if !yield(cells[:r.width:r.width]) {
						return
					}
					cells = cells[r.width:]
				}
			}
		}
	}
}

// An unpacker reads the texts of a block.
type unpacker struct {
	cells []byte   // that are left
	above [][]byte // the last text of each column
}

// next reads so many texts, which are parts of one.
func (u *unpacker) next(n int) []string {
	var text []byte
	ends := make([]int, n)
	for i := range ends {
		above := &u.above[i%len(u.above)]
		same, rest := int(u.cells[0]>>4), int(u.cells[0]&15)
		if u.cells = u.cells[1:]; same == long {
			same, rest = u.number(), u.number()
		}
		*above = append((*above)[:same], u.cells[:rest]...)
		u.cells = u.cells[rest:]
		text = append(text, *above...)
		ends[i] = len(text)
	}
	whole, start := string(text), 0
	all := make([]string, n)
	for i, end := range ends {
		all[i], start = whole[start:end], end
	}
	return all
}

func (u *unpacker) number() int {
	value, length := binary.Uvarint(u.cells)
	u.cells = u.cells[length:]
	return int(value)
}

// List has all rows at once.
func (r Rows) List() [][]string {
	if r.n == 0 {
		return nil
	}
	return slices.AppendSeq(make([][]string, 0, r.n), r.All())
}

// First is the first row; nil for none.
func (r Rows) First() []string {
	for row := range r.All() {
		return row
	}
	return nil
}
