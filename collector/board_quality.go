package collector

import (
	"fmt"
	"slices"
	"strings"
)

// qualityMeasure is what boards can measure besides definitions.
const qualityMeasure = "data_quality_score_ratio"

// A meanScore is the share of key fields that a person's records have filled:
// the mean of the objects of which that person owns records.
type meanScore []*score

// planQuality asks what the quality collector asks.
func (l *leaderboards) planQuality(s *Schema, m BoardMeasure) (meanScore, Plan, error) {
	c, err := l.settings.Others("quality")
	if err != nil {
		return nil, Plan{}, err
	}
	all := c.(*quality).planScores(s)
	var mean meanScore
	plan := Plan{Skipped: all.Skipped}
	for _, p := range all.parts {
		object := p.(*score)
		if m.Only == nil || slices.Contains(m.Only, object.object) {
			mean = append(mean, object)
			plan.Queries = append(plan.Queries, object.queries(c.Interval())...)
		}
	}
	switch {
	case mean == nil && len(all.Skipped) > 0:
		return nil, Plan{}, skippedError(all.Skipped[0])
	case mean == nil:
		return nil, Plan{}, fmt.Errorf("metric %s is about none of %s", m.Metric, strings.Join(m.Only, ", "))
	}
	return mean, plan, nil
}

func (m meanScore) key() string { return strings.Join(m.texts(), "\n") }

func (m meanScore) texts() []string {
	var texts []string
	for _, p := range m {
		texts = append(texts, p.texts()...)
	}
	return texts
}

func (m meanScore) perPerson(answers Answers, add func(id string, value float64)) error {
	sum, objects := map[string]float64{}, map[string]float64{}
	for _, p := range m {
		err := p.byOwner(answers, func(id string, share float64) {
			sum[id] += share
			objects[id]++
		})
		if err != nil {
			return err
		}
	}
	for id, total := range sum {
		add(id, total/objects[id])
	}
	return nil
}
