package org

import (
	"time"

	"salesforce_exporter/collector"
)

// dayNotes note what groups by the day of the fields that statements look back by, because the schema is not kept.
type dayNotes struct {
	schema *collector.Schema
	days   map[string]string
}

func (n dayNotes) DayOf(object, field string) (expr string, ok bool) {
	if expr, ok = n.schema.DayOf(object, field); ok {
		n.days[object+"."+field] = expr
	}
	return expr, ok
}

func (dayNotes) DaysSince(string) (int, bool) { return 0, false }

// A calendar tells what day it is by the org's clock, where days begin for the integration user, and what groups by
// day.
type calendar struct {
	days  map[string]string
	today collector.Day // zero where it is not known
}

func (o *Org) calendar(now time.Time) calendar {
	c := calendar{days: o.schema.days}
	if m := o.moment(now); m.Zone != nil {
		c.today = collector.DayOf(m.Now, m.Zone)
	}
	return c
}

func (c calendar) DayOf(object, field string) (expr string, ok bool) {
	expr = c.days[object+"."+field]
	return expr, expr != ""
}

func (c calendar) DaysSince(day string) (days int, ok bool) {
	at, err := collector.ParseDay(day)
	return int(c.today - at), err == nil && c.today != 0
}
