package demo

import (
	"context"
	"fmt"
	"time"

	"salesforce_exporter/internal/demo/schema"
	"salesforce_exporter/internal/demo/store"
)

// bornAt are the fields that say when a row came to be, of objects without a
// CreatedDate, and of those that are about a moment.
var bornAt = map[string]string{"LoginHistory": "LoginTime", "EmailMessage": "MessageDate"}

// A rewind takes the rows of a company back to a past moment, as far as they tell
// what was then: what came later goes, what closed later is open, and deals have the
// stage, the amount and the close date that their history has. Owners, and what
// leaves no trace, stay as they are.
type rewind struct {
	store *store.Store
	then  time.Time
}

// rewindTo takes rows back.
func rewindTo(ctx context.Context, st *store.Store, then time.Time) error {
	r := rewind{st, then}
	if err := r.uncase(ctx); err != nil {
		return err
	}
	for _, o := range st.Schema().Objects() {
		if err := r.forget(ctx, o); err != nil {
			return fmt.Errorf("take %s back to %s: %w", o.Name, then.Format(time.RFC3339), err)
		}
	}
	for _, step := range []struct {
		what, text string
		values     []any
	}{
		{"tasks", `UPDATE Task SET IsClosed = 0, Status = 'Not Started', CompletedDateTime = NULL WHERE CompletedDateTime > ?`,
			[]any{then.Unix()}},
		{"cases", `UPDATE "Case" SET IsClosed = 0, Status = 'Working', ClosedDate = NULL WHERE ClosedDate > ?`,
			[]any{then.Unix()}},
		{"leads", `UPDATE Lead SET IsConverted = 0, Status = 'Working - Contacted', ConvertedDate = NULL WHERE ConvertedDate >= ?`,
			[]any{then.UTC().Format(time.DateOnly)}},
		{"deals", `UPDATE Opportunity SET (StageName, Amount, CloseDate, Probability) = (
			SELECT h.StageName, h.Amount, h.CloseDate, h.Probability FROM OpportunityHistory h
			WHERE h.OpportunityId = Opportunity.Id ORDER BY h.CreatedDate DESC, h.Id DESC LIMIT 1)
			WHERE EXISTS (SELECT 1 FROM OpportunityHistory h WHERE h.OpportunityId = Opportunity.Id)`, nil},
		{"stages of deals", `UPDATE Opportunity SET (IsClosed, IsWon) = (
			SELECT s.IsClosed, s.IsWon FROM OpportunityStage s WHERE s.MasterLabel = Opportunity.StageName)`, nil},
		{"logins of users", `UPDATE "User" SET LastLoginDate = (SELECT MAX(l.LoginTime) FROM LoginHistory l
			WHERE l.UserId = "User".Id AND l.Status = 'Success') WHERE LastLoginDate > ?`, []any{then.Unix()}},
	} {
		if _, err := st.DB().ExecContext(ctx, step.text, step.values...); err != nil {
			return fmt.Errorf("take %s back: %w", step.what, err)
		}
	}
	return nil
}

// uncase gives cases the values that they had before they changed later.
func (r rewind) uncase(ctx context.Context) error {
	for _, field := range []string{"Priority", "Origin", "IsEscalated"} {
		value := "h.OldValue"
		if field == "IsEscalated" {
			value = "h.OldValue = 'true'"
		}
		_, err := r.store.DB().ExecContext(ctx, fmt.Sprintf(`UPDATE "Case" SET %[1]s = (SELECT %[2]s FROM CaseHistory h
			WHERE h.CaseId = "Case".Id AND h.Field = '%[1]s' AND h.CreatedDate > ?1 ORDER BY h.CreatedDate, h.Id LIMIT 1)
			WHERE Id IN (SELECT h.CaseId FROM CaseHistory h WHERE h.Field = '%[1]s' AND h.CreatedDate > ?1)`,
			field, value), r.then.Unix())
		if err != nil {
			return fmt.Errorf("take %s of cases back: %w", field, err)
		}
	}
	return nil
}

// forget deletes the rows of an object that came later.
func (r rewind) forget(ctx context.Context, o *schema.Object) error {
	name, ok := bornAt[o.Name]
	if !ok {
		name = "CreatedDate"
	}
	f, ok := o.Field(name)
	if !ok || f.Type != schema.TypeDateTime || o.Name == "OpportunityStage" {
		return nil
	}
	_, err := r.store.DB().ExecContext(ctx, fmt.Sprintf("DELETE FROM %s WHERE %s > ?", store.Quote(o.Name),
		store.Quote(f.Name)), r.then.Unix())
	return err
}
