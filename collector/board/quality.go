package board

import (
	"fmt"
	"slices"
	"strings"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/quality"
)

// qualityMeasure is what boards can measure besides definitions.
const qualityMeasure = "data_quality_score_ratio"

// A meanScore is the share of key fields that a person's records have filled:
// the mean of the objects of which that person owns records.
type meanScore []*quality.Score

// planQuality asks what the quality collector asks.
func (l *leaderboards) planQuality(s *collector.Schema, m Measure) (meanScore, collector.Plan, error) {
	c, err := l.settings.Others("quality")
	if err != nil {
		return nil, collector.Plan{}, err
	}
	all := c.(*quality.Collector).PlanScores(s)
	var mean meanScore
	plan := collector.Plan{Skipped: all.Skipped}
	for _, p := range all.Parts {
		object := p.(*quality.Score)
		if m.Only == nil || slices.Contains(m.Only, object.Object) {
			mean = append(mean, object)
			plan.Queries = append(plan.Queries, object.Queries(c.Interval())...)
		}
	}
	switch {
	case mean == nil && len(all.Skipped) > 0:
		return nil, collector.Plan{}, collector.Joined(all.Skipped)
	case mean == nil:
		return nil, collector.Plan{}, fmt.Errorf("metric %s is about none of %s", m.Metric, strings.Join(m.Only, ", "))
	}
	return mean, plan, nil
}

func (m meanScore) Key() string { return strings.Join(m.Texts(), "\n") }

func (m meanScore) Texts() []string {
	var texts []string
	for _, p := range m {
		texts = append(texts, p.Texts()...)
	}
	return texts
}

func (m meanScore) PerPerson(answers collector.Answers, add func(id string, value float64)) error {
	sum, objects := map[string]float64{}, map[string]float64{}
	for _, p := range m {
		err := p.ByOwner(answers, func(id string, share float64) {
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
