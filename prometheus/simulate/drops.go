package main

// stop has a share of a team's people stop using Salesforce, at once or one
// after the other, and says who they are.
func stop(c *company, t *team, day int, share float64, weeks int) []*person {
	var there []*person
	for _, p := range t.people {
		if p.user <= day && p.gone > day {
			there = append(there, p)
		}
	}
	c.random.Shuffle(len(there), func(i, j int) { there[i], there[j] = there[j], there[i] })
	n := int(share*float64(len(there)) + 0.5)
	for i, p := range there[:n] {
		p.stopped = day
		if weeks > 0 {
			p.stopped = day + i*7*weeks/n
		}
	}
	return there[:n]
}

// goOn takes a drop back.
func goOn(people []*person) {
	for _, p := range people {
		p.stopped, p.back = never, never
	}
}
