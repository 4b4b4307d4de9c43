package engagement

import (
	"net/url"
	"strconv"
	"time"
)

// A batch collects rows on their way into a table.
type batch[T any] struct {
	rows []entry[T]
	into func([]entry[T])
}

const batchRows = 1 << 14

func (b *batch[T]) add(id ident, row T) {
	b.rows = append(b.rows, entry[T]{uint64(id), row})
	if len(b.rows) >= batchRows {
		b.flush()
	}
}

func (b *batch[T]) flush() {
	b.into(b.rows)
	b.rows = b.rows[:0]
}

// streams are all that is read.
type streams struct {
	visits, prospects   *stream
	firstPages, visitor *stream // what campaigns of visits also come from, while there are few
	// goals are the activities that are goals. They are read with those of all
	// types while these are few, and else by type; clicks, which e-mails have most
	// of, are apart then.
	anyGoal, clicks *stream
	goals           []*stream
	byType          bool
	deleted         *stream
}

// started lists the streams that begin at the first moment.
func (all *streams) started() []*stream {
	return append([]*stream{all.visits, all.firstPages, all.visitor, all.prospects, all.anyGoal, all.clicks, all.deleted},
		all.goals...)
}

// goalsNow are the streams that goals are read by, without clicks where these
// are apart.
func (all *streams) goalsNow() []*stream {
	if all.byType {
		return all.goals
	}
	return []*stream{all.anyGoal}
}

// clicksNow is the stream that downloads are read by.
func (all *streams) clicksNow() *stream {
	if all.byType {
		return all.clicks
	}
	return all.anyGoal
}

// split reads goals by type from now on.
func (all *streams) split() {
	if all.byType {
		return
	}
	all.byType = true
	for _, s := range append([]*stream{all.clicks}, all.goals...) {
		s.adopt(all.anyGoal)
	}
}

func newStreams(s *store) *streams {
	all := &streams{
		visits: visitStream(s), prospects: prospectStream(s), firstPages: pageViewStream(s), visitor: visitorStream(s),
		deleted: deletionStream(s),
	}
	all.anyGoal = goalStream(s, activities(), "")
	shared := all.anyGoal.part
	for _, kind := range goalTypes() {
		if kind == typeClick {
			all.clicks = goalStream(s, activities(), strconv.Itoa(kind))
			all.clicks.part.follow.span, all.clicks.part.fill.span = clicksStep, clicksStep
			continue
		}
		all.goals = append(all.goals, goalStream(s, shared, strconv.Itoa(kind)))
	}
	return all
}

func visitStream(s *store) *stream {
	visits, visitors := &batch[visit]{into: s.visits.put}, &batch[uint64]{into: s.visitorOf.put}
	return &stream{
		part: newPart("visits", "Prospects > View", []string{"id", "createdAt"}, []string{
			"updatedAt", "firstVisitorPageViewAt", "campaignParameter", "visitorId", "prospectId", "prospect.campaignId",
			"visitorPageViewCount", "durationInSeconds"}),
		object: "visits", follow: "updatedAt", fill: "createdAt",
		take: func(r *row) {
			visits.add(r.ID, s.visitOf(r))
			if s.sources {
				visitors.add(r.ID, uint64(r.VisitorID))
			}
			s.ofProspects = s.ofProspects || r.ofProspect()
		},
		flush: func() { visits.flush(); visitors.flush() },
	}
}

// prospectStream reads who became a prospect, by the time of the last change,
// which a conversion is. One that is no conversion any more is taken with no
// time, which makes it one to forget.
func prospectStream(s *store) *stream {
	prospects := &batch[conversion]{into: s.conversions.put}
	return &stream{
		part: newPart("prospects", "Prospects > View, and "+seeOthers, []string{"id", "convertedAt"},
			[]string{"updatedAt", "campaignId"}),
		object: "prospects", follow: "updatedAt", fill: "updatedAt",
		take: func(r *row) {
			if _, known := s.conversions.get(uint64(r.ID)); known || r.ConvertedAt != 0 {
				prospects.add(r.ID, conversion{at: r.ConvertedAt, campaign: s.campaigns.of(r.CampaignID)})
			}
		},
		flush: prospects.flush,
	}
}

