package grafana

// What figures say when there is nothing: short, because Grafana shrinks the
// text of a figure until it fits. Longer panels name the permission as well.
const (
	briefUsers      = "No users in this choice"
	briefLogins     = "No login history visible"
	briefRecords    = "No records visible in this choice"
	briefDeals      = "No deals visible in this choice"
	briefLeads      = "No leads visible in this choice"
	briefCases      = "No cases visible here"
	briefCampaigns  = "No campaigns visible"
	briefLicences   = "Licences not visible"
	briefLimits     = "Limits not visible"
	briefScrape     = "Nothing is scraped"
	briefScore      = "Set cases.satisfaction"
	briefQuality    = "No key fields visible"
	briefDuplicates = "No duplicates found"
	briefFields     = "No fields visible"
	briefWeb        = "No business unit is measured"
	briefWeek       = "Needs a week of history"
)
