package states

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/prometheus/model/labels"
)

// A team is what the people of a role, a profile and a region do.
type team struct {
	role, profile, region string
	people                float64
	in                    float64 // people who logged in within a week
	inBefore              float64 // the same until three days ago; as in where it is 0
	deals                 float64 // open, each of 1000
	late                  float64 // of these, overdue
	idle                  float64 // of these, without activity
}

// An org is simulated by its exporter's series.
type org struct {
	instance, name, id string
	teams              []team
	scraped            []span              // when the exporter answered
	past               []span              // what backfill wrote, of figures that can be had
	targeted           []span              // when it was a target of Prometheus
	answers            func(int64) float64 // salesforce_up
	without            []string            // prefixes of metrics that the org does not show
	missing            map[string]float64  // metrics skipped, by collector
	bad                map[string]float64  // rows left out, by collector
	size               float64             // by which figures of the whole org are multiplied; 1 where it is 0
}

func ms(t time.Time) int64 { return t.UnixMilli() }

// constant is a value that does not change.
func constant(v float64) func(int64) float64 { return func(int64) float64 { return v } }

// one makes a series of the org; pairs are names and values of labels.
func (o org) one(name string, at func(int64) float64, spans []span, pairs ...string) *series {
	l := labels.NewBuilder(labels.FromStrings(nameLabel, name, "job", "salesforce", "instance", o.instance))
	for i := 0; i < len(pairs); i += 2 {
		l.Set(pairs[i], pairs[i+1])
	}
	return &series{l.Labels(), spans, at}
}

// series are all that a Prometheus has of the org at a moment.
func (o org) series(now time.Time) []*series {
	var all []*series
	add := func(name string, v float64, pairs ...string) {
		for _, prefix := range o.without {
			if len(name) >= len(prefix) && name[:len(prefix)] == prefix {
				return
			}
		}
		all = append(all, o.one("salesforce_"+name, constant(v), o.when(name), pairs...))
	}
	all = append(all, o.one("up", o.isScraped, o.targeted))
	o.meta(add, &all)
	for _, t := range o.teams {
		o.ofTeam(t, add)
		all = append(all, o.logins(t, now)...)
	}
	o.histograms(add)
	o.ofOrg(add)
	return all
}

// when is when there are samples of a metric.
func (o org) when(name string) []span {
	if !canBeHad.MatchString(name) {
		return o.scraped
	}
	return slices.Concat(o.past, o.scraped)
}

// canBeHad are some of the metrics of which backfill writes the past.
var canBeHad = regexp.MustCompile(
	`^(users$|users_logged_in_|users_not_logged_in_|activities_closed_|events_held_|(open|overdue)_(opportunities|cases))`)

// isScraped is the metric up.
func (o org) isScraped(t int64) float64 {
	for _, x := range o.scraped {
		if t >= x.from && t < x.to {
			return 1
		}
	}
	return 0
}

type adder func(name string, v float64, pairs ...string)

var collectors = []string{"activities", "campaigns", "cases", "chatter", "features", "habits", "leaderboards", "leads",
	"licences", "logins", "onboarding", "opportunities", "people", "quality", "records", "users"}

func (o org) meta(add adder, all *[]*series) {
	answers := o.answers
	if answers == nil {
		answers = constant(1)
	}
	*all = append(*all, o.one("salesforce_up", answers, o.scraped))
	hourly := func(t int64) float64 { return math.Floor(float64(t)/3.6e6) * 3600 }
	for _, c := range collectors {
		if answers(math.MaxInt64) == 1 {
			*all = append(*all, o.one("salesforce_collector_last_success_timestamp_seconds", hourly, o.scraped, "collector", c))
		} else {
			*all = append(*all, o.one("salesforce_collector_last_success_timestamp_seconds",
				func(t int64) float64 { return hourly(lastAnswer(answers, t)) }, o.scraped, "collector", c))
		}
		*all = append(*all, o.one("salesforce_collector_success", answers, o.scraped, "collector", c))
		add("collector_duration_seconds", 2, "collector", c)
		add("collector_api_calls", 1.5, "collector", c)
		add("collector_withheld", 0, "collector", c)
	}
	for c, n := range o.bad {
		add("collector_bad_rows", n, "collector", c, "reason", "Opportunity: CloseDate is missing")
	}
	for c, n := range o.missing {
		add("collector_skipped", n, "collector", c, "reason", "object is not visible")
	}
	add("organization_info", 1, "org_id", o.id, "name", o.name, "edition", "Enterprise Edition", "sandbox", "false",
		"pod", "NA1")
	add("api_requests_used", 20_000)
	add("api_requests_limit", 100_000)
	counter := func(t int64) float64 { return math.Floor(float64(t)/3.6e6) * 14 }
	*all = append(*all, o.one("salesforce_exporter_api_calls_total", counter, o.scraped),
		o.one("salesforce_exporter_refreshes_total", func(t int64) float64 { return math.Floor(float64(t) / 3.6e6) },
			o.scraped))
}

