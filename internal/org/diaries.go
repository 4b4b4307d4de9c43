package org

import (
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/salesforce"
	"salesforce_exporter/internal/soql"
)

// turnDiaries makes the day before a moment the newest that diaries tell of.
func (o *Org) turnDiaries(now time.Time, zone *time.Location) {
	for _, diary := range o.diaries {
		diary.Turn(collector.DayOf(now, zone) - 1)
	}
}

// note puts an answer into a diary, which is all that anybody needs of it.
func (o *Org) note(q question, r salesforce.Result, out *outcome, now time.Time) {
	if err := q.take(r.Answer); err != nil {
		o.answers.fail(q.Query, err)
		out.fail(q.by, err)
		return
	}
	r.Answer.Rows = soql.Rows{}
	o.answers.keep(q.Query, r, now)
}

// pruneDiaries forgets people whom nobody knows any more.
func (o *Org) pruneDiaries() {
	people := o.joined.people
	if people == nil || o.joined.byID {
		return // which knows counted users and owners only
	}
	for _, diary := range o.diaries {
		diary.Keep(func(id string) bool { return people.Find(id) != nil })
	}
}

// rememberDiaries takes over what was kept of days, of which nothing may be missing.
func (o *Org) rememberDiaries(kept collector.Diaries) {
	for source := range o.diaries {
		if diary := kept[source]; diary != nil && diary.People != nil {
			o.diaries[source] = diary
		}
	}
}
