package main

import (
	"context"
	"fmt"
	"testing"
	"time"
)

// TestEngine: the fast form fires when Prometheus does, for a whole company and
// a year in which nothing, and more than one thing, happens.
func TestEngine(t *testing.T) {
	st := shipped()
	for seed := uint64(1); seed < 2; seed++ {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			c := newCompany(seed, beside(seed, 40))
			c.addTeam("Alone", "Norway", 14)
			c.importActivities()
			for i, d := range []drop{{share: 1}, {share: 0.6}, {share: 0.5, weeks: 8}} {
				for _, p := range stop(c, c.teams[i], before+5+25*i, d.share, d.weeks) {
					p.back = before + 5 + 25*i + 80
				}
			}
			if seed == 1 { // a region, then the company
				for i, team := range c.teams {
					if i == 3 || i == 4 || i == 5 {
						stop(c, team, before+90+15*(i/5), 1, 0)
					}
				}
			}
			m := measure(c, st)
			from, to := before*perDay-40, (before+150)*perDay
			if testing.Short() {
				to = (before + 40) * perDay
			}
			want := newRules(st, m.known, m.working, to).run(from, to)
			e, err := newEngine(t.Context(), t.TempDir(), "..", groupOrder())
			if err != nil {
				t.Fatal(err)
			}
			defer e.db.Close()
			got, err := e.fire(t.Context(), c.start, exported(m.parts), from, to)
			if err != nil {
				t.Fatal(err)
			}
			differ := 0
			for name, w := range want {
				fires := 0
				for s := from + 20; s < to; s++ {
					g := got[name] != nil && got[name][s]
					if w[s] {
						fires++
					}
					if g != w[s] {
						if differ++; differ < 20 {
							t.Errorf("%s at step %d (%s): Prometheus says %v, the fast form %v", name, s,
								c.start.AddDate(0, 0, s/2).Format("2006-01-02"), g, w[s])
						}
					}
				}
				t.Logf("%s fires at %d steps", name, fires)
			}
		})
	}
}

// fire evaluates all rules at the steps and says when each alert fired, as the
// fast form does.
func (e *engine) fire(ctx context.Context, start time.Time, all []series, from, to int) (map[string][]bool, error) {
	fired := map[string][]bool{}
	for s := range to {
		at := start.Add(time.Duration(s) * 24 * time.Hour / perDay)
		if err := e.scrape(ctx, at, all, s, false); err != nil {
			return nil, err
		}
		if s < from {
			continue
		}
		for key := range e.evaluate(ctx, at) {
			if fired[key] == nil {
				fired[key] = make([]bool, to)
			}
			fired[key][s] = true
		}
	}
	return fired, nil
}
