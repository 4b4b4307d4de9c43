package generate

import (
	"strings"

	"salesforce_exporter/internal/demo/generate/record"
)

// licences counts the seats that are in use and writes what the company pays
// for: always some more.
func (g *generator) licences() error {
	used := map[string]int{"Salesforce Integration": 1, "Guest User License": 1, "Cloud Integration User": 1,
		analyticsLicense: 2, "Chatter Free": 1 + g.users/50}
	for _, p := range g.staff {
		if p.active {
			used[licenceOf(p.team.profile)]++
		}
	}
	founded := g.start.AddDate(0, -1, 0)
	written := map[string]bool{}
	for _, p := range profiles() {
		if written[p.license] {
			continue
		}
		written[p.license] = true
		l := &record.UserLicense{ID: g.licenceIDs[p.license], Name: p.license, MasterLabel: p.license, Status: "Active",
			LicenseDefinitionKey: "SFDC_" + strings.ToUpper(strings.ReplaceAll(p.license, " ", "_")),
			TotalLicenses:        used[p.license] + 5 + used[p.license]/6, UsedLicenses: used[p.license],
			UsedLicensesLastUpdated: g.now, CreatedDate: founded, LastModifiedDate: founded, SystemModstamp: founded}
		if err := g.insert(l); err != nil {
			return err
		}
	}
	if err := g.addOns(); err != nil {
		return err
	}
	return g.packages()
}

func licenceOf(profileName string) string {
	for _, p := range profiles() {
		if p.name == profileName {
			return p.license
		}
	}
	return ""
}

// addOns writes the permission set licences and who has them.
func (g *generator) addOns() error {
	type addOn struct {
		name   string
		duty   Duty
		supply int // seats beyond those in use
	}
	for _, a := range []addOn{{"Sales User", Selling, 10}, {"Service User", Supporting, 4}, {"CRM User", Leading, 25}} {
		id, at := g.ids.Next("0PL"), g.start
		used := 0
		for _, p := range g.byDuty[a.duty] {
			if !p.active {
				continue
			}
			used++
			err := g.insert(&record.PermissionSetLicenseAssign{System: record.Created(latest(p.createdAt, at), g.admin.id),
				ID:                     g.ids.Next("2LA"),
				PermissionSetLicenseID: id, AssigneeID: p.id})
			if err != nil {
				return err
			}
		}
		seats := &record.PermissionSetLicense{System: record.Created(at, g.machine), ID: id, MasterLabel: a.name,
			Language:                "en_US",
			DeveloperName:           strings.ReplaceAll(a.name, " ", "") + "Psl",
			PermissionSetLicenseKey: strings.ReplaceAll(a.name, " ", ""),
			TotalLicenses:           used + a.supply, UsedLicenses: used, Status: "Active"}
		if err := g.insert(seats); err != nil {
			return err
		}
	}
	return g.expired()
}

// expired writes the seats of a contract that was renewed: Salesforce keeps the
// row, by the same name as the one in force.
func (g *generator) expired() error {
	return g.insert(&record.PermissionSetLicense{System: record.Created(g.start, g.machine), ID: g.ids.Next("0PL"),
		MasterLabel: "Sales User", Language: "en_US",
		DeveloperName: "SalesUserPsl1", PermissionSetLicenseKey: "SalesUser1", TotalLicenses: 20, Status: "Disabled",
		ExpirationDate: record.DateOf(g.now.AddDate(0, -6, 0))})
}

// unlimited is what PackageLicense.AllowedLicenses says of a site licence.
const unlimited = -1

// packages writes the licences of installed packages: one counted by seat,
// one for everybody.
func (g *generator) packages() error {
	seats, site := g.ids.Next("050"), g.ids.Next("050")
	used := 0
	for _, p := range g.byDuty[Marketing] {
		if !p.active {
			continue
		}
		used++
		err := g.insert(&record.UserPackageLicense{System: record.Created(p.createdAt, g.admin.id), ID: g.ids.Next("051"),
			PackageLicenseID: seats, UserID: p.id})
		if err != nil {
			return err
		}
	}
	return g.insert(
		&record.PackageLicense{ID: seats, NamespacePrefix: "mailer", Status: "Active", AllowedLicenses: used + 3,
			UsedLicenses: used, IsProvisioned: true,
			ExpirationDate: g.now.AddDate(0, 9, 0), CreatedDate: g.start, LastModifiedDate: g.start, SystemModstamp: g.start},
		&record.PackageLicense{ID: site, NamespacePrefix: "docsign", Status: "Active", AllowedLicenses: unlimited,
			UsedLicenses: 0, IsProvisioned: true,
			CreatedDate: g.start, LastModifiedDate: g.start, SystemModstamp: g.start})
}
