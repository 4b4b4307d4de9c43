package generate

import (
	"context"

	"salesforce_exporter/internal/demo/store"
)

// Index lets a large company be counted by person without reading all of its rows for
// each page: 100,000 people are some fifty pages.
func Index(ctx context.Context, st *store.Store, users int) error {
	if users <= fullVolume {
		return nil
	}
	for _, fields := range [][]string{
		{"LoginHistory", "UserId", "Status"}, {"LightningUsageByAppTypeMetrics", "UserId", "MetricsDate"},
		{"Task", "OwnerId", "TaskSubtype"}, {"Task", "LastModifiedById"},
		{"Event", "OwnerId", "EventSubtype"}, {"Event", "LastModifiedById"},
		{"Account", "OwnerId", "Type"}, {"Account", "LastModifiedById"},
		{"Contact", "OwnerId"}, {"Contact", "LastModifiedById"},
		{"Opportunity", "OwnerId", "StageName"}, {"Opportunity", "LastModifiedById"},
		{"Opportunity", "AccountId"}, {"OpportunityHistory", "OpportunityId"},
		{"Case", "OwnerId"}, {"Case", "LastModifiedById"}, {"Lead", "OwnerId"}, {"Lead", "LastModifiedById"},
		{"EmailMessage", "CreatedById"}, {"FeedItem", "CreatedById"},
	} {
		if err := st.Index(ctx, fields[0], fields[1:]...); err != nil {
			return err
		}
	}
	return nil
}

// Sizes are about how many bytes the rows of a large company take, by object, so that a
// store can share them out. Objects that are not in it have few rows.
func Sizes(users int) map[string]int64 {
	sizes := map[string]int64{}
	for object, bytes := range bytesAPerson() {
		sizes[object] = bytes * int64(users)
	}
	return sizes
}

// bytesAPerson are what a company of 20,000 people takes, divided by them.
func bytesAPerson() map[string]int64 {
	return map[string]int64{
		"Account": 240, "CampaignMember": 180, "Case": 320, "CaseHistory": 200, "Contact": 570, "EmailMessage": 930,
		"Event":       380,
		"FeedComment": 110, "FeedItem": 290, "ForecastingQuota": 560, "Invoice__c": 120, "Lead": 510,
		"LightningUsageByAppTypeMetrics": 180, "LightningUsageByPageMetrics": 180, "LoginHistory": 2000,
		"OauthToken": 40, "Opportunity": 410, "OpportunityHistory": 640, "OpportunityLineItem": 370,
		"PermissionSetAssignment": 80, "PermissionSetLicenseAssign": 60, "Task": 1450, "User": 610, "UserLogin": 70,
	}
}
