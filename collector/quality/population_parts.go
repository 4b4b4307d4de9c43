package quality

import (
	"salesforce_exporter/collector"
)

// parts makes a part of each count, so that one without an answer takes no other
// along.
func (p *population) parts() []collector.Part {
	all := []collector.Part{collector.NewPart(collector.Needs{}, p.uncountable, p.unseen)}
	for _, c := range p.counts {
		needs := collector.Answered(c.statement.String())
		if c.how == alone { // which does not know how many records there are
			needs.Texts = append(needs.Texts, p.counts[0].statement.String())
		}
		all = append(all, collector.NewPart(needs,
			func(answers collector.Answers, _ *collector.People) ([]collector.Sample, error) {
				return p.filled(c, answers)
			}, p.populated, p.ratio))
	}
	return append(all, collector.NewPart(collector.Answered(p.counts[0].statement.String()), p.recordCount, p.records))
}

// recordCount shows how many records there are.
func (p *population) recordCount(answers collector.Answers, _ *collector.People) ([]collector.Sample, error) {
	total, err := p.total(answers)
	if err != nil {
		return nil, err
	}
	return []collector.Sample{{Metric: p.records, Values: []string{p.object}, Value: total}}, nil
}

// total is the number of all records.
func (p *population) total(answers collector.Answers) (float64, error) {
	total, _, err := p.counts[0].read(answers[p.counts[0].statement.String()].Rows.List())
	return total, err
}

// filled shows in how many records the fields of one statement are filled.
func (p *population) filled(c count, answers collector.Answers) ([]collector.Sample, error) {
	records, filled, err := c.read(answers[c.statement.String()].Rows.List())
	if err == nil && c.how == alone {
		records, err = p.total(answers)
	}
	if err != nil {
		return nil, err
	}
	var all []collector.Sample
	for i, field := range c.fields {
		if field == "Id" {
			continue
		}
		all = append(all, collector.Sample{Metric: p.populated, Values: []string{p.object, field}, Value: filled[i]})
		if records > 0 { // the share of nothing is no number
			all = append(all, collector.Sample{Metric: p.ratio, Values: []string{p.object, field},
				Value: min(1, filled[i]/records)})
		}
	}
	return all, nil
}

// uncountable lists fields that no statement can count.
func (p *population) uncountable(collector.Answers, *collector.People) ([]collector.Sample, error) {
	var all []collector.Sample
	for _, f := range p.blind {
		all = append(all, collector.Sample{Metric: p.unseen, Values: []string{p.object, f.Name, f.Type}, Value: 1})
	}
	return all, nil
}
