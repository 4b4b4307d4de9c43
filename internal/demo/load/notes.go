package load

import (
	"fmt"
	"slices"
	"strings"

	"salesforce_exporter/internal/demo/schema"
)

// missingNotes says which zip parts are missing.
func missingNotes(dir string) []string {
	missing := missingParts(dir)
	if missing == nil {
		return nil
	}
	return []string{"zip parts are missing, and so are their rows: " + strings.Join(missing, ", ")}
}

// notesOf says what the user has to know about the figures.
func (e *Export) notesOf(apart map[string]string) []string {
	var notes []string
	for _, t := range e.tables {
		if t.derived {
			continue
		}
		if name := unknown[t.object]; name != "" && t.column(name) != nil && t.column(name).fixed != "" {
			notes = append(notes, fmt.Sprintf("%s: there is no column %s, so all rows are of the kind %q", t.path(), name,
				unknownKind))
		}
		if why := apart[t.object]; why != "" {
			notes = append(notes, t.path()+": amounts are not added up: "+why)
		}
		for _, f := range t.files {
			notes = append(notes, f.notes()...)
		}
		if numbers := t.numbersApart(); numbers != nil {
			notes = append(notes, fmt.Sprintf("%s: rows are in %s, and sums of custom numbers are not converted: %s",
				t.path(), strings.Join(t.currency.codes(), ", "), strings.Join(numbers, ", ")))
		}
	}
	return notes
}

func (f *tableFile) notes() []string {
	var notes, out []string
	for i, c := range f.columns {
		if c == nil && f.header[i] != "" && !slices.Contains(f.told, i) {
			out = append(out, f.header[i])
		}
	}
	if out != nil {
		notes = append(notes, f.path+": columns that are not fields are left out: "+strings.Join(out, ", "))
	}
	if f.header != nil && f.form.comma != ',' {
		notes = append(notes, fmt.Sprintf("%s: cells are separated by %s, where Salesforce writes %s", f.path,
			separatorName(f.form.comma), separatorName(',')))
	}
	if n := f.count.utf8.broken; n > 0 && f.encoding.codec == nil {
		notes = append(notes, fmt.Sprintf("%s: %d characters are not %s and shown as \uFFFD", f.path, n, f.encoding))
	}
	return notes
}

// numbersApart lists the custom numbers of an object whose rows are in several
// currencies. Which of them are amounts, the export does not say.
func (t *table) numbersApart() []string {
	if len(t.currency.codes()) < 2 {
		return nil
	}
	var names []string
	for _, c := range t.columns {
		if c.field.Custom && c.field.Type == schema.TypeDouble {
			names = append(names, c.name)
		}
	}
	slices.Sort(names)
	return names
}
