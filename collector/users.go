package collector

import (
	"fmt"
	"slices"
	"time"

	"salesforce_exporter/internal/setting"
)

// users measures who logs in, from the User table that is read anyway for the
// sake of dimensions.
type users struct {
	settings Settings
	every    time.Duration
}

const usersEvery = 15 * time.Minute

// Users is the collector of who uses Salesforce at all.
func Users() Factory { return Factory{"users", "who logs in, managers, licences", only(NewUsers)} }

// NewUsers measures login activity, managers and licences.
func NewUsers(s Settings) (Collector, error) {
	return &users{settings: s, every: s.interval(usersEvery)}, nil
}

func (u *users) Name() string { return "users" }

func (u *users) Interval() time.Duration { return u.every }

func (u *users) Plan(s *Schema) Plan {
	people := u.settings.People.Plan(s)
	plan := Plan{Skipped: people.Skipped}
	if people.Usable() && people.counted() {
		plan.Queries = append(plan.Queries, people.Queries(u.every)...)
		plan.parts = append(plan.parts, u.parts(people)...)
	}
	plan.add(planFrozen(s, u.settings, people))
	plan.add(planLicenses(s, u.settings))
	return plan
}

func (u *users) parts(people PeoplePlan) []part {
	metric := func(name, help string, labels []string) *Metric {
		return &Metric{Name: Prefix + name, Help: helpWithInterval(help, u.every), Labels: labels}
	}
	p := &usersPart{
		users: metric("users", "Users who should be using Salesforce: active, of type Standard, without a licence for programs, and not the exporter's own.", people.Labels),
	}
	if people.columns.manager >= 0 {
		p.managers = metric("managers", "Counted users to whom at least one counted user reports.", people.Labels)
	}
	if people.columns.lastLogin < 0 {
		return []part{p}
	}
	p.never = metric("users_never_logged_in", "Counted users who never logged in.", people.Labels)
	l := &loginsPart{windows: loginWindows(metric, people.Labels, u.windows())}
	if p.managers != nil {
		l.managersLoggedIn = metric("managers_logged_in_7d", "Managers who logged in within the last 7 days or today.",
			people.Labels)
	}
	if people.columns.license >= 0 {
		l.idleLicensed = metric("licensed_users_not_logged_in_30d",
			"Counted users by licence who did not log in within the last 30 days or today: licences that nobody uses.", []string{"license"})
	}
	return []part{p, l}
}

// A loginWindow is a pair of metrics: who did log in, and who did not.
type loginWindow struct {
	days    int
	in, out *Metric
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

func loginWindows(metric func(name, help string, labels []string) *Metric, labels []string, spans []int) []loginWindow {
	windows := []loginWindow{{days: 0,
		in: metric("users_logged_in_today", "Counted users whose last login was today.", labels)}}
	for _, days := range spans {
		span := fmt.Sprintf("within the last %d days or today", days)
		if days == 1 {
			span = "yesterday or today"
		}
		w := loginWindow{days: days,
			in: metric(fmt.Sprintf("users_logged_in_%dd", days), "Counted users whose last login was "+span+".", labels)}
		if days > 1 {
			w.out = metric(fmt.Sprintf("users_not_logged_in_%dd", days),
				"Counted users who did not log in "+span+", those who never did included.", labels)
		}
		windows = append(windows, w)
	}
	return windows
}

// usersPart makes the samples that do not depend on what day it is. Metrics that
// are nil cannot be made for want of a column.
type usersPart struct{ users, never, managers *Metric }

func (u *usersPart) metrics() []*Metric { return present(u.users, u.never, u.managers) }

func present(metrics ...*Metric) []*Metric {
	return slices.DeleteFunc(metrics, func(m *Metric) bool { return m == nil })
}

func (*usersPart) needs() Needs { return owned() }

func (u *usersPart) samples(_ Answers, p *People) ([]Sample, error) {
	all := p.countBy(u.users, func(Person) bool { return true })
	if len(all) == 0 {
		return nil, skippedError{Reason: "nobody is a counted user",
			Remedy: "say who should be using Salesforce: users: {where: …} in the configuration"}
	}
	if u.managers != nil {
		all = append(all, p.countBy(u.managers, p.isManager())...)
	}
	if u.never != nil {
		all = append(all, p.countBy(u.never, func(x Person) bool { return x.LastLogin.IsZero() })...)
	}
	return all, nil
}

// loginsPart makes the samples of who logged in since a day.
type loginsPart struct {
	managersLoggedIn, idleLicensed *Metric // nil for want of a column
	windows                        []loginWindow
}

func (l *loginsPart) metrics() []*Metric {
	all := []*Metric{l.managersLoggedIn, l.idleLicensed}
	for _, w := range l.windows {
		all = append(all, w.in, w.out)
	}
	return present(all...)
}

func (*loginsPart) needs() Needs { return Needs{Join: JoinDays} }

func (l *loginsPart) samples(_ Answers, p *People) ([]Sample, error) {
	var all []Sample
	for _, w := range l.windows {
		loggedIn := p.loggedInSince(w.days)
		all = append(all, p.countBy(w.in, loggedIn)...)
		if w.out != nil {
			all = append(all, p.countBy(w.out, func(x Person) bool { return !loggedIn(x) })...)
		}
	}
	if l.managersLoggedIn != nil {
		manager, loggedIn := p.isManager(), p.loggedInSince(7)
		all = append(all, p.countBy(l.managersLoggedIn, func(x Person) bool { return manager(x) && loggedIn(x) })...)
	}
	if l.idleLicensed != nil {
		loggedIn := p.loggedInSince(30)
		all = append(all, p.countByLicense(l.idleLicensed, func(x Person) bool { return !loggedIn(x) })...)
	}
	return all, nil
}

// loggedInSince tells who logged in on or after the day that lies so many days
// back.
func (p *People) loggedInSince(days int) func(Person) bool {
	start := p.windowStart(days)
	return func(x Person) bool { return !x.LastLogin.IsZero() && !x.LastLogin.Before(start) }
}

// isManager tells who has a counted user reporting to them.
func (p *People) isManager() func(Person) bool {
	managers := map[string]bool{}
	for _, x := range p.list {
		if x.Counted && x.ManagerID != "" {
			managers[x.ManagerID] = true
		}
	}
	return func(x Person) bool { return managers[x.ID] }
}

// countBy counts the counted users for whom is holds, by team.
func (p *People) countBy(m *Metric, is func(Person) bool) []Sample {
	counts := make([]float64, len(p.teams))
	for _, x := range p.list {
		if x.Counted && is(x) {
			counts[x.team]++
		}
	}
	var all []Sample
	for team, n := range counts {
		if p.counted[team] {
			all = append(all, p.sample(m, nil, team, n))
		}
	}
	return all
}

// countByLicense counts the counted users for whom is holds, by licence.
func (p *People) countByLicense(m *Metric, is func(Person) bool) []Sample {
	s := newSums(m, false, p)
	for _, x := range p.list {
		if !x.Counted {
			continue
		}
		n := 0.0
		if is(x) {
			n = 1
		}
		s.add([]string{orNone(x.License)}, nil, n)
	}
	return s.samples()
}
