package engagement

import "time"

// A visit is what is kept of one: 12 bytes besides its id.
type visit struct {
	at       stamp // of its first page view
	seconds  uint32
	campaign ref
}

// multiPage marks the seconds of visits of two pages or more.
const multiPage = 1 << 31

// A goal is what is kept of an activity that is one.
type goal struct {
	at       stamp
	campaign ref
	kind     Goal
}

// A conversion is what is kept of a prospect that was a visitor before.
type conversion struct {
	at       stamp
	campaign ref
}

// A firstPage is the first page view of a visit that has a campaign.
type firstPage struct {
	pageView uint64
	at       stamp
	campaign ref
}

// A visitor is what is kept of one.
type visitor struct {
	at       stamp // of its last change, which a visit is
	campaign ref
}

// store is all that is kept. Rows are overwritten by their ids: visits grow,
// and merges move them ([visit], [va]; that merges and deletions move updatedAt
// is an assumption).
type store struct {
	campaigns   *campaigns
	visits      table[visit]
	goals       table[goal]
	conversions table[conversion]
	ofProspects bool // some visit is one of a prospect
	// deleted and notDeleted tell whether rows that were asked for as deleted
	// prospects are any.
	deleted, notDeleted bool

	// sources tells whether a visit's campaign is known by more than its
	// prospect and its link, which takes more calls:
	sources    bool
	firstPages table[firstPage] // by visit
	visitorOf  table[uint64]    // by visit
	visitors   table[visitor]   // by visitor
}

func newStore() *store { return &store{campaigns: newCampaigns(), sources: true} }

// visitOf is what is kept of a row. The campaign is that of the prospect or,
// without one, that of the link.
func (s *store) visitOf(r *row) visit {
	v := visit{at: r.firstSeen(), seconds: uint32(min(max(0, r.Seconds), multiPage-1))}
	if r.PageViews >= 2 {
		v.seconds |= multiPage
	}
	if r.Prospect != nil {
		v.campaign = s.campaigns.of(r.Prospect.CampaignID)
	}
	if v.campaign == noCampaign {
		v.campaign = s.campaigns.ofUTM(string(r.UTMCampaign))
	}
	return v
}

// addFirstPages takes page views, of which the first one of a visit counts.
func (s *store) addFirstPages(batch []entry[firstPage]) {
	first := batch[:0]
	at := map[uint64]int{}
	for _, e := range batch {
		if old, ok := s.firstPages.get(e.id); ok && old.pageView < e.row.pageView {
			continue
		}
		if i, ok := at[e.id]; ok {
			if e.row.pageView < first[i].row.pageView {
				first[i] = e
			}
			continue
		}
		at[e.id] = len(first)
		first = append(first, e)
	}
	s.firstPages.put(first)
}

// A sources says which further sources of campaigns are known for all visits.
type sources struct{ pages, visitors bool }

// campaignOf is the campaign of a visit by the best source that is known: its
// page views, its visitor, its prospect, its link.
func (s *store) campaignOf(id uint64, v *visit, by sources) ref {
	if p, ok := s.firstPages.get(id); ok && by.pages {
		return p.campaign
	}
	if by.visitors {
		of, _ := s.visitorOf.get(id)
		if x, ok := s.visitors.get(of); ok {
			return x.campaign
		}
	}
	return v.campaign
}

// dropSources forgets what page views and visitors say of campaigns.
func (s *store) dropSources() {
	if !s.sources {
		return
	}
	s.sources = false
	s.firstPages, s.visitorOf, s.visitors = table[firstPage]{}, table[uint64]{}, table[visitor]{}
}

// forget drops what began before a time.
func (s *store) forget(before time.Time) {
	since := stampOf(before)
	s.visits.keep(func(_ uint64, v *visit) bool { return v.at >= since })
	s.goals.keep(func(_ uint64, g *goal) bool { return g.at >= since })
	s.conversions.keep(func(_ uint64, c *conversion) bool { return c.at >= since })
	s.firstPages.keep(func(_ uint64, p *firstPage) bool { return p.at >= since })
	s.visitors.keep(func(_ uint64, x *visitor) bool { return x.at >= since })
	s.visitorOf.keep(func(id uint64, _ *uint64) bool { _, kept := s.visits.get(id); return kept })
	if len(s.campaigns.byUTM) >= maxTexts/2 {
		used := map[ref]bool{}
		s.visits.each(func(_ uint64, v *visit) { used[v.campaign] = true })
		s.campaigns.free(used)
	}
}

// lastDay is how many visits began in the last 24 hours.
func (s *store) lastDay(now time.Time) (n int) {
	since := stampOf(now.Add(-24 * time.Hour))
	s.visits.each(func(_ uint64, v *visit) {
		if v.at >= since {
			n++
		}
	})
	return n
}
