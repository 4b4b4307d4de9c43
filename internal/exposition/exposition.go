// Package exposition keeps metric families as they are sent: encoded, compressed,
// and in pieces that can be joined, so that a scrape of what has not changed costs
// hardly more than sending it.
package exposition

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"fmt"
	"io"
	"slices"
	"sync"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
)

// A Format is a text format that pieces are made in.
type Format int

// The formats that Prometheus and its kin ask for.
const (
	Text Format = iota
	OpenMetrics
)

// Formats lists all of them.
func Formats() []Format { return []Format{Text, OpenMetrics} }

// endOfOpenMetrics is the last line of an answer in that format.
const endOfOpenMetrics = "# EOF\n"

// A Piece is one family in one format, as text or as a member of a gzip file. Such
// members can be put one after the other (RFC 1952, section 2.2).
type Piece struct {
	Name   string // of the family
	Size   int    // of the text, in bytes
	text   []byte
	member []byte
}

// Encode makes a piece of a family whose text is not kept. It compresses well: a piece
// is sent many times.
func (p *Press) Encode(format Format, f *dto.MetricFamily) (Piece, error) {
	var text bytes.Buffer
	if err := encode(format, &text, f); err != nil {
		return Piece{}, err
	}
	member, err := p.member(text.Bytes(), &p.thorough, gzip.DefaultCompression)
	return Piece{Name: f.GetName(), Size: text.Len(), member: bytes.Clone(member)}, err
}

// Live makes pieces of families that the next scrape shows with other values. They
// are compressed when they are sent, together with their neighbours.
func Live(format Format, families []*dto.MetricFamily) ([]Piece, error) {
	pieces := make([]Piece, len(families))
	for i, f := range families {
		var text bytes.Buffer
		if err := encode(format, &text, f); err != nil {
			return nil, err
		}
		pieces[i] = Piece{Name: f.GetName(), Size: text.Len(), text: text.Bytes()}
	}
	return pieces, nil
}

func encode(format Format, text *bytes.Buffer, f *dto.MetricFamily) error {
	write := expfmt.MetricFamilyToText
	if format == OpenMetrics {
		write = func(w io.Writer, f *dto.MetricFamily) (int, error) { return expfmt.MetricFamilyToOpenMetrics(w, f) }
	}
	if _, err := write(text, f); err != nil {
		return fmt.Errorf("encode %s: %w", f.GetName(), err)
	}
	return nil
}

func compress(press *gzip.Writer, text []byte) error {
	if _, err := press.Write(text); err != nil {
		return fmt.Errorf("compress: %w", err)
	}
	if err := press.Close(); err != nil {
		return fmt.Errorf("compress: %w", err)
	}
	return nil
}

// Join puts pieces in the order of their names, and what ends the format after
// them.
func Join(format Format, pieces []Piece) []Piece {
	joined := slices.Clone(pieces)
	slices.SortStableFunc(joined, func(a, b Piece) int { return cmp.Compare(a.Name, b.Name) })
	if format == OpenMetrics {
		joined = append(joined, Piece{Size: len(endOfOpenMetrics), text: []byte(endOfOpenMetrics)})
	}
	return joined
}

// A Body is what is sent, all of which is there.
type Body struct {
	Size   int
	pieces []Piece
}

// WriteTo sends the body.
func (b Body) WriteTo(w io.Writer) (int64, error) {
	var sent int64
	for _, p := range b.pieces {
		n, err := p.writeTo(w)
		sent += n
		if err != nil {
			return sent, err
		}
	}
	return sent, nil
}

// writeTo sends the text as it is, or else what is in the member.
func (p Piece) writeTo(w io.Writer) (int64, error) {
	if p.text != nil {
		n, err := w.Write(p.text)
		return int64(n), err
	}
	text, err := gzip.NewReader(bytes.NewReader(p.member))
	if err != nil {
		return 0, fmt.Errorf("decompress: %w", err)
	}
	return io.Copy(w, text)
}

// Plain is the body for who takes no gzip. What is kept compressed is decompressed
// while it is sent.
func Plain(joined []Piece) Body {
	b := Body{pieces: joined}
	for _, p := range joined {
		b.Size += p.Size
	}
	return b
}

// A Press compresses. It is safe for concurrent use, and keeps its writers, which take
// most of a megabyte each, for the next time.
type Press struct{ quick, thorough sync.Pool }

// Gzip is the body for who takes gzip.
func (p *Press) Gzip(joined []Piece) (Body, error) {
	var b Body
	var live []byte
	add := func(member []byte) {
		b.Size += len(member)
		b.pieces = append(b.pieces, Piece{text: member}) // for whoever reads gzip, as it is
	}
	for i, piece := range joined {
		if piece.text == nil {
			add(piece.member)
			continue
		}
		live = append(live, piece.text...)
		if i+1 < len(joined) && joined[i+1].text != nil {
			continue
		}
		member, err := p.member(live, &p.quick, gzip.BestSpeed) // it is read once
		if err != nil {
			return Body{}, err
		}
		add(member)
		live = live[:0]
	}
	return b, nil
}

// member compresses a text with a writer of the pool, all of which have one level.
func (p *Press) member(text []byte, pool *sync.Pool, level int) ([]byte, error) {
	var out bytes.Buffer
	press, ok := pool.Get().(*gzip.Writer)
	if !ok {
		var err error
		if press, err = gzip.NewWriterLevel(&out, level); err != nil {
			return nil, fmt.Errorf("compress: %w", err)
		}
	}
	defer pool.Put(press)
	press.Reset(&out)
	if err := compress(press, text); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
