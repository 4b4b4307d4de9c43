package soql

import (
	"strings"

	"salesforce_exporter/internal/demo/schema"
	"salesforce_exporter/internal/demo/store"
)

// OwnerField returns the field that says whose a record is: OwnerId or, in
// histories of people such as LoginHistory, UserId.
func OwnerField(object *schema.Object) (*schema.Field, bool) {
	if f, ok := object.Field("OwnerId"); ok {
		return f, true
	}
	return object.Field("UserId")
}

// shared hides rows that sharing keeps from the user. Nothing tells the user
// of them: counts are smaller.
func (t *translator) shared() []fragment {
	if t.session.Owners == nil {
		return nil
	}
	owners, private := t.session.Owners(t.root.object.Name)
	if !private {
		return nil
	}
	// A user who may not see the owner is restricted by it all the same.
	stored, ok := t.session.Store.Schema().Object(t.root.object.Name)
	if !ok {
		return nil
	}
	owner, ok := OwnerField(stored)
	if !ok || len(owners) == 0 {
		return []fragment{{sql: "0"}}
	}
	args := make([]any, len(owners))
	for i, id := range owners {
		args[i] = id
	}
	column := t.root.targets[0].alias + "." + store.Quote(owner.Name)
	return []fragment{{column + " IN (?" + strings.Repeat(", ?", len(args)-1) + ")", args}}
}
