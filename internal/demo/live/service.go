package live

import (
	"fmt"

	"salesforce_exporter/internal/demo/generate"
	"salesforce_exporter/internal/demo/generate/random"
	"salesforce_exporter/internal/demo/generate/record"
	"salesforce_exporter/internal/demo/generate/words"
)

// enterCase is a customer's question, for an agent or for the queue.
func (m *moment) enterCase() error {
	m.lastCase++
	row := &record.Case{System: record.Created(m.now, m.company.AutomatedID), ID: m.company.IDs.Next("500"),
		CaseNumber: fmt.Sprintf("%08d", m.lastCase),
		Subject:    random.Pick(m.Source, words.CaseSubjects()),
		Origin:     random.Pick(m.Source, []string{"Email", "Web", "Phone"}),
		Priority: random.Pick(m.Source,
			[]string{"Low", "Medium", "Medium", "High"}), Status: "New", OwnerID: m.company.CaseQueue}
	if len(m.work.accounts) > 0 {
		a := random.Pick(m.Source, m.work.accounts)
		row.AccountID, row.ContactID = a.id, a.contact
	}
	if p := m.someone(generate.Supporting); p != nil && m.Chance(0.7) {
		row.OwnerID = p.ID
	}
	put(&m.work.cases, ticket{id: row.ID, owner: row.OwnerID, status: row.Status})
	return m.rows.Insert(row)
}

// solveCase closes a case. One from the queue becomes that of who solved it.
func (m *moment) solveCase() error {
	c, ok := take(m, &m.work.cases)
	if !ok {
		return m.enterCase()
	}
	if m.people[c.owner] == nil {
		p := m.someone(generate.Supporting)
		if p == nil {
			p = m.someone()
		}
		c.owner = p.ID
	}
	now := m.now.Unix()
	err := m.batch.Exec(`UPDATE "Case" SET Status = 'Closed', IsClosed = 1, ClosedDate = ?, OwnerId = ?, LastModifiedDate = ?, SystemModstamp = ?, LastModifiedById = ?, CSAT__c = ? WHERE Id = ?`,
		now, c.owner, now, now, c.owner, m.satisfaction(), c.id)
	if err != nil {
		return fmt.Errorf("solve case: %w", err)
	}
	return m.rows.Insert(&record.CaseHistory{ID: m.company.IDs.Next("017"), CaseID: c.id, CreatedByID: c.owner,
		CreatedDate: m.now, Field: "Status", DataType: "Text", OldValue: c.status, NewValue: "Closed"})
}

// satisfaction is what the customer answers, or nil where they do not.
func (m *moment) satisfaction() any {
	if !m.Chance(0.35) {
		return nil
	}
	return float64(m.Int(2, 5))
}
