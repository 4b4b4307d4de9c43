package live

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"salesforce_exporter/internal/demo/generate"
	"salesforce_exporter/internal/demo/generate/record"
	"salesforce_exporter/internal/demo/generate/words"
)

// measuredAt is how long after the end of a day Salesforce writes its usage down.
const measuredAt = 2 * time.Hour

// measure writes the usage of Lightning of days that have passed, as the nightly job
// does. The generated company has all days before the first step.
func (l *Life) measure(ctx context.Context, now time.Time) error {
	passed := now.Add(-measuredAt).Truncate(24 * time.Hour) // the first day that is not written down yet
	if l.unmeasured.IsZero() {
		l.unmeasured = now.Truncate(24 * time.Hour)
	}
	for ; l.unmeasured.Before(passed); l.unmeasured = l.unmeasured.AddDate(0, 0, 1) {
		if err := l.measureDay(ctx, l.unmeasured); err != nil {
			return fmt.Errorf("usage of %s: %w", l.unmeasured.Format(time.DateOnly), err)
		}
	}
	return nil
}

// use is with what somebody was there on a day.
type use struct{ desk, phone bool }

func (l *Life) measureDay(ctx context.Context, day time.Time) error {
	seen, err := l.seen(ctx, day)
	if err != nil {
		return err
	}
	batch, err := l.st.Begin(ctx)
	if err != nil {
		return err
	}
	defer batch.Rollback()
	rows := record.NewWriter(batch)
	at := day.AddDate(0, 0, 1).Add(measuredAt)
	app := func(p *generate.Person, name string) error {
		return rows.Insert(&record.LightningUsageByAppTypeMetrics{ID: l.company.IDs.Next("0Lt"), UserID: p.ID,
			AppExperience: name, MetricsDate: record.DateOf(day), SystemModstamp: at})
	}
	for i := range l.company.People {
		p := &l.company.People[i]
		u := seen[p.ID]
		if u.phone || !u.desk && l.Chance(p.Phone) { // a phone stays signed in
			if err := app(p, "Salesforce Mobile"); err != nil {
				return err
			}
		}
		if !u.desk {
			continue
		}
		if err := app(p, "Lightning Experience"); err != nil {
			return err
		}
		for _, m := range generate.PagesOf(l.Source, p.Adoption, words.Pages(string(p.Duty))) {
			m.ID, m.UserID, m.MetricsDate, m.SystemModstamp = l.company.IDs.Next("0Lp"), p.ID, record.DateOf(day), at
			if err := rows.Insert(m); err != nil {
				return err
			}
		}
	}
	return batch.Commit()
}

// seen tells who signed in on a day, and with what.
func (l *Life) seen(ctx context.Context, day time.Time) (map[string]use, error) {
	rows, err := l.st.DB().QueryContext(ctx, `SELECT DISTINCT UserId, Application = 'Salesforce for iOS' FROM LoginHistory
		WHERE Status = 'Success' AND LoginTime >= ? AND LoginTime < ?`, day.Unix(), day.AddDate(0, 0, 1).Unix())
	if err != nil {
		return nil, fmt.Errorf("look up who signed in: %w", err)
	}
	defer rows.Close()
	seen := map[string]use{}
	for rows.Next() {
		var id string
		var phone sql.NullBool
		if err := rows.Scan(&id, &phone); err != nil {
			return nil, fmt.Errorf("read who signed in: %w", err)
		}
		u := seen[id]
		u.phone, u.desk = u.phone || phone.Bool, u.desk || !phone.Bool
		seen[id] = u
	}
	return seen, rows.Err()
}
