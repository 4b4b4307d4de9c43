package site

import (
	"fmt"
	"strings"
	"time"

	"salesforce_exporter/internal/demo/generate/random"
	"salesforce_exporter/internal/demo/generate/record"
)

// assets are what marketing has made: campaigns, and what their visitors find.
type assets struct {
	campaigns []*campaign
	numbered  map[record.Link]*campaign
	tracking  *campaign // of the tracking code on all pages
	forms     []*form   // on pages of no campaign
	handlers  []*record.AEFormHandler
	pages     []page
}

// campaign is a campaign of Account Engagement.
type campaign struct {
	row        record.AECampaign
	kind       string // as Salesforce has it
	slug       string // of its utm_campaign
	start, end time.Time
	weight     float64 // how many visitors it draws, beside others
	landing    *landing
	redirect   *record.AECustomRedirect
}

// form is a form with its running totals in Salesforce.
type form struct {
	row      record.AEForm
	totals   record.MarketingForm
	keptForm *kept
}

// landing is a landing page with its form.
type landing struct {
	row      record.AELandingPage
	form     *form
	totals   record.LandingPage
	keptPage *kept
}

// page is a page of the website.
type page struct{ path, title string }

func (s *Site) build() {
	s.pages = []page{{"", "Northgate"}, {"products", "Products"}, {"products/gateway", "Sensor Gateway"},
		{"products/analytics", "Analytics"},
		{"pricing", "Pricing"}, {"customers", "Customers"}, {"blog", "Blog"}, {"blog/downtime", "What downtime costs"},
		{"about", "About us"}, {"contact", "Contact"}}
	began := s.opts.Now.AddDate(-2, 0, 0)
	s.numbered = map[record.Link]*campaign{}
	s.tracking = s.newCampaign(Campaign{Name: "Website Tracking", Created: began, Start: began,
		End: s.opts.Now.AddDate(50, 0, 0)})
	for _, name := range []string{"Partner Portal", "Newsletter Sign-up"} { // which nobody connected
		s.campaigns = append(s.campaigns,
			s.newCampaign(Campaign{Name: name, Type: "Email", Created: began, Start: began, End: s.opts.Now.AddDate(1, 0, 0)}))
	}
	for _, c := range s.opts.Campaigns {
		s.campaigns = append(s.campaigns, s.newCampaign(c))
	}
	for _, name := range []string{"Contact us", "Request a quote"} {
		s.forms = append(s.forms, s.newForm(name, s.tracking, began))
	}
	for i, name := range []string{"Support portal", "Job applications"} {
		h := &record.AEFormHandler{Tracked: s.made("ae_form_handler", began), Name: name,
			URL: address("handlers/" + slug(name)), CampaignID: s.tracking.row.ID, IsAlwaysEmail: i == 0}
		s.handlers = append(s.handlers, h)
		s.note(&kept{table: "ae_form_handler", id: h.ID, row: h})
	}
}

// made is what every row has that was there before the first visit.
func (s *Site) made(table string, at time.Time) record.Tracked {
	return record.Tracked{ID: s.next(table), CreatedAt: at, UpdatedAt: at}
}

func (s *Site) newCampaign(from Campaign) *campaign {
	c := &campaign{kind: from.Type, slug: slug(from.Name), start: from.Start, end: from.End, weight: s.Around(1, 0.9)}
	c.row = record.AECampaign{Tracked: s.made("ae_campaign", from.Created), Name: from.Name, SalesforceID: from.ID,
		Cost: from.Cost}
	s.note(&kept{table: "ae_campaign", id: c.row.ID, row: &c.row})
	s.numbered[c.row.ID] = c
	if from.Type == "" {
		return c
	}
	if s.Chance(0.7) {
		c.landing = s.newLanding(from.Name, c, from.Created)
	}
	if s.Chance(0.5) {
		c.redirect = &record.AECustomRedirect{Tracked: s.made("ae_custom_redirect", from.Created),
			Name: "Brochure " + from.Name, CampaignID: c.row.ID}
		s.note(&kept{table: "ae_custom_redirect", id: c.redirect.ID, row: c.redirect})
	}
	return c
}

