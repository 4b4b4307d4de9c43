package builtin

import (
	"fmt"
	"slices"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/setting"
)

// users measures who logs in, from the User table that is read anyway for the
// sake of dimensions.
type users struct {
	collector.Base
	settings collector.Settings
}

const usersEvery = 15 * time.Minute

// NewUsers measures login activity, managers and licences.
func NewUsers(s collector.Settings) (collector.Collector, error) {
	return &users{Base: collector.NewBase("users", s.IntervalOr(usersEvery)), settings: s}, nil
}

func (u *users) Plan(s *collector.Schema) collector.Plan {
	people := u.settings.People.Plan(s)
	plan := collector.Plan{Skipped: people.Skipped}
	if people.Usable() && people.TellsCounted() {
		plan.Queries = append(plan.Queries, people.Queries(u.Interval())...)
		plan.Parts = append(plan.Parts, u.parts(people)...)
	}
	plan.Add(planFrozen(s, u.settings, people))
	plan.Add(planLicenses(s, u.settings))
	return plan
}

func (u *users) parts(people collector.PeoplePlan) []collector.Part {
	metric := func(name, help string) *collector.Metric {
		return collector.NewMetric(name, help, u.Interval(), people.Labels...)
	}
	p := usersPart{users: metric("users", "Users who should be using Salesforce: active, of type Standard, "+
		"without a licence for programs, and not the exporter's own.")}
	if people.Shows("ManagerId") {
		p.managers = metric("managers", "Counted users to whom at least one counted user reports.")
	}
	if !people.Shows("LastLoginDate") {
		return []collector.Part{p.part()}
	}
	p.never = metric("users_never_logged_in", "Counted users who never logged in.")
	l := loginsPart{windows: loginWindows(metric, u.windows())}
	if p.managers != nil {
		l.managersLoggedIn = metric("managers_logged_in_7d", "Managers who logged in within the last 7 days or today.")
	}
	if people.Shows("Profile.UserLicense.Name") {
		l.idleLicensed = collector.NewMetric("licensed_users_not_logged_in_30d", "Counted users by licence who did not "+
			"log in within the last 30 days or today: licences that nobody uses.", u.Interval(), "license")
	}
	return []collector.Part{p.part(), l.part()}
}

// A loginWindow is a pair of metrics: who did log in, and who did not.
type loginWindow struct {
	days    int
	in, out *collector.Metric
}

// windows lists days back, those of the configuration included.
func (u *users) windows() []int {
	list := []int{1, 7, 14, 30, 90}
	for _, w := range u.settings.Windows {
		list = append(list, setting.Days(string(w)))
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func loginWindows(metric func(name, help string) *collector.Metric, spans []int) []loginWindow {
	windows := []loginWindow{{days: 0,
		in: metric("users_logged_in_today", "Counted users whose last login was today.")}}
	for _, days := range spans {
		span := fmt.Sprintf("within the last %d days or today", days)
		if days == 1 {
			span = "yesterday or today"
		}
		w := loginWindow{days: days,
			in: metric(fmt.Sprintf("users_logged_in_%dd", days), "Counted users whose last login was "+span+".")}
		if days > 1 {
			w.out = metric(fmt.Sprintf("users_not_logged_in_%dd", days),
				"Counted users who did not log in "+span+", those who never did included.")
		}
		windows = append(windows, w)
	}
	return windows
}

// usersPart makes the samples that do not depend on what day it is. Metrics that
// are nil cannot be made for want of a column.
type usersPart struct{ users, never, managers *collector.Metric }

func (u usersPart) part() collector.Part {
	return collector.NewPart(collector.Owned(), u.samples, present(u.users, u.never, u.managers)...)
}

func present(metrics ...*collector.Metric) []*collector.Metric {
	return slices.DeleteFunc(metrics, func(m *collector.Metric) bool { return m == nil })
}

func (u usersPart) samples(_ collector.Answers, p *collector.People) ([]collector.Sample, error) {
	all := p.CountBy(u.users, func(collector.Person) bool { return true })
	if len(all) == 0 {
		return nil, collector.SkippedError{Reason: "nobody is a counted user",
			Remedy: "say who should be using Salesforce: users: {where: …} in the configuration"}
	}
	if u.managers != nil {
		all = append(all, p.CountBy(u.managers, isManager(p))...)
	}
	if u.never != nil {
		all = append(all, p.CountBy(u.never, func(x collector.Person) bool { return x.LastLogin.IsZero() })...)
	}
	return all, nil
}

// loginsPart makes the samples of who logged in since a day.
type loginsPart struct {
	managersLoggedIn, idleLicensed *collector.Metric // nil for want of a column
	windows                        []loginWindow
}

func (l loginsPart) part() collector.Part {
	all := []*collector.Metric{l.managersLoggedIn, l.idleLicensed}
	for _, w := range l.windows {
		all = append(all, w.in, w.out)
	}
	return collector.NewPart(collector.Needs{Join: collector.JoinDays}, l.samples, present(all...)...)
}

func (l loginsPart) samples(_ collector.Answers, p *collector.People) ([]collector.Sample, error) {
	var all []collector.Sample
	for _, w := range l.windows {
		loggedIn := loggedInSince(p, w.days)
		all = append(all, p.CountBy(w.in, loggedIn)...)
		if w.out != nil {
			all = append(all, p.CountBy(w.out, func(x collector.Person) bool { return !loggedIn(x) })...)
		}
	}
	if l.managersLoggedIn != nil {
		manager, loggedIn := isManager(p), loggedInSince(p, 7)
		both := func(x collector.Person) bool { return manager(x) && loggedIn(x) }
		all = append(all, p.CountBy(l.managersLoggedIn, both)...)
	}
	if l.idleLicensed != nil {
		loggedIn := loggedInSince(p, 30)
		all = append(all, countByLicense(p, l.idleLicensed, func(x collector.Person) bool { return !loggedIn(x) })...)
	}
	return all, nil
}

// loggedInSince tells who logged in on or after the day that lies so many days
// back.
func loggedInSince(p *collector.People, days int) func(collector.Person) bool {
	start := collector.WindowStart(p.At, days, p.Zone)
	return func(x collector.Person) bool { return !x.LastLogin.IsZero() && !x.LastLogin.Before(start) }
}

// isManager tells who has a counted user reporting to them.
func isManager(p *collector.People) func(collector.Person) bool {
	managers := map[string]bool{}
	for _, x := range p.All() {
		if x.Counted && x.ManagerID != "" {
			managers[x.ManagerID] = true
		}
	}
	return func(x collector.Person) bool { return managers[x.ID] }
}

// countByLicense counts the counted users for whom is holds, by licence.
func countByLicense(p *collector.People, m *collector.Metric, is func(collector.Person) bool) []collector.Sample {
	s := collector.NewSums(m, false, p)
	license := p.Licenses()
	for _, x := range p.All() {
		name := license(x)
		if !x.Counted || name == "" {
			continue
		}
		n := 0.0
		if is(x) {
			n = 1
		}
		s.Add([]string{name}, nil, n)
	}
	return s.Samples()
}