// lastAnswer is when Salesforce last answered, seen from t.
func lastAnswer(answers func(int64) float64, t int64) int64 {
	for answers(t) == 0 {
		t -= 3.6e6
	}
	return t
}

// logins, and work, are the only figures that change with time.
func (o org) logins(t team, now time.Time) []*series {
	before := t.inBefore
	if before == 0 {
		before = t.in
	}
	fell := ms(now.Add(-72 * time.Hour))
	in := func(at int64) float64 {
		if at < fell {
			return before
		}
		return t.in
	}
	d := []string{"role", t.role, "profile", t.profile, "region", t.region}
	away := func(at int64) float64 { return t.people - in(at) }
	var all []*series
	for _, window := range []string{"7d", "14d", "30d", "90d"} {
		all = append(all, o.one("salesforce_users_logged_in_"+window, in, o.when("users_logged_in_"+window), d...),
			o.one("salesforce_users_not_logged_in_"+window, away, o.when("users_not_logged_in_"+window), d...))
	}
	works := func(at int64) float64 { return math.Floor(in(at) * 0.75) }
	return append(all, o.one("salesforce_people_working_7d", works, o.scraped, d...),
		o.one("salesforce_users_logged_in_1d", in, o.scraped, d...),
		o.one("salesforce_users_logged_in_today", in, o.scraped, d...))
}

// ofTeam are the figures by owner. All are whole numbers per head, or a share of the deals.
func (o org) ofTeam(t team, add adder) {
	d := []string{"role", t.role, "profile", t.profile, "region", t.region}
	each := func(name string, perHead float64, pairs ...string) {
		add(name, perHead*t.people, append(pairs, d...)...)
	}
	for name, perHead := range map[string]float64{
		"users": 1, "users_frozen": 0.5, "users_never_logged_in": 0, "logins_7d": 5, "managers": 0.2,
		"managers_logged_in_7d": 0.2,
		"events_held_7d":        1, "events_held_30d": 4, "open_tasks": 4, "overdue_tasks": 1, "emails_sent_30d": 10,
		"open_leads": 3, "stale_leads_30d": 1, "untouched_leads_7d": 1, "converted_leads_30d": 1,
		"escalated_cases": 0.2, "cases_created_1d": 1, "cases_created_7d": 5, "cases_closed_1d": 1, "cases_closed_7d": 5,
		"cases_closed_30d":            20,
		"case_resolution_seconds_30d": 20 * 86400, "case_resolution_cases_30d": 20, "chatter_contributors_30d": 0.6,
		"chatter_comments_30d": 2,
	} {
		each(name, perHead)
	}
	add("case_satisfaction_ratio_30d", 0.8, d...)
	for _, object := range []string{"Account", "Opportunity"} {
		each("records_created_7d", 2, "object", object)
		each("records_created_30d", 8, "object", object)
		each("records_updated_7d", 6, "object", object)
		each("records_updated_30d", 20, "object", object)
		add("data_quality_score_ratio", 0.7, append([]string{"object", object}, d...)...)
		each("data_quality_violations", 2, append([]string{"object", object}, "rule", "no_key_fields_"+object)...)
	}
	for _, subtype := range []string{"call", "task"} {
		each("activities_closed_7d", 1, "subtype", subtype)
		each("activities_closed_30d", 4, "subtype", subtype)
	}
	o.habits(t, add, d)
	each("open_cases", 1, "priority", "High", "origin", "Web")
	each("open_cases", 2, "priority", "Low", "origin", "Phone")
	each("leads_created_30d", 2, "source", "Web")
	each("campaigns_created_30d", 0.2, "status", "Planned")
	each("accounts_created_30d", 1, "account_type", "Customer")
	each("contacts_created_30d", 2, "account_type", "Customer")
	each("neglected_accounts_60d", 1, "account_type", "Customer")
	o.deals(t, add, d)
}

func (o org) deals(t team, add adder, d []string) {
	stage := func(name string, v float64) {
		add(name, v, append([]string{"stage", "Negotiation"}, d...)...)
		add(name+"_amount", 1000*v, append([]string{"stage", "Negotiation"}, d...)...)
	}
	stage("open_opportunities", t.deals)
	add("overdue_opportunities", t.late, d...)
	add("overdue_opportunities_amount", 1000*t.late, d...)
	add("neglected_opportunities_30d", t.idle, d...)
	add("stale_opportunities_30d", t.idle, d...)
	add("opportunities_without_products", t.late, append([]string{"stage", "Negotiation"}, d...)...)
	add("opportunities_created_30d", t.deals, append([]string{"stage", "Negotiation"}, d...)...)
	for _, window := range []string{"30d", "90d"} {
		add("won_opportunities_"+window, t.deals, d...)
		add("won_opportunities_amount_"+window, 1000*t.deals, d...)
		add("lost_opportunities_"+window, t.deals, d...)
	}
	add("sales_cycle_seconds_90d", t.deals*40*86400, d...)
	add("sales_cycle_opportunities_90d", t.deals, d...)
}

