package generate

import (
	"fmt"
	"strings"
	"time"

	"salesforce_exporter/internal/demo/generate/random"
	"salesforce_exporter/internal/demo/generate/record"
	"salesforce_exporter/internal/demo/generate/words"
)

// teamSize is the number of people that one team lead looks after.
const teamSize = 12

// hire decides who works at the company, before any row is written: records
// need to know who was there.
func (g *generator) hire() {
	holders := map[string]*person{}
	all := posts()
	for _, post := range all[:max(1, min(len(all), g.users/10))] {
		t := &team{role: post.role, department: post.department, region: post.region, title: post.role,
			profile: "Standard User", duty: Leading, adoption: post.adoption, sso: true}
		holders[post.role] = g.newPerson(t, true, nearest(holders, post.parent))
	}
	g.staffTeams(holders)
	g.admin = g.firstOf("Salesforce Administrator")
	for i, p := range g.staff {
		g.career(p, i == 0 || p == g.admin)
	}
	for _, p := range g.staff {
		// Whoever reported to someone who left now reports one step higher.
		for p.manager != nil && !p.manager.active {
			p.manager = p.manager.manager
		}
		g.byDuty[p.team.duty] = append(g.byDuty[p.team.duty], p)
	}
}

func (g *generator) staffTeams(holders map[string]*person) {
	all := teams()
	rest := g.users - len(g.staff)
	sure := min(5, rest) // even the smallest company has one of each of these
	rest -= sure
	var share float64
	for i, t := range all {
		before := int(share*float64(rest) + 0.5)
		share += t.share
		n := int(share*float64(rest)+0.5) - before
		if i < sure {
			n++
		}
		g.staffTeam(t, n, nearest(holders, t.boss))
	}
}

func (g *generator) staffTeam(t *team, n int, boss *person) {
	lead := boss
	for i := range n {
		if n > teamSize+3 && i%teamSize == 0 {
			lead = g.newPerson(t, false, boss)
			lead.title = "Team Lead, " + t.title
			continue
		}
		g.newPerson(t, false, lead)
	}
}

// nearest returns who holds a post, or else the next higher one.
func nearest(holders map[string]*person, role string) *person {
	parents := map[string]string{}
	for _, p := range posts() {
		parents[p.role] = p.parent
	}
	for ; role != ""; role = parents[role] {
		if p := holders[role]; p != nil {
			return p
		}
	}
	return nil
}

func (g *generator) firstOf(role string) *person {
	for _, p := range g.staff {
		if p.role == role {
			return p
		}
	}
	return g.staff[0]
}

func (g *generator) newPerson(t *team, head bool, manager *person) *person {
	p := &person{id: g.ids.Next("005"), role: t.role, title: t.title, team: t, head: head, manager: manager,
		place: random.Pick(g.Source, words.Offices(t.region, g.users)), number: 1000 + len(g.staff)}
	p.first, p.last = g.names.Name(g.Source, p.place.Culture)
	if n := len(g.staff); n == 9 || n > 9 && g.Chance(0.015) {
		other := g.staff[g.Int(0, n-1)] // two people of the same name
		p.first, p.last = other.first, other.last
	}
	p.name = p.first + " " + p.last
	p.email = fmt.Sprintf("%s.%d@example.com", g.names.Mailbox(p.first, p.last), p.number)
	p.adoption = max(0.03, min(0.97, t.adoption*g.Float(0.65, 1.2)))
	g.staff = append(g.staff, p)
	return p
}

// career decides when somebody came, and whether and when they left, went on
// leave or lost interest in Salesforce.
func (g *generator) career(p *person, stays bool) {
	p.active = true
	p.createdAt = g.atWork(p, g.start.AddDate(0, 0, -g.Int(3, 12)))
	p.to = g.now
	switch {
	case stays:
	case g.Chance(0.05):
		p.createdAt = g.moment(p, g.now.AddDate(0, 0, -30), g.now)
	case g.Chance(0.35):
		p.createdAt = g.moment(p, g.start, g.now.AddDate(0, 0, -60))
	}
	p.from = earliest(g.now, p.createdAt.Add(time.Duration(g.Int(2, 70))*time.Hour))
	longHere := p.createdAt.Before(g.now.AddDate(0, 0, -120))
	first := p.from.AddDate(0, 0, 30)
	switch {
	case stays || !longHere:
		p.never = !stays && g.Chance(0.25)
	case g.Chance(0.12):
		p.active = false
		p.to = g.moment(p, first, g.now.AddDate(0, 0, -3))
	case p.head:
	case g.Chance(0.045):
		p.never = true
	case g.Chance(0.03):
		p.gone = true
		p.to = latest(first, g.now.AddDate(0, 0, -g.Int(20, 85)))
	case g.Chance(0.05):
		p.gone = true
		p.to = latest(first, g.now.AddDate(0, 0, -g.Int(31, 400)))
	}
}

