package e2e

import (
	"database/sql"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"salesforce_exporter/collector/board"
)

// rowsOfMeasure gives owner and value of the rows that a measure counts, in
// the time from :from, before :to, or on the days from :first to :last.
func rowsOfMeasure(m board.Measure) []string {
	switch m.Metric {
	case "logins":
		return []string{`SELECT UserId, 1 FROM LoginHistory WHERE Status = 'Success' AND LoginType IN (` + people +
			`) AND LoginTime >= :from AND LoginTime < :to`}
	case "records_created", "records_updated":
		owner, date := "OwnerId", "CreatedDate"
		if m.Metric == "records_updated" {
			owner, date = "LastModifiedById", "LastModifiedDate"
		}
		var all []string
		for _, object := range []string{"Account", "Contact", "Lead", "Opportunity", "Case", "Campaign", "Task", "Event"} {
			if m.Only == nil || slices.Contains(m.Only, object) {
				all = append(all, fmt.Sprintf(`SELECT %s, 1 FROM "%s" WHERE %s AND %[4]s >= :from AND %[4]s < :to`, owner, object,
					liveOf(object), date))
			}
		}
		return all
	case "mails":
		return []string{`SELECT OwnerId, 1 FROM Task WHERE ` + liveOf("Task") +
			` AND IsClosed = 1 AND TaskSubtype = 'Email' AND CompletedDateTime >= :from AND CompletedDateTime < :to`}
	case "activities_closed":
		text := `SELECT OwnerId, 1 FROM Task WHERE ` + liveOf("Task") +
			` AND IsClosed = 1 AND CompletedDateTime >= :from AND CompletedDateTime < :to`
		if m.Where != "" {
			text += ` AND ` + m.Where
		}
		return []string{text}
	case "open_opportunities":
		return []string{`SELECT OwnerId, 1 FROM Opportunity WHERE ` + live +
			` AND IsClosed = 0 AND StageName = 'Prospecting'`}
	case "cases_closed":
		return []string{`SELECT OwnerId, 1 FROM "Case" WHERE ` + live +
			` AND IsClosed = 1 AND ClosedDate >= :from AND ClosedDate < :to`}
	case "won_opportunities":
		return []string{`SELECT OwnerId, 1 FROM Opportunity WHERE ` + live +
			` AND IsWon = 1 AND CloseDate BETWEEN :first AND :last`}
	case "won_opportunities_amount":
		return []string{`SELECT OwnerId, coalesce(Amount, 0) FROM Opportunity WHERE ` + live +
			` AND IsWon = 1 AND CloseDate BETWEEN :first AND :last`}
	}
	return nil
}

// people are the ways by which people sign in.
const people = `'Application', 'Saml', 'Saml2', 'SAML Sfdc Initiated SSO', 'SAML Idp Initiated SSO', 'Third Party SSO', 'Lightning Login', 'Certificate-based login', 'Passwordless Login'`

// A span of time, and where it ends as a whole; zero for nowhere.
type span struct{ from, to, end time.Time }

// A calendar finds the spans of boards by walking from day to day.
type calendar struct {
	zone        *time.Location
	fiscalStart time.Month
}

// starts tells the days that periods of a name start on.
func (c calendar) starts(p board.Period, day time.Time) bool {
	first := day.Day() == 1
	months := func(n int, start time.Month) bool { return first && (int(day.Month()-start)+12)%n == 0 }
	switch p.Name {
	case "today":
		return true
	case "this_week":
		return day.Weekday() == time.Weekday(p.WeekStarts)
	case "this_month":
		return first
	case "this_quarter":
		return months(3, time.January)
	case "this_year":
		return months(12, time.January)
	case "this_fiscal_quarter":
		return months(3, c.fiscalStart)
	case "this_fiscal_year":
		return months(12, c.fiscalStart)
	}
	panic(p.Name)
}

