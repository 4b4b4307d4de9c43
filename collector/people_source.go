package collector

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"salesforce_exporter/internal/setting"
	"salesforce_exporter/internal/soql"
)

// A Dimension is a label that every metric by owner carries, and the path on
// User that fills it.
type Dimension struct {
	Label string
	Path  string
	At    *setting.Lines // where the configuration has it; nil for one that ships
}

// DefaultDimensions are role, profile and region of the owner.
func DefaultDimensions() []Dimension {
	return []Dimension{
		{Label: "role", Path: "UserRole.Name"},
		{Label: "profile", Path: "Profile.Name"},
		{Label: "region", Path: "Country"},
	}
}

// A PeopleSource reads the User table: one statement serves the join of every
// metric by owner and all login windows.
type PeopleSource struct {
	Dimensions []Dimension
	// Counted is the condition on User that says who should be using
	// Salesforce; empty for active users of type Standard who are people.
	Counted string
	Naming  Naming
	// MinPeople is how many counted users a combination of dimension values needs to be
	// shown; the others are "other". Zero and one show all.
	MinPeople int
	// At is where the configuration says who is counted; nil where it does not.
	At *setting.Lines
	// Hides is where the configuration names the check box of Naming.
	Hides *setting.Lines
}

// A Naming is what boards have to know of people besides their dimensions.
type Naming struct {
	Name, Alias, Username bool
	Hide                  string // a check box; empty for none
}

// columns asks for no more of people than boards show.
func (n Naming) columns(c *peopleColumns, column func(path, what string) int) {
	if n.Alias {
		c.alias = column("Alias", "names on leaderboards")
	}
	if n.Name {
		c.name = column("Name", "names on leaderboards")
	}
	if n.Username {
		c.username = column("Username", "targets and managers of people")
	}
	if n.Hide != "" {
		c.hidden = column(n.Hide, hiders)
	}
}

// A PeoplePlan is how one org's User table is read.
type PeoplePlan struct {
	Statement soql.Statement
	// Counted lists the ids of counted users, where a condition says who they
	// are; without one they are told by the columns of Statement.
	Counted *soql.Statement
	Skipped []Skip
	Labels  []string // of the dimensions that the org shows
	least   int      // PeopleSource.MinPeople
	columns peopleColumns
	// members lists the ids of counted users; nil where they cannot be asked for.
	members *soql.Statement
	// tellsChanges says that users who changed can be asked for alone.
	tellsChanges bool
	at           *setting.Lines // where the configuration says who is counted
	doubts       []Warning
	shown        []Dimension // in the order of columns.dimensions
}

// peopleColumns are positions in the rows of the statement; -1 for a column
// that the org does not show.
type peopleColumns struct {
	id, active, userType, lastLogin, manager, zone, license int
	profile                                                 int // tells system users where the licence does not
	name, alias, username, hidden                           int
	dimensions                                              []int
}

func (peopleColumns) get(row []string, column int) string {
	if column < 0 {
		return ""
	}
	return row[column]
}

// listed tells the kind of users whose ids may be rows of the second answer.
func (p PeoplePlan) listed(rows soql.Rows) func(row []string) userKind {
	ids := make(map[string]bool, rows.Len())
	for row := range rows.All() {
		ids[row[0]] = true
	}
	return func(row []string) userKind {
		if ids[row[p.columns.id]] {
			return countedUser
		}
		return notChosen
	}
}

// Plan decides which columns of User to read. What cannot be seen is left out
// and reported: a dimension that is hidden is no label at all, because "none"
// would be a claim.
func (p *PeopleSource) Plan(s *Schema) PeoplePlan {
	plan := PeoplePlan{Statement: soql.Statement{Object: "User", MaxPages: mostPages}, least: p.MinPeople}
	column := func(path, what string) int {
		if i := slices.IndexFunc(plan.Statement.Columns,
			func(c soql.Column) bool { return strings.EqualFold(c.Expr, path) }); i >= 0 {
			return i // Salesforce refuses a field that is selected twice
		}
		if err := s.Check("User", path, Selects); err != nil {
			plan.Skipped = append(plan.Skipped, SkipsOf(s, what, p.atOf(what, path), err)...)
			return -1
		}
		return plan.Statement.Column(path)
	}
	c := &plan.columns
	c.id = column("Id", "people")
	if p.Counted == "" {
		c.active = column("IsActive", "counted users")
		c.userType = column("UserType", "counted users")
	} else {
		c.active, c.userType = -1, -1
		plan.at = p.At
		plan.planCounted(s, p.Counted)
	}
	c.lastLogin = column("LastLoginDate", "login windows")
	c.manager = column("ManagerId", "managers")
	c.zone = column("TimeZoneSidKey", "time zone")
	c.license = column("Profile.UserLicense.Name", "licensed users")
	c.profile, c.name, c.alias, c.username, c.hidden = -1, -1, -1, -1, -1
	if c.license < 0 && p.Counted == "" && s.Check("User", "Profile.Name", Selects) == nil {
		c.profile = column("Profile.Name", "counted users")
	}
	p.Naming.columns(c, column)
	plan.tellsChanges = cmp.Or(s.Check("User", "SystemModstamp", Filters),
		s.Check("User", "LastLoginDate", Filters)) == nil
	for _, d := range p.Dimensions {
		if i := column(d.Path, "label "+d.Label); i >= 0 {
			plan.Labels = append(plan.Labels, d.Label)
			c.dimensions = append(c.dimensions, i)
			plan.shown = append(plan.shown, d)
		}
	}
	plan.Statement = s.typed(plan.Statement)
	plan.planMembers(s)
	return plan
}

