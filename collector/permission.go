package collector

import "strings"

// The system permissions that measuring needs, by the names that Setup shows
// (Salesforce Field Reference, PermissionSet). docs/permissions.md says what each
// is needed for, and where that is documented.
const (
	AccessActivities = "Access Activities"
	APIEnabled       = "API Enabled"
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

// Permissions lists the names of all permissions that a remedy may name: system
// permissions and those on an object or a field.
func Permissions() []string {
	return []string{
		AccessActivities, APIEnabled, ListEmails, LoginHistory, ManageUsers, PrivateReports, PublicDashboards, PublicReports,
		RunReports,
		ViewAllData, ViewAllUsers, ViewRoles, ViewSetup, ViewAllRecords, "Read", "Read Access",
	}
}

// GrantSystem is the remedy where system permissions are missing.
func GrantSystem(names ...string) string {
	if len(names) == 1 {
		return "grant the system permission " + names[0]
	}
	return "grant the system permissions " + strings.Join(names, " and ")
}

// grantObject is the remedy where an object is hidden that has permissions of its
// own.
func grantObject(object string) string {
	return "grant Read and " + ViewAllRecords + " on the object " + object + " (Object Settings)"
}

// grantFor names the permission that shows an object.
func grantFor(object string) string {
	if strings.HasPrefix(object, "Lightning") {
		return "none in a sandbox, which has no Lightning usage data; in production " + GrantSystem(ViewSetup)
	}
	switch object {
	case "LoginHistory":
		return GrantSystem(LoginHistory) + " (" + ManageUsers + " does as well, and far more)"
	case "UserLogin":
		return GrantSystem(ManageUsers)
	case "UserLicense", "PermissionSetLicense", "PackageLicense", "Profile", "Organization":
		return GrantSystem(ViewSetup)
	case "UserRole":
		return GrantSystem(ViewRoles)
	case "Task", "Event":
		return GrantSystem(AccessActivities) + "; these objects have no permission of their own"
	case "EmailMessage":
		return GrantSystem(AccessActivities) + ", and turn on Enhanced Email (Setup)"
	case "FeedItem", "FeedComment":
		return "turn on Chatter, for the whole org (Setup, Chatter Settings)"
	case "ListEmail":
		return "grant Read on the object Campaign and the system permission " + ListEmails
	case "Report":
		return GrantSystem(RunReports, PublicReports)
	case "Dashboard":
		return GrantSystem(RunReports, PublicDashboards)
	case "OpportunityHistory":
		return grantObject("Opportunity")
	}
	return grantObject(object)
}