// deletionStream reads which prospects were deleted. Whether visits and
// activities can be, and what they do with the parameter, is not known: rows that
// do not say that they are deleted stay.
func deletionStream(s *store) *stream {
	gone := map[uint64]bool{}
	return &stream{
		part:   newPart("deleted prospects", "Prospects > View", []string{"id", "isDeleted"}, []string{"updatedAt"}),
		object: "prospects", follow: "updatedAt", fill: "updatedAt", filters: url.Values{"deleted": {"true"}},
		take: func(r *row) {
			if r.IsDeleted {
				gone[uint64(r.ID)] = true
			}
			s.deleted, s.notDeleted = s.deleted || bool(r.IsDeleted), s.notDeleted || !bool(r.IsDeleted)
		},
		flush: func() { s.conversions.remove(gone); clear(gone) },
	}
}

// pageViewStream reads which campaigns the pages of visits belong to. Page views
// can only be asked for by the time of their creation ([vpv]).
func pageViewStream(s *store) *stream {
	pages := &batch[firstPage]{into: s.addFirstPages}
	return &stream{
		part:   newPart("visitor-page-views", "Prospects > View", []string{"id", "visitId", "campaignId", "createdAt"}, nil),
		object: "visitor-page-views", follow: "createdAt", fill: "createdAt",
		take: func(r *row) {
			if r.CampaignID != 0 && r.VisitID != 0 {
				pages.add(r.VisitID, firstPage{pageView: uint64(r.ID), at: r.CreatedAt, campaign: s.campaigns.of(r.CampaignID)})
			}
		},
		flush: pages.flush,
	}
}

// visitorStream reads the first touch of visitors. A visit changes its visitor.
func visitorStream(s *store) *stream {
	visitors := &batch[visitor]{into: s.visitors.put}
	return &stream{
		part:   newPart("visitors", "Visitors > View", []string{"id", "campaignId", "updatedAt"}, nil),
		object: "visitors", follow: "updatedAt", fill: "updatedAt",
		take: func(r *row) {
			if r.CampaignID != 0 {
				visitors.add(r.ID, visitor{at: r.UpdatedAt, campaign: s.campaigns.of(r.CampaignID)})
			}
		},
		flush: visitors.flush,
	}
}

// activities is the part that goals are of. Details are left out, because they
// are slow to get and nobody's business.
func activities() *part {
	return newPart("visitor-activities", "Visitors > View", []string{"id", "type", "createdAt"},
		[]string{"updatedAt", "campaignId", "formId", "formHandlerId", "landingPageId", "customRedirectId", "fileId"})
}

// goalStream reads activities of one type, or of all: that the filter takes a
// list of types is not documented ([va]). A row that is no goal any more is taken
// with no time, which makes it one to forget.
func goalStream(s *store, of *part, kind string) *stream {
	goals := &batch[goal]{into: s.goals.put}
	q := &stream{
		part: of, object: "visitor-activities", follow: "updatedAt", fill: "createdAt",
		take: func(r *row) {
			g := goal{at: r.CreatedAt, campaign: s.campaigns.of(r.CampaignID), kind: goalOf(r)}
			if g.kind == NoGoal {
				g = goal{}
			}
			if _, known := s.goals.get(uint64(r.ID)); known || g.kind != NoGoal {
				goals.add(r.ID, g)
			}
		},
		flush: goals.flush,
	}
	if kind != "" {
		q.filters = url.Values{"type": {kind}}
	}
	return q
}

// clicksStep is the span of the first query about clicks, of which a single
// e-mail may have a hundred thousand.
const clicksStep = time.Hour
