package collector

import "strings"

// A userKind says whether a user is counted, and if not, why not.
type userKind int8

const (
	countedUser  userKind = iota
	inactiveUser          // cannot sign in
	otherType             // of another type than Standard: portals, guests, Chatter only
	systemUser            // has a licence that no person has
	exporterUser          // whom the exporter is signed in as
	notChosen             // not in the condition of the configuration
)

// A Census tells who of the users is counted, and why others are not. The
// numbers of users add up to All.
type Census struct {
	All, Counted int
	// Partial says that the table was too large to be read completely: All leaves out
	// users who are not counted and own no record that is measured.
	Partial bool
	// Why others are not; all but NotChosen are zero where a condition of the
	// configuration says who is counted.
	Inactive, OtherType, System, Exporter int
	NotChosen                             int
}

// Census counts the users by whether they are counted.
func (p *People) Census() Census {
	c := Census{All: len(p.list)}
	for _, x := range p.list {
		switch x.kind {
		case countedUser:
			c.Counted++
		case inactiveUser:
			c.Inactive++
		case otherType:
			c.OtherType++
		case systemUser:
			c.System++
		case exporterUser:
			c.Exporter++
		case notChosen:
			c.NotChosen++
		}
	}
	return c
}

// kind tells what kind of user a row is, for want of a condition in the
// configuration. Many system users are active and of type Standard; their
// licence gives them away.
func (c peopleColumns) kind(row []string, exporterID string) userKind {
	switch {
	case c.get(row, c.active) != "true":
		return inactiveUser
	case c.get(row, c.userType) != "Standard":
		return otherType
	case exporterID != "" && row[c.id] == exporterID:
		return exporterUser
	case systemLicense(c.get(row, c.license)) || systemProfile(c.get(row, c.profile)):
		return systemUser
	}
	return countedUser
}

// systemLicense reports whether a user licence is for programs, by its internal
// name, which is not translated. CRM Analytics has an Integration User and a
// Security User of the first kind (Salesforce Help 000384569,
// hardisgroupcom/sfdx-hardis#576); the others of that kind belong to B2B
// Marketing Analytics, Sales Insights, SalesforceIQ and the platform itself.
// Salesforce Integration is API only (Salesforce Help, Give Integration Users
// API Only Access), and agents of Agentforce are users of the licence Einstein
// Agent.
func systemLicense(name string) bool {
	switch name {
	case "Salesforce Integration", "Einstein Agent", "XOrg Proxy User":
		return true
	}
	return strings.HasSuffix(name, "Integration User")
}

// systemProfile reports the same by the name of a standard profile of such a
// licence, where the licence is not shown.
func systemProfile(name string) bool {
	switch name {
	case "Analytics Cloud Security User", "Salesforce API Only System Integrations",
		"Minimum Access - API Only Integrations", "Einstein Agent User":
		return true
	}
	return strings.HasSuffix(name, "Integration User")
}
