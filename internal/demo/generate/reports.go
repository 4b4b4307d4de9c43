package generate

import (
	"fmt"
	"strings"
	"time"

	"salesforce_exporter/internal/demo/generate/random"
	"salesforce_exporter/internal/demo/generate/record"
	"salesforce_exporter/internal/demo/generate/words"
)

// folders are what reports and dashboards lie in. The demo org has no object
// for them, as nobody measures it.
func folders() []string {
	return []string{"Sales Reports", "Service Reports", "Marketing Reports", "Executive Reports", "Data Quality"}
}

// reports writes saved reports: some are run often, more were once, and some
// never.
func (g *generator) reports() error {
	g = g.apart(reporting)
	var public []string
	for range folders() {
		public = append(public, g.ids.Next("00l"))
	}
	titles := words.ReportTitles()
	for i := range 40 + min(g.users, 5000)/2 {
		p := random.Pick(g.Source, g.staff)
		at := g.moment(p, latest(p.from, g.start), p.to)
		name := random.Pick(g.Source, titles)
		r := &record.Report{System: record.Created(at, p.id), ID: g.ids.Next("00O"), Name: name,
			DeveloperName: developerName(name, i),
			Format: g.Weighted([]random.Option{{Value: "Tabular", Weight: 4}, {Value: "Summary", Weight: 5},
				{Value: "Matrix", Weight: 2}, {Value: "MultiBlock", Weight: 0.3}}),
			LastRunDate: g.lastRun(at), IsDeleted: g.deleted()}
		switch folder := g.Int(0, len(public)+2); {
		case folder < len(public):
			r.OwnerID, r.FolderName = public[folder], folders()[folder]
		case folder == len(public):
			r.OwnerID, r.FolderName = g.orgID, "Unfiled Public Reports"
		default:
			r.OwnerID, r.FolderName = p.id, "Private Reports"
		}
		if g.Chance(0.3) {
			r.Modified(g.Between(at, g.now), p.id)
		}
		if err := g.insert(r); err != nil {
			return err
		}
	}
	return nil
}

func (g *generator) lastRun(created time.Time) time.Time {
	var days int
	switch x := g.Float(0, 1); {
	case x < 0.15:
		return time.Time{}
	case x < 0.5:
		days = g.Int(0, 29)
	case x < 0.75:
		days = g.Int(30, 180)
	default:
		days = g.Int(181, 700)
	}
	return latest(created, g.now.AddDate(0, 0, -days).Add(-time.Duration(g.Int(60, 80000))*time.Second))
}

func developerName(name string, n int) string {
	return fmt.Sprintf("%s_%d", strings.ReplaceAll(name, " ", "_"), n+1)
}

func (g *generator) dashboards() error {
	g = g.apart(reporting)
	folder := g.ids.Next("00l")
	for i := range 12 + min(g.users, 5000)/40 {
		p := random.Pick(g.Source, g.staff)
		at := g.moment(p, latest(p.from, g.start), p.to)
		title := random.Pick(g.Source, words.DashboardTitles())
		err := g.insert(&record.Dashboard{System: record.Created(at, p.id), ID: g.ids.Next("01Z"), FolderID: folder,
			FolderName: "Company Dashboards",
			Title:      title, DeveloperName: developerName(title, i), LeftSize: "Medium", MiddleSize: "Medium",
			RightSize:           "Medium",
			RunningUserID:       p.id,
			BackgroundDirection: "Diagonal", Type: "SpecifiedUser", TitleSize: 12, BackgroundStart: 0xFFFFFF,
			BackgroundEnd: 0xFFFFFF, IsDeleted: g.deleted()})
		if err != nil {
			return err
		}
	}
	return nil
}
