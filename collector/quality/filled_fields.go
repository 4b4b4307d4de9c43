package quality

import (
	"slices"
	"strings"

	"salesforce_exporter/collector"
)

// filledByPeople leaves out what Salesforce fills itself: formulas, numbers it
// gives, who did what when, what follows from other fields and records, and
// compounds of fields that are there one by one. What describe says can be
// written is no help: to a user who may only read, that is nothing.
func filledByPeople(o *collector.Object, f collector.Field) bool {
	switch {
	case f.Calculated, f.AutoNumber:
		return false
	case f.Type == "id", f.Type == "address", f.Type == "location", f.Type == "base64", f.Type == "anyType",
		f.Type == "complexvalue":
		return false
	case strings.HasSuffix(f.Name, "GeocodeAccuracy"), strings.HasSuffix(f.Name, "Latitude"),
		strings.HasSuffix(f.Name, "Longitude"):
		return false
	}
	return !slices.Contains(systemFields(), f.Name) && !slices.Contains(derivedFields(o.Name), f.Name)
}

// systemFields are those that Salesforce keeps on standard and custom objects
// (Object Reference, System Fields).
func systemFields() []string {
	return []string{
		"IsDeleted", "OwnerId", "MasterRecordId", "RecordTypeId", "CurrencyIsoCode", "CreatedDate", "CreatedById",
		"LastModifiedDate", "LastModifiedById",
		"SystemModstamp", "LastActivityDate", "LastViewedDate", "LastReferencedDate", "LastCURequestDate", "LastCUUpdateDate",
		"UserRecordAccessId",
		"PhotoUrl", "Jigsaw", "JigsawCompanyId", "JigsawContactId", "CleanStatus", "ConnectionReceivedId", "ConnectionSentId",
		"IsUnreadByOwner",
		"ActivityMetricId", "ActivityMetricRollupId", "IsEmailBounced", "EmailBouncedDate", "EmailBouncedReason",
	}
}

// derivedFields are those of a standard object that Salesforce sets from other
// fields or records (Object Reference).
func derivedFields(object string) []string {
	switch object {
	case "Account":
		return []string{"IsPersonAccount", "IsPartner", "IsCustomerPortal"}
	case "Contact":
		return []string{"Name", "IsPersonAccount"}
	case "Lead":
		return []string{"Name", "IsConverted", "ConvertedDate", "ConvertedAccountId", "ConvertedContactId",
			"ConvertedOpportunityId"}
	case "Opportunity":
		return []string{
			"IsClosed", "IsWon", "ExpectedRevenue", "ForecastCategory", "Fiscal", "FiscalQuarter", "FiscalYear",
			"HasOpportunityLineItem", "HasOpenActivity",
			"HasOverdueTask", "LastStageChangeDate", "PushCount", "LastAmountChangedHistoryId", "LastCloseDateChangedHistoryId",
		}
	case "Case":
		return []string{"IsClosed", "IsClosedOnCreate", "ClosedDate", "ContactPhone", "ContactMobile", "ContactEmail",
			"ContactFax"}
	case "Campaign":
		return []string{
			"NumberOfLeads", "NumberOfConvertedLeads", "NumberOfContacts", "NumberOfResponses", "NumberOfOpportunities",
			"NumberOfWonOpportunities",
			"AmountAllOpportunities", "AmountWonOpportunities",
		}
	case "Task", "Event":
		return []string{"IsClosed", "IsHighPriority", "IsArchived", "IsChild", "IsGroupEvent", "GroupEventType", "AccountId",
			"CompletedDateTime", "EndDate", "WhoCount", "WhatCount"}
	}
	return nil
}
