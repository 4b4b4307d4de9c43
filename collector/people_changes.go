package collector

import (
	"fmt"
	"time"

	"salesforce_exporter/internal/soql"
)

// Changed asks for the users that changed at or after an instant, in place of
// the Queries of the plan, so that a big User table is not read again and
// again. A login does not touch SystemModstamp. What a row shows of other
// objects, such as the name of a role, changes without a trace on the row, so
// the whole table has to be read once in a while all the same. It returns
// nothing where the org does not let anybody filter by these fields. Insiders
// leaves out customers and partners, where nobody says that they are counted.
func (p PeoplePlan) Changed(since time.Time, insiders bool) []soql.Statement {
	if !p.tellsChanges {
		return nil
	}
	at := soql.DateTime(since)
	changed := fmt.Sprintf("SystemModstamp >= %s OR LastLoginDate >= %s", at, at)
	rows := p.Statement
	rows.Where = changed
	if p.Counted == nil {
		if insiders && p.members != nil {
			rows.Where = soql.And(changed, "UserType = 'Standard'")
		}
		return []soql.Statement{rows}
	}
	counted := *p.Counted
	counted.Where = soql.And(counted.Where, changed)
	return []soql.Statement{rows, counted}
}

// Update takes the answers to Changed into people that Read made.
func (p PeoplePlan) Update(people *People, answers []soql.Answer, userID string) error {
	people.At = answers[0].At
	if err := p.take(people, answers, userID); err != nil {
		return err
	}
	people.merge()
	return nil
}
