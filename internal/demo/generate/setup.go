package generate

import (
	"time"

	"salesforce_exporter/internal/demo/generate/random"
	"salesforce_exporter/internal/demo/generate/record"
	"salesforce_exporter/internal/demo/generate/words"
)

// auditedDays is how long the setup audit trail is kept (Salesforce Help,
// Monitor Setup Changes: 180 days).
const auditedDays = 180

// setup writes what administrators changed, which apps hold tokens, and what
// the org is entitled to.
func (g *generator) setup() error {
	g = g.apart(auditing)
	for days := auditedDays; days >= 0; days-- {
		day := g.now.AddDate(0, 0, -days)
		for range g.Int(1, 3) {
			c := random.Pick(g.Source, words.SetupChanges())
			at := day.Add(-time.Duration(g.Int(60, 20_000)) * time.Second)
			err := g.insert(&record.SetupAuditTrail{ID: g.ids.Next("0Ym"), Action: c.Action, Section: c.Section,
				Display: c.Display, CreatedDate: at, CreatedByID: g.admin.id})
			if err != nil {
				return err
			}
		}
	}
	if err := g.tokens(); err != nil {
		return err
	}
	return g.entitlements()
}

// tokens writes which apps people let in.
func (g *generator) tokens() error {
	for _, p := range g.staff {
		if !p.present() || !g.Chance(0.4) {
			continue
		}
		for _, app := range words.Apps()[:g.Int(1, 2)] {
			row := &record.OauthToken{ID: g.ids.Next("0CQ"), AppName: app, UserID: p.id, CreatedDate: p.from,
				LastUsedDate: latest(p.from, g.now.Add(-time.Duration(g.Int(60, 90*86400))*time.Second)), UseCount: g.Int(1, 400)}
			if err := g.insert(row); err != nil {
				return err
			}
		}
	}
	return nil
}

func (g *generator) entitlements() error {
	founded := g.start.AddDate(0, -1, 0)
	for _, e := range []struct {
		setting, label string
		allowed        float64
	}{
		{"force.com/orgValue.MonthlyPlatformEvents", "Maximum Platform Events published per month", 250_000},
		{"force.com/orgValue.LightningLogins", "Lightning Login Hours", 1_000},
	} {
		row := &record.TenantUsageEntitlement{System: record.Created(founded, g.machine), ID: g.ids.Next("3ud"),
			ResourceGroupKey: "1-" + e.setting,
			Setting:          e.setting, MasterLabel: e.label, Frequency: "Monthly", StartDate: record.DateOf(founded),
			EndDate:              record.DateOf(g.now.AddDate(1, 0, 0)),
			CurrentAmountAllowed: e.allowed, AmountUsed: float64(g.Int(0, int(e.allowed)/2)), UsageDate: g.now}
		if err := g.insert(row); err != nil {
			return err
		}
	}
	return nil
}

// quotas writes what each seller is to win in each month of the present
// calendar year.
func (g *generator) quotas() error {
	g = g.apart(auditing)
	at := g.start.AddDate(0, 0, 1)
	kind := g.ids.Next("0Db") // a forecast type; the demo org has no object for it
	for month := 1; month <= 12; month++ {
		start := day(g.now.Year(), month, 1)
		for _, p := range g.byDuty[Selling] {
			if !p.active {
				continue
			}
			err := g.insert(&record.ForecastingQuota{System: record.Created(latest(at, p.createdAt), g.admin.id),
				ID: g.ids.Next("0J9"), ForecastingTypeID: kind,
				IsAmount: true, QuotaOwnerID: p.id, QuotaAmount: float64(10_000 + 5_000*g.Int(0, 8)), StartDate: start})
			if err != nil {
				return err
			}
		}
	}
	return g.batch.Exec(`UPDATE ForecastingQuota SET PeriodId = (SELECT p.Id FROM Period p WHERE p.Type = 'Month' AND p.StartDate = ForecastingQuota.StartDate)`)
}