// atOf is where the configuration names a path; nil where it does not.
func (p *PeopleSource) atOf(what, path string) *setting.Lines {
	if path == p.Naming.Hide && what == hiders {
		return p.Hides
	}
	for _, d := range p.Dimensions {
		if "label "+d.Label == what {
			return d.At
		}
	}
	return nil
}

// hiders names those whom a check box keeps off boards.
const hiders = "people who are on no leaderboard"

// Warn lists what the configuration says of people, and is surely not meant.
func (p PeoplePlan) Warn(people *People) []Warning {
	all := slices.Clone(p.doubts)
	if people == nil {
		return all
	}
	for i, d := range p.shown {
		if d.At != nil && !people.anyoneHas(i) {
			all = append(all, Warning{About: "label " + d.Label,
				Reason: d.At.Place() + d.Path + " is empty for every counted user, so that the label says nothing",
				Remedy: "use a field that is filled, such as Department or UserRole.Name"})
		}
	}
	return all
}

// planCounted asks who the counted users are, if the org shows the fields that
// say so.
func (p *PeoplePlan) planCounted(s *Schema, where string) {
	if p.at != nil {
		p.doubts = Doubtful("counted users", p.at, s.Doubts("User", where), "where")
	}
	if err := s.CheckAt(p.at, "User", where); err != nil {
		p.Skipped = append(p.Skipped, SkipsOf(s, "counted users", p.at, Under(err, "where"))...)
		return
	}
	counted := s.typed(soql.Statement{Object: "User", Columns: []soql.Column{{Expr: "Id"}}, Where: where})
	p.Counted = &counted
}

// Usable reports whether people can be read at all.
func (p PeoplePlan) Usable() bool { return p.columns.id >= 0 }

// Shows reports whether a path on User is read.
func (p PeoplePlan) Shows(path string) bool {
	return slices.ContainsFunc(p.Statement.Columns, func(c soql.Column) bool { return strings.EqualFold(c.Expr, path) })
}

// TellsCounted reports whether counted users can be told from others.
func (p PeoplePlan) TellsCounted() bool {
	return p.Counted != nil || p.columns.active >= 0 && p.columns.userType >= 0
}

// Unseen is why counted users cannot be told from others.
func (p PeoplePlan) Unseen() error {
	for _, s := range p.Skipped {
		if s.Metric == "people" || s.Metric == "counted users" {
			return SkippedError{Reason: s.Reason, Remedy: s.Remedy}
		}
	}
	return errors.New("users are not visible")
}

// Queries are what has to be asked to read people.
func (p PeoplePlan) Queries(maxAge time.Duration) []Query {
	if !p.Usable() {
		return nil
	}
	queries := []Query{{Statement: p.Statement, MaxAge: maxAge}}
	if p.Counted != nil {
		queries = append(queries, Query{Statement: *p.Counted, MaxAge: maxAge})
	}
	return queries
}

// Read makes people of the answers to the queries, in their order. The zone is
// that of the user who asked, found in the answer itself; fallback is used
// where that row is not there.
func (p PeoplePlan) Read(answers []soql.Answer, userID string, fallback *time.Location) (*People, error) {
	a := answers[0]
	switch {
	case a.Rows.Len() == 0:
		return nil, errors.New("nobody is visible: the answer about User has no row")
	case p.Counted != nil && answers[1].Rows.Len() == 0:
		return nil, fmt.Errorf("%snobody is a counted user: no row of User meets %s, which the configuration says with users: {where: …}: correct it, or leave it out to count active users",
			p.at.Place("where"), p.Counted.Where)
	}
	people := &People{
		At:         a.At,
		Zone:       fallback,
		dimensions: p.Labels,
		byID:       make(map[string]int, a.Rows.Len()),
		list:       make([]Person, 0, a.Rows.Len()),
		teamOf:     map[string]int{},
		least:      p.least,
	}
	if err := p.take(people, answers, userID); err != nil {
		return nil, err
	}
	people.none, people.queue, people.unknown = people.teamNamed(None), people.teamNamed(Queue), people.teamNamed(Unknown)
	people.merge()
	return people, nil
}

// take puts the rows of answers into people.
func (p PeoplePlan) take(people *People, answers []soql.Answer, userID string) error {
	people.exporter = userID
	kindOf := func(row []string) userKind { return p.columns.kind(row, userID) }
	if p.Counted != nil {
		kindOf = p.listed(answers[1].Rows)
	}
	for row := range answers[0].Rows.All() {
		if err := people.put(p.columns, row, kindOf(row)); err != nil {
			return fmt.Errorf("read a user: %w", err)
		}
		if row[p.columns.id] != userID || userID == "" {
			continue
		}
		if zone := p.columns.get(row, p.columns.zone); zone != "" {
			// One that is not known here costs what depends on days, and no more.
			people.Zone, _ = time.LoadLocation(zone)
		}
	}
	return nil
}
