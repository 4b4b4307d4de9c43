package quality

import (
	"fmt"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/soql"
)

// A Score turns the counts of one object into samples.
type Score struct {
	metric  *collector.Metric
	Object  string
	counted soql.Statement // by owner: how many records, and how many have each field filled
	weights []float64      // of its columns behind these two
	meets   []weighed      // by owner: how many records meet a condition
	most    float64        // all weights
}

// A weighed is a statement, and what each record that it counts is worth.
type weighed struct {
	statement soql.Statement
	weight    float64
}

// Queries ask for the counts.
func (p *Score) Queries(every time.Duration) []collector.Query {
	queries := []collector.Query{{Statement: p.counted, MaxAge: every}}
	for _, m := range p.meets {
		queries = append(queries, collector.Query{Statement: m.statement, MaxAge: every})
	}
	return queries
}

// Metrics is the score.
func (p *Score) Metrics() []*collector.Metric { return []*collector.Metric{p.metric} }

// Needs are the counts by owner.
func (p *Score) Needs() collector.Needs { return collector.Owned(p.Texts()...) }

// Texts are those of the statements.
func (p *Score) Texts() []string {
	texts := []string{p.counted.String()}
	for _, m := range p.meets {
		texts = append(texts, m.statement.String())
	}
	return texts
}

// Samples are of teams with records only: no record is no bad record.
func (p *Score) Samples(answers collector.Answers, people *collector.People) ([]collector.Sample, error) {
	shares := collector.NewMeans()
	err := p.ByOwner(answers, func(id string, share float64) { shares.Add(people, id, share, 1) })
	if err != nil {
		return nil, err
	}
	return shares.Samples(p.metric, []string{p.Object}, people, 1), nil
}

// ByOwner tells the score of each owner of records: the weighted share of fields
// that are filled.
func (p *Score) ByOwner(answers collector.Answers, tell func(id string, share float64)) error {
	if answers.Lacks(p.Texts()) != "" {
		return fmt.Errorf("records of %s are not counted", p.Object)
	}
	filled := map[string]float64{}
	for _, m := range p.meets {
		for row := range answers[m.statement.String()].Rows.All() {
			n, err := soql.ParseNumber(row[1])
			if err != nil {
				return err
			}
			filled[row[0]] += m.weight * n
		}
	}
	for row := range answers[p.counted.String()].Rows.All() {
		records, err := soql.ParseNumber(row[1])
		if err != nil {
			return err
		}
		for i, weight := range p.weights {
			n, err := soql.ParseNumber(row[2+i])
			if err != nil {
				return err
			}
			filled[row[0]] += weight * n
		}
		// The statements are answered one after the other, while people go on.
		tell(row[0], min(1, filled[row[0]]/(p.most*records)))
	}
	return nil
}
