package generate

import (
	"maps"
	"slices"
	"strings"
	"time"

	"salesforce_exporter/internal/demo/generate/record"
)

// permissions writes the permission sets: each profile owns one, which its
// users have by their profile, and some are given in addition.
func (g *generator) permissions() error {
	founded := g.start.AddDate(0, -1, 0)
	sets := map[string]string{} // by profile
	for _, p := range profiles() {
		set := g.profileSet(p, founded)
		sets[g.profiles[p.name]] = set.ID
		if err := g.insert(set); err != nil {
			return err
		}
	}
	for _, p := range g.staff {
		if err := g.assign(sets[g.profiles[p.team.profile]], p.id, p.createdAt); err != nil {
			return err
		}
	}
	if err := g.assign(sets[g.profiles["Salesforce API Only System Integrations"]], g.machine, founded); err != nil {
		return err
	}
	for _, profile := range slices.Sorted(maps.Keys(g.analytics)) {
		if err := g.assign(sets[g.profiles[profile]], g.analytics[profile], founded); err != nil {
			return err
		}
	}
	return g.addedPermissions(founded)
}

func (g *generator) assign(set, user string, at time.Time) error {
	return g.insert(&record.PermissionSetAssignment{ID: g.ids.Next("0Pa"), PermissionSetID: set, AssigneeID: user,
		SystemModstamp: at, IsActive: true})
}

// profileSet is the permission set that a profile owns. Salesforce names it
// after its id.
func (g *generator) profileSet(p profile, at time.Time) *record.PermissionSet {
	admin, person := p.name == "System Administrator", p.userType == "Standard"
	api := p.license == "Salesforce Integration" || p.license == analyticsLicense
	works := person && !api && p.name != "Read Only"
	s := &record.PermissionSet{System: record.Created(at, g.machine), ID: g.ids.Next("0PS"), IsOwnedByProfile: true,
		ProfileID: g.profiles[p.name],
		LicenseID: g.licenceIDs[p.license], Type: "Profile",
		PermissionsAPIEnabled: person, PermissionsAPIUserOnly: api, PermissionsViewAllData: admin,
		PermissionsModifyAllData: admin,
		PermissionsViewSetup:     admin || p.name == "Standard User", PermissionsManageUsers: admin,
		PermissionsViewAllUsers: admin, PermissionsViewRoles: person,
		PermissionsViewEventLogFiles: admin, PermissionsAssignPermissionSets: admin, PermissionsResetPasswords: admin,
		PermissionsCustomizeApplication: admin,
		PermissionsAuthorApex:           admin, PermissionsRunReports: person && !api, PermissionsExportReport: works,
		PermissionsCreateCustomizeReports: works,
		PermissionsConvertLeads:           works, PermissionsImportLeads: admin || p.name == "Marketing User",
		PermissionsTransferAnyLead: admin,
		PermissionsManageCases:     admin || p.name == "Support User", PermissionsEmailSingle: works,
		PermissionsEmailMass: works,
		PermissionsEditTask:  works,
		PermissionsEditEvent: works, PermissionsActivitiesAccess: person && !api, PermissionsChatterInternalUser: person ||
			p.userType == "CsnOnly"}
	s.Name = "X" + s.ID[:15]
	s.Label = g.profiles[p.name]
	return s
}

// addedPermissions writes the permission sets that are no profile's: what the
// integration user needs to measure adoption, and one for people.
func (g *generator) addedPermissions(at time.Time) error {
	named := func(label, description string) *record.PermissionSet {
		return &record.PermissionSet{System: record.Created(at, g.admin.id), ID: g.ids.Next("0PS"),
			Name: strings.ReplaceAll(label, " ", "_"), Label: label,
			Description: description, Type: "Regular", IsCustom: true}
	}
	measuring := named("Adoption Metrics", "What measuring adoption needs to read")
	measuring.PermissionsAPIEnabled, measuring.PermissionsViewAllData, measuring.PermissionsViewSetup = true, true, true
	measuring.PermissionsManageUsers, measuring.PermissionsViewAllUsers, measuring.PermissionsViewRoles = true, true, true
	measuring.PermissionsViewEventLogFiles, measuring.PermissionsRunReports, measuring.PermissionsResetPasswords =
		true, true, true
	measuring.PermissionsActivitiesAccess = true
	transfer := named("Lead Transfer", "Hand leads over to colleagues")
	transfer.PermissionsTransferAnyLead = true
	if err := g.insert(measuring, transfer); err != nil {
		return err
	}
	if err := g.assign(measuring.ID, g.machine, at); err != nil {
		return err
	}
	for _, p := range g.byDuty[Prospecting] {
		if p.active {
			if err := g.assign(transfer.ID, p.id, p.createdAt); err != nil {
				return err
			}
		}
	}
	return nil
}
