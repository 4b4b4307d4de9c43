package collector

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"salesforce_exporter/internal/soql"
)

// Label values of owners that have no dimension to show.
const (
	None    = "none"    // the user has no role, no country, …
	Queue   = "queue"   // the owner is a queue or group, not a person
	Unknown = "unknown" // the owner's User row is not visible
)

// A Person is one User row.
type Person struct {
	ID        string
	Counted   bool      // someone who should be using Salesforce
	LastLogin time.Time // zero where there never was one
	ManagerID string
	License   string // name of the user licence; empty where not visible
	// For leaderboards only, and empty where none needs it:
	Name, Alias, Username string
	Hidden                bool // is on no board
	Team                  int  // index into People.Teams: the group that is shown
	own                   int  // the same before groups of few people were merged
	kind                  userKind
}

// People is the User table, which joins every row with an owner to that
// owner's dimensions. It holds people who left, too: they still own records.
type People struct {
	At   time.Time      // when it was read, by the org's clock
	Zone *time.Location // of the integration user; nil where not known

	exporter   string // id of the user that the exporter is signed in as
	dimensions []string
	list       []Person
	byID       map[string]int
	teams      [][]string // distinct combinations of dimension values
	teamOf     map[string]int
	texts      map[string]string // that many people have in common
	counted    []bool            // by team: whether a counted person is in it
	least      int               // people that a team needs to be shown; see merge
	queue      int               // the teams of owners that are no person
	unknown    int
	none       int
}

// Len returns how many User rows there are.
func (p *People) Len() int { return len(p.list) }

// All are the User rows, not to be changed.
func (p *People) All() []Person { return p.list }

// Find finds a user by id; nil for none.
func (p *People) Find(id string) *Person {
	if i, ok := p.byID[id]; ok {
		return &p.list[i]
	}
	return nil
}

// Teams are the combinations of the values of dimensions that owners have.
func (p *People) Teams() [][]string { return p.teams }

// team returns the index of the combination of dimension values of an owner.
func (p *People) team(ownerID string) int {
	if i, ok := p.byID[ownerID]; ok {
		return p.list[i].Team
	}
	switch {
	case ownerID == "":
		return p.none
	case strings.HasPrefix(ownerID, "00G"): // key prefix of Group, which holds queues
		return p.queue
	}
	return p.unknown
}

func (p *People) teamNamed(word string) int {
	return p.teamIndex(slices.Repeat([]string{word}, len(p.dimensions)))
}

func (p *People) teamIndex(values []string) int {
	key := strings.Join(values, "\x00")
	i, ok := p.teamOf[key]
	if !ok {
		i = len(p.teams)
		p.teamOf[key] = i
		p.teams = append(p.teams, values)
		p.counted = append(p.counted, false)
	}
	return i
}

// put takes in one row of the statement that columns describe, in place of what
// was known of that user.
func (p *People) put(c peopleColumns, row []string, kind userKind) error {
	lastLogin, err := soql.ParseTime(c.get(row, c.lastLogin))
	if err != nil {
		return fmt.Errorf("LastLoginDate: %w", err)
	}
	values := make([]string, len(c.dimensions))
	for i, column := range c.dimensions {
		values[i] = p.shared(OrNone(row[column]))
	}
	person := Person{
		ID:        strings.Clone(row[c.id]), // the rows are not to stay for its sake
		Counted:   kind == countedUser,
		kind:      kind,
		LastLogin: lastLogin,
		ManagerID: p.shared(c.get(row, c.manager)),
		License:   p.shared(c.get(row, c.license)),
		Name:      strings.Clone(c.get(row, c.name)),
		Alias:     strings.Clone(c.get(row, c.alias)),
		Username:  strings.Clone(c.get(row, c.username)),
		Hidden:    c.get(row, c.hidden) == "true",
		own:       p.teamIndex(values),
	}
	if i, known := p.byID[person.ID]; known {
		p.list[i] = person
		return nil
	}
	p.byID[person.ID] = len(p.list)
	p.list = append(p.list, person)
	return nil
}

// shared gives texts that many people have in common one place in memory.
func (p *People) shared(text string) string {
	known, ok := p.texts[text]
	if !ok {
		if p.texts == nil {
			p.texts = map[string]string{}
		}
		known = strings.Clone(text)
		p.texts[known] = known
	}
	return known
}

// anyoneHas reports whether a counted user has a value of a dimension.
func (p *People) anyoneHas(dimension int) bool {
	nobody := true // is counted, so that nothing is known
	for i, values := range p.teams {
		if p.counted[i] && values[dimension] != None {
			return true
		}
		nobody = nobody && !p.counted[i]
	}
	return nobody
}

// OrNone is the value of a label whose field is empty or not.
func OrNone(text string) string { return cmp.Or(text, None) }

// WindowStart is the beginning of the date literal LAST_N_DAYS:n at a moment: midnight n
// days before the present day, in the user's zone (SOQL and SOSL Reference,
// Date Formats and Date Literals). n = 0 is TODAY.
func WindowStart(now time.Time, days int, zone *time.Location) time.Time {
	year, month, day := now.In(zone).Date()
	return Midnight(year, month, day-days, zone)
}

// Midnight is the first moment of a day.
func Midnight(year int, month time.Month, day int, zone *time.Location) time.Time {
	start := time.Date(year, month, day, 0, 0, 0, 0, zone)
	if start.Hour() >= 12 {
		// Where summer time begins at midnight, as in Chile, that day has no
		// midnight, and time.Date may give the evening before. The day begins
		// with the new time.
		_, start = start.ZoneBounds()
	}
	return start
}
