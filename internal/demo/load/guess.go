package load

import (
	"strings"
	"time"
	"unicode/utf8"

	"salesforce_exporter/internal/demo/generate/record"
	"salesforce_exporter/internal/demo/schema"
)

// guess is what the cells of a column have in common so far.
type guess struct {
	seen                                 bool
	boolean, number, date, dateTime, ids bool
	bits                                 bool // 0 or 1 in every row
	long                                 bool
	zeros                                bool // empty references, as the data export service writes them
	prefixes                             []string
}

func newGuess() guess {
	return guess{boolean: true, number: true, date: true, dateTime: true, ids: true, bits: true}
}

// longText is the number of characters from which text cannot be grouped.
const longText = 255

// maxPrefixes bounds the objects that a reference may point at.
const maxPrefixes = 50

// see takes a cell that is not empty into account.
func (g *guess) see(cell string) {
	if isZeroID(cell) && len(cell) == 18 {
		g.zeros = true
		return
	}
	g.seen = true
	g.long = g.long || len(cell) > longText && utf8.RuneCountInString(cell) > longText
	if g.boolean {
		low := strings.ToLower(cell)
		g.boolean = low == "true" || low == "false"
	}
	g.bits = g.bits && (cell == "0" || cell == "1")
	if g.number {
		_, err := number(cell)
		g.number = err == nil
	}
	if g.date {
		_, err := parseDate(cell)
		g.date = err == nil && !strings.Contains(cell, "T") // which only instants have
	}
	if g.dateTime {
		_, err := parseDateTime(cell, time.UTC)
		g.dateTime = err == nil
	}
	if g.ids {
		long, err := record.LongID(cell[:min(15, len(cell))])
		if g.ids = err == nil && long == cell; g.ids {
			g.pointsAt(cell[:3])
		}
	}
}

func (g *guess) pointsAt(prefix string) {
	for _, p := range g.prefixes {
		if p == prefix {
			return
		}
	}
	if len(g.prefixes) < maxPrefixes {
		g.prefixes = append(g.prefixes, prefix)
	}
}

// and is the guess of two files, of which either may say more.
func (g guess) and(o guess) guess {
	all := guess{
		seen: g.seen || o.seen, long: g.long || o.long, zeros: g.zeros || o.zeros,
		bits: g.bits && o.bits, boolean: g.boolean && o.boolean, number: g.number && o.number, date: g.date && o.date,
		dateTime: g.dateTime && o.dateTime, ids: g.ids && o.ids,
		prefixes: append([]string(nil), g.prefixes...),
	}
	for _, p := range o.prefixes {
		all.pointsAt(p)
	}
	return all
}

// reference reports whether the cells are ids, some of them perhaps empty.
func (g *guess) reference() bool { return (g.seen || g.zeros) && g.ids }

// field is a custom field of the guessed type, with the flags that describe
// shows for such a type. Where check boxes are written as 0 and 1, so is what is
// 0 or 1 in every row: a number may be empty.
func (g *guess) field(name string, bits bool) *schema.Field {
	f := &schema.Field{Name: name, Type: schema.TypeString, Custom: true, Filterable: true, Groupable: true,
		Aggregatable: true, Sortable: true, Nillable: true}
	switch {
	case g.reference():
		f.Type = schema.TypeReference
	case !g.seen:
	case g.boolean, g.bits && bits:
		f.Type, f.Aggregatable, f.Nillable = schema.TypeBoolean, false, false
	case g.number:
		f.Type, f.Groupable = schema.TypeDouble, false
	case g.date:
		f.Type = schema.TypeDate
	case g.dateTime:
		f.Type, f.Groupable = schema.TypeDateTime, false
	case g.long:
		f.Type, f.Filterable, f.Groupable, f.Aggregatable, f.Sortable = schema.TypeTextarea, false, false, false, false
	}
	return f
}
