package collector

import (
	"maps"
	"math/bits"
	"time"
)

// DiaryDays is how many days a diary tells of, yesterday included.
const DiaryDays = 64

// A Day is a date, counted from 1970.
type Day int

// DayOf is the date of a moment in a zone.
func DayOf(at time.Time, zone *time.Location) Day {
	year, month, day := at.In(zone).Date()
	return Day(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// ParseDay reads a date of an answer.
func ParseDay(text string) (Day, error) {
	t, err := time.Parse(time.DateOnly, text)
	return Day(t.Unix() / 86400), err
}

// String is the date as SOQL writes it.
func (d Day) String() string { return time.Unix(int64(d)*86400, 0).UTC().Format(time.DateOnly) }

// A Diary keeps on which days people were active, so that each day is read once. It
// belongs to one org and one source, and to the refresh under way.
type Diary struct {
	Last  Day    `json:"last"`  // the newest day that it can tell of
	Known uint64 `json:"known"` // days that were read, from Last backwards
	Final uint64 `json:"final"` // of these, those that need not be read again
	// Since is the oldest day that the source has anything of; zero where not known.
	Since  Day             `json:"since"`
	Read   bool            `json:"read"` // when everybody was first active was read
	People map[string]Seen `json:"people"`
}

// Seen is when a person was active: a bit a day, from Last backwards, and the first day
// of all.
type Seen struct {
	Days  uint64 `json:"d"`
	First Day    `json:"f"`
}

// NewDiary returns an empty one.
func NewDiary() *Diary { return &Diary{People: map[string]Seen{}} }

// Turn makes a day the newest.
func (d *Diary) Turn(day Day) {
	by := int(day - d.Last)
	if by <= 0 {
		return // days that the org's clock went back are told again
	}
	d.Last = day
	d.Known, d.Final = shift(d.Known, by), shift(d.Final, by)
	for id, seen := range d.People {
		seen.Days = shift(seen.Days, by)
		d.People[id] = seen
	}
}

func shift(days uint64, by int) uint64 {
	if by >= DiaryDays {
		return 0
	}
	return days << by
}

// span is a bit for each day from one to another, both included.
func (d *Diary) span(from, to Day) uint64 {
	var days uint64
	for day := max(from, d.Last-DiaryDays+1); day <= min(to, d.Last); day++ {
		days |= 1 << (d.Last - day)
	}
	return days
}

// Missing are the oldest and the newest of the days from one to another that have to be
// read. It is not ok where none has.
func (d *Diary) Missing(from, to Day) (oldest, newest Day, ok bool) {
	open := d.span(from, to) &^ d.Final
	if open == 0 {
		return 0, 0, false
	}
	return d.Last - Day(bits.Len64(open)-1), d.Last - Day(bits.TrailingZeros64(open)), true
}

// Put takes in who was active on the days from one to another. The newest is not final
// where the source may still write about it, and not known where it has nothing yet.
func (d *Diary) Put(from, to Day, active map[string][]Day, complete bool) {
	read := d.span(from, to)
	var newest uint64
	for id, seen := range d.People {
		seen.Days &^= read
		d.People[id] = seen
	}
	for id, list := range active {
		seen, met := d.People[id]
		for _, day := range list {
			if day < from || day > to {
				continue
			}
			seen.Days |= d.span(day, day)
			if !met || day < seen.First {
				seen.First, met = day, true
			}
			newest |= d.span(day, day)
		}
		if met {
			d.People[id] = seen
		}
	}
	last := d.span(to, to)
	if complete {
		last = 0
	}
	d.Final |= read &^ last
	d.Known |= read &^ (last &^ newest) // the last day only where it has anything, or is complete
}

// PutFirst takes in on which day each person was first active.
func (d *Diary) PutFirst(first map[string]Day) {
	for id, day := range first {
		seen, met := d.People[id]
		if !met || day < seen.First {
			seen.First = day
		}
		d.People[id] = seen
		if d.Since == 0 || day < d.Since {
			d.Since = day
		}
	}
	d.Read = true
}

// Empty reports whether the source was read, and had nothing.
func (d *Diary) Empty() bool { return d.Read && d.Since == 0 }

// Keep forgets people whom it has nothing to tell of any more.
func (d *Diary) Keep(known func(id string) bool) {
	for id, seen := range d.People {
		if seen.Days == 0 && !known(id) {
			delete(d.People, id)
		}
	}
}

// End is the newest day that is known, if that is one of the last two.
func (d *Diary) End() (end Day, ok bool) {
	switch {
	case d.Known&1 != 0:
		return d.Last, true
	case d.Known&2 != 0:
		return d.Last - 1, true
	}
	return 0, false
}

// Knows reports whether all days from one to another were read, or lie before the
// source begins.
func (d *Diary) Knows(from, to Day) bool {
	from = max(from, d.Since)
	return from > to || from > d.Last-DiaryDays && d.span(from, to)&^d.Known == 0
}

// Active is on how many days from one to another a person was active.
func (d *Diary) Active(id string, from, to Day) int {
	return bits.OnesCount64(d.People[id].Days & d.span(from, to))
}

// A Diaries has those of an org by source.
type Diaries map[string]*Diary

// Clone returns diaries that do not change with these.
func (d Diaries) Clone() Diaries {
	all := Diaries{}
	for source, diary := range d {
		copied := *diary
		copied.People = maps.Clone(diary.People)
		all[source] = &copied
	}
	return all
}

// Of returns that of a source, which may be empty.
func (d Diaries) Of(source string) *Diary {
	if d[source] == nil {
		return NewDiary()
	}
	return d[source]
}

// The sources of diaries.
const (
	SourceLightning = "lightning_usage"
	SourceLogins    = "login_history"
)

// NewDiaries returns one of each source, all empty.
func NewDiaries() Diaries {
	return Diaries{SourceLightning: NewDiary(), SourceLogins: NewDiary()}
}

// Start is when the day begins in a zone.
func (d Day) Start(zone *time.Location) time.Time {
	year, month, day := time.Unix(int64(d)*86400, 0).UTC().Date()
	return Midnight(year, month, day, zone)
}
