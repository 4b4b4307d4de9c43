package collector

import "strings"

// The system permissions that measuring needs, by the names that Setup shows
// (Salesforce Field Reference, PermissionSet). docs/permissions.md says what each
// is needed for, and where that is documented.
const (
	AccessActivities = "Access Activities"
	APIEnabled       = "API Enabled"
	CustomizeApp     = "Customize Application"
	EventLogFiles    = "View Event Log Files"
	Forecasts        = "View All Forecasts"
	ListEmails       = "Allow sending of List Emails"
	LoginHistory     = "Monitor Login History"
	ManageUsers      = "Manage Users"
	PrivateReports   = "Manage All Private Reports and Dashboards"
	PublicDashboards = "View Dashboards in Public Folders"
	PublicReports    = "View Reports in Public Folders"
	RunReports       = "Run Reports"
	ViewAllData      = "View All Data"
	ViewAllUsers     = "View All Users"
	ViewRoles        = "View Roles and Role Hierarchy"
	ViewSetup        = "View Setup and Configuration"
)

// ViewAllRecords is the permission on an object that shows the records of
// everybody; older setups call it View All.
const ViewAllRecords = "View All Records"

// A Grant is one thing to be granted or turned on, in the words of Setup.
type Grant struct {
	Page string // of a permission set, or of Setup
	On   string // the object, or the object and the field with a dot; empty for none
	What string // the permission
	// Shows is the object that is hidden without it; empty where that is not known.
	Shows string
	Note  string // what to know before granting it; empty for nothing
	// Risky is one that lets the exporter's user change what it should only see.
	Risky bool
}

// The pages of a permission set on which something is granted.
const (
	ObjectSettings    = "Object Settings"
	SystemPermissions = "System Permissions"
)

// GrantSystem is the remedy where system permissions are missing.
func GrantSystem(names ...string) string {
	if len(names) == 1 {
		return "grant the system permission " + names[0]
	}
	return "grant the system permissions " + strings.Join(names, " and ")
}

// System lists system permissions as what is to be granted.
func System(names ...string) (all []Grant) {
	for _, name := range names {
		note := caution(name)
		all = append(all, Grant{Page: SystemPermissions, What: name, Note: note, Risky: note != ""})
	}
	return all
}

// caution is what to know before a system permission is granted that shows little
// and allows much; empty for others.
func caution(name string) string {
	switch name {
	case ManageUsers:
		return "It also lets the user change users, profiles and passwords. Without it, only these metrics are missing"
	case PrivateReports:
		return "It also lets the user change and delete what others keep there. Without it, only that is not counted"
	}
	return ""
}

// activities is what shows activities, which have no permission of their own.
func activities() []Grant {
	return []Grant{{Page: SystemPermissions, What: AccessActivities,
		Note: "View All Data besides is optional: without it, activities that the user may not see are not counted"}}
}

// A granting is how an object is shown: in words, and as a list.
type granting struct {
	remedy string
	grants []Grant
}

func bySystem(names ...string) granting { return granting{GrantSystem(names...), System(names...)} }

// byObject is how an object is shown that has permissions of its own.
func byObject(object string) granting {
	return granting{"grant Read and " + ViewAllRecords + " on the object " + object + " (" + ObjectSettings + ")",
		[]Grant{{Page: ObjectSettings, On: object, What: "Read"}, {Page: ObjectSettings, On: object, What: ViewAllRecords}}}
}

// byField is how a field is shown.
func byField(object, field string) granting {
	return granting{"grant Read Access to the field " + object + "." + field + " in a permission set (Field Permissions)",
		[]Grant{{Page: ObjectSettings, On: object + "." + field, What: "Read Access"}}}
}

// grantFor names the permission that shows an object.
func grantFor(object string) granting {
	g := permissionOf(object)
	for i := range g.grants {
		g.grants[i].Shows = object
	}
	return g
}

func permissionOf(object string) granting {
	if strings.HasPrefix(object, "Lightning") {
		return granting{"none in a sandbox, which has no Lightning usage data; in production " + GrantSystem(ViewSetup),
			System(ViewSetup)}
	}
	if object != "EmailMessage" && parentOf(object) != "" {
		return byObject(parentOf(object))
	}
	switch object {
	case "LoginHistory":
		return granting{GrantSystem(LoginHistory) + " (" + ManageUsers + " does as well, and far more)", System(LoginHistory)}
	case "UserLogin", "AuthSession", "LoginIp", "LoginGeo":
		return bySystem(ManageUsers)
	case "UserLicense", "PermissionSetLicense", "PackageLicense", "Profile", "Organization", "PermissionSetLicenseAssign",
		"SetupAuditTrail", "PermissionSet", "PermissionSetAssignment", "TenantUsageEntitlement", "UserPackageLicense":
		return bySystem(ViewSetup)
	case "UserRole":
		return bySystem(ViewRoles)
	case "OauthToken":
		return bySystem(CustomizeApp)
	case "EventLogFile":
		return bySystem(EventLogFiles)
	case "ForecastingQuota":
		return bySystem(Forecasts)
	case "Task", "Event":
		return granting{GrantSystem(AccessActivities) + " and Read Access to all fields of " + object,
			append(activities(), Grant{Page: ObjectSettings, On: object, What: "Read Access to all fields"})}
	case "EmailMessage":
		return granting{GrantSystem(AccessActivities) + "; if that is not enough, turn on Enhanced Email (Setup)",
			append(activities(), Grant{Page: "Enhanced Email", What: "Run check again. Only if EmailMessage is still hidden, turn on " +
				"Enhanced Email: it changes for everybody how e-mails are stored"})}
	case "FeedItem", "FeedComment":
		return granting{"turn on Chatter, for the whole org (Setup, Chatter Settings)",
			[]Grant{
				{Page: "Chatter Settings", What: "Chatter is off: turn it on for everybody, or do without it and start the exporter " +
					"with --no-collector.chatter"},
				{Page: "Chatter Settings", What: "Chatter is on: this user lacks it. Grant Enable Chatter in a permission set that is assigned to it"}}}
	case "ListEmail":
		return granting{"grant Read on the object Campaign and the system permission " + ListEmails,
			append(System(ListEmails), Grant{Page: ObjectSettings, On: "Campaign", What: "Read"})}
	case "Report":
		return bySystem(RunReports, PublicReports)
	case "Dashboard":
		return bySystem(RunReports, PublicDashboards)
	}
	return byObject(object)
}

// parentOf is the object whose permissions are those of an object without any: that of
// a history, of details and of members; empty for an object with permissions of its own
// (Object Reference, Special Access Rules; Salesforce Help, Object Permissions).
func parentOf(object string) string {
	switch object {
	case "OpportunityFieldHistory", "OpportunityHistory", "OpportunityLineItem", "OpportunityContactRole",
		"OpportunityCompetitor", "OpportunityTeamMember", "OpportunitySplit":
		return "Opportunity"
	case "CampaignMember", "CampaignMemberStatus":
		return "Campaign"
	case "CaseComment":
		return "Case"
	case "OrderItem":
		return "Order"
	case "QuoteLineItem":
		return "Quote"
	case "ContractContactRole":
		return "Contract"
	case "AccountTeamMember", "AccountContactRelation":
		return "Account"
	case "PricebookEntry":
		return "Pricebook2"
	case "LoginHistory":
		return ""
	}
	if parent, custom := strings.CutSuffix(object, "__History"); custom {
		return parent + "__c"
	}
	parent, ok := strings.CutSuffix(object, "History")
	if !ok || !isStandard(parent, standardObjects()) {
		return ""
	}
	return parent
}
