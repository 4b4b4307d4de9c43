package demo

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"salesforce_exporter/internal/demo/soql"
)

// SetPrivate lets the running user see, of an object, only its own records and
// those of the given owners, who are ids or user names. Others are silently
// missing, as sharing has it.
func (o *Org) SetPrivate(ctx context.Context, object string, owners ...string) error {
	found, ok := o.rows.store.Schema().Object(object)
	if !ok {
		return fmt.Errorf("private %s: this org has no such object", object)
	}
	if _, ok := soql.OwnerField(found); !ok {
		return fmt.Errorf("private %s: its records have no owner", object)
	}
	ids := []string{o.user.ID}
	for _, owner := range owners {
		id, err := o.userID(ctx, owner)
		if err != nil {
			return fmt.Errorf("private %s: %w", object, err)
		}
		ids = append(ids, id)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.owners == nil {
		o.owners = map[string][]string{}
	}
	o.owners[found.Name] = ids
	return nil
}

// userID finds a user by id or user name.
func (o *Org) userID(ctx context.Context, owner string) (string, error) {
	if _, ok := o.rows.store.Schema().Object("User"); !ok {
		return "", errors.New("this org has no users")
	}
	var id string
	err := o.DB().QueryRowContext(ctx, `SELECT Id FROM "User" WHERE Id = ?1 OR Username = ?1 COLLATE NOCASE`,
		owner).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("no user has the id or name %s", owner)
	}
	if err != nil {
		return "", fmt.Errorf("find the user %s: %w", owner, err)
	}
	return id, nil
}

// visibleOwners says whose records of an object the running user sees.
func (o *Org) visibleOwners(object string) (owners []string, private bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	owners, private = o.owners[object]
	return owners, private
}
