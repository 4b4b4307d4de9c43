package main

import "math"

// A detector says when it fires for a role, by step.
type detector func(parts []*part, role string, from, to int) []bool

// rivals are other ways to notice that fewer people of a team log in.
func rivals() map[string]detector {
	return map[string]detector{
		"the rules before":    oldRule,
		"70 % of last month":  plainRule,
		"EWMA of the week":    ewmaRule,
		"CUSUM, by region":    cusumRule,
		"binomial, by region": binomialRule,
	}
}

// role adds up what is known of a role and its regions.
func sumOf(parts []*part, of func(*part) []float64, in func(*part) bool, s int) float64 {
	n := 0.0
	for _, p := range parts {
		if s >= 0 && in(p) {
			n += of(p)[s]
		}
	}
	return n
}

func in7(p *part) []float64   { return p.in7 }
func users(p *part) []float64 { return p.users }

func roleIs(role string) func(*part) bool { return func(p *part) bool { return p.role == role } }

func median4(of func(s int) float64, s int) float64 {
	var known [4]float64
	for k := range known {
		known[k] = of(s - (k+1)*week)
	}
	return quantile(known[:], 0.5)
}

// oldRule is the one that was there before: 30 % below the median of the four
// weeks before, times what the others of the region do, for a day.
func oldRule(parts []*part, role string, from, to int) []bool {
	fired, w := make([]bool, to), newWatch(2, 0)
	for s := from; s < to; s++ {
		got, expected, heads := 0.0, 0.0, 0.0
		for _, p := range parts {
			if p.role != role {
				continue
			}
			e := expectedBefore(parts, p, s)
			got, expected, heads = got+p.in7[s], expected+e, heads+p.users[s]
		}
		fired[s] = w.see(got < 0.7*expected && (expected-got)/math.Sqrt(expected) >= 2 && heads >= 5, s)
	}
	return fired
}

func expectedBefore(parts []*part, p *part, s int) float64 {
	own := func(of []float64) float64 { return median4(func(s int) float64 { return of[s] }, s) }
	var near, nearMedian, nearUsers, far, farMedian float64
	for _, o := range parts {
		switch {
		case o == p:
		case o.region == p.region:
			near, nearMedian, nearUsers = near+o.in7[s], nearMedian+own(o.in7), nearUsers+own(o.users)
		}
		if o.role != p.role {
			far, farMedian = far+o.in7[s], farMedian+own(o.in7)
		}
	}
	change := 1.0
	if nearMedian > 0 && nearUsers >= 5 {
		change = min(1, near/nearMedian)
	} else if farMedian > 0 {
		change = min(1, far/farMedian)
	}
	return own(p.in7) * min(1, p.users[s]/max(1, own(p.users))) * change
}

// plainRule: less than 70 % of the mean of the last 28 days, for a day.
func plainRule(parts []*part, role string, from, to int) []bool {
	fired, w := make([]bool, to), newWatch(2, 0)
	for s := from; s < to; s++ {
		mean := 0.0
		for back := range 28 {
			mean += sumOf(parts, in7, roleIs(role), s-perDay*back) / 28
		}
		fired[s] = w.see(sumOf(parts, in7, roleIs(role), s) < 0.7*mean, s)
	}
	return fired
}

// weekly is the share of a role, once a week, less what the others of its
// region do otherwise than usual.
func weekly(parts []*part, role string, s int, byRegion bool) float64 {
	share := func(in func(*part) bool, s int) float64 {
		return sumOf(parts, in7, in, s) / max(1, sumOf(parts, users, in, s))
	}
	own := share(roleIs(role), s)
	if !byRegion {
		return own
	}
	regions := map[string]bool{}
	for _, p := range parts {
		if p.role == role {
			regions[p.region] = true
		}
	}
	others := func(p *part) bool { return p.role != role && regions[p.region] }
	usual := median4(func(s int) float64 { return share(others, s) }, s)
	if usual == 0 {
		return own
	}
	return own + median4(func(s int) float64 { return share(roleIs(role), s) }, s)*(1-min(1, share(others, s)/usual))
}

// chart evaluates once a week, as a control chart does, after 12 weeks from
// which it takes level and spread.
func chart(parts []*part, role string, from, to int, byRegion bool, out func(z float64) bool) []bool {
	fired := make([]bool, to)
	var past []float64
	for s := from - 13*week; s < from; s += week {
		if s >= 4*week {
			past = append(past, weekly(parts, role, s, byRegion))
		}
	}
	on := false
	for s := from; s < to; s++ {
		if (s-from)%week == 0 {
			level := quantile(append([]float64(nil), past[max(0, len(past)-12):]...), 0.5)
			n := max(5, sumOf(parts, users, roleIs(role), s))
			spread := max(math.Sqrt(level*(1-level)/n), 0.5/math.Sqrt(n)*0.3)
			x := weekly(parts, role, s, byRegion)
			on = out((level - x) / spread)
			if !on {
				past = append(past, x)
			}
		}
		fired[s] = on
	}
	return fired
}

func ewmaRule(parts []*part, role string, from, to int) []bool {
	level := 0.0
	return chart(parts, role, from, to, false, func(z float64) bool {
		level = 0.7*level + 0.3*z
		return level > 3*math.Sqrt(0.3/1.7)*3.2
	})
}

func cusumRule(parts []*part, role string, from, to int) []bool {
	sum := 0.0
	return chart(parts, role, from, to, true, func(z float64) bool {
		sum = max(0, sum+z-2)
		return sum > 12
	})
}

// binomialRule: so few would come by chance once in 100,000 times, were each of
// them to log in with the usual chance, times what the region does.
func binomialRule(parts []*part, role string, from, to int) []bool {
	fired, w := make([]bool, to), newWatch(2, 0)
	for s := from; s < to; s++ {
		expected, got, n := 0.0, 0.0, 0.0
		for _, p := range parts {
			if p.role == role {
				expected, got, n = expected+expectedBefore(parts, p, s), got+p.in7[s], n+p.users[s]
			}
		}
		fired[s] = w.see(n >= 5 && binomialBelow(int(n), min(0.97, expected/n), int(got)) < 1e-5, s)
	}
	return fired
}

// binomialBelow is the chance of at most k of n.
func binomialBelow(n int, p float64, k int) float64 {
	if p <= 0 {
		return 1
	}
	term, total := float64(n)*math.Log(1-p), 0.0
	for i := 0; i <= k; i++ {
		total += math.Exp(term)
		term += math.Log(float64(n-i)/float64(i+1)) + math.Log(p/(1-p))
	}
	return total
}
