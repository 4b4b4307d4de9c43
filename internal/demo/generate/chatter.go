package generate

import (
	"time"

	"salesforce_exporter/internal/demo/generate/random"
	"salesforce_exporter/internal/demo/generate/record"
	"salesforce_exporter/internal/demo/generate/words"
)

const (
	// postsPerFan is what somebody posts in two years who likes Chatter best.
	postsPerFan = 45

	// changesKept is how many days a tracked change stays in the feed when
	// nobody comments on it.
	changesKept = 45
)

// zeal tells how much a department likes Chatter, which is not how well it
// took to Salesforce: 1 is best.
func zeal(department string) float64 {
	switch department {
	case "Service", "Customer Success":
		return 1
	case "Marketing", "IT":
		return 0.7
	case "Sales":
		return 0.35
	case "Operations":
		return 0.2
	}
	return 0.03
}

// chatter lets people post, and others answer.
func (g *generator) chatter() error {
	g = g.apart(posting)
	var topics []known
	for _, object := range []string{"Account", "Opportunity", "Lead"} {
		topics = append(topics, g.known[object]...)
	}
	for _, p := range g.staff {
		if p.never {
			continue
		}
		from := latest(p.from, g.start)
		mean := postsPerFan * zeal(p.team.department) * p.adoption * g.volume *
			p.to.Sub(from).Hours() / g.now.Sub(g.start).Hours()
		for range g.Count(mean) {
			if err := g.post(p, g.moment(p, from, p.to), topics); err != nil {
				return err
			}
		}
	}
	return nil
}

// post writes one post, on the author's own feed or on a record's.
func (g *generator) post(p *person, at time.Time, topics []known) error {
	f := g.feedItem(g.Weighted(words.PostTypes()), p.id, p.id, at)
	if len(topics) > 0 && g.Chance(0.6) {
		if t := random.Pick(g.Source, topics); !at.Before(t.since) {
			f.ParentID = t.id
		}
	}
	f.Body, f.IsDeleted, f.LikeCount = random.Pick(g.Source, words.Posts()), g.deleted(), g.Count(1.5)
	switch f.Type {
	case "ContentPost":
		f.HasContent, f.Title = true, "Slides.pdf"
	case "LinkPost":
		f.HasLink, f.Title, f.LinkURL = true, "Read this", "https://www.example.com/news"
	case "QuestionPost":
		f.Title = f.Body
	}
	rows := []any{f}
	for range g.Count(1.1) {
		if c := g.comment(f); c != nil {
			rows = append(rows, c)
		}
	}
	return g.insert(rows...)
}

func (g *generator) feedItem(kind, parent, by string, at time.Time) *record.FeedItem {
	return &record.FeedItem{ID: g.ids.Next("0D5"), ParentID: parent, Type: kind, CreatedByID: by, InsertedByID: by,
		CreatedDate:      at,
		LastModifiedDate: at, SystemModstamp: at, Status: "Published", Revision: 1}
}

// comment is somebody's answer to a post, or nil where nobody was around.
func (g *generator) comment(f *record.FeedItem) *record.FeedComment {
	p := random.Pick(g.Source, g.staff)
	at := f.CreatedDate.Add(time.Duration(g.Int(120, 3*86400)) * time.Second)
	if !p.worked(at) || at.After(g.now) || !g.Chance(0.2+zeal(p.team.department)) {
		return nil
	}
	f.CommentCount++
	f.LastModifiedDate, f.SystemModstamp = latest(f.LastModifiedDate, at), latest(f.SystemModstamp, at)
	return &record.FeedComment{ID: g.ids.Next("0D7"), FeedItemID: f.ID, ParentID: f.ParentID, CreatedByID: p.id,
		InsertedByID: p.id,
		CreatedDate:  at, SystemModstamp: at, CommentBody: random.Pick(g.Source,
			words.Comments()), CommentType: "TextComment", Status: "Published", Revision: 1}
}

// track adds what the feed of a record says by itself when it is created or
// changed. Nobody wrote it, but it bears the name of who made the change.
func (g *generator) track(rows []any, kind, parent, by string, at time.Time) []any {
	if at.Before(g.now.AddDate(0, 0, -changesKept)) || !g.side.Chance(0.8) {
		return rows
	}
	return append(rows, g.feedItem(kind, parent, by, at))
}
