package main

import (
	"slices"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/at"
	"github.com/rickar/cal/v2/au"
	"github.com/rickar/cal/v2/be"
	"github.com/rickar/cal/v2/bg"
	"github.com/rickar/cal/v2/br"
	"github.com/rickar/cal/v2/ca"
	"github.com/rickar/cal/v2/ch"
	"github.com/rickar/cal/v2/cz"
	"github.com/rickar/cal/v2/de"
	"github.com/rickar/cal/v2/dk"
	"github.com/rickar/cal/v2/es"
	"github.com/rickar/cal/v2/fr"
	"github.com/rickar/cal/v2/gb"
	"github.com/rickar/cal/v2/gr"
	"github.com/rickar/cal/v2/hr"
	"github.com/rickar/cal/v2/ie"
	"github.com/rickar/cal/v2/it"
	"github.com/rickar/cal/v2/jp"
	"github.com/rickar/cal/v2/lt"
	"github.com/rickar/cal/v2/lv"
	"github.com/rickar/cal/v2/nl"
	"github.com/rickar/cal/v2/no"
	"github.com/rickar/cal/v2/nz"
	"github.com/rickar/cal/v2/pl"
	"github.com/rickar/cal/v2/ro"
	"github.com/rickar/cal/v2/se"
	"github.com/rickar/cal/v2/si"
	"github.com/rickar/cal/v2/sk"
	"github.com/rickar/cal/v2/ua"
	"github.com/rickar/cal/v2/us"
	"github.com/rickar/cal/v2/za"
)

// A country has the public holidays that hold in all of it.
type country struct {
	name     string // as the standard country picklist of Salesforce has it
	code     string // ISO 3166
	holidays []*cal.Holiday
}

// countries are those that the calendar knows, by name.
func countries() []country {
	return []country{
		{"Australia", "AU", au.HolidaysNSW}, {"Austria", "AT", at.Holidays}, {"Belgium", "BE", be.Holidays},
		{"Brazil", "BR", br.Holidays}, {"Bulgaria", "BG", bg.Holidays}, {"Canada", "CA", ca.Holidays},
		{"Croatia", "HR", hr.Holidays}, {"Czechia", "CZ", cz.Holidays}, {"Denmark", "DK", dk.Holidays},
		{"France", "FR", fr.Holidays}, {"Germany", "DE", de.Holidays}, {"Greece", "GR", gr.Holidays},
		{"Ireland", "IE", ie.Holidays}, {"Italy", "IT", it.Holidays}, {"Japan", "JP", jp.Holidays},
		{"Latvia", "LV", lv.Holidays}, {"Lithuania", "LT", lt.Holidays}, {"Netherlands", "NL", nl.Holidays},
		{"New Zealand", "NZ", nz.Holidays}, {"Norway", "NO", no.Holidays}, {"Poland", "PL", pl.Holidays},
		{"Romania", "RO", ro.Holidays}, {"Slovakia", "SK", sk.Holidays},
		{"Slovenia", "SI", si.Holidays}, {"South Africa", "ZA", za.Holidays}, {"Spain", "ES", es.Holidays},
		{"Sweden", "SE", se.Holidays}, {"Switzerland", "CH", ch.Holidays}, {"Ukraine", "UA", ua.Holidays},
		{"United Kingdom", "GB", gb.Holidays}, {"United States", "US", us.Holidays},
	}
}

func countryOf(name string) country {
	all := countries()
	return all[slices.IndexFunc(all, func(c country) bool { return c.name == name })]
}

// holidaysOf are the days from Monday to Friday of a year on which nobody works.
func (c country) holidaysOf(year int) []time.Time {
	var days []time.Time
	for _, h := range c.holidays {
		actual, observed := h.Calc(year)
		for _, day := range []time.Time{actual, observed} {
			if day.IsZero() || day.Year() != year || day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
				continue
			}
			days = append(days, time.Date(year, day.Month(), day.Day(), 0, 0, 0, 0, time.UTC))
		}
	}
	slices.SortFunc(days, time.Time.Compare)
	return slices.CompactFunc(days, time.Time.Equal)
}
