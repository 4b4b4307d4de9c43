package backfill

import (
	"fmt"
	"slices"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/past"
	"salesforce_exporter/internal/soql"
)

// readDeals makes deals of opportunities and their history, whose rows are in the
// order of opportunities and of time.
func readDeals(of, history soql.Answer, others []string) ([]past.Deal, error) {
	byID := make(map[string]int, of.Rows.Len())
	all := make([]past.Deal, of.Rows.Len())
	for i, row := range of.Rows.List() {
		created, err := soql.ParseTime(row[2])
		if err != nil {
			return nil, fmt.Errorf("read an opportunity: %w", err)
		}
		all[i] = past.Deal{ID: row[0], Owner: row[1], Created: created, Account: row[6]}
		for j, field := range others {
			if all[i].Others == nil {
				all[i].Others = map[string]string{}
			}
			all[i].Others[field] = row[7+j]
		}
		byID[row[0]] = i
	}
	for row := range history.Rows.All() {
		i, known := byID[row[0]]
		if !known {
			continue // it was deleted
		}
		state, err := stateOf(row[1:])
		if err != nil {
			return nil, fmt.Errorf("read the history of an opportunity: %w", err)
		}
		all[i].States = append(all[i].States, state)
	}
	for i, row := range of.Rows.List() {
		if all[i].States == nil { // it has no history, so it has always been so
			state, err := stateOf(row[2:6])
			if err != nil {
				return nil, fmt.Errorf("read an opportunity: %w", err)
			}
			all[i].States, all[i].Untold = []past.State{state}, true
		}
	}
	return all, nil
}

// stateOf reads moment, stage, amount and close date.
func stateOf(row []string) (past.State, error) {
	from, err := soql.ParseTime(row[0])
	if err != nil {
		return past.State{}, err
	}
	amount, err := soql.ParseNumber(row[2])
	return past.State{From: from, Stage: row[1], Amount: amount, NoAmount: row[2] == "", CloseDate: row[3]}, err
}

func readStages(a soql.Answer) map[string]past.Stage {
	all := map[string]past.Stage{}
	for row := range a.Rows.All() {
		all[row[0]] = past.Stage{Closed: row[1] == "true", Won: row[2] == "true"}
	}
	return all
}

// A crowd is the users as they are today, and since when each exists.
type crowd struct {
	plan    collector.PeoplePlan
	userID  string
	zone    *time.Location
	answers []soql.Answer
	born    map[string]time.Time
	id, at  int // columns of the id and the last login; -1 for none
}

func newCrowd(plan collector.PeoplePlan, userID string, answers []soql.Answer, births soql.Answer) (*crowd, error) {
	c := &crowd{plan: plan, userID: userID, answers: answers, born: map[string]time.Time{}}
	c.id, c.at = columnOf(plan.Statement, "Id"), columnOf(plan.Statement, "LastLoginDate")
	for row := range births.Rows.All() {
		created, err := soql.ParseTime(row[1])
		if err != nil {
			return nil, fmt.Errorf("read a user: %w", err)
		}
		c.born[row[0]] = created
	}
	return c, nil
}

func columnOf(s soql.Statement, expr string) int {
	return slices.IndexFunc(s.Columns, func(c soql.Column) bool { return c.Expr == expr })
}

// people are the users that existed at a moment, with their last logins by then; nil
// where there was nobody yet.
func (c *crowd) people(moment time.Time, logins map[string]string) (*collector.People, error) {
	then := slices.Clone(c.answers)
	then[0].At = moment
	var rows [][]string
	for row := range c.answers[0].Rows.All() {
		if !c.born[row[c.id]].Before(moment) {
			continue
		}
		if c.at >= 0 && logins != nil {
			row = slices.Clone(row)
			row[c.at] = c.lastLogin(row, moment, logins)
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	then[0].Rows = soql.RowsOf(rows)
	return c.plan.Read(then, c.userID, c.zone)
}

// lastLogin is when a user had logged in last. One of before the login history is
// there only where no other came since.
func (c *crowd) lastLogin(row []string, moment time.Time, logins map[string]string) string {
	if at := logins[row[c.id]]; at != "" {
		return at
	}
	if at, err := soql.ParseTime(row[c.at]); err == nil && !at.IsZero() && at.Before(moment) {
		return row[c.at]
	}
	return ""
}
