package load

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
)

// An Encoding is how a file writes characters as bytes.
type Encoding struct {
	name  string
	codec encoding.Encoding // nil for UTF-8
	mark  []byte            // with which a file may begin
	given bool              // by the user, so that what is not in it is an error
}

// String is the name of the encoding as people know it.
func (e *Encoding) String() string { return e.name }

var (
	markUTF8    = []byte("\xef\xbb\xbf")
	markUTF16LE = []byte("\xff\xfe")
	markUTF16BE = []byte("\xfe\xff")
)

func encodingUTF8() *Encoding { return &Encoding{name: "UTF-8", mark: markUTF8} }

func encodingUTF16(order unicode.Endianness) *Encoding {
	e := &Encoding{name: "UTF-16LE", codec: unicode.UTF16(order, unicode.IgnoreBOM), mark: markUTF16LE}
	if order == unicode.BigEndian {
		e.name, e.mark = "UTF-16BE", markUTF16BE
	}
	return e
}

// ParseEncoding finds an encoding by its name, such as "ISO-8859-1" or
// "Shift_JIS". An empty name is nil: the encoding is detected.
func ParseEncoding(name string) (*Encoding, error) {
	label := strings.ToLower(strings.TrimSpace(name))
	switch label {
	case "":
		return nil, nil
	case "latin-1", "iso8859_1", "iso-latin-1":
		label = "iso-8859-1"
	case "cp932", "japanese (windows)":
		label = "shift_jis"
	case "gb2312-80", "cp936":
		label = "gbk"
	case "cp949", "ks_c_5601", "cp-949":
		label = "euc-kr"
	case "cp950":
		label = "big5"
	}
	codec, err := htmlindex.Get(label)
	switch label { // which no web page is written in
	case "cp437", "ibm437":
		codec, err = charmap.CodePage437, nil
	case "cp850", "ibm850":
		codec, err = charmap.CodePage850, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%q is not a known encoding: name one such as UTF-8, UTF-16LE, ISO-8859-1, windows-1252, Shift_JIS, EUC-JP, GB18030, Big5 or EUC-KR", name)
	}
	e := &Encoding{name: strings.TrimSpace(name), codec: codec}
	switch canonical, _ := htmlindex.Name(codec); canonical { // one that has none is none of these
	case "utf-8":
		e = encodingUTF8()
	case "utf-16le":
		e = encodingUTF16(unicode.LittleEndian)
	case "utf-16be":
		e = encodingUTF16(unicode.BigEndian)
	}
	e.given = true
	return e, nil
}

// fewInside is how many letters that Windows-1252 would not have within words
// may be there by chance.
const fewInside = 3

// encoding is what the counted bytes are written in. It is not ok where only a
// person can tell.
func (c *census) encoding() (e *Encoding, ok bool) {
	if e := c.marked(); e != nil {
		return e, true
	}
	switch {
	case c.escape > 0 && c.high == 0:
		return &Encoding{name: "ISO-2022-JP", codec: japanese.ISO2022JP}, true
	case c.utf8.broken == 0, c.utf8.characters >= 10*c.utf8.broken:
		return encodingUTF8(), true
	case c.sjis.broken == 0 && 2*c.sjis.adjoining >= c.sjis.characters:
		return &Encoding{name: "Shift_JIS", codec: japanese.ShiftJIS}, true
	case 4*c.longRuns >= c.high, 20*c.odd >= c.high, c.inside >= fewInside && 2*c.inside > c.high:
		return nil, false // of another script, or as spreadsheets write on a Mac and in DOS
	case c.control > 0:
		return &Encoding{name: "Windows-1252", codec: charmap.Windows1252}, true
	}
	// Its superset differs only in what are controls here.
	return &Encoding{name: "ISO-8859-1", codec: charmap.Windows1252}, true
}

// marked is the encoding that the first bytes give away: by a mark, or by the
// zeros that UTF-16 has in ASCII text such as a header. It is nil if they do not.
func (c *census) marked() *Encoding {
	switch {
	case bytes.HasPrefix(c.first, markUTF8):
		return encodingUTF8()
	case bytes.HasPrefix(c.first, markUTF16LE):
		return encodingUTF16(unicode.LittleEndian)
	case bytes.HasPrefix(c.first, markUTF16BE):
		return encodingUTF16(unicode.BigEndian)
	case len(c.first) < 2:
		return nil
	case c.first[0] != 0 && c.first[1] == 0:
		return encodingUTF16(unicode.LittleEndian)
	case c.first[0] == 0 && c.first[1] != 0:
		return encodingUTF16(unicode.BigEndian)
	}
	return nil
}

// decode reads a text as UTF-8. Bytes that are no character of the encoding
// become U+FFFD, except in UTF-8 that the user asked for, where they stay.
func (e *Encoding) decode(r io.Reader) io.Reader {
	switch {
	case e.codec != nil:
		return transform.NewReader(r, e.codec.NewDecoder())
	case e.given:
		return r
	}
	return transform.NewReader(r, runes.ReplaceIllFormed())
}