// walk goes from a day to the next one that starts a period.
func (c calendar) walk(p board.Period, day time.Time, step int) (found time.Time, days int) {
	for ; !c.starts(p, day); days++ {
		day = day.AddDate(0, 0, step)
	}
	return day, days
}

func (c calendar) begins(day time.Time) time.Time {
	return beginning(day.Format(time.DateOnly), c.zone)
}

// spans are that of a board at a moment, and the one before up to the same
// point; zero where there is none.
func (c calendar) spans(p board.Period, now time.Time) (current, before span) {
	year, month, n := now.In(c.zone).Date()
	today := time.Date(year, month, n, 12, 0, 0, 0, time.UTC)
	point := func(day time.Time) time.Time {
		h, m, s := now.In(c.zone).Clock()
		return time.Date(day.Year(), day.Month(), day.Day(), h, m, s, 0, c.zone)
	}
	if p.Name == "now" {
		return span{}, span{}
	}
	if p.Name == "" {
		first, _ := time.Parse(time.DateOnly, p.Start)
		last, _ := time.Parse(time.DateOnly, p.End)
		end := c.begins(last.AddDate(0, 0, 1))
		return span{c.begins(first), end, end}, span{}
	}
	if n, err := strconv.Atoi(strings.TrimSuffix(p.Name, "d")); err == nil {
		return span{from: c.begins(today.AddDate(0, 0, -n)), to: now.Add(time.Second)},
			span{from: c.begins(today.AddDate(0, 0, -2*n)), to: point(today.AddDate(0, 0, -n))}
	}
	first, elapsed := c.walk(p, today, -1)
	next, _ := c.walk(p, today.AddDate(0, 0, 1), 1)
	earlier, _ := c.walk(p, first.AddDate(0, 0, -1), -1)
	current = span{c.begins(first), c.begins(next), c.begins(next)}
	before = span{from: c.begins(earlier), to: point(earlier.AddDate(0, 0, elapsed))}
	if !before.to.Before(current.from) {
		before.to = current.from.Add(-time.Second)
	}
	return current, before
}

// scores adds up a board by owner.
func (o *oracle) scores(b board.Board, s span) map[string]float64 {
	all := map[string]float64{}
	args := []any{
		sql.Named("from", s.from.Unix()), sql.Named("to", s.to.Unix()),
		sql.Named("first", s.from.In(o.zone).Format(time.DateOnly)),
		sql.Named("last", s.to.Add(-time.Second).In(o.zone).Format(time.DateOnly)),
	}
	for _, m := range b.Measures {
		for _, text := range rowsOfMeasure(m) {
			rows, err := o.db.QueryContext(o.t.Context(),
				`SELECT owner, total(value) FROM (SELECT NULL owner, 0 value UNION ALL `+text+`) WHERE owner IS NOT NULL GROUP BY owner`, args...)
			if err != nil {
				o.t.Fatalf("%v\n%s", err, text)
			}
			for rows.Next() {
				var id string
				var value float64
				if err := rows.Scan(&id, &value); err != nil {
					o.t.Fatal(err)
				}
				all[id] += max(m.Points, 0) * value
			}
			if err := rows.Err(); err != nil {
				o.t.Fatal(err)
			}
		}
	}
	for id, value := range all {
		all[id] = math.Round(value*100) / 100
	}
	return all
}

// A worker is a counted user.
type worker struct {
	id, name, user, manager string
	team
}

// workers lists counted users by id. Those of one name are numbered, with all
// that ever had it.
func (o *oracle) workers() (all []worker) {
	o.query(`SELECT u.Id, u.Name || CASE n WHEN 1 THEN '' ELSE ' (' || n || ')' END, lower(u.Username), coalesce(lower(m.Username), '')
		FROM (SELECT *, row_number() OVER (PARTITION BY Name ORDER BY Id) n FROM User) u
		LEFT JOIN User m ON m.Id = u.ManagerId
		WHERE `+counted+` AND NOT (`+orElse(o.leftOut, "false")+`) ORDER BY u.Id`, func(rows *sql.Rows) error {
		var w worker
		err := rows.Scan(&w.id, &w.name, &w.user, &w.manager)
		w.team = o.teams[w.id]
		all = append(all, w)
		return err
	})
	return all
}

