package schema

import (
	"bufio"
	"embed"
	"fmt"
	"io/fs"
	"strings"
)

//go:embed objects/*.txt reference/*.txt engagement/*.txt custom/*.txt
var tables embed.FS

// Standard returns the standard objects of a single-currency org. Each call
// returns a fresh copy that the caller may change.
func Standard() (*Schema, error) {
	return singleCurrency(withoutPersonAccounts(MultiCurrency()))
}

// Company returns the schema of the company that package generate makes up:
// the standard objects, those that come with Account Engagement, its custom
// fields and its custom object.
func Company() (*Schema, error) { return singleCurrency(MultiCurrencyCompany()) }

// MultiCurrencyCompany is Company for an org with several currencies.
func MultiCurrencyCompany() (*Schema, error) {
	objects, err := standardTables()
	if err != nil {
		return nil, err
	}
	for _, pattern := range []string{"engagement/*.txt", "custom/*.txt"} {
		if objects, err = readTables(pattern, objects); err != nil {
			return nil, err
		}
	}
	return withoutPersonAccounts(withChildren(objects, childTable, customChildTable))
}

// withoutPersonAccounts takes away what only orgs with person accounts have.
func withoutPersonAccounts(all *Schema, err error) (*Schema, error) {
	if err != nil {
		return nil, err
	}
	return all.Restrict(func(_, field string) bool { return field != "IsPersonAccount" && field != "PersonContactId" }),
		nil
}

// singleCurrency takes away what only orgs with several currencies have.
func singleCurrency(all *Schema, err error) (*Schema, error) {
	if err != nil {
		return nil, err
	}
	return all.Restrict(func(object, field string) bool {
		switch field {
		case "CurrencyIsoCode", "DefaultCurrencyIsoCode":
			return false
		}
		return object != "CurrencyType"
	}), nil
}

// MultiCurrency returns the standard objects with the fields of an org that has
// several currencies, where records have a CurrencyIsoCode, and person accounts.
func MultiCurrency() (*Schema, error) {
	objects, err := standardTables()
	if err != nil {
		return nil, err
	}
	return withChildren(objects, childTable)
}

// standardTables are what real orgs describe, and what only the documentation
// tells of.
func standardTables() ([]*Object, error) {
	objects, err := readTables("objects/*.txt", nil)
	if err != nil {
		return nil, err
	}
	return readTables("reference/*.txt", objects)
}

// readTables reads the tables that a pattern names. Those that extend an
// object add their fields to one of the objects given.
func readTables(pattern string, objects []*Object) ([]*Object, error) {
	files, err := fs.Glob(tables, pattern)
	if err != nil {
		return nil, fmt.Errorf("list object tables: %w", err)
	}
	for _, file := range files {
		text, err := fs.ReadFile(tables, file)
		if err != nil {
			return nil, fmt.Errorf("read object table: %w", err)
		}
		t, err := parseTable(string(text))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		if objects, err = t.addTo(objects); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
	}
	return objects, nil
}

// table is the content of one file.
type table struct {
	Object
	extends bool // the fields belong to an object that another file has
}

func (t *table) addTo(objects []*Object) ([]*Object, error) {
	if !t.extends {
		o := t.Object
		return append(objects, &o), nil
	}
	for _, o := range objects {
		if o.Name == t.Name {
			o.Fields = append(o.Fields, t.Fields...)
			return objects, nil
		}
	}
	return nil, fmt.Errorf("no object %s to extend", t.Name)
}

// parseTable reads one object table:
//
//	object Account 001 [unqueryable]
//	OwnerId  reference  fgas-  Owner -> User
//
// The flags are filterable, groupable, aggregatable, sortable, nillable; the
// relationship is "-" where the reference cannot be traversed. The first line
// is "extend Account" where the fields are to be added to another table's.
// Names that end in __c are custom.
func parseTable(text string) (*table, error) {
	t := &table{}
	lines := bufio.NewScanner(strings.NewReader(text))
	for n := 1; lines.Scan(); n++ {
		words := strings.Fields(lines.Text())
		if len(words) == 0 || strings.HasPrefix(words[0], "#") {
			continue
		}
		if t.Name == "" {
			if !t.parseHead(words) {
				return nil, fmt.Errorf("line %d: want \"object NAME PREFIX\" or \"extend NAME\", got %q", n, lines.Text())
			}
			continue
		}
		f, err := parseField(words)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		t.Fields = append(t.Fields, f)
	}
	return t, lines.Err()
}

func (t *table) parseHead(words []string) bool {
	switch {
	case words[0] == "object" && len(words) >= 3:
		t.Name, t.KeyPrefix, t.Queryable, t.Custom = words[1], words[2], len(words) == 3, custom(words[1])
	case words[0] == "extend" && len(words) == 2:
		t.Name, t.extends = words[1], true
	default:
		return false
	}
	return true
}

func custom(name string) bool { return strings.HasSuffix(name, "__c") }

func parseField(words []string) (*Field, error) {
	if len(words) < 3 || len(words[2]) != 5 {
		return nil, fmt.Errorf("want \"NAME TYPE FLAGS [RELATIONSHIP -> OBJECTS | autonumber | calculated]\", got %q", words)
	}
	flag := func(i int) bool { return words[2][i] != '-' }
	f := &Field{
		Name: words[0], Type: Type(words[1]), Custom: custom(words[0]),
		Filterable: flag(0), Groupable: flag(1), Aggregatable: flag(2), Sortable: flag(3), Nillable: flag(4),
	}
	f.AutoNumber = words[len(words)-1] == "autonumber"
	f.Calculated = words[len(words)-1] == "calculated"
	if len(words) == 6 && words[4] == "->" {
		if words[3] != "-" {
			f.Relationship = words[3]
		}
		f.ReferenceTo = strings.Split(words[5], ",")
	}
	return f, nil
}
