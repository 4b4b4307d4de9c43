package words

// A SetupChange is a line of the setup audit trail.
type SetupChange struct{ Action, Section, Display string }

// SetupChanges are what administrators do in Setup.
func SetupChanges() []SetupChange {
	return []SetupChange{
		{"changedprofileforuser", "Manage Users", "Changed profile for a user from Standard User to Sales User"},
		{"createduser", "Manage Users", "Created new user"},
		{"frozeuser", "Manage Users", "Froze a user"},
		{"PermSetAssign", "Manage Users", "Permission set Lead Transfer: assigned to a user"},
		{"createdCF", "Customize Opportunities", "Created custom field: Competitor (Text)"},
		{"changedCFPicklist", "Customize Leads", "Changed picklist values of custom field Segment"},
		{"layoutChanged", "Customize Accounts", "Changed Account page layout Account Layout"},
		{"changedValidationFormula", "Validation Rules", "Changed the error condition of a validation rule"},
		{"createdflow", "Flow", "Created flow Follow up on leads"},
		{"createdReportFolder", "", "Created a report folder"},
	}
}

// Apps are what people let in by OAuth, the most common first.
func Apps() []string { return []string{"Salesforce for iOS", "Salesforce for Outlook"} }
