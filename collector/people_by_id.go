package collector

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"salesforce_exporter/internal/soql"
)

// mostPages bounds the pages of User that are read completely: 75 are 150,000
// rows. Where there are more, most of them are customers or partners with access
// to a site. Then only counted users are read, and owners of records. To read by
// id costs three calls where a page costs one, so it has to leave out many.
const mostPages = 75

// idsAStatement bounds the ids in one condition. So many take a quarter of what a
// URL may have.
const idsAStatement = 200

// MostOwners bounds the owners of records that are looked up.
const MostOwners = 50_000

// standardUsers are the counted users where no condition says who they are.
const standardUsers = "IsActive = true AND UserType = 'Standard'"

// planMembers asks for the ids of counted users alone.
func (p *PeoplePlan) planMembers(s *Schema) {
	where := standardUsers
	if p.Counted != nil {
		where = p.Counted.Where
	}
	if !p.TellsCounted() || s.CheckCondition("User", where) != nil || s.Check("User", "Id", Filters) != nil {
		return
	}
	members := s.typed(soql.Statement{Object: "User", Columns: []soql.Column{{Expr: "Id"}}, Where: where})
	p.members = &members
}

// Members asks for the ids of counted users. It is not ok where the org does not
// let anybody filter by what tells them.
func (p PeoplePlan) Members() (members soql.Statement, ok bool) {
	if p.members == nil {
		return soql.Statement{}, false
	}
	return *p.members, true
}

// ByID asks for single rows of User, as Statement asks for all.
func (p PeoplePlan) ByID(ids []string) []soql.Statement {
	var all []soql.Statement
	for chunk := range slices.Chunk(ids, idsAStatement) {
		s := p.Statement
		s.Where, s.MaxPages = "Id IN ("+soql.QuoteAll(chunk)+")", 0
		all = append(all, s)
	}
	return all
}

// Further lists what is asked of User besides the queries of the plan: what changed
// since a moment and, where the table is too large, counted users and single rows.
func (p PeoplePlan) Further(since time.Time) []soql.Statement {
	all := p.Changed(since, false)
	if members, ok := p.Members(); ok {
		all = append(all, p.Changed(since, true)...)
		all = append(append(all, members), p.ByID([]string{userPrefix + "000000000000AAA"})...)
	}
	return slices.CompactFunc(all, func(a, b soql.Statement) bool { return a.String() == b.String() })
}

// Add takes rows of owners of records into people that Read made. They are not
// counted where a condition says who is: the ids of all of those were read.
func (p PeoplePlan) Add(people *People, rows [][]string) error {
	for _, row := range rows {
		kind := notChosen
		if p.Counted == nil {
			kind = p.columns.kind(row, people.exporter)
		}
		if err := people.put(p.columns, row, kind); err != nil {
			return err
		}
	}
	people.merge()
	return nil
}

// Unknown lists the users among those whom the answers are joined to that are not
// in people.
func (p Plan) Unknown(answers Answers, people *People) []string {
	ids := map[string]bool{}
	for _, part := range p.Parts {
		for text, column := range part.Needs().Owners {
			for row := range answers[text].Rows.All() {
				if id := row[column]; strings.HasPrefix(id, userPrefix) && !people.knows(id) {
					ids[id] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(ids))
}

// userPrefix starts the id of every user (Salesforce Help, Standard Field Record ID
// Prefix Decoder).
const userPrefix = "005"

func (p *People) knows(id string) bool {
	_, ok := p.byID[id]
	return ok
}

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
