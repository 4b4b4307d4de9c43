package record

import "time"

// System holds the fields that Salesforce keeps on every record.
type System struct {
	CreatedDate      time.Time
	CreatedByID      string
	LastModifiedDate time.Time
	LastModifiedByID string
	SystemModstamp   time.Time
}

// Created fills the fields of a record that nobody changed since.
func Created(at time.Time, by string) System {
	return System{CreatedDate: at, CreatedByID: by, LastModifiedDate: at, LastModifiedByID: by, SystemModstamp: at}
}

// Modified notes a later change.
func (s *System) Modified(at time.Time, by string) {
	if at.Before(s.LastModifiedDate) {
		return
	}
	s.LastModifiedDate, s.LastModifiedByID, s.SystemModstamp = at, by, at
}

// Organization is the org itself.
type Organization struct {
	System
	ID, Name, Street, City, PostalCode, Country, Phone, PrimaryContact                  string
	DefaultLocaleSidKey, TimeZoneSidKey, LanguageLocaleKey                              string
	OrganizationType, InstanceName, UISkin, SignupCountryISOCode                        string
	FiscalYearStartMonth, MonthlyPageViewsUsed, MonthlyPageViewsEntitlement             int
	IsSandbox, IsReadOnly, ReceivesInfoEmails, UsesStartDateAsFiscalYearName            bool
	DefaultAccountAccess, DefaultContactAccess, DefaultOpportunityAccess                string
	DefaultLeadAccess, DefaultCaseAccess, DefaultCampaignAccess, WebToCaseDefaultOrigin string
}

// UserLicense is a kind of seat that the company pays for.
type UserLicense struct {
	ID, Name, MasterLabel, LicenseDefinitionKey, Status                    string
	TotalLicenses, UsedLicenses                                            int
	UsedLicensesLastUpdated, CreatedDate, LastModifiedDate, SystemModstamp time.Time
}

// PermissionSetLicense is an add-on seat.
type PermissionSetLicense struct {
	System
	ID, DeveloperName, Language, MasterLabel, PermissionSetLicenseKey, Status string
	TotalLicenses, UsedLicenses, MigratableLicenses                           int
	ExpirationDate                                                            Date
	IsAvailableForIntegrations                                                bool
}

// PermissionSetLicenseAssign gives a user an add-on seat.
type PermissionSetLicenseAssign struct {
	System
	ID, PermissionSetLicenseID, AssigneeID string
}

// PackageLicense is the licence of an installed package.
type PackageLicense struct {
	ID, Status, NamespacePrefix                                   string
	AllowedLicenses, UsedLicenses                                 int
	IsProvisioned                                                 bool
	ExpirationDate, CreatedDate, LastModifiedDate, SystemModstamp time.Time
}

// UserPackageLicense gives a user a package's licence.
type UserPackageLicense struct {
	System
	ID, PackageLicenseID, UserID string
}

// Profile is a user's set of permissions.
type Profile struct {
	System
	ID, Name, UserLicenseID, UserType, Description string
}

// UserRole is a place in the role tree.
type UserRole struct {
	ID, Name, ParentRoleID, DeveloperName, OpportunityAccessForAccountOwner string
	CaseAccessForAccountOwner, ContactAccessForAccountOwner, PortalType     string
	LastModifiedDate                                                        time.Time
	LastModifiedByID                                                        string
	SystemModstamp                                                          time.Time
}

// User is a person or a machine that can sign in.
type User struct {
	System
	ID, Username, FirstName, LastName, Name, Alias, CommunityNickname, Email  string
	CompanyName, Division, Department, Title, City, State, Country, Phone     string
	MobilePhone, EmployeeNumber, FederationIdentifier                         string
	UserRoleID, ProfileID, ManagerID, UserType                                string
	TimeZoneSidKey, LocaleSidKey, LanguageLocaleKey, EmailEncodingKey         string
	DigestFrequency, DefaultGroupNotificationFrequency                        string
	IsActive, ForecastEnabled, IsProfilePhotoActive, ReceivesInfoEmails       bool
	UserPermissionsMarketingUser, UserPreferencesLightningExperiencePreferred bool
	LastLoginDate, LastPasswordChangeDate                                     time.Time
	NumberOfFailedLogins                                                      int
}

// UserLogin tells whether a user is kept out.
type UserLogin struct {
	ID, UserID                 string
	IsFrozen, IsPasswordLocked bool
	LastModifiedDate           time.Time
	LastModifiedByID           string
}

// Group is a public group or, here, a queue.
type Group struct {
	System
	ID, Name, DeveloperName, Type, Email, OwnerID string
	DoesSendEmailToMembers, DoesIncludeBosses     bool
}

// GroupMember puts a user into a queue.
type GroupMember struct {
	ID, GroupID, UserOrGroupID string
	SystemModstamp             time.Time
}

// LoginHistory is one attempt to sign in.
type LoginHistory struct {
	ID, UserID                                                         string
	LoginTime                                                          time.Time
	LoginType, SourceIP, LoginURL, TLSProtocol, CipherSuite            string
	Browser, Platform, Status, Application, ClientVersion              string
	APIType, APIVersion, CountryISO, AuthMethodReference, LoginSubType string
	OptionsIsGet, OptionsIsPost                                        bool
}

// PermissionSet is a set of permissions: a profile's own, or one that users
// are given in addition.
type PermissionSet struct {
	System
	ID, Name, Label, LicenseID, ProfileID, Description, Type                                string
	IsOwnedByProfile, IsCustom                                                              bool
	PermissionsAPIEnabled, PermissionsAPIUserOnly, PermissionsViewAllData                   bool
	PermissionsModifyAllData, PermissionsViewSetup, PermissionsManageUsers                  bool
	PermissionsViewAllUsers, PermissionsViewEventLogFiles, PermissionsViewRoles             bool
	PermissionsAssignPermissionSets, PermissionsResetPasswords                              bool
	PermissionsRunReports, PermissionsExportReport, PermissionsCreateCustomizeReports       bool
	PermissionsConvertLeads, PermissionsImportLeads, PermissionsTransferAnyLead             bool
	PermissionsManageCases, PermissionsCustomizeApplication, PermissionsAuthorApex          bool
	PermissionsEmailSingle, PermissionsEmailMass, PermissionsEditTask, PermissionsEditEvent bool
	PermissionsActivitiesAccess, PermissionsChatterInternalUser                             bool
}

// PermissionSetAssignment gives a user a permission set.
type PermissionSetAssignment struct {
	ID, PermissionSetID, AssigneeID string
	SystemModstamp                  time.Time
	IsActive                        bool
}

// RecordType is a kind of record of one object.
type RecordType struct {
	System
	ID, Name, DeveloperName, Description, SobjectType string
	IsActive                                          bool
}

// FiscalYearSettings is one fiscal year.
type FiscalYearSettings struct {
	ID, PeriodID, Name, YearType, Description string
	StartDate, EndDate                        Date
	IsStandardYear                            bool
	SystemModstamp                            time.Time
}

// Period is a fiscal year, quarter or month.
type Period struct {
	ID, FiscalYearSettingsID, Type, FullyQualifiedLabel string
	StartDate, EndDate                                  Date
	SystemModstamp                                      time.Time
	IsForecastPeriod                                    bool
	Number                                              int
}

// CurrencyType is a currency of an org that has several.
type CurrencyType struct {
	System
	ID, IsoCode           string
	ConversionRate        float64
	DecimalPlaces         int
	IsActive, IsCorporate bool
}
