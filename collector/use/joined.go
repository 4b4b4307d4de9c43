package use

import (
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/soql"
)

// since is when each new user was created.
func since(answers collector.Answers, text string) (map[string]time.Time, error) {
	created := map[string]time.Time{}
	for _, row := range answers[text].Rows {
		at, err := soql.ParseTime(row[1])
		if err != nil {
			return nil, err
		}
		created[row[0]] = at
	}
	return created, nil
}

// A joinedPart counts the new people for whom something holds.
type joinedPart struct {
	metric *collector.Metric
	joined string
	texts  []string
	is     choice
}

func (p *joinedPart) Metrics() []*collector.Metric { return []*collector.Metric{p.metric} }

func (p *joinedPart) Needs() collector.Needs {
	return collector.Needs{Texts: append([]string{p.joined}, p.texts...), Join: collector.JoinOwners}
}

func (p *joinedPart) Samples(answers collector.Answers, people *collector.People) ([]collector.Sample, error) {
	created, err := since(answers, p.joined)
	if err != nil {
		return nil, err
	}
	is := p.is(answers)
	return people.CountBy(p.metric, func(x collector.Person) bool {
		_, isNew := created[x.ID]
		return isNew && is(x)
	}), nil
}

// A soonPart is how long it took new people until something happened first.
type soonPart struct {
	metric *collector.Metric
	joined string
	texts  []string
	counts func(row []string) bool
}

func (p *soonPart) Metrics() []*collector.Metric { return []*collector.Metric{p.metric} }

func (p *soonPart) Needs() collector.Needs {
	return collector.Needs{Texts: append([]string{p.joined}, p.texts...), Join: collector.JoinOwners}
}

func (p *soonPart) Samples(answers collector.Answers, people *collector.People) ([]collector.Sample, error) {
	created, err := since(answers, p.joined)
	if err != nil {
		return nil, err
	}
	first := map[string]time.Time{}
	for _, text := range p.texts {
		for _, row := range answers[text].Rows {
			if !p.counts(row) {
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
	return people.Distribute(p.metric, func(x collector.Person) (float64, bool) {
		start, isNew := created[x.ID]
		at, done := first[x.ID]
		return max(0, at.Sub(start).Seconds()), isNew && done
	}), nil
}
