package collector

import (
	"time"

	"salesforce_exporter/internal/soql"
)

// Chatter is the collector of what people say where the records are.
func Chatter() Factory {
	return Factory{"chatter", "posts, comments and contributors", only(NewChatter)}
}

const chatterEvery = 6 * time.Hour

// NewChatter measures whether people talk where the records are.
func NewChatter(s Settings) (Collector, error) {
	d, err := newDefined("chatter", s, planChatterContributors)
	if err == nil {
		d.catalog.Lists = map[string][]string{"post_types": postTypes()}
	}
	return d, err
}

// postTypes are the feed items that people write; the others Salesforce writes
// by itself when records change (Object Reference, FeedItem).
func postTypes() []string {
	return []string{"TextPost", "AdvancedTextPost", "ContentPost", "LinkPost", "PollPost", "QuestionPost",
		"AnnouncementPost"}
}

// chatterContributors counts the people who posted or commented. FeedItem has
// no field that can be aggregated, but it can be grouped by author.
type chatterContributors struct {
	metric *Metric
	texts  []string
}

func planChatterContributors(s *Schema, settings Settings) Plan {
	every := settings.interval(chatterEvery)
	metric := &Metric{
		Name: Prefix + "chatter_contributors_30d",
		Help: helpWithInterval("People who posted or commented in the last 30 days or today. "+
			"Divide by users for participation.", every),
		Labels: settings.People.Plan(s).Labels,
	}
	c := &chatterContributors{metric: metric}
	var plan Plan
	for _, source := range []struct{ object, where string }{
		{"FeedItem", "CreatedDate = LAST_N_DAYS:30 AND Type IN (" + quoteAll(postTypes()) + ")"},
		{"FeedComment", "CreatedDate = LAST_N_DAYS:30"},
	} {
		if err := firstError(
			s.check(source.object, "CreatedById", groups),
			s.check(source.object, "CreatedDate", filters),
			s.check("User", "Id", selects),
		); err != nil {
			return Plan{Skipped: []Skip{skip(metric.Name, err)}}
		}
		statement := soql.Statement{
			Object: source.object, Where: source.where,
			Columns: []soql.Column{{Expr: "CreatedById"}}, GroupBy: []string{"CreatedById"},
		}
		c.texts = append(c.texts, statement.String())
		plan.Queries = append(plan.Queries, Query{Statement: statement, MaxAge: every})
	}
	plan.parts = []part{c}
	return plan
}

func (c *chatterContributors) metrics() []*Metric { return []*Metric{c.metric} }

func (c *chatterContributors) needs() Needs { return owned(c.texts...) }

func (c *chatterContributors) samples(answers Answers, people *People) ([]Sample, error) {
	sums := newSums(c.metric, true, people)
	sums.touch(nil)
	seen := map[string]bool{}
	for _, text := range c.texts {
		for _, row := range answers[text].Rows {
			if !seen[row[0]] {
				seen[row[0]] = true
				sums.add(nil, row, 1)
			}
		}
	}
	return sums.samples(), nil
}
