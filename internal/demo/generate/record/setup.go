package record

import "time"

// SetupAuditTrail is one change that somebody made in Setup.
type SetupAuditTrail struct {
	ID, Action, Section, Display, CreatedByID string
	CreatedDate                               time.Time
}

// OauthToken says that a user let an app in.
type OauthToken struct {
	ID, AppName, UserID       string
	CreatedDate, LastUsedDate time.Time
	UseCount                  int
}

// TenantUsageEntitlement is what the org may use of a feature.
type TenantUsageEntitlement struct {
	System
	ID, MasterLabel, ResourceGroupKey, Setting, Frequency string
	AmountUsed, CurrentAmountAllowed                      float64
	StartDate, EndDate                                    Date
	UsageDate                                             time.Time
	IsDeleted, HasRollover, IsPersistentResource          bool
}

// ForecastingQuota is what somebody is to win in a period.
type ForecastingQuota struct {
	System
	ID, ForecastingTypeID, PeriodID, QuotaOwnerID string
	IsAmount, IsQuantity                          bool
	QuotaAmount, QuotaQuantity                    float64
	StartDate                                     Date
}
