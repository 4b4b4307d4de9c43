package collector_test

import (
	"strings"
	"testing"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/soql"
)

// sayable lists the objects of the statements about days that are asked at a moment.
func sayable(plan collector.Plan, m collector.Moment) map[string]int {
	objects := map[string]int{}
	for _, q := range plan.Queries {
		if statement, ok := q.At(m); ok && q.Noted != nil {
			objects[statement.Object]++
		}
	}
	return objects
}

// TestHabitsReadOneSource reads what Salesforce measures, and logins only where that has
// nothing; each day once.
func TestHabitsReadOneSource(t *testing.T) {
	plan := newSetup(&collector.PeopleSource{}).planOf(t, "habits", collector.OpenSchema())
	m := collector.Moment{Now: noon(), Zone: time.UTC, Diaries: collector.NewDiaries()}
	for _, d := range m.Diaries {
		d.Turn(collector.DayOf(noon(), time.UTC) - 1)
	}
	if got := sayable(plan, m); got["LightningUsageByAppTypeMetrics"] != 11 || len(got) != 1 {
		t.Errorf("at first %v are asked, want when everybody came first, yesterday and nine weeks of Lightning usage", got)
	}
	answer := func(rows ...[]string) {
		for _, q := range plan.Queries {
			if q.Noted == nil {
				continue
			}
			if statement, take, ok := q.Noted(m); ok && statement.Object == "LightningUsageByAppTypeMetrics" {
				if err := take(soql.Answer{Rows: soql.RowsOf(rows)}); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	answer()
	if got := sayable(plan, m); got["LoginHistory"] != 11 || got["LightningUsageByAppTypeMetrics"] > 1 {
		t.Errorf("without Lightning usage %v are asked, want logins, and whether there is any by now", got)
	}
	answer([]string{userID(1), "2026-03-02"})
	m.Diaries.Of(collector.SourceLightning).Put(0, m.Diaries.Of(collector.SourceLightning).Last, nil, true)
	if got := sayable(plan, m); got["LightningUsageByAppTypeMetrics"] != 1 || len(got) != 1 {
		t.Errorf("when all is known %v are asked, want yesterday alone", got)
	}
	m.Now = m.Now.AddDate(0, 0, 2)
	for _, d := range m.Diaries {
		d.Turn(collector.DayOf(m.Now, time.UTC) - 1)
	}
	for _, q := range plan.Queries {
		if statement, ok := q.At(m); ok && q.Noted != nil && !strings.Contains(statement.Where, "2026-03-0") {
			t.Errorf("two days later this is asked: %s", statement)
		}
	}
	if got := sayable(plan, m); got["LightningUsageByAppTypeMetrics"] != 2 {
		t.Errorf("two days later %v are asked, want yesterday and the day before", got)
	}
}