// people writes the user rows, and the logins that give them their last one.
func (g *generator) people() error {
	for _, p := range g.staff {
		if err := g.logins(p); err != nil {
			return err
		}
		if err := g.insert(g.userRow(p), &record.UserLogin{ID: g.ids.Next("0Yw"), UserID: p.id, IsFrozen: frozen(g, p),
			LastModifiedDate: latest(p.createdAt, p.lastLogin), LastModifiedByID: p.id}); err != nil {
			return err
		}
	}
	return nil
}

// frozen tells who is kept out: some who left, and some who are away for long and
// keep their licence.
func frozen(g *generator, p *person) bool {
	return !p.active && g.Chance(0.2) || p.gone && p.number%2 == 0
}

func (g *generator) userRow(p *person) *record.User {
	u := &record.User{
		System: record.Created(p.createdAt, g.admin.id),
		ID:     p.id, Username: p.email, FirstName: p.first, LastName: p.last, Name: p.name,
		Alias:             g.names.Alias(p.first, p.last),
		CommunityNickname: fmt.Sprintf("%s%d", g.names.Alias(p.first, p.last), p.number), Email: p.email,
		CompanyName: "Northgate Sensors", Division: p.team.division, Department: p.team.department, Title: p.title,
		City: p.place.City, State: p.place.State, Country: p.place.Country, Phone: g.maybe(0.8, g.phone(p.place.Dial)),
		MobilePhone: g.maybe(0.4, g.phone(p.place.Dial)), EmployeeNumber: fmt.Sprintf("E%06d", p.number),
		UserRoleID: g.roles[p.role], ProfileID: g.profiles[p.team.profile], UserType: "Standard",
		TimeZoneSidKey: p.place.TimeZone, LocaleSidKey: p.place.Locale, LanguageLocaleKey: p.place.Language,
		EmailEncodingKey: "UTF-8",
		DigestFrequency:  "D", DefaultGroupNotificationFrequency: "N",
		IsActive: p.active, ForecastEnabled: p.team.duty == Selling, IsProfilePhotoActive: g.Chance(p.adoption * 0.7),
		UserPermissionsMarketingUser: p.team.duty == Marketing, UserPreferencesLightningExperiencePreferred: g.Chance(0.93),
		LastLoginDate: p.lastLogin,
	}
	if p.team.sso {
		u.FederationIdentifier = p.email
	} else if !p.lastLogin.IsZero() {
		u.LastPasswordChangeDate = g.Between(p.from, p.lastLogin)
	}
	if p.manager != nil {
		u.ManagerID = p.manager.id
	}
	if !p.head && g.Chance(0.03) {
		u.UserRoleID = ""
	}
	if g.Chance(0.04) {
		u.City, u.State, u.Country = "", "", ""
	}
	switch {
	case !p.active:
		u.Modified(p.to, g.admin.id)
	case g.Chance(0.6):
		u.Modified(g.Between(p.createdAt, g.now), g.admin.id)
	}
	return u
}

// machines writes the users that are not people of the company.
func (g *generator) machines() error {
	founded := g.start.AddDate(0, -1, 0)
	user := func(id, first, last, userType, profile string) *record.User {
		name := last
		if first != "" {
			name = first + " " + last
		}
		mailbox := g.names.Mailbox(first, last) + fmt.Sprintf(".%s", id[len(id)-6:])
		return &record.User{System: record.Created(founded, g.machine), ID: id, FirstName: first, LastName: last, Name: name,
			Username: mailbox + "@example.com", Email: mailbox + "@example.com", Alias: last[:min(5, len(last))],
			CommunityNickname: mailbox, ProfileID: g.profiles[profile], UserType: userType, IsActive: true,
			TimeZoneSidKey: "GMT", LocaleSidKey: "en_US", LanguageLocaleKey: "en_US", EmailEncodingKey: "UTF-8",
			DigestFrequency: "N", DefaultGroupNotificationFrequency: "N"}
	}
	integration := user(g.machine, "Integration", "User", "Standard", "Salesforce API Only System Integrations")
	last, err := g.machineLogins()
	if err != nil {
		return err
	}
	integration.LastLoginDate = last
	rows := []any{
		integration,
		user(g.automated, "Automated", "Process", "AutomatedProcess", ""),
		user(g.ids.Next("005"), "Platform Integration", "User", "CloudIntegrationUser", "Cloud Integration User"),
		user(g.ids.Next("005"), "", "Help Center Site Guest User", "Guest", "Help Center Profile"),
	}
	for range 1 + g.users/50 {
		first, lastName := g.names.Name(g.Source, "english")
		free := user(g.ids.Next("005"), first, lastName, "CsnOnly", "Chatter Free User")
		free.Country = "United Kingdom"
		rows = append(rows, free)
	}
	// CRM Analytics comes with two users who are active and of type Standard
	// (Salesforce Help 000384569).
	g.analytics = map[string]string{}
	for _, profile := range []string{"Analytics Cloud Integration User", "Analytics Cloud Security User"} {
		id := g.ids.Next("005")
		g.analytics[profile] = id
		rows = append(rows, user(id, strings.Fields(profile)[2], "User", "Standard", profile))
	}
	return g.insert(rows...)
}
