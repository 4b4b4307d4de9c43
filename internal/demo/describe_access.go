package demo

import (
	"slices"
	"strings"

	"salesforce_exporter/internal/demo/schema"
)

// The demo org takes no writes, but clients ask describe what could be
// written: it tells fields that people fill from fields that the system keeps.

// objectWritable reports whether users create and change records of an object.
func objectWritable(name string) bool {
	if strings.HasSuffix(name, "Metrics") {
		return false
	}
	switch name {
	case "Name", "LoginHistory", "UserLogin", "Organization", "Profile", "UserLicense", "PermissionSetLicense",
		"PackageLicense", "OpportunityStage", "OpportunityHistory", "CaseHistory", "Period", "RecordType", "Report",
		"Dashboard",
		"DuplicateRule", "CurrencyType", "SetupAuditTrail", "OauthToken", "TenantUsageEntitlement":
		return false
	}
	return true
}

func createable(object *schema.Object, f *schema.Field) bool {
	return objectWritable(object.Name) && !f.Type.Compound() && !systemField(f) && !derivedField(object, f.Name)
}

func updateable(object *schema.Object, f *schema.Field) bool {
	// A child of a master record stays with it.
	fixed := (f.Name == "CampaignId" || f.Name == "ContactId" || f.Name == "LeadId") && object.Name == "CampaignMember" ||
		f.Name == "OpportunityId" && object.Name == "OpportunityLineItem"
	return createable(object, f) && !fixed
}

func defaultedOnCreate(object *schema.Object, f *schema.Field) bool {
	if f.Type == schema.TypeID || f.Type == schema.TypeBoolean || f.Name == "OwnerId" {
		return true
	}
	if systemField(f) && !f.Nillable {
		return true
	}
	// Objects whose Status and Priority have a default in a new org.
	switch object.Name {
	case "Lead", "Case", "Task", "Campaign", "CampaignMember":
		return f.Name == "Status" || f.Name == "Priority"
	case "Opportunity":
		return f.Name == "Probability" || f.Name == "ForecastCategoryName"
	}
	return false
}

// systemField reports fields that the platform keeps on every object (Object
// Reference, System Fields).
func systemField(f *schema.Field) bool {
	if f.Type == schema.TypeID {
		return true
	}
	switch f.Name {
	case "IsDeleted", "CreatedDate", "CreatedById", "LastModifiedDate", "LastModifiedById", "SystemModstamp",
		"LastActivityDate", "LastViewedDate", "LastReferencedDate", "MasterRecordId", "PhotoUrl":
		return true
	}
	return false
}

// derivedField reports fields that Salesforce sets from other fields or
// records.
func derivedField(object *schema.Object, field string) bool {
	if f, ok := object.Field(field); ok && (f.Calculated || f.AutoNumber) {
		return true
	}
	if _, person := object.Field("LastName"); person && field == "Name" {
		return true
	}
	return slices.Contains(derivedFields(object.Name), field)
}

func derivedFields(object string) []string {
	switch object {
	case "Account":
		return []string{"JigsawCompanyId", "CleanStatus"}
	case "Contact":
		return []string{"IsEmailBounced", "JigsawContactId"}
	case "User":
		return []string{"LastLoginDate", "LastPasswordChangeDate", "NumberOfFailedLogins", "UserType", "IsProfilePhotoActive",
			"FullPhotoUrl", "SmallPhotoUrl", "IsExtIndicatorVisible", "OutOfOfficeMessage"}
	case "Opportunity":
		return []string{"IsClosed", "IsWon", "ExpectedRevenue", "ForecastCategory", "FiscalQuarter", "FiscalYear", "Fiscal",
			"HasOpportunityLineItem", "HasOpenActivity", "HasOverdueTask", "LastStageChangeDate", "PushCount",
			"LastAmountChangedHistoryId", "LastCloseDateChangedHistoryId"}
	case "OpportunityLineItem":
		return []string{"Name", "ProductCode", "ListPrice", "SortOrder", "Product2Id"}
	case "Lead":
		return []string{"IsConverted", "ConvertedDate", "ConvertedAccountId", "ConvertedContactId", "ConvertedOpportunityId",
			"EmailBouncedReason", "EmailBouncedDate", "JigsawContactId"}
	case "Case":
		return []string{"CaseNumber", "IsClosed", "ClosedDate", "ContactPhone", "ContactMobile", "ContactEmail", "ContactFax"}
	case "Campaign":
		return []string{"NumberOfLeads", "NumberOfConvertedLeads", "NumberOfContacts", "NumberOfResponses",
			"NumberOfOpportunities", "NumberOfWonOpportunities", "AmountAllOpportunities", "AmountWonOpportunities"}
	case "CampaignMember":
		return []string{"HasResponded", "FirstRespondedDate", "Name", "FirstName", "LastName", "Title", "Street", "City",
			"State", "PostalCode", "Country", "Email", "Phone", "Fax", "MobilePhone", "Description", "DoNotCall",
			"HasOptedOutOfEmail", "HasOptedOutOfFax", "LeadSource", "CompanyOrAccount", "Type", "LeadOrContactId",
			"LeadOrContactOwnerId"}
	case "Task":
		return []string{"IsClosed", "IsHighPriority", "IsArchived", "AccountId", "CompletedDateTime", "WhoCount", "WhatCount"}
	case "Event":
		return []string{"IsChild", "IsGroupEvent", "IsArchived", "AccountId", "EndDate", "GroupEventType", "WhoCount",
			"WhatCount"}
	case "EmailMessage":
		return []string{"HasAttachment", "IsBounced", "IsTracked", "IsOpened", "FirstOpenedDate", "LastOpenedDate"}
	}
	return nil
}
