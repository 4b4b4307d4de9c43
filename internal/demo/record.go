package demo

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"salesforce_exporter/internal/demo/schema"
	"salesforce_exporter/internal/demo/store"
)

// record answers /sobjects/X/ID: one record with all its fields or with those
// that ?fields= names, and always with its id.
func (o *Org) record(ctx context.Context, c *call) (any, error) {
	object, ok := o.visible.Load().Object(c.path[1])
	if !ok || !object.Queryable {
		return nil, notFound()
	}
	id, err := recordID(c.path[2])
	if err != nil {
		return nil, err
	}
	fields, err := recordFields(object, c.params.Get("fields"))
	if err != nil {
		return nil, err
	}
	statement := "SELECT " + strings.Join(fields, ", ") + " FROM " + object.Name + " WHERE Id = '" + id + "'"
	// Archived records are found as well; deleted ones say that they are.
	found, err := o.engine(c.version).Query(ctx, statement, true)
	if err != nil {
		return nil, err
	}
	if len(found.Records) == 0 {
		return nil, notFound()
	}
	deleted, err := o.isDeleted(ctx, object.Name, id)
	if err != nil {
		return nil, err
	}
	if deleted {
		return nil, refuse(http.StatusNotFound, "ENTITY_IS_DELETED", "entity is deleted")
	}
	return found.Records[0], nil
}

// recordID checks an id of 15 or 18 characters. What is none is taken for the
// name of a field with an external id (object-sync-for-salesforce#211).
func recordID(text string) (string, error) {
	if !validReference(text) || strings.Contains(text, "_") || len(text) != 15 && len(text) != 18 {
		return "", refuse(http.StatusNotFound, "NOT_FOUND",
			"Provided external ID field does not exist or is not accessible: %s", text)
	}
	if len(text) == 15 {
		return longID(text), nil
	}
	return text, nil
}

// recordFields lists the fields to read. The text of the refusal is an
// assumption.
func recordFields(object *schema.Object, named string) ([]string, error) {
	var fields []string
	if named == "" {
		for _, f := range object.Fields {
			if !f.Type.Compound() || f.Type == "address" {
				fields = append(fields, f.Name)
			}
		}
		return fields, nil
	}
	for _, name := range strings.Split(named, ",") {
		f, ok := object.Field(strings.TrimSpace(name))
		if !ok {
			return nil, refuse(http.StatusBadRequest, "INVALID_FIELD", "No such column '%s' on sobject of type %s",
				strings.TrimSpace(name), object.Name)
		}
		if !slices.Contains(fields, f.Name) {
			fields = append(fields, f.Name)
		}
	}
	if !slices.Contains(fields, "Id") {
		fields = append(fields, "Id")
	}
	return fields, nil
}

func (o *Org) isDeleted(ctx context.Context, object, id string) (deleted bool, err error) {
	stored, ok := o.rows.store.Schema().Object(object)
	if !ok {
		return false, nil
	}
	if _, ok := stored.Field("IsDeleted"); !ok {
		return false, nil
	}
	text := "SELECT COALESCE(IsDeleted, 0) FROM " + store.Quote(object) + " WHERE Id = ?"
	if err := o.DB().QueryRowContext(ctx, text, id).Scan(&deleted); err != nil {
		return false, fmt.Errorf("read %s %s: %w", object, id, err)
	}
	return deleted, nil
}
