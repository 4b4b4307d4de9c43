package quality

import (
	"salesforce_exporter/collector"
)

// parts makes a part of each count, so that one without an answer takes no other
// along.
func (p *population) parts() []collector.Part {
	all := []collector.Part{&uncountable{metric: p.unseen, object: p.object, fields: p.blind}}
	for _, c := range p.counts {
		all = append(all, &fieldCounts{population: p, count: c})
	}
	return append(all, &recordCount{p})
}

// recordCount shows how many records there are.
type recordCount struct{ *population }

func (p *recordCount) Metrics() []*collector.Metric { return []*collector.Metric{p.records} }

func (p *recordCount) Needs() collector.Needs {
	return collector.Needs{Texts: []string{p.counts[0].statement.String()}}
}

func (p *recordCount) Samples(answers collector.Answers, _ *collector.People) ([]collector.Sample, error) {
	total, err := p.total(answers)
	if err != nil {
		return nil, err
	}
	return []collector.Sample{{Metric: p.records, Values: []string{p.object}, Value: total}}, nil
}

// total is the number of all records.
func (p *population) total(answers collector.Answers) (float64, error) {
	total, _, err := p.counts[0].read(answers[p.counts[0].statement.String()].Rows)
	return total, err
}

// fieldCounts shows in how many records the fields of one statement are filled.
type fieldCounts struct {
	*population
	count count
}

func (p *fieldCounts) Metrics() []*collector.Metric { return []*collector.Metric{p.populated, p.ratio} }

func (p *fieldCounts) Needs() collector.Needs {
	n := collector.Needs{Texts: []string{p.count.statement.String()}}
	if p.count.how == alone { // which does not know how many records there are
		n.Texts = append(n.Texts, p.counts[0].statement.String())
	}
	return n
}

func (p *fieldCounts) Samples(answers collector.Answers, _ *collector.People) ([]collector.Sample, error) {
	records, filled, err := p.count.read(answers[p.count.statement.String()].Rows)
	if err == nil && p.count.how == alone {
		records, err = p.total(answers)
	}
	if err != nil {
		return nil, err
	}
	var all []collector.Sample
	for i, field := range p.count.fields {
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
type uncountable struct {
	metric *collector.Metric
	object string
	fields []collector.Field
}

func (u *uncountable) Metrics() []*collector.Metric { return []*collector.Metric{u.metric} }

func (u *uncountable) Needs() collector.Needs { return collector.Needs{} }

func (u *uncountable) Samples(collector.Answers, *collector.People) ([]collector.Sample, error) {
	var all []collector.Sample
	for _, f := range u.fields {
		all = append(all, collector.Sample{Metric: u.metric, Values: []string{u.object, f.Name, f.Type}, Value: 1})
	}
	return all, nil
}
