package load

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// A form is how the records of a file are written.
type form struct {
	comma rune
	// skipped are the lines before the header: the line "sep=;" that
	// spreadsheets write.
	skipped int
	// wrapped says that each record is a cell: a spreadsheet took the lines of
	// another separator for text, and quoted them.
	wrapped bool
}

// separators are those that the tools for Salesforce write: all of them
// commas, spreadsheets semicolons and tabs, and the Bulk API whatever of these
// it is asked for ("columnDelimiter").
var separators = []rune{',', ';', '\t', '|', '^', '`'}

// separatorName is what errors call a separator.
func separatorName(c rune) string {
	if c == '\t' {
		return "a tab"
	}
	return fmt.Sprintf("%q", string(c))
}

// formOf reads the header from the text that a file begins with. The form is
// the one that finds a column Id. A file without text has no header.
func formOf(text string) (form, []string, error) {
	var f form
	if strings.TrimSpace(text) == "" {
		return form{comma: ','}, nil, nil
	}
	line, rest, _ := strings.Cut(text, "\n")
	line = strings.TrimRight(line, "\r")
	allowed := separators
	if mark := []rune(strings.Trim(line, `"`)); len(mark) == len("sep=,") && strings.EqualFold(string(mark[:4]), "sep=") {
		f.skipped, text, allowed = 1, rest, []rune{mark[4]}
	}
	best, err := headerWith(text, allowed, f)
	if err != nil {
		return f, nil, err
	}
	if !hasID(best.names) && len(best.names) == 1 {
		if inner, err := headerWith(best.names[0], allowed, f); err == nil && hasID(inner.names) {
			best = inner
			best.form.wrapped = true
		}
	}
	if !hasID(best.names) {
		return f, nil, best.withoutID()
	}
	return best.form, best.names, nil
}

// A reading of a header.
type reading struct {
	form  form
	names []string
}

// headerWith reads the header with the separator that finds Id, or else the
// most columns.
func headerWith(text string, allowed []rune, f form) (best reading, err error) {
	for _, comma := range allowed {
		r := csv.NewReader(strings.NewReader(text))
		r.Comma = comma
		names, failed := r.Read()
		if failed != nil {
			if err == nil {
				err = failed
			}
			continue
		}
		for i := range names {
			names[i] = strings.TrimSpace(names[i])
		}
		found := reading{form: form{comma: comma, skipped: f.skipped}, names: names}
		if best.names == nil || hasID(names) && !hasID(best.names) ||
			hasID(names) == hasID(best.names) && len(names) > len(best.names) {
			best = found
		}
	}
	if best.names != nil {
		return best, nil
	}
	return best, err
}

func hasID(names []string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(name, "Id") })
}

// withoutID says what is wrong with a header that has no column Id.
func (r reading) withoutID() error {
	const want = "want the API names of fields, among them Id"
	if len(r.names) > 1 {
		return fmt.Errorf("no column Id in the header, which is separated by %s: %s", separatorName(r.form.comma), want)
	}
	found := strings.IndexFunc(r.names[0], func(c rune) bool {
		return c != '_' && c != '.' && c != ' ' && !unicode.IsLetter(c) && !unicode.IsDigit(c)
	})
	if found < 0 {
		return fmt.Errorf("no column Id in the header: %s", want)
	}
	return fmt.Errorf("no column Id in the header, which seems to be separated by %q: want %s between cells (%s are read, too)",
		r.names[0][found:found+1], separatorName(','), "semicolons, tabs, |, ^ and `")
}
