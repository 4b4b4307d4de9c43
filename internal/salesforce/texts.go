package salesforce

import (
	"strings"
	"unicode/utf8"
)

// texts gives equal texts of answers one place in memory. The ids of owners,
// small numbers and the names of roles stand in thousands of rows.
type texts map[string]string

const (
	maxTexts    = 1 << 16
	maxTextSize = 64
)

func newTexts() texts { return texts{} }

// columns returns what gives the texts of a statement's columns their place.
func (t texts) columns(n int) []columnTexts {
	all := make([]columnTexts, n)
	for i := range all {
		all[i].known = t
	}
	return all
}

// columnTexts are the texts of one column. They are often those of the row
// above, and in some columns hardly ever known: there, looking for them costs
// more than it saves.
type columnTexts struct {
	known         texts
	above         string
	looked, found int
}

const (
	enoughLooked = 1000
	worthLooking = 8 // one found in so many
)

// text returns the text of the bytes, and whether a part of it had to be
// replaced.
func (c *columnTexts) text(raw []byte) (text string, replaced bool) {
	if string(raw) != c.above {
		c.above, replaced = c.find(raw)
	}
	return c.above, replaced
}

func (c *columnTexts) find(raw []byte) (text string, replaced bool) {
	if c.looked >= enoughLooked && c.found*worthLooking < c.looked {
		return valid(raw)
	}
	c.looked++
	if s, ok := c.known[string(raw)]; ok {
		c.found++
		return s, false
	}
	s, replaced := valid(raw)
	if !replaced && len(c.known) < maxTexts && len(s) <= maxTextSize {
		c.known[s] = s
	}
	return s, replaced
}

// valid makes a text of bytes.
func valid(raw []byte) (text string, replaced bool) {
	if utf8.Valid(raw) {
		return string(raw), false
	}
	return strings.ToValidUTF8(string(raw), replacement), true
}
