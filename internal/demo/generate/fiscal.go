package generate

import (
	"fmt"
	"strings"
	"time"

	"salesforce_exporter/internal/demo/generate/record"
)

// Fiscal tells the fiscal year and quarter of a day. Fiscal years begin in the
// month start and are named after the year that they end in.
func Fiscal(day string, start time.Month) (year, quarter int, label string) {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return 0, 0, ""
	}
	t = time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC).AddDate(0, (13-int(start))%12, 0)
	year, quarter = t.Year(), (int(t.Month())+2)/3
	return year, quarter, fmt.Sprintf("%d %d", year, quarter)
}

// fiscalYears writes the company's fiscal years with their quarters and
// months, from before the first record to next year.
func (g *generator) fiscalYears() error {
	at := g.start.AddDate(0, -1, 0)
	first := 1 - (13-int(g.fiscal))%12 // month of the year that a fiscal year is named after
	for year := at.Year() - 1; year <= g.now.Year()+1; year++ {
		settings := &record.FiscalYearSettings{ID: g.ids.Next("022"), Name: fmt.Sprint(year), YearType: "Standard",
			IsStandardYear: true,
			StartDate:      day(year, first, 1), EndDate: day(year, first+12, 0), SystemModstamp: at}
		var periods []any
		for _, kind := range []struct {
			name, label string
			months      int
		}{{"Year", "FY", 12}, {"Quarter", "FQ", 3}, {"Month", "", 1}} {
			for n := 1; n <= 12/kind.months; n++ {
				p := &record.Period{ID: g.ids.Next("026"), FiscalYearSettingsID: settings.ID, Type: kind.name, Number: n,
					SystemModstamp: at,
					StartDate:      day(year, first+(n-1)*kind.months, 1), EndDate: day(year, first+n*kind.months,
						0), IsForecastPeriod: kind.name == "Month"}
				p.FullyQualifiedLabel = label(kind.label, n, first, year)
				if kind.name == "Year" {
					settings.PeriodID = p.ID
				}
				periods = append(periods, p)
			}
		}
		if err := g.insert(settings); err != nil {
			return err
		}
		if err := g.insert(periods...); err != nil {
			return err
		}
	}
	return nil
}

func label(kind string, n, first, year int) string {
	switch kind {
	case "FY":
		return fmt.Sprintf("FY %d", year)
	case "FQ":
		return fmt.Sprintf("FQ%d FY %d", n, year)
	}
	return fmt.Sprintf("%s FY %d", time.Month((first+n+10)%12+1), year)
}

func day(year, month, d int) record.Date {
	return record.DateOf(time.Date(year, time.Month(month), d, 0, 0, 0, 0, time.UTC))
}

// recordTypeRows writes the record types of opportunities.
func (g *generator) recordTypeRows() error {
	at := g.start.AddDate(0, -1, 0)
	for _, name := range []string{"New Business", "Existing Business"} {
		g.kinds[name] = g.ids.Next("012")
		err := g.insert(&record.RecordType{System: record.Created(at, g.machine), ID: g.kinds[name], Name: name,
			IsActive:      true,
			DeveloperName: strings.ReplaceAll(name, " ", "_"), SobjectType: "Opportunity"})
		if err != nil {
			return err
		}
	}
	return nil
}
