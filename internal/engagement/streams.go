package engagement

import (
	"net/url"
	"strconv"
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
	firstPages, visitor *stream   // where campaigns of visits also come from, while there are few
	goals               []*stream // by activity type
	anyGoal             query     // activities of all types
	takeGoal            func(*row)
	flushGoals          func()
	deletions           []*deletion
}

// every lists the streams that are read, visits first.
func (all *streams) every(sources bool) []*stream {
	list := []*stream{all.visits}
	if sources {
		list = append(list, all.firstPages, all.visitor)
	}
	return append(append(list, all.prospects), all.goals...)
}

// A row that is no goal and no conversion any more is taken with no time, which
// makes it one to forget.
func newStreams(s *store) *streams {
	goals, refused := &batch[goal]{into: s.goals.put}, &refusedFor{}
	all := &streams{
		visits: visitStream(s), prospects: prospectStream(s), firstPages: pageViewStream(s), visitor: visitorStream(s),
		anyGoal: activityQuery(""), flushGoals: goals.flush,
	}
	all.takeGoal = func(r *row) {
		g := goal{at: r.CreatedAt, campaign: s.campaigns.of(r.CampaignID), kind: goalOf(r)}
		if g.kind == NoGoal {
			g = goal{}
		}
		if _, known := s.goals.get(uint64(r.ID)); known || g.kind != NoGoal {
			goals.add(r.ID, g)
		}
	}
	for _, kind := range goalTypes() {
		all.goals = append(all.goals, &stream{
			name: "visitor-activities", query: activityQuery(strconv.Itoa(kind)), ability: "Visitors > View",
			follow: "updatedAt", fill: "createdAt", take: all.takeGoal, flush: goals.flush, refused: refused,
		})
	}
	for _, gone := range []struct {
		object string
		remove func(map[uint64]bool)
	}{{"visits", s.visits.remove}, {"visitor-activities", s.goals.remove}, {"prospects", s.conversions.remove}} {
		q := query{object: gone.object, fields: "id", filters: url.Values{"deleted": {"true"}}}
		all.deletions = append(all.deletions, &deletion{query: q, remove: gone.remove})
	}
	return all
}

func visitStream(s *store) *stream {
	visits, visitors := &batch[visit]{into: s.visits.put}, &batch[uint64]{into: s.visitorOf.put}
	return &stream{
		name: "visits", ability: "Prospects > View", follow: "updatedAt", fill: "createdAt",
		query: query{object: "visits", fields: "id,visitorId,prospect.campaignId,campaignParameter,visitorPageViewCount,durationInSeconds,firstVisitorPageViewAt,createdAt"},
		take: func(r *row) {
			visits.add(r.ID, s.visitOf(r))
			if s.sources {
				visitors.add(r.ID, uint64(r.VisitorID))
			}
		},
		flush:   func() { visits.flush(); visitors.flush() },
		refused: &refusedFor{},
	}
}

// prospectStream reads who became a prospect, by the time of the last change,
// which a conversion is.
func prospectStream(s *store) *stream {
	prospects := &batch[conversion]{into: s.conversions.put}
	return &stream{
		name: "prospects", ability: "Prospects > View", follow: "updatedAt", fill: "updatedAt",
		query: query{object: "prospects", fields: "id,campaignId,convertedAt"},
		take: func(r *row) {
			if _, known := s.conversions.get(uint64(r.ID)); known || r.ConvertedAt != 0 {
				prospects.add(r.ID, conversion{at: r.ConvertedAt, campaign: s.campaigns.of(r.CampaignID)})
			}
		},
		flush:   prospects.flush,
		refused: &refusedFor{},
	}
}

// pageViewStream reads which campaigns the pages of visits belong to. Page views
// can only be asked for by the time of their creation ([vpv]).
func pageViewStream(s *store) *stream {
	pages := &batch[firstPage]{into: s.addFirstPages}
	return &stream{
		name: "visitor-page-views", ability: "Prospects > View", follow: "createdAt", fill: "createdAt",
		query: query{object: "visitor-page-views", fields: "id,visitId,campaignId,createdAt"},
		take: func(r *row) {
			if r.CampaignID != 0 && r.VisitID != 0 {
				pages.add(r.VisitID, firstPage{pageView: uint64(r.ID), at: r.CreatedAt, campaign: s.campaigns.of(r.CampaignID)})
			}
		},
		flush:   pages.flush,
		refused: &refusedFor{},
	}
}

// visitorStream reads the first touch of visitors. A visit changes its visitor.
func visitorStream(s *store) *stream {
	visitors := &batch[visitor]{into: s.visitors.put}
	return &stream{
		name: "visitors", ability: "Visitors > View", follow: "updatedAt", fill: "updatedAt",
		query: query{object: "visitors", fields: "id,campaignId,updatedAt"},
		take: func(r *row) {
			if r.CampaignID != 0 {
				visitors.add(r.ID, visitor{at: r.UpdatedAt, campaign: s.campaigns.of(r.CampaignID)})
			}
		},
		flush:   visitors.flush,
		refused: &refusedFor{},
	}
}

// activityQuery asks for activities of one type, or of all: that the filter
// takes a list of types is not documented ([va]). Details are left out, because
// they are slow to get and nobody's business.
func activityQuery(kind string) query {
	q := query{object: "visitor-activities", fields: "id,type,campaignId,formId,formHandlerId,landingPageId,customRedirectId,fileId,createdAt"}
	if kind != "" {
		q.filters = url.Values{"type": {kind}}
	}
	return q
}
