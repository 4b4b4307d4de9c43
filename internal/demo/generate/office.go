package generate

import (
	"salesforce_exporter/internal/demo/generate/random"
	"salesforce_exporter/internal/demo/generate/record"
	"salesforce_exporter/internal/demo/generate/words"
)

// officeWork logs tasks and meetings that are about no record: of managers,
// marketing and the back office, whose queue has tasks, too.
func (g *generator) officeWork() error {
	for _, d := range []Duty{Leading, Marketing, Office, Succeeding} {
		for _, p := range g.byDuty[d] {
			if p.never {
				continue
			}
			a := g.newActivities()
			a.some(g.Round(float64(g.Count(30*p.adoption))*g.volume), p, latest(p.from, g.start), p.to, about{})
			if d == Office && g.Chance(0.6) {
				a.queued(p)
			}
			if err := g.insert(a.rows...); err != nil {
				return err
			}
		}
	}
	return g.ownWork()
}

// ownWork gives everybody a task where there is too little work for all of them.
func (g *generator) ownWork() error {
	if g.volume == 1 {
		return nil
	}
	a := g.newActivities()
	for _, p := range g.staff {
		if !p.active || p.never {
			continue
		}
		a.rows = a.rows[:0]
		a.todo(p, g.moment(p, latest(p.from, g.now.AddDate(0, 0, -60)), p.to), about{})
		if err := g.insert(a.rows...); err != nil {
			return err
		}
	}
	return nil
}

// queued adds a task that waits in the back office's queue.
func (a *activities) queued(p *person) {
	at := a.moment(p, latest(p.from, a.now.AddDate(0, 0, -60)), a.now)
	a.noteTask(&record.Task{System: record.Created(at, a.machine), ID: a.ids.Next("00T"), OwnerID: a.queues["Task"],
		Subject: random.Pick(a.Source, words.TaskSubjects()), TaskSubtype: "Task", Status: "Not Started", Priority: "Normal",
		ActivityDate: record.DateOf(at.AddDate(0, 0, a.Int(2, 20)))}, about{})
}
