package load

import (
	"io"
	"sync/atomic"
)

// Progress says how much of an export has been loaded. It may be read while
// the export is loaded.
type Progress struct {
	done, total atomic.Int64
}

// Part is the loaded part, from 0 to 1.
func (p *Progress) Part() float64 {
	total := p.total.Load()
	if total == 0 {
		return 0
	}
	return min(1, float64(p.done.Load())/float64(total))
}

// Each file is read three times. The weights say how long that takes for a
// byte: to count its bytes, to learn about its columns, and to keep its rows.
const (
	countWeight = 1
	scanWeight  = 4
	fillWeight  = 15
)

// expect notes the sizes of the files that will be read.
func (p *Progress) expect(files []*file) {
	for _, f := range files {
		p.total.Add(f.size * (countWeight + scanWeight + fillWeight))
	}
}

// counter counts one reading of one file. A nil counter counts nothing.
type counter struct {
	in       io.Reader
	progress *Progress
	weight   int64
	left     int64 // bytes that were expected and have not been read
}

func (p *Progress) counter(f *file, weight int64) *counter {
	return &counter{progress: p, weight: weight, left: f.size}
}

func (c *counter) reader(in io.Reader) io.Reader {
	if c == nil {
		return in
	}
	c.in = in
	return c
}

// Read counts what it reads, up to what was expected: a packed file has more.
func (c *counter) Read(b []byte) (int, error) {
	n, err := c.in.Read(b)
	c.count(int64(n))
	return n, err
}

func (c *counter) count(n int64) {
	n = min(n, c.left)
	c.left -= n
	c.progress.done.Add(n * c.weight)
}

// finish counts what was expected and is not there.
func (c *counter) finish() {
	if c != nil {
		c.count(c.left)
	}
}
