package live

import (
	"fmt"

	"salesforce_exporter/internal/demo/generate/random"
	"salesforce_exporter/internal/demo/generate/record"
	"salesforce_exporter/internal/demo/generate/words"
)

func (m *moment) feedItem(kind, parent, by string) *record.FeedItem {
	return &record.FeedItem{ID: m.company.IDs.Next("0D5"), ParentID: parent, Type: kind, CreatedByID: by, InsertedByID: by,
		CreatedDate:      m.now,
		LastModifiedDate: m.now, SystemModstamp: m.now, Status: "Published", Revision: 1}
}

// write is a post, at times on an account.
func (m *moment) write() error {
	p := m.someone()
	f := m.feedItem(m.Weighted(words.PostTypes()), p.ID, p.ID)
	if len(m.work.accounts) > 0 && m.Chance(0.5) {
		f.ParentID = random.Pick(m.Source, m.work.accounts).id
	}
	f.Body = random.Pick(m.Source, words.Posts())
	put(&m.work.posts, post{id: f.ID, parent: f.ParentID, at: m.now.Unix()})
	return m.rows.Insert(f)
}

// answer comments on a post that was written while the company was watched.
func (m *moment) answer() error {
	if len(m.work.posts) == 0 {
		return m.write()
	}
	f := random.Pick(m.Source, m.work.posts)
	if f.at >= m.now.Unix() {
		return nil
	}
	by := m.someone().ID
	err := m.rows.Insert(&record.FeedComment{ID: m.company.IDs.Next("0D7"), FeedItemID: f.id, ParentID: f.parent,
		CreatedByID: by, InsertedByID: by,
		CreatedDate: m.now, SystemModstamp: m.now, CommentBody: random.Pick(m.Source,
			words.Comments()), CommentType: "TextComment", Status: "Published", Revision: 1})
	if err != nil {
		return err
	}
	now := m.now.Unix()
	if err := m.batch.Exec(`UPDATE FeedItem SET CommentCount = CommentCount + 1, LastModifiedDate = ?, SystemModstamp = ? WHERE Id = ?`, now, now, f.id); err != nil {
		return fmt.Errorf("count comment: %w", err)
	}
	return nil
}

// runReport runs one of the saved reports.
func (m *moment) runReport() error {
	if len(m.work.reports) == 0 {
		return nil
	}
	if err := m.batch.Exec(`UPDATE Report SET LastRunDate = ? WHERE Id = ?`, m.now.Unix(),
		random.Pick(m.Source, m.work.reports)); err != nil {
		return fmt.Errorf("run report: %w", err)
	}
	return nil
}
