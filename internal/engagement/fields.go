package engagement

import (
	"slices"
	"strings"
	"unicode"
)

// fields are those that a collection is asked for. Those that can be done
// without are left out where the API refuses them.
type fields struct {
	needed, optional []string
	gone             []string // optional ones that are refused
	// trial counts what was tried to find out which field is refused, where the
	// API does not say: each one alone, and all of them.
	trial int
}

// list is the value of the parameter fields.
func (f *fields) list() string {
	all := slices.Clone(f.needed)
	for _, name := range f.optional {
		if !f.without(name) {
			all = append(all, name)
		}
	}
	return strings.Join(all, ",")
}

// without reports whether a field is left out.
func (f *fields) without(name string) bool {
	return slices.Contains(f.gone, name) || slices.Contains(f.onTrial(), name)
}

func (f *fields) left() []string {
	return slices.DeleteFunc(slices.Clone(f.optional), func(name string) bool { return slices.Contains(f.gone, name) })
}

func (f *fields) onTrial() []string {
	switch left := f.left(); {
	case f.trial == 0:
		return nil
	case f.trial <= len(left):
		return left[f.trial-1 : f.trial]
	default:
		return left
	}
}

// refused takes what the API says of a request, and reports whether there is
// another to try. Where it names no field, its code has to say that it is about
// one.
func (f *fields) refused(message string, aboutFields bool) bool {
	named := strings.FieldsFunc(message,
		func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '.' && r != '_' })
	for i := range named {
		named[i] = strings.Trim(named[i], ".")
	}
	left := f.left()
	for _, name := range left {
		if slices.Contains(named, name) {
			f.gone, f.trial = append(f.gone, name), 0
			return true
		}
	}
	if !aboutFields || slices.ContainsFunc(f.needed, func(name string) bool { return slices.Contains(named, name) }) {
		return false
	}
	f.trial++
	if f.trial > len(left)+1 || len(left) == 0 || len(left) == 1 && f.trial > 1 {
		f.trial = 0
		return false
	}
	return true
}

// accepted notes that the API took the fields.
func (f *fields) accepted() {
	f.gone = append(f.gone, f.onTrial()...)
	f.trial = 0
}
