package main

// Samples are taken twice a day, at midnight and at noon: step 2d is the
// midnight with which day d begins.
const perDay = 2

// A part is what the exporter says of a role in a region, by step.
type part struct {
	role, region                         string
	users, never, in7, in14, in30, acts7 []float64
}

// series are the exporter's. As in Salesforce, a window of n days is the n days
// before, and the day itself.
func (c *company) series() []*part {
	var parts []*part
	for _, t := range c.teams {
		parts = append(parts, c.part(t))
	}
	return parts
}

func (c *company) part(t *team) *part {
	steps := c.days * perDay
	p := &part{role: t.role, region: t.country}
	for _, s := range []*[]float64{&p.users, &p.never, &p.in7, &p.in14, &p.in30, &p.acts7} {
		*s = make([]float64, steps)
	}
	acts := make([]float64, c.days)
	for _, who := range t.people {
		p.count(who, c.days)
		for d := range acts {
			if who.works(d) {
				acts[d] += float64(who.logged[d])
			}
		}
	}
	for d := range acts {
		if t.unlogged > 0 && d >= t.unloggedFrom {
			acts[d] *= 1 - t.unlogged
		}
		acts[d] += float64(t.imported[d])
	}
	for s := range steps {
		d := s / perDay
		for w := max(0, d-7); w < d+s%perDay; w++ {
			p.acts7[s] += acts[w]
		}
	}
	return p
}

func (p *part) count(who *person, days int) {
	last, ever := -1000, who.user == 0
	for d := who.user; d < min(days, who.gone); d++ {
		for noon := range perDay {
			if noon == 1 && who.logins[d] && who.works(d) {
				last, ever = d, true
			}
			s := d*perDay + noon
			p.users[s]++
			if !ever {
				p.never[s]++
			}
			if last >= d-7 {
				p.in7[s]++
			}
			if last >= d-14 {
				p.in14[s]++
			}
			if last >= d-30 {
				p.in30[s]++
			}
		}
	}
}

// works says whether a drop leaves the person as it is on a day.
func (p *person) works(day int) bool { return day < p.stopped || day >= p.back }
