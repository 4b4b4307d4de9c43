package demo

import (
	"context"
	"fmt"
	"strings"

	"salesforce_exporter/internal/demo/store"
)

// A limit of the org as /limits shows it.
type limit struct {
	Max       int `json:"Max"`
	Remaining int `json:"Remaining"`
}

// permissionSetLimit holds a second limit within the first (REST API Developer
// Guide, Limits).
type permissionSetLimit struct {
	limit
	CreateCustom limit `json:"CreateCustom"`
}

// untouched are limits that nothing in the demo org uses up.
const untouched = `
ActiveScratchOrgs 3
AnalyticsExternalDataSizeMB 40960
ConcurrentAsyncGetReportInstances 200
ConcurrentEinsteinDataInsightsStoryCreation 5
ConcurrentEinsteinDiscoveryStoryCreation 2
ConcurrentSyncReportRuns 20
DailyAnalyticsDataflowJobExecutions 60
DailyAnalyticsUploadedFilesSizeMB 51200
DailyAsyncApexExecutions 250000
DailyAsyncApexTests 500
DailyBulkApiBatches 15000
DailyBulkV2QueryFileStorageMB 976562
DailyBulkV2QueryJobs 10000
DailyDurableGenericStreamingApiEvents 200000
DailyDurableStreamingApiEvents 200000
DailyFunctionsApiCallLimit 235000
DailyGenericStreamingApiEvents 10000
DailyScratchOrgs 6
DailyStandardVolumePlatformEvents 25000
DailyStreamingApiEvents 200000
DailyWorkflowEmails 100000
DurableStreamingApiConcurrentClients 1000
FileStorageMB 10240
HourlyAsyncReportRuns 1200
HourlyDashboardRefreshes 200
HourlyDashboardResults 5000
HourlyDashboardStatuses 999999999
HourlyLongTermIdMapping 100000
HourlyManagedContentPublicRequests 50000
HourlyODataCallout 20000
HourlyPublishedPlatformEvents 250000
HourlyPublishedStandardVolumePlatformEvents 1000
HourlyShortTermIdMapping 100000
HourlySyncReportRuns 500
HourlyTimeBasedWorkflow 1000
MassEmail 5000
MonthlyPlatformEvents 750000
MonthlyPlatformEventsUsageEntitlement 0
Package2VersionCreates 6
SingleEmail 5000
StreamingApiConcurrentClients 2000
`

// limits answers /limits. The request itself is in DailyApiRequests.
func (o *Org) limits(ctx context.Context, _ *call) (any, error) {
	if o.lacks(viewSetup) { // the status is an assumption
		return nil, InsufficientAccess.spec().refused
	}
	all := map[string]any{}
	for line := range strings.Lines(strings.TrimSpace(untouched)) {
		var name string
		var n int
		if _, err := fmt.Sscan(line, &name, &n); err != nil {
			return nil, fmt.Errorf("table of limits, %q: %w", line, err)
		}
		all[name] = limit{Max: n, Remaining: n}
	}
	used, allowance := o.usage.used(o.clock.wall())
	all["DailyApiRequests"] = limit{Max: allowance, Remaining: max(0, allowance-used)}
	all["PermissionSets"] = permissionSetLimit{
		limit: limit{Max: 1500, Remaining: 1500}, CreateCustom: limit{Max: 1000, Remaining: 1000},
	}
	storage, err := o.dataStorage(ctx)
	if err != nil {
		return nil, err
	}
	all["DataStorageMB"] = storage
	return all, nil
}

// dataStorage counts 2 KB a record, as Salesforce does for most objects
// (Salesforce Help, Data and File Storage Allocations: 10 GB an org).
func (o *Org) dataStorage(ctx context.Context) (limit, error) {
	const whole = 10_240
	records := 0
	for _, object := range o.rows.store.Schema().Objects() {
		if !object.Queryable {
			continue
		}
		var n int
		err := o.DB().QueryRowContext(ctx, "SELECT COUNT(*) FROM "+store.Quote(object.Name)).Scan(&n)
		if err != nil {
			return limit{}, fmt.Errorf("count %s: %w", object.Name, err)
		}
		records += n
	}
	return limit{Max: whole, Remaining: max(0, whole-records*2/1024)}, nil
}
