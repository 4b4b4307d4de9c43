package backfill

import (
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/past"
	"salesforce_exporter/internal/soql"
)

// between is the statement of a flow in some time, by day and, where hourly, by hour.
func between(f past.Flow, from, to time.Time, hourly bool) soql.Statement {
	s := f.Statement
	within := f.Field + " >= " + literal(f.Date, from) + " AND " + f.Field + " < " + literal(f.Date, to)
	if f.Rows {
		s.Where, s.MaxPages = soql.And(s.Where, within), mostPages
		return s
	}
	groups := len(s.GroupBy)
	s.GroupBy, s.Columns = append([]string{}, s.GroupBy...), append([]soql.Column{}, s.Columns[:groups]...)
	group := func(expr, alias string, kind soql.Type) {
		s.GroupBy = append(s.GroupBy, expr)
		s.Columns = append(s.Columns, soql.Column{Expr: expr, Alias: alias, Type: kind})
	}
	switch {
	case f.Date:
		group(f.Field, "", soql.Day)
	default:
		group("DAY_ONLY(convertTimezone("+f.Field+"))", "day", soql.Day)
		if hour, at := f.Hour(); hourly && at < 0 {
			group(hour, "hour", soql.Number)
		}
	}
	s.Columns = append(s.Columns, f.Statement.Columns[groups:]...)
	s.Where = soql.And(s.Where, within)
	return s
}

// before is the statement of a flow before a moment. Of rows, it has those that were
// still there.
func before(f past.Flow, moment time.Time) soql.Statement {
	s := f.Statement
	s.Where = soql.And(s.Where, f.Field+" < "+literal(f.Date, moment))
	if f.Rows {
		s.Where = soql.And(s.Where, "("+f.Until+" = null OR "+f.Until+" >= "+literal(f.UntilDate, moment)+")")
		s.MaxPages = mostPages
	}
	return s
}

// once is the statement of a flow for all time, in a history that begins at a moment.
func once(f past.Flow, moment time.Time) soql.Statement {
	s := f.Statement
	s.MaxPages = mostPages
	if f.Joiners {
		s.Where = f.Field + " >= " + literal(f.Date, moment) +
			" AND CreatedById IN (SELECT Id FROM User WHERE CreatedDate >= " + literal(false, moment) + ")"
	}
	return s
}

// literal is a moment as a field is compared with; a date has no time.
func literal(date bool, moment time.Time) string {
	if date {
		return moment.Format(time.DateOnly)
	}
	return soql.DateTime(moment)
}

// deals asks for all opportunities.
func deals(others []string) soql.Statement {
	s := soql.Statement{Object: "Opportunity", MaxPages: mostPages}
	fields := []string{"Id", "OwnerId", "CreatedDate", "StageName", "Amount", "CloseDate", "AccountId"}
	for _, field := range append(fields, others...) {
		s.Column(field)
	}
	return s
}

// mostPages bounds the rows of an answer that has single records: 500 pages are a
// million rows.
const mostPages = 500

// histories asks what became of opportunities.
func histories() soql.Statement {
	s := soql.Statement{Object: "OpportunityHistory", MaxPages: mostPages,
		OrderBy: []string{"OpportunityId", "CreatedDate", "Id"}}
	for _, field := range []string{"OpportunityId", "CreatedDate", "StageName", "Amount", "CloseDate"} {
		s.Column(field)
	}
	return s
}

func stages() soql.Statement {
	s := soql.Statement{Object: "OpportunityStage"}
	for _, field := range []string{"MasterLabel", "IsClosed", "IsWon"} {
		s.Column(field)
	}
	return s
}

// lastLogin asks for logins.
func lastLogin() soql.Statement {
	s := soql.Statement{Object: loginHistory}
	s.Column("UserId")
	s.Column("LoginTime")
	return s
}

// births asks since when users exist.
func births() soql.Statement {
	s := soql.Statement{Object: "User", MaxPages: mostPages}
	s.Column("Id")
	s.Column("CreatedDate")
	return s
}

// midnight is the beginning of the day of a moment.
func midnight(moment time.Time, zone *time.Location) time.Time {
	return daysLater(moment, 0, zone)
}

// daysLater is midnight so many days after the day of a moment.
func daysLater(moment time.Time, days int, zone *time.Location) time.Time {
	year, month, day := moment.In(zone).Date()
	return collector.Midnight(year, month, day+days, zone)
}
