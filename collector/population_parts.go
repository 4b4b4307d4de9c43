package collector

// parts makes a part of each count, so that one without an answer takes no other
// along.
func (p *population) parts() []part {
	all := []part{&uncountable{metric: p.unseen, object: p.object, fields: p.blind}}
	for _, c := range p.counts {
		all = append(all, &fieldCounts{population: p, count: c})
	}
	return append(all, &recordCount{p})
}

// recordCount shows how many records there are.
type recordCount struct{ *population }

func (p *recordCount) metrics() []*Metric { return []*Metric{p.records} }

func (p *recordCount) needs() Needs { return Needs{Texts: []string{p.counts[0].statement.String()}} }

func (p *recordCount) samples(answers Answers, _ *People) ([]Sample, error) {
	total, err := p.total(answers)
	if err != nil {
		return nil, err
	}
	return []Sample{{Metric: p.records, Values: []string{p.object}, Value: total}}, nil
}

// total is the number of all records.
func (p *population) total(answers Answers) (float64, error) {
	total, _, err := p.counts[0].read(answers[p.counts[0].statement.String()].Rows)
	return total, err
}

// fieldCounts shows in how many records the fields of one statement are filled.
type fieldCounts struct {
	*population
	count count
}

func (p *fieldCounts) metrics() []*Metric { return []*Metric{p.populated, p.ratio} }

func (p *fieldCounts) needs() Needs {
	n := Needs{Texts: []string{p.count.statement.String()}}
	if p.count.how == alone { // which does not know how many records there are
		n.Texts = append(n.Texts, p.counts[0].statement.String())
	}
	return n
}

func (p *fieldCounts) samples(answers Answers, _ *People) ([]Sample, error) {
	records, filled, err := p.count.read(answers[p.count.statement.String()].Rows)
	if err == nil && p.count.how == alone {
		records, err = p.total(answers)
	}
	if err != nil {
		return nil, err
	}
	var all []Sample
	for i, field := range p.count.fields {
		if field == "Id" {
			continue
		}
		all = append(all, Sample{Metric: p.populated, Values: []string{p.object, field}, Value: filled[i]})
		if records > 0 { // the share of nothing is no number
			all = append(all, Sample{Metric: p.ratio, Values: []string{p.object, field}, Value: min(1, filled[i]/records)})
		}
	}
	return all, nil
}

// uncountable lists fields that no statement can count.
type uncountable struct {
	metric *Metric
	object string
	fields []Field
}

func (u *uncountable) metrics() []*Metric { return []*Metric{u.metric} }

func (u *uncountable) needs() Needs { return Needs{} }

func (u *uncountable) samples(Answers, *People) ([]Sample, error) {
	var all []Sample
	for _, f := range u.fields {
		all = append(all, Sample{Metric: u.metric, Values: []string{u.object, f.Name, f.Type}, Value: 1})
	}
	return all, nil
}
