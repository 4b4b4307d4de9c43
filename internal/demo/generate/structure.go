package generate

import (
	"strings"
	"time"

	"salesforce_exporter/internal/demo/generate/record"
)

// organization is the org's own row.
func (g *generator) organization() error {
	founded := g.start.AddDate(0, -1, 0)
	o := &record.Organization{
		System: record.Created(founded, g.machine),
		ID:     g.orgID, Name: "Northgate Sensors", Street: "Speicherstrasse 12", City: "Berlin", PostalCode: "10999",
		Country: "Germany",
		Phone:   "+49 30 555 0100", PrimaryContact: g.admin.name,
		DefaultLocaleSidKey: "en_GB", TimeZoneSidKey: "GMT", LanguageLocaleKey: "en_US",
		OrganizationType: "Enterprise Edition", InstanceName: "DEM1", UISkin: "Theme3", SignupCountryISOCode: "DE",
		FiscalYearStartMonth: int(g.fiscal), MonthlyPageViewsUsed: 0, MonthlyPageViewsEntitlement: 500000,
		DefaultAccountAccess: "Read", DefaultContactAccess: "ControlledByParent", DefaultOpportunityAccess: "Read",
		DefaultLeadAccess: "ReadEditTransfer", DefaultCaseAccess: "ReadEditTransfer", DefaultCampaignAccess: "Read",
		WebToCaseDefaultOrigin: "Web",
	}
	return g.insert(o)
}

// structure creates licences' profiles and the role tree. Licence rows follow
// once it is known how many are in use.
func (g *generator) structure() error {
	founded := g.start.AddDate(0, -1, 0)
	licences := map[string]string{}
	for _, p := range profiles() {
		if licences[p.license] == "" {
			licences[p.license] = g.ids.Next("100")
		}
		g.profiles[p.name] = g.ids.Next("00e")
		err := g.insert(&record.Profile{System: record.Created(founded, g.machine), ID: g.profiles[p.name], Name: p.name,
			UserLicenseID: licences[p.license], UserType: p.userType})
		if err != nil {
			return err
		}
	}
	g.licenceIDs = licences
	return g.roleTree(founded)
}

func (g *generator) roleTree(founded time.Time) error {
	add := func(name, parent string) error {
		id := g.ids.Next("00E")
		g.roles[name] = id
		return g.insert(&record.UserRole{ID: id, Name: name, ParentRoleID: g.roles[parent],
			DeveloperName:                    strings.ReplaceAll(name, " ", ""),
			OpportunityAccessForAccountOwner: "Edit", CaseAccessForAccountOwner: "Edit", ContactAccessForAccountOwner: "Edit",
			PortalType:       "None",
			LastModifiedDate: founded, LastModifiedByID: g.machine, SystemModstamp: founded})
	}
	for _, p := range posts() {
		if err := add(p.role, p.parent); err != nil {
			return err
		}
	}
	for _, t := range teams() {
		if err := add(t.role, t.boss); err != nil {
			return err
		}
	}
	return nil
}

// queueRows creates the queues and puts people into them.
func (g *generator) queueRows() error {
	members := map[string][]*person{"Lead": g.byDuty[Prospecting], "Case": g.byDuty[Supporting], "Task": g.byDuty[Office]}
	names := map[string]string{"Lead": "Inbound Leads", "Case": "Support Inbox", "Task": "Back Office"}
	for _, object := range []string{"Lead", "Case", "Task"} {
		id := g.ids.Next("00G")
		g.queues[object] = id
		at := g.start.AddDate(0, 0, 3)
		err := g.insert(&record.Group{System: record.Created(at, g.admin.id), ID: id, Name: names[object],
			DeveloperName: strings.ReplaceAll(names[object], " ",
				"_"), Type: "Queue", OwnerID: g.orgID, DoesIncludeBosses: true})
		if err != nil {
			return err
		}
		for _, p := range members[object][:min(10, len(members[object]))] {
			if err := g.insert(&record.GroupMember{ID: g.ids.Next("011"), GroupID: id, UserOrGroupID: p.id,
				SystemModstamp: at}); err != nil {
				return err
			}
		}
	}
	return nil
}