// ofOrg are the figures that belong to nobody.
func (o org) ofOrg(one adder) {
	add := func(name string, v float64, pairs ...string) {
		if o.size != 0 && !strings.HasSuffix(name, "_ratio") {
			v *= o.size
		}
		one(name, v, pairs...)
	}
	for name, v := range map[string]float64{
		"active_campaigns": 4, "list_emails_sent_30d": 500, "chatter_posts_30d": 30, "dashboards": 5, "reports": 60,
		"reports_run_30d": 40, "reports_not_run_180d": 10,
		"new_customers_90d": 7, "retained_customers_90d": 3,
	} {
		add(name, v)
	}
	for license, n := range map[string]float64{"Salesforce": 100, "Salesforce Platform": 20} {
		add("licenses", n, "kind", "user", "license", license)
		add("licenses_used", n*0.9, "kind", "user", "license", license)
		add("licensed_users_not_logged_in_30d", n*0.1, "license", license)
	}
	for limit, used := range map[string]float64{"DailyApiRequests": 0.2, "DataStorageMB": 0.5, "FileStorageMB": 0.75} {
		add("limit_max", 1000, "limit", limit)
		add("limit_remaining", 1000*(1-used), "limit", limit)
	}
	for _, status := range []string{"Success", "Invalid Password"} {
		add("login_attempts_1d", float64(len(status)), "status", status, "application", "Browser", "login_type",
			"Application")
	}
	add("lightning_users_1d", 40, "experience", "Lightning Experience", "profile", "Sales User")
	add("lightning_page_views_1d", 90, "page", "/home")
	add("lightning_page_loads_1d", 90, "page", "/home")
	add("lightning_page_load_seconds_1d", 180, "page", "/home")
	for _, campaign := range []string{"Fair", "Webinar"} {
		add("campaign_won_amount", 50_000, "campaign", campaign)
		add("campaign_cost", 10_000, "campaign", campaign)
		add("campaign_leads", 20, "campaign", campaign)
		add("campaign_responses", 5, "campaign", campaign)
		o.web(campaign, add)
	}
	o.hours(one)
	o.quality(add)
	o.boards(add)
}

func (o org) web(campaign string, add adder) {
	for _, window := range []string{"7d", "30d"} {
		add("web_visits_"+window, 100, "campaign", campaign)
		add("web_visit_seconds_"+window, 6000, "campaign", campaign)
		add("web_visits_multi_page_"+window, 50, "campaign", campaign)
		add("web_conversions_"+window, 4, "campaign", campaign)
		add("web_goals_completed_"+window, 8, "campaign", campaign, "goal", "form")
	}
}

func (o org) quality(add adder) {
	for _, object := range []string{"Account", "Opportunity"} {
		add("field_records", 1000, "object", object)
		add("field_not_countable", 1, "object", object, "field", "Description", "type", "textarea")
		for field, share := range map[string]float64{"Name": 1, "Phone": 0.3, "Fax": 0} {
			add("field_population_ratio", share, "object", object, "field", field)
			add("field_populated_records", 1000*share, "object", object, "field", field)
		}
	}
	add("field_value_variants", 3, "object", "Account", "field", "BillingCountry")
	add("duplicate_records", 895, "rule", "Accounts")
	add("duplicate_record_sets", 400, "rule", "Accounts")
}

func (o org) boards(add adder) {
	add("leaderboard_info", 1, "board", "logins", "title", "Logins", "period", "last 7 days", "unit", "logins")
	for i, name := range []string{"Ada", "Bo", "Cy", "Di"} {
		rank := strconv.Itoa(i + 1)
		n, _ := strconv.ParseFloat(rank, 64)
		add("leaderboard_score", 50-10*n, "board", "logins", "person", name, "role", "Sales EMEA")
		add("leaderboard_rank", n, "board", "logins", "person", name, "role", "Sales EMEA")
		add("leaderboard_rank_change", n-2, "board", "logins", "person", name, "role", "Sales EMEA")
		add("leaderboard_progress_ratio", (50-10*n)/40, "board", "logins", "person", name)
	}
	add("leaderboard_team_score", 4, "board", "logins", "team", "Sales EMEA")
}
