package collector

import (
	"fmt"
	"time"

	"salesforce_exporter/internal/soql"
)

// A score turns the counts of one object into samples.
type score struct {
	metric  *Metric
	object  string
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

func (p *score) queries(every time.Duration) []Query {
	queries := []Query{{Statement: p.counted, MaxAge: every}}
	for _, m := range p.meets {
		queries = append(queries, Query{Statement: m.statement, MaxAge: every})
	}
	return queries
}

func (p *score) metrics() []*Metric { return []*Metric{p.metric} }

func (p *score) needs() Needs { return owned(p.texts()...) }

func (p *score) texts() []string {
	texts := []string{p.counted.String()}
	for _, m := range p.meets {
		texts = append(texts, m.statement.String())
	}
	return texts
}

// samples are of teams with records only: no record is no bad record.
func (p *score) samples(answers Answers, people *People) ([]Sample, error) {
	sum, owners := map[int]float64{}, map[int]float64{}
	err := p.byOwner(answers, func(id string, share float64) {
		team := people.team(id)
		sum[team] += share
		owners[team]++
	})
	if err != nil {
		return nil, err
	}
	var all []Sample
	for team := range people.teams {
		if owners[team] > 0 {
			all = append(all, people.sample(p.metric, []string{p.object}, team, sum[team]/owners[team]))
		}
	}
	return all, nil
}

// byOwner tells the score of each owner of records: the weighted share of fields
// that are filled.
func (p *score) byOwner(answers Answers, tell func(id string, share float64)) error {
	if answers.lacks(p.texts()) != "" {
		return fmt.Errorf("records of %s are not counted", p.object)
	}
	filled := map[string]float64{}
	for _, m := range p.meets {
		for _, row := range answers[m.statement.String()].Rows {
			n, err := soql.ParseNumber(row[1])
			if err != nil {
				return err
			}
			filled[row[0]] += m.weight * n
		}
	}
	for _, row := range answers[p.counted.String()].Rows {
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
