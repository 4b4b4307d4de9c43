package engagement

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"salesforce_exporter/internal/demo/engagement/model"
)

const (
	// maxFilters is how many fields a query can be filtered by; several filters
	// on one field count once (API guide, Version 5 Overview).
	maxFilters = 3

	defaultLimit = 200
	maxLimit     = 1000
)

// A filtering is what the parameters of a query make of all rows.
type filtering struct {
	conditions []string
	args       []any
	fields     []string // that are filtered by
	order      string   // a column
	descending bool
	limit      int
}

// A comparison is how the name of a parameter goes on behind the field's.
type comparison struct {
	suffix   string
	operator string
}

func comparisons(f model.Field) []comparison {
	equal := comparison{"", "="}
	switch {
	case f.Filter == model.NoFilter:
		return nil
	case f.Filter == model.Equal:
		return []comparison{equal}
	case f.Type == model.DateTime:
		return []comparison{equal, {"After", ">"}, {"AfterOrEqualTo", ">="}, {"Before", "<"}, {"BeforeOrEqualTo", "<="}}
	}
	return []comparison{equal, {"List", "IN"}, {"GreaterThan", ">"}, {"GreaterThanOrEqualTo", ">="}, {"LessThan", "<"},
		{"LessThanOrEqualTo", "<="}}
}

// readFilters reads all parameters but fields.
func readFilters(object *model.Object, params url.Values) (*filtering, error) {
	q := &filtering{order: "id", limit: defaultLimit}
	deleted := "false"
	for _, name := range sortedNames(params) {
		if len(params[name]) > 1 {
			return nil, badParameter("%s is given twice", name)
		}
		value := params.Get(name)
		var err error
		switch name {
		case "fields":
		case "limit":
			err = q.readLimit(value)
		case "orderBy":
			err = q.readOrder(object, value)
		case "deleted":
			deleted = value
		default:
			err = q.readFilter(object, name, value)
		}
		if err != nil {
			return nil, err
		}
	}
	if len(q.fields) > maxFilters {
		return nil, tooManyFilters()
	}
	return q, q.readDeleted(object, deleted)
}

func sortedNames(params url.Values) []string {
	var names []string
	for name := range params {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func (q *filtering) readLimit(value string) error {
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > maxLimit {
		return badParameter("limit %q is not from 1 to %d", value, maxLimit)
	}
	q.limit = n
	return nil
}

// readOrder reads one field and, if it is there, a direction.
func (q *filtering) readOrder(object *model.Object, value string) error {
	name, direction, _ := strings.Cut(value, " ")
	f, ok := object.Field(name)
	if !ok || !f.Order {
		return badParameter("%s cannot be ordered by %q", object.Name, value)
	}
	switch strings.ToUpper(direction) {
	case "", "ASC":
	case "DESC":
		q.descending = true
	default:
		return badParameter("orderBy %q is neither ASC nor DESC", value)
	}
	q.order = f.Name
	return nil
}

// readDeleted says whether rows in the recycle bin count. What objects do with the
// parameter that have no field for it, such as visits, is not documented; that
// they ignore it is assumed.
func (q *filtering) readDeleted(object *model.Object, value string) error {
	if _, ok := object.Field(model.Deleted); !ok {
		return nil
	}
	switch value {
	case "all":
	case "true":
		q.conditions = append(q.conditions, "t."+model.Deleted+" = 1")
	case "false":
		q.conditions = append(q.conditions, "t."+model.Deleted+" = 0")
	default:
		return badParameter("deleted %q is neither all, true nor false", value)
	}
	return nil
}

func (q *filtering) readFilter(object *model.Object, name, value string) error {
	for _, f := range object.Fields {
		suffix, ok := strings.CutPrefix(name, f.Name)
		if !ok {
			continue
		}
		i := slices.IndexFunc(comparisons(f), func(c comparison) bool { return c.suffix == suffix })
		if i < 0 {
			continue
		}
		if !slices.Contains(q.fields, f.Name) {
			q.fields = append(q.fields, f.Name)
		}
		return q.compare(f, comparisons(f)[i].operator, name, value)
	}
	return badParameter("%s", name)
}

func (q *filtering) compare(f model.Field, operator, name, value string) error {
	texts := []string{value}
	if operator == "IN" {
		texts = strings.Split(value, ",")
	}
	for _, text := range texts {
		arg, ok := stored(f.Type, text)
		if !ok {
			return badParameter("%s cannot be %q", name, text)
		}
		q.args = append(q.args, arg)
	}
	q.conditions = append(q.conditions, "t."+f.Name+" "+operator+" (?"+strings.Repeat(", ?", len(texts)-1)+")")
	return nil
}

// stored turns the value of a filter into what the table has. Times have an
// offset: a literal + in an address is a space and makes none.
func stored(kind model.Type, text string) (any, bool) {
	switch kind {
	case model.DateTime:
		if strings.HasSuffix(text, "Z") {
			return nil, false // as clients found (PostHog/posthog)
		}
		t, err := time.Parse(time.RFC3339, text)
		return t.Unix(), err == nil
	case model.Text:
		return text, text != ""
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil
}