// board computes all series of one board.
func (o *oracle) board(b board.Board, c calendar) {
	current, before := c.spans(b.Period, o.now)
	scores := o.scores(b, current)
	earlier := map[string]float64{}
	if !before.from.IsZero() {
		earlier = o.scores(b, before)
	}
	var here []worker
	for _, w := range o.workers() {
		if takesPart(b, w) {
			here = append(here, w)
		}
	}
	above := func(of map[string]float64, score float64) (above, below int) {
		for _, w := range here {
			if of[w.id] > score {
				above++
			} else if of[w.id] < score {
				below++
			}
		}
		return above, below
	}
	slices.SortStableFunc(here, func(a, b worker) int {
		return int(math.Copysign(1, scores[b.id]-scores[a.id])) * btoi(scores[a.id] != scores[b.id])
	})
	for i, w := range here {
		leads := b.Top > 0 && i < 10 && scores[w.id] == scores[here[0].id]
		best := (i < b.Top || leads) && scores[w.id] > 0
		if !best && i < len(here)-b.Bottom {
			continue
		}
		if b.TeamsOnly {
			continue
		}
		labels := fmt.Sprintf(`{board=%q,person=%q,profile=%q,region=%q,role=%q}`, b.Name, w.name, w.profile, w.region,
			w.role)
		short := fmt.Sprintf(`{board=%q,person=%q}`, b.Name, w.name)
		higher, lower := above(scores, scores[w.id])
		o.want["salesforce_leaderboard_score"+labels] = scores[w.id]
		o.want["salesforce_leaderboard_rank"+labels] = float64(higher + 1)
		if earlier[w.id] > 0 {
			then, _ := above(earlier, earlier[w.id])
			o.want["salesforce_leaderboard_rank_change"+labels] = float64(then - higher)
		}
		target := b.Target
		if own, ok := b.Targets[w.user]; ok {
			target = own
			o.want["salesforce_leaderboard_person_target"+short] = own
		}
		if b.Target == 0 && b.Targets == nil {
			target = scores[here[0].id]
		}
		if target > 0 {
			o.want["salesforce_leaderboard_progress_ratio"+short] = scores[w.id] / target
		}
		if b.Elimination {
			o.want["salesforce_leaderboard_elimination_order"+short] = float64(lower + 1)
		}
	}
	o.aboutBoard(b, current, here, scores)
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func takesPart(b board.Board, w worker) bool {
	of := map[string]string{"role": w.role, "profile": w.profile, "region": w.region, "manager": w.manager}
	for label, values := range b.People {
		if !slices.Contains(values, of[label]) {
			return false
		}
	}
	return true
}

func (o *oracle) aboutBoard(b board.Board, current span, here []worker, scores map[string]float64) {
	o.want[fmt.Sprintf(`salesforce_leaderboard_info{board=%q,period=%q,title=%q,unit=%q}`, b.Name, b.Period.Title(),
		b.Title, b.Unit)] = 1
	board := fmt.Sprintf(`{board=%q}`, b.Name)
	if b.Target > 0 {
		o.want["salesforce_leaderboard_target"+board] = b.Target
	}
	if !current.end.IsZero() {
		o.want["salesforce_leaderboard_period_end_timestamp_seconds"+board] = float64(current.end.Unix())
	}
	if b.Team == "" {
		return
	}
	total, heads := map[string]float64{}, map[string]float64{}
	for _, w := range here {
		total[w.role] += scores[w.id]
		heads[w.role]++
	}
	for role, n := range heads {
		o.want[fmt.Sprintf(`salesforce_leaderboard_team_score{board=%q,team=%q}`, b.Name, role)] = total[role] / n
	}
}
