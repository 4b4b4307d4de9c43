package generate

import (
	"time"

	"salesforce_exporter/internal/demo/generate/random"
	"salesforce_exporter/internal/demo/generate/record"
	"salesforce_exporter/internal/demo/generate/words"
)

const (
	appUsageDays  = 60 // how far the usage of Lightning reaches back
	pageUsageDays = 14 // the same page by page
	toggleDays    = 30
)

// visit is a day on which somebody signed in.
type visit struct {
	day    time.Time
	mobile bool
}

// see notes that somebody was there. Whole days are kept that Lightning usage
// still tells of; today is not over.
func (g *generator) see(p *person, at time.Time, mobile bool) {
	day := at.Truncate(24 * time.Hour)
	today := g.now.Truncate(24 * time.Hour)
	if day.Before(today) && !day.Before(today.AddDate(0, 0, -g.appDays())) {
		p.visits = append(p.visits, visit{day, mobile})
	}
}

// kept is how many of these days are kept: fewer in a company too large for
// memory.
func (g *generator) kept(days int) int { return max(1, int(float64(days)*g.volume)) }

// mostUsage is the number of users up to which all days of appUsageDays are kept.
const mostUsage = 10_000

// appDays is how far the usage of apps reaches back.
func (g *generator) appDays() int {
	if g.users > mostUsage {
		return g.kept(appUsageDays)
	}
	return min(appUsageDays, g.historyDays())
}

// lightning writes what Salesforce measures each night of the day before.
func (g *generator) lightning() error {
	g = g.apart(clicking)
	pagesFrom := g.now.Truncate(24*time.Hour).AddDate(0, 0, -g.kept(pageUsageDays))
	pages := map[Duty][]string{}
	for _, p := range g.staff {
		seen := map[visit]bool{}
		for _, v := range p.visits {
			if seen[v] {
				continue
			}
			seen[v] = true
			if err := g.appUsage(p, v); err != nil {
				return err
			}
			if v.mobile || v.day.Before(pagesFrom) {
				continue
			}
			if pages[p.team.duty] == nil {
				pages[p.team.duty] = words.Pages(string(p.team.duty))
			}
			if err := g.pageUsage(p, v.day, pages[p.team.duty]); err != nil {
				return err
			}
		}
	}
	if err := g.toggles(); err != nil {
		return err
	}
	return g.apart(phoning).phones()
}

// phones writes who used the app on days without a login, because a phone stays signed
// in: every third customer success manager, who has hardly anything else, and the
// warehouse, which tried it and drifts away.
func (g *generator) phones() error {
	today := g.now.Truncate(24 * time.Hour)
	for _, p := range g.staff {
		if phoneUse(p, appUsageDays) == 0 {
			continue
		}
		there := map[time.Time]bool{}
		for _, v := range p.visits {
			there[v.day] = true
		}
		for back := g.appDays(); back >= 1; back-- {
			day := today.AddDate(0, 0, -back)
			if there[day] || !p.worked(day) || !g.Chance(min(1, 1.3*busy(day, p.place.Region)*phoneUse(p, back))) {
				continue
			}
			if err := g.appUsage(p, visit{day: day, mobile: true}); err != nil {
				return err
			}
		}
	}
	return nil
}

// phoneUse is how likely somebody uses the phone on a day so far back.
func phoneUse(p *person, back int) float64 {
	switch {
	case p.role == "Customer Success Manager" && p.number%3 == 0:
		return 0.8
	case p.role == "Warehouse":
		return max(0, float64(back-20)/float64(appUsageDays))
	}
	return 0
}

// measured is when the nightly job wrote down a day.
func (g *generator) measured(day time.Time) time.Time {
	return earliest(g.now, day.AddDate(0, 0, 1).Add(2*time.Hour))
}

func (g *generator) appUsage(p *person, v visit) error {
	app := "Lightning Experience"
	if v.mobile {
		app = "Salesforce Mobile"
	}
	return g.insert(&record.LightningUsageByAppTypeMetrics{ID: g.ids.Next("0Lt"), UserID: p.id, AppExperience: app,
		MetricsDate: record.DateOf(v.day), SystemModstamp: g.measured(v.day)})
}

// pageUsage is what somebody opened on a day, page by page.
func (g *generator) pageUsage(p *person, day time.Time, pages []string) error {
	for _, m := range PagesOf(g.Source, p.adoption, pages) {
		m.ID, m.UserID, m.MetricsDate, m.SystemModstamp = g.ids.Next("0Lp"), p.id, record.DateOf(day), g.measured(day)
		if err := g.insert(m); err != nil {
			return err
		}
	}
	return nil
}

// PagesOf are some of the pages, as somebody opens them on a day.
func PagesOf(r *random.Source, adoption float64, pages []string) (all []*record.LightningUsageByPageMetrics) {
	first := r.Int(0, len(pages)-1)
	step := 1 + r.Int(0, 6)
	n := min(len(pages), 1+r.Count(7*adoption))
	for i := range n {
		at := (first + i*step) % len(pages)
		if i > 0 && at == first {
			break // all the pages that this step comes to
		}
		m := &record.LightningUsageByPageMetrics{PageName: pages[at], TotalCount: 1 + r.Count(5*adoption)}
		m.RecordCountEPT = max(1, m.TotalCount-r.Int(0, 2))
		for range m.RecordCountEPT {
			load(m, int(r.Around(1450, 0.6)))
		}
		all = append(all, m)
	}
	return all
}

// load adds a page load of some milliseconds.
func load(m *record.LightningUsageByPageMetrics, ms int) {
	m.SumEPT += ms
	switch {
	case ms < 3000:
		m.EptBinUnder3++
	case ms < 5000:
		m.EptBin3To5++
	case ms < 8000:
		m.EptBin5To8++
	case ms < 10000:
		m.EptBin8To10++
	default:
		m.EptBinOver10++
	}
}

// toggles are the switches between Lightning Experience and Classic: a few a
// day, on some days none.
func (g *generator) toggles() error {
	for n := toggleDays; n >= 1; n-- {
		day := g.now.Truncate(24*time.Hour).AddDate(0, 0, -n)
		for range g.Round(5 * busy(day, words.EMEA) * g.Float(0, 1)) {
			p := random.Pick(g.Source, g.staff)
			if !p.worked(day) {
				continue
			}
			for _, action := range []string{"switchToAloha", "switchToLightningDesktop"} {
				if action != "switchToAloha" && !g.Chance(0.7) {
					continue
				}
				err := g.insert(&record.LightningToggleMetrics{ID: g.ids.Next("0Lg"), UserID: p.id, Action: action,
					RecordCount: g.Int(1, 2),
					MetricsDate: record.DateOf(day), SystemModstamp: g.measured(day)})
				if err != nil {
					return err
				}
			}
		}
	}
	return nil
}
