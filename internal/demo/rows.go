package demo

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"salesforce_exporter/internal/demo/load"
	"salesforce_exporter/internal/demo/store"
)

// rows are the records of an org and what is known about it as a whole.
type rows struct {
	store           *store.Store
	orgID           string
	userID          string // of the running user
	inventedUser    bool   // the running user has no row
	fiscalYearStart time.Month
	businessUnit    string        // empty where there is no Account Engagement
	export          *load.Summary // nil for a generated company
	// step lives on for a second; nil where the org stands still.
	step func(ctx context.Context, now time.Time) error
}

// finish completes a generated org: the running user lives in the zone that
// was asked for.
func (r *rows) finish(ctx context.Context, zone string) error {
	_, err := r.store.DB().ExecContext(ctx, `UPDATE "User" SET TimeZoneSidKey = ? WHERE Id = ?`, zone, r.userID)
	if err != nil {
		return fmt.Errorf("time zone of the running user: %w", err)
	}
	return r.readFiscalYear(ctx)
}

// adopt completes a loaded org. Nothing is added to its rows: the running user
// has an id that none of them has.
func (r *rows) adopt(ctx context.Context) error {
	r.orgID = numberedID("00D", 1)
	if err := r.readFirst(ctx, "Organization", "Id", &r.orgID); err != nil {
		return err
	}
	r.inventedUser = true
	if err := r.inventUser(ctx); err != nil {
		return err
	}
	return r.readFiscalYear(ctx)
}

func (r *rows) inventUser(ctx context.Context) error {
	// Ids count upwards, so the highest are the last to be taken.
	for n := 999_999_999_999; ; n-- {
		r.userID = numberedID("005", n)
		if _, ok := r.store.Schema().Object("User"); !ok {
			return nil
		}
		var taken bool
		err := r.store.DB().QueryRowContext(ctx, `SELECT COUNT(*) FROM "User" WHERE Id = ?`, r.userID).Scan(&taken)
		if err != nil {
			return fmt.Errorf("id of the running user: %w", err)
		}
		if !taken {
			return nil
		}
	}
}

func (r *rows) readFiscalYear(ctx context.Context) error {
	month := int(time.January)
	if err := r.readFirst(ctx, "Organization", "FiscalYearStartMonth", &month); err != nil {
		return err
	}
	r.fiscalYearStart = time.Month(month)
	return nil
}

// readFirst reads a field of an object's only row. Where the org has no such
// object, field, row or value, the target keeps what it has.
func (r *rows) readFirst(ctx context.Context, object, field string, target any) error {
	o, ok := r.store.Schema().Object(object)
	if !ok {
		return nil
	}
	if _, ok := o.Field(field); !ok {
		return nil
	}
	text := fmt.Sprintf("SELECT %[1]s FROM %[2]s WHERE %[1]s IS NOT NULL LIMIT 1", store.Quote(field), store.Quote(object))
	err := r.store.DB().QueryRowContext(ctx, text).Scan(target)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("read %s.%s: %w", object, field, err)
	}
	return nil
}
