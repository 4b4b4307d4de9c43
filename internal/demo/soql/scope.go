package soql

import (
	"slices"
	"strings"

	"salesforce_exporter/internal/demo/schema"
	"salesforce_exporter/internal/demo/store"
)

// A Scope is what USING SCOPE can name for an object, as describe lists it.
type Scope struct {
	Label string `json:"label"`
	Name  string `json:"name"`
}

// The scopes that statements can name. Those of reports and dashboards are from
// the Object Reference, Report and Dashboard, Supported Query Scopes.
const (
	scopeEverything = "everything"
	scopeMine       = "mine"
	scopeAllPrivate = "allPrivate"
	scopeCreated    = "created"
	scopePublic     = "organizationOwned"
)

// userPrefix begins the ids of users: a folder with such an id is a user's
// private one.
const userPrefix = "005"

// folderField is the field that says in which folder a report or dashboard lies;
// nil for other objects.
func folderField(object *schema.Object) (*schema.Field, bool) {
	switch object.Name {
	case "Report":
		return object.Field("OwnerId")
	case "Dashboard":
		return object.Field("FolderId")
	}
	return nil, false
}

// Scopes lists the scopes of an object. Whether describe leaves out what the
// user has no permission for is not documented: it does here.
func (s *Session) Scopes(object *schema.Object) []Scope {
	name := strings.ToLower(object.Name)
	all := []Scope{{Label: "All " + name + "s", Name: scopeEverything}}
	if _, ok := folderField(object); ok {
		all = append(all, Scope{Label: "My personal " + name + "s", Name: scopeMine},
			Scope{Label: name + "s created by me", Name: scopeCreated},
			Scope{Label: "Unfiled public " + name + "s", Name: scopePublic})
		if !s.NoPrivateFolders {
			all = append(all, Scope{Label: "All private " + name + "s", Name: scopeAllPrivate})
		}
		return all
	}
	if _, ok := object.Field("OwnerId"); ok {
		all = append(all, Scope{Label: "My " + name + "s", Name: scopeMine})
	}
	return all
}

// checkScope finds the scope that a statement names. The code for one that the
// object does not have is an assumption.
func (t *translator) checkScope(st *statement, object *schema.Object) error {
	switch {
	case st.Scope == "" || strings.EqualFold(st.Scope, scopeEverything):
		return nil
	case t.nested() || t.level > 0:
		return unexpected(t.text, st.From.Pos, st.Scope)
	}
	scopes := t.session.Scopes(object)
	i := slices.IndexFunc(scopes, func(s Scope) bool { return strings.EqualFold(s.Name, st.Scope) })
	if i < 0 {
		return t.at(st.From.Pos).refuse(malformedQuery, "Unsupported scope '%s'", st.Scope)
	}
	t.scope = scopes[i]
	return nil
}

// scoped restricts the rows to those that USING SCOPE asks for. Without it,
// reports and dashboards in private folders of others are left out, whatever
// else the user may see (Salesforce Help 000317823).
func (t *translator) scoped() []fragment {
	stored, ok := t.session.Store.Schema().Object(t.root.object.Name)
	if !ok {
		return nil
	}
	column := func(f *schema.Field) string { return t.root.targets[0].alias + "." + store.Quote(f.Name) }
	user := t.session.UserID
	if folder, ok := folderField(stored); ok {
		return t.folders(column(folder), user)
	}
	if owner, ok := stored.Field("OwnerId"); ok && t.scope.Name == scopeMine {
		return []fragment{{column(owner) + " = ?", []any{user}}}
	}
	return nil
}

// folders restricts reports and dashboards by the folder that they lie in.
func (t *translator) folders(folder, user string) []fragment {
	private := "substr(" + folder + ", 1, 3) = '" + userPrefix + "'"
	switch t.scope.Name {
	case scopeAllPrivate:
		return []fragment{{sql: private}}
	case scopeMine:
		return []fragment{{folder + " = ?", []any{user}}}
	case scopeCreated:
		return []fragment{{t.root.targets[0].alias + "." + store.Quote("CreatedById") + " = ?", []any{user}}}
	case scopePublic:
		return []fragment{{sql: "substr(" + folder + ", 1, 3) = '00D'"}}
	}
	return []fragment{{"(" + folder + " IS NULL OR NOT (" + private + ") OR " + folder + " = ?)", []any{user}}}
}
