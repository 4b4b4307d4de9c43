package load

import (
	"slices"
	"time"
)

// A Summary says what was found in an export.
type Summary struct {
	Files, Objects, Rows int
	Encodings            []string  // of the files that have text
	Now                  time.Time // at which the clock stands
	Notes                []string  // what the user has to know about the figures
}

// Summary says what was found.
func (e *Export) Summary() Summary {
	s := Summary{Now: e.now, Notes: e.notes}
	for _, t := range e.tables {
		if t.derived {
			continue
		}
		s.Objects++
		for _, f := range t.files {
			s.Files++
			s.Rows += f.rows
			if name := f.encoding.String(); f.header != nil && !slices.Contains(s.Encodings, name) &&
				(f.count.high > 0 || name != "UTF-8") {
				s.Encodings = append(s.Encodings, name)
			}
		}
	}
	if s.Encodings == nil {
		s.Encodings = []string{"UTF-8"} // of which ASCII is a part
	}
	slices.Sort(s.Encodings)
	return s
}

// unpacks is about how much text becomes longer when it is unpacked.
const unpacks = 8

// Sizes says about how many bytes the rows of each object have.
func (e *Export) Sizes() map[string]int64 {
	sizes := map[string]int64{}
	for _, t := range e.tables {
		if t.derived {
			continue
		}
		for _, f := range t.files {
			size := f.size
			if f.packed {
				size *= unpacks
			}
			sizes[t.object] += size
		}
	}
	return sizes
}
