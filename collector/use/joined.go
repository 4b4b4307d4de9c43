package use

import (
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/soql"
)

// since is when each new user was created.
func since(answers collector.Answers, text string) (map[string]time.Time, error) {
	created := map[string]time.Time{}
	for row := range answers[text].Rows.All() {
		at, err := soql.ParseTime(row[1])
		if err != nil {
			return nil, err
		}
		created[row[0]] = at
	}
	return created, nil
}

// part adds a figure about the new people, whose moments of creation are handed over.
func (p *start) part(metric *collector.Metric, texts []string, samples func(answers collector.Answers,
	people *collector.People, created map[string]time.Time) ([]collector.Sample, error)) {
	joined := p.joined
	needs := collector.Needs{Texts: append([]string{joined}, texts...), Join: collector.JoinOwners}
	p.all.Parts = append(p.all.Parts, collector.NewPart(needs,
		func(answers collector.Answers, people *collector.People) ([]collector.Sample, error) {
			created, err := since(answers, joined)
			if err != nil {
				return nil, err
			}
			return samples(answers, people, created)
		}, metric))
}

// add counts the new people for whom something holds.
func (p *start) add(name, help string, is choice, texts ...string) {
	metric := collector.NewMetric(name, help, p.Interval(), p.dimensions...)
	p.part(metric, texts, func(answers collector.Answers, people *collector.People,
		created map[string]time.Time) ([]collector.Sample, error) {
		holds := is(answers)
		return people.CountBy(metric, func(x collector.Person) bool {
			_, isNew := created[x.ID]
			return isNew && holds(x)
		}), nil
	})
}

// addTimes is how long it took new people until something happened first.
func (p *start) addTimes(name, help string, every time.Duration, counts func(row []string) bool, texts ...string) {
	metric := collector.NewMetric(name, help, every, firstOf(p.dimensions)...)
	const hour, day = 3600, 86400
	metric.Buckets = []float64{hour, day, 3 * day, 7 * day, 14 * day, 30 * day, 60 * day, 90 * day}
	p.part(metric, texts, func(answers collector.Answers, people *collector.People,
		created map[string]time.Time) ([]collector.Sample, error) {
		first, err := firsts(answers, texts, counts)
		return people.Distribute(metric, func(x collector.Person) (float64, bool) {
			start, isNew := created[x.ID]
			at, done := first[x.ID]
			return max(0, at.Sub(start).Seconds()), isNew && done
		}), err
	})
}

// firsts are the first moments of people in rows that count.
func firsts(answers collector.Answers, texts []string, counts func(row []string) bool) (map[string]time.Time, error) {
	first := map[string]time.Time{}
	for _, text := range texts {
		for row := range answers[text].Rows.All() {
			if !counts(row) {
				continue
			}
			at, err := soql.ParseTime(row[len(row)-1])
			if err != nil {
				return nil, err
			}
			if known, met := first[row[0]]; !met || at.Before(known) {
				first[row[0]] = at
			}
		}
	}
	return first, nil
}
