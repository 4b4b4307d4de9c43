package load

import (
	"encoding/binary"
	"unicode/utf8"
)

// A census counts what tells encodings apart in the bytes of a file. It is fed
// the whole file, because the only character that is not ASCII may be the last.
type census struct {
	first  []byte // the first bytes, for marks and for UTF-16 without one
	high   int    // bytes that are not ASCII
	escape int    // "ESC $", which starts Japanese text in ISO-2022-JP

	utf8 utf8Census
	sjis sjisCensus

	run      int  // bytes that are not ASCII and follow each other, up to here
	longRuns int  // bytes in runs of four and more
	odd      int  // bytes that Windows-1252 does not define
	control  int  // bytes that are controls in ISO-8859-1
	inside   int  // bytes within words that are no letters in Windows-1252
	begun    bool // the last byte is one of these if a letter follows
	last     byte
}

// longRun is a run of bytes that Western European text does not have: its
// accented letters come alone or in pairs.
const longRun = 4

// add counts some more bytes of the file.
func (c *census) add(chunk []byte) {
	if missing := 4 - len(c.first); missing > 0 {
		c.first = append(c.first, chunk[:min(missing, len(chunk))]...)
	}
	for len(chunk) > 0 {
		if n := c.plain(chunk); n > 0 {
			c.last = chunk[n-1]
			chunk = chunk[n:]
			continue
		}
		c.addByte(chunk[0])
		chunk = chunk[1:]
	}
}

// plain is the length of the ASCII text at the start of a chunk, counted in
// eights: nothing in it matters where no character is under way.
func (c *census) plain(chunk []byte) int {
	if c.run > 0 || c.utf8.missing > 0 || c.sjis.lead != 0 {
		return 0
	}
	n := 0
	for len(chunk)-n >= 8 {
		word := binary.LittleEndian.Uint64(chunk[n:])
		if word&0x8080808080808080 != 0 || hasEscape(word) {
			break
		}
		n += 8
	}
	return n
}

// hasEscape reports whether one of eight ASCII bytes is ESC.
func hasEscape(word uint64) bool {
	const ones, esc = 0x0101010101010101, 0x1b
	x := word ^ ones*esc
	return (x-ones)&^x&(ones*0x80) != 0
}

func (c *census) addByte(b byte) {
	c.utf8.add(b)
	c.sjis.add(b)
	if b == '$' && c.last == 0x1b {
		c.escape++
	}
	if c.begun && isLetter(b) {
		c.inside++
	}
	c.begun = b >= 0x80 && b < 0xc0 && isLetter(c.last) && !withinWords(b)
	c.last = b
	if b < utf8.RuneSelf {
		c.run = 0
		return
	}
	c.high++
	c.run++
	switch {
	case c.run == longRun:
		c.longRuns += longRun
	case c.run > longRun:
		c.longRuns++
	}
	if b < 0xa0 {
		c.control++
	}
	switch b {
	case 0x81, 0x8d, 0x8f, 0x90, 0x9d:
		c.odd++
	}
}

func isLetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

// withinWords reports whether words have a byte of Windows-1252 that is no
// letter: an apostrophe, a soft hyphen, a point.
func withinWords(b byte) bool { return b == 0x92 || b == 0xad || b == 0xb7 }

// end counts what is under way at the end of the file as broken.
func (c *census) end() {
	c.utf8.end()
	c.sjis.end()
}

// plus adds what another file has, for files that share an encoding.
func (c *census) plus(o *census) {
	c.high += o.high
	c.escape += o.escape
	c.longRuns += o.longRuns
	c.odd += o.odd
	c.control += o.control
	c.inside += o.inside
	c.utf8.characters += o.utf8.characters
	c.utf8.broken += o.utf8.broken
	c.sjis.characters += o.sjis.characters
	c.sjis.broken += o.sjis.broken
	c.sjis.adjoining += o.sjis.adjoining
}

// utf8Census reads bytes as UTF-8.
type utf8Census struct {
	characters int // that are not ASCII
	broken     int // bytes that are no part of one

	missing   int  // bytes of the character under way
	low, high byte // between which the next one lies
}

func (c *utf8Census) add(b byte) {
	if c.missing > 0 {
		if b >= c.low && b <= c.high {
			c.missing--
			c.low, c.high = 0x80, 0xbf
			if c.missing == 0 {
				c.characters++
			}
			return
		}
		c.broken++
		c.missing = 0
	}
	c.low, c.high = 0x80, 0xbf
	switch {
	case b < 0x80:
	case b >= 0xc2 && b <= 0xdf:
		c.missing = 1
	case b >= 0xe0 && b <= 0xef:
		c.missing = 2
		switch b {
		case 0xe0:
			c.low = 0xa0
		case 0xed:
			c.high = 0x9f
		}
	case b >= 0xf0 && b <= 0xf4:
		c.missing = 3
		switch b {
		case 0xf0:
			c.low = 0x90
		case 0xf4:
			c.high = 0x8f
		}
	default:
		c.broken++
	}
}

func (c *utf8Census) end() {
	if c.missing > 0 {
		c.broken++
		c.missing = 0
	}
}

// sjisCensus reads bytes as Shift_JIS. Nearly any Western text is valid
// Shift_JIS, too, but no Japanese one: what tells Japanese is that characters of
// its common blocks adjoin each other.
type sjisCensus struct {
	characters int // that are not ASCII
	broken     int
	adjoining  int // characters of two bytes in the common blocks beside another one

	lead   byte // first byte of the character under way
	common bool // whether the character before was a common one
	lone   bool // and had none beside it so far
}

func (c *sjisCensus) add(b byte) {
	if c.lead != 0 {
		lead := c.lead
		c.lead = 0
		if b < 0x40 || b == 0x7f || b > 0xfc {
			c.broken++
			c.common = false
			return
		}
		c.characters++
		if lead > 0x9f {
			c.common = false
			return
		}
		if c.common {
			c.adjoining++
			if c.lone {
				c.adjoining++
			}
			c.lone = false
			return
		}
		c.common, c.lone = true, true
		return
	}
	switch {
	case b >= 0x81 && b <= 0x9f, b >= 0xe0 && b <= 0xfc:
		c.lead = b
		return
	case b >= 0xa1 && b <= 0xdf: // katakana of half width
		c.characters++
	case b >= 0x80:
		c.broken++
	}
	c.common = false
}

func (c *sjisCensus) end() {
	if c.lead != 0 {
		c.broken++
		c.lead = 0
	}
}
