package status

import (
	"fmt"
	"io"
	"net/url"
	"strconv"
	"time"
)

// perPage is how many orgs a page shows.
const perPage = 50

// OrgsView says which part of all orgs is to be shown.
type OrgsView struct {
	Page      int  // from 1
	Attention bool // only those that need some
	Still     bool // as in OrgView
}

// Link is the view as parameters of an address, without the question mark.
func (v OrgsView) Link() string {
	params := url.Values{}
	if v.Page > 1 {
		params.Set("page", strconv.Itoa(v.Page))
	}
	if v.Attention {
		params.Set("show", "attention")
	}
	return params.Encode()
}

// chosen returns the reports that the view is about.
func (v OrgsView) chosen(all []Report) (chosen []Report, needing int) {
	for _, r := range all {
		mark, _ := r.Summary()
		needs := mark == Bad || mark == Warn
		if needs {
			needing++
		}
		if needs || !v.Attention {
			chosen = append(chosen, r)
		}
	}
	return chosen, needing
}

// Some returns the reports of the page that the view shows.
func (v OrgsView) Some(all []Report) []Report {
	chosen, _ := v.chosen(all)
	from, to := v.part(len(chosen))
	return chosen[from:to]
}

// part bounds the page among so many reports.
func (v OrgsView) part(all int) (from, to int) {
	from = min(max(v.Page-1, 0)*perPage, all)
	return from, min(from+perPage, all)
}

type orgsPage struct {
	frame
	Only     bool // those that need attention
	All, Bad int
	Range    string
	Orgs     []orgRow
	Pages    []pageLink
}

type orgRow struct {
	Name, Link    string
	Class         Mark
	Summary       string
	Series, Calls string
	Oldest, Due   *moment
}

type pageLink struct {
	Text, Link string
	Here       bool
}

// WriteOrgs makes the page of several orgs.
func (s *Site) WriteOrgs(out io.Writer, all []Report, v OrgsView, now time.Time) error {
	chosen, needing := v.chosen(all)
	p := orgsPage{frame: s.frame(now, v.Still), Only: v.Attention, All: len(all), Bad: needing}
	p.Many, p.Name, p.JSON = true, fmt.Sprintf("%d orgs", len(all)), "/status.json"
	p.Self, p.Sep = s.Home, "?"
	if link := v.Link(); link != "" {
		p.Self, p.Sep = s.Home+"?"+link, "&"
		p.JSON += "?" + link
	}
	p.Class, p.Summary = Good, "All orgs are well."
	switch {
	case needing == 1:
		p.Class, p.Summary = Warn, "1 org needs attention."
	case needing > 0:
		p.Class, p.Summary = Warn, fmt.Sprintf("%d orgs need attention.", needing)
	}
	p.Title = p.Name + ": " + p.Summary
	from, to := v.part(len(chosen))
	p.Range = fmt.Sprintf("%d to %d of %d", from+1, to, len(chosen))
	for _, r := range chosen[from:to] {
		p.Orgs = append(p.Orgs, rowOf(r, now))
	}
	for page := 1; (page-1)*perPage < len(chosen); page++ {
		link := OrgsView{Page: page, Attention: v.Attention}
		p.Pages = append(p.Pages, pageLink{Text: "Page " + strconv.Itoa(page), Link: s.Home + "?" + link.Link(),
			Here: page == max(v.Page, 1)})
	}
	return s.orgs.ExecuteTemplate(out, "orgs.html", p)
}

func rowOf(r Report, now time.Time) orgRow {
	row := orgRow{Name: r.name(), Link: "/org", Series: thousands(r.Series()), Calls: "–",
		Oldest: momentOf("", r.Oldest(), now)}
	if r.Org != "" {
		row.Link += "?target=" + url.QueryEscape(r.Org)
	}
	if r.Budget.Calls > 0 {
		row.Calls = fmt.Sprintf("%s of %s", thousands(r.Budget.Spent), thousands(r.Budget.Calls))
	}
	if r.Refresh.Next.After(now) {
		row.Due = momentOf("", r.Refresh.Next, now)
	}
	row.Class, row.Summary = r.Summary()
	return row
}
