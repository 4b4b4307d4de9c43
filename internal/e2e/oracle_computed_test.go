package e2e

import (
	"database/sql"
	"fmt"
	"regexp"
	"time"
)

// computations are the metrics that take more than SQL.
func computations() []func(*oracle) {
	return []func(*oracle){
		(*oracle).salesCycle, (*oracle).qualityScores, (*oracle).spellings, (*oracle).shippedBoards, (*oracle).population,
		(*oracle).organization, (*oracle).habits, (*oracle).hours, (*oracle).onboarding,
	}
}

// salesCycle adds up the days between creation and close of the deals won
// in 90 days. SQL does not know on what day of a time zone an instant lies.
func (o *oracle) salesCycle() {
	f, n, backwards := figure{metric: "sales_cycle_seconds_90d", byOwner: true},
		figure{metric: "sales_cycle_opportunities_90d", byOwner: true},
		figure{metric: "opportunities_won_before_created_90d", byOwner: true}
	o.zeros(f, nil)
	o.zeros(n, nil)
	o.zeros(backwards, nil)
	text := `SELECT OwnerId, CloseDate, CreatedDate FROM Opportunity WHERE ` + live + ` AND IsWon = 1 AND ` +
		sinceDay("CloseDate", 90)
	o.query(text, func(rows *sql.Rows) error {
		var owner sql.NullString
		var closed string
		var created int64
		if err := rows.Scan(&owner, &closed, &created); err != nil {
			return err
		}
		to, err := time.Parse(time.DateOnly, closed)
		if err != nil {
			return err
		}
		year, month, day := time.Unix(created, 0).In(o.zone).Date()
		from := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
		if to.Before(from) {
			o.want[backwards.series(nil, o.teamOf(owner))]++
			return nil
		}
		o.want[f.series(nil, o.teamOf(owner))] += to.Sub(from).Seconds()
		o.want[n.series(nil, o.teamOf(owner))]++
		return nil
	})
}

func (o *oracle) shippedBoards() {
	for _, b := range shipped() {
		o.board(b, calendar{zone: o.zone, fiscalStart: time.January})
	}
	o.want["salesforce_leaderboard_dropped_series"] = 0
}

var populated = regexp.MustCompile(`^salesforce_field_(populated_records|not_countable)\{field="(\w+)",object="(\w+)"`)

// population counts what records have in the fields that are shown. Which fields
// these are is for TestPopulation to say.
func (o *oracle) population() {
	for series := range o.shown.series {
		found := populated.FindStringSubmatch(series)
		if found == nil {
			continue
		}
		kind, field, object := found[1], found[2], found[3]
		if kind == "not_countable" {
			o.want[series] = 1
			continue
		}
		records, filled := countFilled(o.t, o.db, object, field)
		o.want[fmt.Sprintf("salesforce_field_records{object=%q}", object)] = records
		o.want[series] = filled
		if records > 0 {
			o.want[fmt.Sprintf("salesforce_field_population_ratio{field=%q,object=%q}", field, object)] = filled / records
		}
	}
}

func (o *oracle) organization() {
	o.query(`SELECT Id, Name, OrganizationType, InstanceName, iif(IsSandbox, 'true', 'false') FROM Organization`,
		func(rows *sql.Rows) error {
			var id, name, edition, instance, sandbox string
			err := rows.Scan(&id, &name, &edition, &instance, &sandbox)
			o.want[fmt.Sprintf(`salesforce_organization_info{edition=%q,name=%q,org_id=%q,pod=%q,sandbox=%q}`, edition, name, id, instance,
				sandbox)] = 1
			return err
		})
}
