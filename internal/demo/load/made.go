package load

import (
	"fmt"
	"slices"

	"salesforce_exporter/internal/demo/schema"
	"salesforce_exporter/internal/demo/store"
)

// unknown are the fields that the data export service leaves out, and that only
// tell kinds apart: all rows are of an unknown kind.
var unknown = map[string]string{"Task": "TaskSubtype", "Event": "EventSubtype"}

// unknownKind is the value of a field that the export lacks.
const unknownKind = "unknown"

// addUnknown gives all rows an unknown kind if the export has no kinds.
func (t *table) addUnknown() {
	name := unknown[t.object]
	if name == "" || len(t.columns) == 0 || t.column(name) != nil {
		return
	}
	known, _ := t.standard.Field(name) // activities have one
	// A filter, such as for calls, would find nothing, and be wrong.
	field := *known
	field.Filterable, field.Aggregatable = false, false
	t.columns = append(t.columns, &column{name: field.Name, field: &field, seen: true, fixed: unknownKind})
}

// addUserTypes gives users the type of their profile where only profiles have
// one. It is the same: that of the licence (Object Reference, User).
func addUserTypes(tables []*table, all *schema.Schema) {
	named := func(object string) *table {
		i := slices.IndexFunc(tables, func(t *table) bool { return t.object == object })
		if i < 0 {
			return nil
		}
		return tables[i]
	}
	users, profiles := named("User"), named("Profile")
	if users == nil || profiles == nil || users.column("ProfileId") == nil || users.column("UserType") != nil ||
		profiles.column("UserType") == nil {
		return
	}
	users.columnFor("UserType", all)
	users.typed = true
}

// nameParts are what a person's Name is made of (Object Reference, Contact).
var nameParts = []string{"FirstName", "MiddleName", "LastName", "Suffix"}

// findNames makes a Name of its parts where the export has none: the data
// export service leaves out compound fields.
func (t *table) findNames() {
	switch t.object {
	case "User", "Contact", "Lead":
	default:
		return
	}
	if len(t.columns) == 0 || t.column("Name") != nil {
		return
	}
	for _, part := range nameParts {
		if t.column(part) != nil {
			t.names = append(t.names, part)
		}
	}
	if t.names == nil {
		return
	}
	field, _ := t.standard.Field("Name") // people have one
	t.columns = append(t.columns, &column{name: field.Name, field: field, seen: true})
}

// takeUserTypes gives users the type of their profile, where they have none.
func (e *Export) takeUserTypes(batch *store.Batch) error {
	for _, t := range e.tables {
		if !t.typed {
			continue
		}
		if err := batch.Exec(`UPDATE User SET UserType = (SELECT UserType FROM Profile WHERE Profile.Id = User.ProfileId)`); err != nil {
			return fmt.Errorf("types of users: %w", err)
		}
	}
	return nil
}
