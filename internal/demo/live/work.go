package live

import (
	"context"
	"database/sql"
	"fmt"
)

// desk is how many records of a kind the company keeps in mind.
const desk = 3000

// work is what there is to go on with.
type work struct {
	tasks    []task
	deals    []deal
	cases    []ticket
	leads    []lead
	accounts []account
	posts    []post
	reports  []string // ids
}

type post struct {
	id, parent string
	at         int64
}

type task struct{ id, owner, who, what, account, due string }

type deal struct {
	id, owner, account, stage, campaign, close string
	amount                                     float64
	priced                                     bool
	changed                                    int64
}

type ticket struct{ id, owner, status string }

type lead struct{ id, owner, first, last, company string }

type account struct{ id, owner, name, contact, mail string }

// lookUp finds the open work of people who are there to do it.
func (l *Life) lookUp(ctx context.Context) (*work, error) {
	w := &work{}
	err := l.each(ctx, `SELECT Id, OwnerId, IFNULL(WhoId, ''), IFNULL(WhatId, ''), IFNULL(AccountId, ''), IFNULL(ActivityDate, '')
		FROM Task WHERE IsClosed = 0 AND IsDeleted = 0 ORDER BY Id DESC LIMIT ?`, func(rows *sql.Rows) error {
		var t task
		err := rows.Scan(&t.id, &t.owner, &t.who, &t.what, &t.account, &t.due)
		if l.people[t.owner] != nil {
			w.tasks = append(w.tasks, t)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	err = l.each(ctx, `SELECT Id, OwnerId, AccountId, StageName, IFNULL(CampaignId, ''), CloseDate, IFNULL(Amount, 0), Amount IS NOT NULL,
		IFNULL(LastStageChangeDate, CreatedDate) FROM Opportunity WHERE IsClosed = 0 AND IsDeleted = 0 ORDER BY Id DESC LIMIT ?`, func(rows *sql.Rows) error {
		var d deal
		err := rows.Scan(&d.id, &d.owner, &d.account, &d.stage, &d.campaign, &d.close, &d.amount, &d.priced, &d.changed)
		if l.people[d.owner] != nil {
			w.deals = append(w.deals, d)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	err = l.each(ctx, `SELECT Id, OwnerId, Status FROM "Case" WHERE IsClosed = 0 AND IsDeleted = 0 ORDER BY Id DESC LIMIT ?`,
		func(rows *sql.Rows) error {
			var c ticket
			err := rows.Scan(&c.id, &c.owner, &c.status)
			if l.people[c.owner] != nil || c.owner == l.company.CaseQueue {
				w.cases = append(w.cases, c)
			}
			return err
		})
	if err != nil {
		return nil, err
	}
	err = l.each(ctx, `SELECT Id FROM Report WHERE IsDeleted = 0 ORDER BY Id DESC LIMIT ?`, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		w.reports = append(w.reports, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	return w, l.lookUpPeople(ctx, w)
}

// lookUpPeople finds whom one can call: leads, and contacts of accounts.
func (l *Life) lookUpPeople(ctx context.Context, w *work) error {
	err := l.each(ctx, `SELECT Id, OwnerId, IFNULL(FirstName, ''), LastName, Company
		FROM Lead WHERE IsConverted = 0 AND IsDeleted = 0 AND Status != 'Closed - Not Converted' ORDER BY Id DESC LIMIT ?`, func(rows *sql.Rows) error {
		var p lead
		err := rows.Scan(&p.id, &p.owner, &p.first, &p.last, &p.company)
		if l.people[p.owner] != nil {
			w.leads = append(w.leads, p)
		}
		return err
	})
	if err != nil {
		return err
	}
	return l.each(ctx, `SELECT a.Id, a.OwnerId, a.Name, c.Id, IFNULL(c.Email, '') FROM Contact c JOIN Account a ON a.Id = c.AccountId
		WHERE a.IsDeleted = 0 AND c.IsDeleted = 0 ORDER BY c.Id DESC LIMIT ?`, func(rows *sql.Rows) error {
		var a account
		err := rows.Scan(&a.id, &a.owner, &a.name, &a.contact, &a.mail)
		if l.people[a.owner] != nil {
			w.accounts = append(w.accounts, a)
		}
		return err
	})
}

func (l *Life) each(ctx context.Context, query string, row func(*sql.Rows) error) error {
	rows, err := l.st.DB().QueryContext(ctx, query, desk)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows); err != nil {
			return fmt.Errorf("read open work: %w", err)
		}
	}
	return rows.Err()
}

// take removes one of the things at random and returns it.
func take[T any](m *moment, from *[]T) (thing T, ok bool) {
	n := len(*from)
	if n == 0 {
		return thing, false
	}
	i := m.Int(0, n-1)
	thing = (*from)[i]
	(*from)[i] = (*from)[n-1]
	*from = (*from)[:n-1]
	return thing, true
}

// put keeps a thing in mind, unless there is too much already.
func put[T any](to *[]T, thing T) {
	if len(*to) < desk {
		*to = append(*to, thing)
	}
}
