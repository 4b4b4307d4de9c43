package schema

import (
	"bufio"
	"embed"
	"fmt"
	"io/fs"
	"strings"
)

//go:embed objects/*.txt
var tables embed.FS

// Standard returns the standard objects of a single-currency org. Each call
// returns a fresh copy that the caller may change.
func Standard() (*Schema, error) {
	all, err := MultiCurrency()
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

// MultiCurrency returns the standard objects of an org with several
// currencies, where records have a CurrencyIsoCode.
func MultiCurrency() (*Schema, error) {
	files, err := fs.Glob(tables, "objects/*.txt")
	if err != nil {
		return nil, fmt.Errorf("list object tables: %w", err)
	}
	var objects []*Object
	for _, file := range files {
		text, err := fs.ReadFile(tables, file)
		if err != nil {
			return nil, fmt.Errorf("read object table: %w", err)
		}
		o, err := parseTable(string(text))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		objects = append(objects, o)
	}
	return Of(objects...), nil
}

// parseTable reads one object table:
//
//	object Account 001 [unqueryable]
//	OwnerId  reference  fgas-  Owner -> User
//
// The flags are filterable, groupable, aggregatable, sortable, nillable; the
// relationship is "-" where the reference cannot be traversed.
func parseTable(text string) (*Object, error) {
	o := &Object{}
	lines := bufio.NewScanner(strings.NewReader(text))
	for n := 1; lines.Scan(); n++ {
		words := strings.Fields(lines.Text())
		if len(words) == 0 || strings.HasPrefix(words[0], "#") {
			continue
		}
		if o.Name == "" {
			if len(words) < 3 || words[0] != "object" {
				return nil, fmt.Errorf("line %d: want \"object NAME PREFIX\", got %q", n, lines.Text())
			}
			o.Name, o.KeyPrefix, o.Queryable = words[1], words[2], len(words) == 3
			continue
		}
		f, err := parseField(words)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		o.Fields = append(o.Fields, f)
	}
	return o, lines.Err()
}

func parseField(words []string) (*Field, error) {
	if len(words) < 3 || len(words[2]) != 5 {
		return nil, fmt.Errorf("want \"NAME TYPE FLAGS [RELATIONSHIP -> OBJECTS]\", got %q", words)
	}
	flag := func(i int) bool { return words[2][i] != '-' }
	f := &Field{
		Name: words[0], Type: Type(words[1]),
		Filterable: flag(0), Groupable: flag(1), Aggregatable: flag(2), Sortable: flag(3), Nillable: flag(4),
	}
	if len(words) == 6 && words[4] == "->" {
		if words[3] != "-" {
			f.Relationship = words[3]
		}
		f.ReferenceTo = strings.Split(words[5], ",")
	}
	return f, nil
}
