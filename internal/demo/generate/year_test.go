package generate_test

import (
	"fmt"
	"testing"

	"salesforce_exporter/internal/demo/generate"
	"salesforce_exporter/internal/demo/generate/generatetest"
	"salesforce_exporter/internal/demo/store"
)

// openDeals are those that were open at a moment, with the close date of then.
const openDeals = `(SELECT h.CloseDate due, u.role FROM OpportunityHistory h
	JOIN (SELECT OpportunityId, MAX(CreatedDate) at FROM OpportunityHistory
		WHERE CreatedDate < unixepoch('%[1]s') GROUP BY 1) l
	ON l.OpportunityId = h.OpportunityId AND l.at = h.CreatedDate
	JOIN Opportunity o ON o.Id = h.OpportunityId
	JOIN (SELECT u.Id, r.Name role FROM User u JOIN UserRole r ON r.Id = u.UserRoleId) u ON u.Id = o.OwnerId
	WHERE h.StageName NOT LIKE 'Closed%%')`

func overdue(t *testing.T, st *store.Store, day, where string) (ratio float64) {
	t.Helper()
	query := fmt.Sprintf("SELECT AVG(due < '%[1]s') FROM "+openDeals+" WHERE "+where, day)
	if err := st.DB().QueryRowContext(t.Context(), query).Scan(&ratio); err != nil {
		t.Fatal(err)
	}
	return ratio
}

// TestAYear looks for what a year of a company shows: it is not the same month
// again and again.
func TestAYear(t *testing.T) {
	st, _ := fill(t, generate.Options{Seed: 1, Now: noon})
	rows := func(query string) float64 { return float64(generatetest.Count(t, st, noon, query)) }
	t.Run("the overdue share rises and falls", func(t *testing.T) {
		least, most := 1.0, 0.0
		for month := 1; month <= 12; month++ {
			ratio := overdue(t, st, fmt.Sprintf("2025-%02d-01", month), "TRUE")
			least, most = min(least, ratio), max(most, ratio)
		}
		if least < 0.1 || most > 0.45 || most < least+0.08 {
			t.Errorf("of the open deals %.2f to %.2f are overdue, want 0.10 to 0.45, and not the same at all times", least, most)
		}
	})
	t.Run("hygiene differs by team", func(t *testing.T) {
		good := overdue(t, st, "2026-03-11", "role = 'Account Executive EMEA'")
		bad := overdue(t, st, "2026-03-11", "role = 'Account Executive APAC'")
		if bad < 1.5*good {
			t.Errorf("overdue: %.2f where hygiene is good, %.2f where it is not, want half as much again", good, bad)
		}
	})
	t.Run("deals slip", func(t *testing.T) {
		if slipped := rows(`SELECT Id FROM Opportunity WHERE PushCount > 0`) / rows(`SELECT Id FROM Opportunity`); slipped < 0.25 || slipped > 0.5 {
			t.Errorf("%.2f of the deals slipped, want 0.25 to 0.5", slipped)
		}
	})
	t.Run("quarters end", func(t *testing.T) {
		won := func(days string) float64 {
			return rows(`SELECT Id FROM Opportunity WHERE IsWon = 1 AND substr(CloseDate, 6) BETWEEN ` + days)
		}
		last := won(`'03-21' AND '03-31'`) + won(`'06-20' AND '06-30'`) + won(`'09-20' AND '09-30'`)
		first := won(`'04-01' AND '04-11'`) + won(`'07-01' AND '07-11'`) + won(`'10-01' AND '10-11'`)
		if last < 1.5*first {
			t.Errorf("%v deals won in the last days of quarters, %v in the first, want half as many again", last, first)
		}
	})
	// The days are those of habit.go, before noon.
	done := func(role, from, to string) float64 {
		return rows(fmt.Sprintf(`SELECT t.Id FROM Task t JOIN User u ON u.Id = t.OwnerId JOIN UserRole r ON r.Id = u.UserRoleId
			WHERE r.Name = '%s' AND t.TaskSubtype IN ('Call', 'Email') AND t.CreatedDate BETWEEN unixepoch('%s') AND unixepoch('%s')`, role, from, to))
	}
	t.Run("a release breaks a habit", func(t *testing.T) {
		before := done("Account Executive EMEA", "2025-09-02", "2025-10-12")
		then := done("Account Executive EMEA", "2025-10-12", "2025-11-21")
		if then > 0.5*before {
			t.Errorf("%v calls and e-mails after the release, %v before, want half at most", then, before)
		}
	})
	t.Run("a training helps a region", func(t *testing.T) {
		signIns := func(region, from, to string) float64 {
			return rows(fmt.Sprintf(`SELECT l.Id FROM LoginHistory l JOIN User u ON u.Id = l.UserId
				WHERE u.Department = 'Sales' AND u.Country %s AND l.LoginTime BETWEEN unixepoch('%s') AND unixepoch('%s')`, region, from, to))
		}
		growth := func(region string) float64 {
			return signIns(region, "2026-01-12", "2026-02-06") / signIns(region, "2025-09-15", "2025-10-10")
		}
		if trained, others := growth("= 'United States'"), growth("= 'Germany'"); trained < 1.2*others {
			t.Errorf("logins %.2f times as many where people were trained, %.2f elsewhere, want a fifth more", trained, others)
		}
	})
	t.Run("nobody works between the years", func(t *testing.T) {
		away := done("Support Tier 1", "2025-12-22", "2026-01-03")
		usual := done("Support Tier 1", "2026-01-12", "2026-01-24")
		if away > 0.3*usual {
			t.Errorf("%v calls and e-mails at the end of the year, %v in January, want 0.3 of them at most", away, usual)
		}
	})
}
