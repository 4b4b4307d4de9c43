package use

import (
	"salesforce_exporter/collector"
	"salesforce_exporter/collector/catalog"
)

// A column is where an answer says how much each person did.
type column struct {
	catalog.Column
	days int // only who did it in so many days; zero for all of the answer
}

// A headcount counts the counted users whom any of its columns has.
type headcount struct {
	metric  *collector.Metric
	extra   []string // label values before the dimensions
	columns []column
}

func (h headcount) part() collector.Part {
	var texts []string
	days := false
	for _, c := range h.columns {
		texts = collector.Union(texts, c.Texts())
		days = days || c.days > 0
	}
	n := collector.Owned(texts...)
	if days {
		n.Join = collector.JoinDays
	}
	return collector.NewPart(n, h.samples, h.metric)
}

func (h headcount) samples(answers collector.Answers, people *collector.People) ([]collector.Sample, error) {
	did := map[string]bool{}
	for _, c := range h.columns {
		if err := c.who(answers, people, did); err != nil {
			return nil, err
		}
	}
	return people.CountBy(h.metric, func(x collector.Person) bool { return did[x.ID] }, h.extra...), nil
}

// who notes the people that the column has.
func (c column) who(answers collector.Answers, people *collector.People, did map[string]bool) error {
	if c.days == 0 {
		return c.PerPerson(answers, func(id string, value float64) { did[id] = did[id] || value > 0 })
	}
	since := collector.WindowStart(answers[c.Text].At, c.days, people.Zone)
	return c.PerPersonSince(answers, since, func(id string) { did[id] = true })
}
