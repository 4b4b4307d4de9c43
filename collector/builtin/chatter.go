package builtin

import (
	"cmp"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/catalog"
	"salesforce_exporter/internal/soql"
)

const chatterEvery = 6 * time.Hour

// newChatter measures whether people talk where the records are.
func newChatter(s collector.Settings) (collector.Collector, error) {
	d, err := catalog.New("chatter", s, planChatterContributors)
	if err == nil {
		d.Catalog.Lists = map[string][]string{"post_types": postTypes()}
	}
	return d, err
}

// postTypes are the feed items that people write; the others Salesforce writes
// by itself when records change (Object Reference, FeedItem).
func postTypes() []string {
	return []string{"TextPost", "AdvancedTextPost", "ContentPost", "LinkPost", "PollPost", "QuestionPost",
		"AnnouncementPost"}
}

// planChatterContributors counts the people who posted or commented. FeedItem has
// no field that can be aggregated, but it can be grouped by author.
func planChatterContributors(s *collector.Schema, settings collector.Settings) collector.Plan {
	every := settings.IntervalOr(chatterEvery)
	metric := collector.NewMetric("chatter_contributors_30d",
		"People who posted or commented in the last 30 days or today. Divide by users for participation.",
		every, settings.People.Plan(s).Labels...)
	var plan collector.Plan
	var hidden error
	for _, source := range []struct{ object, where string }{
		{"FeedItem", "CreatedDate = LAST_N_DAYS:30 AND Type IN (" + soql.QuoteAll(postTypes()) + ")"},
		{"FeedComment", "CreatedDate = LAST_N_DAYS:30"},
	} {
		hidden = cmp.Or(hidden,
			s.Check(source.object, "CreatedById", collector.Groups),
			s.Check(source.object, "CreatedDate", collector.Filters),
			s.Check("User", "Id", collector.Selects))
		statement := soql.Statement{
			Object: source.object, Where: source.where,
			Columns: []soql.Column{{Expr: "CreatedById"}}, GroupBy: []string{"CreatedById"},
		}
		plan.Queries = append(plan.Queries, collector.Query{Statement: statement, MaxAge: every})
	}
	if hidden != nil { // not before both objects were looked up
		return collector.Skipping(metric.Name, hidden)
	}
	texts := plan.Texts()
	plan.Parts = []collector.Part{collector.NewPart(collector.Owned(texts...),
		func(answers collector.Answers, people *collector.People) ([]collector.Sample, error) {
			sums := collector.NewSums(metric, true, people)
			sums.Touch(nil)
			seen := map[string]bool{}
			for _, text := range texts {
				for row := range answers[text].Rows.All() {
					if !seen[row[0]] {
						seen[row[0]] = true
						sums.Add(nil, row, 1)
					}
				}
			}
			return sums.Samples(), nil
		}, metric)}
	return plan
}