func (s *Site) newForm(name string, c *campaign, at time.Time) *form {
	f := &form{row: record.AEForm{Tracked: s.made("ae_form", at), Name: name, URL: address("forms/" + slug(name)),
		CampaignID: c.row.ID}}
	f.totals = record.MarketingForm{System: record.Created(at, s.opts.Author), ID: s.opts.IDs.Next("0zf"), Name: name,
		CampaignID: c.row.SalesforceID}
	f.row.SalesforceID = f.totals.ID
	f.keptForm = &kept{table: "MarketingForm", id: f.totals.ID, row: &f.totals}
	f.totals.TotalViews, f.totals.UniqueViews, f.totals.TotalSubmissions, f.totals.UniqueSubmissions,
		f.totals.TotalErrors = s.before(c.start)
	s.note(&kept{table: "ae_form", id: f.row.ID, row: &f.row})
	s.note(f.keptForm)
	f.rate()
	return f
}

func (s *Site) newLanding(name string, c *campaign, at time.Time) *landing {
	l := &landing{form: s.newForm("Form of "+name, c, at)}
	l.row = record.AELandingPage{Tracked: s.made("ae_landing_page", at), Name: name, URL: address("go/" + c.slug),
		CampaignID: c.row.ID, FormID: l.form.row.ID}
	f := &l.form.totals
	l.totals = record.LandingPage{System: record.Created(at, s.opts.Author), ID: s.opts.IDs.Next("0zl"), Name: name,
		CampaignID: c.row.SalesforceID, Status: "Published",
		TotalViews: f.TotalViews, UniqueViews: f.UniqueViews, TotalFormSubmissions: f.TotalSubmissions,
		UniqueFormSubmissions: f.UniqueSubmissions,
		TotalFormErrors:       f.TotalErrors, UniqueFormErrors: min(f.TotalErrors,
			f.UniqueViews), TotalTrackedLinkClicks: f.TotalSubmissions, UniqueTrackedLinkClicks: f.UniqueSubmissions}
	l.keptPage = &kept{table: "LandingPage", id: l.totals.ID, row: &l.totals}
	s.note(&kept{table: "ae_landing_page", id: l.row.ID, row: &l.row})
	s.note(l.keptPage)
	l.rate()
	return l
}

// before is what a form that was in use from an instant on had counted when the
// first visit that is told of began.
func (s *Site) before(at time.Time) (views, viewers, submissions, submitters, errors int) {
	days := max(0, s.now.Sub(at).Hours()/24)
	viewers = s.Round(min(days, 60) * s.Float(0, 2))
	views = viewers + s.Round(float64(viewers)*0.4)
	submitters = s.Round(float64(viewers) * 0.2)
	submissions = submitters + s.Round(float64(submitters)*0.1)
	return views, viewers, submissions, submitters, s.Round(float64(submissions) * 0.3)
}

// draw picks the campaign that brings a visitor: mostly one that runs, at times
// one that is over.
func (s *Site) draw() *campaign {
	if !s.Chance(0.65) {
		return nil
	}
	over := s.Chance(0.15)
	var sum float64
	var list []*campaign
	for _, c := range s.campaigns {
		if c.start.Before(s.now) && c.row.CreatedAt.Before(s.now) && (over || s.now.Before(c.end.AddDate(0, 0, 14))) {
			list = append(list, c)
			sum += c.weight
		}
	}
	x := s.Float(0, sum)
	for _, c := range list {
		if x -= c.weight; x < 0 {
			return c
		}
	}
	return nil
}

func (s *Site) page() page { return random.Pick(s.Source, s.pages) }

func address(path string) string { return "https://www.example.com/" + path }

// slug makes a name part of an address.
func slug(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name),
		func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	return strings.Join(words, "-")
}

// file is the number of one of the files to download.
func (s *Site) file() (record.Link, string) {
	n := s.Int(1, 6)
	return record.Link(500 + n), fmt.Sprintf("Whitepaper %d", n)
}
