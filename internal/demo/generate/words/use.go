package words

import "salesforce_exporter/internal/demo/generate/random"

// PostTypes returns the kinds of feed items that people write.
func PostTypes() []random.Option {
	return []random.Option{{Value: "TextPost", Weight: 70}, {Value: "ContentPost", Weight: 12},
		{Value: "LinkPost", Weight: 9},
		{Value: "QuestionPost", Weight: 7}, {Value: "PollPost", Weight: 2}}
}

// Posts are what people write to each other.
func Posts() []string {
	return []string{"Great call today, they want a pilot.", "Who knows a reference in this industry?",
		"Meeting notes are attached.",
		"Does anybody have the latest price list?", "The customer goes live next week.",
		"Please update your forecasts until Friday.",
		"New release is out, see the notes.", "Which plan fits a plant with 200 sensors?", "Well done, team!", "Heads-up: the contact has left the company."}
}

// Comments are what people answer.
func Comments() []string {
	return []string{"Congratulations!", "Thanks for sharing.", "I will take care of it.", "Please loop me in.", "Done.",
		"Let us talk about it tomorrow."}
}

// ReportTitles are what reports are called.
func ReportTitles() []string {
	return []string{"Open Pipeline", "Pipeline by Stage", "Won Deals by Month", "Lost Deals by Reason",
		"Overdue Opportunities", "Leads by Source",
		"Untouched Leads", "Lead Conversion", "Open Cases by Priority", "Case Age", "Cases by Origin", "Activities by Owner",
		"Overdue Tasks",
		"Meetings this Week", "Campaign Results", "Campaign Members", "Accounts without Contacts", "Accounts by Industry",
		"New Customers",
		"Contacts without Email", "Users not signed in", "Logins by Role", "Forecast by Quarter", "Renewals due",
		"Invoices open"}
}

// DashboardTitles are what dashboards are called.
func DashboardTitles() []string {
	return []string{"Sales Performance", "Service Overview", "Marketing Funnel", "Adoption", "Data Quality",
		"Executive Summary", "My Team"}
}

// Pages returns the names of the Lightning pages that somebody with a duty
// opens, those of their own work first.
func Pages(duty string) []string {
	own := map[string][]string{
		"selling": {"Opportunity", "Account", "Contact"}, "prospecting": {"Lead", "Contact", "Account"},
		"marketing":  {"Campaign", "Lead", "CampaignMember"},
		"supporting": {"Case", "Contact", "Account"}, "succeeding": {"Account", "Case", "Contact"},
	}[duty]
	var pages []string
	for _, object := range append(own, "Account", "Contact", "Lead", "Opportunity", "Case", "Campaign", "Task", "Event",
		"Product2", "Report", "Dashboard",
		"User", "Invoice__c", "CampaignMember", "EmailMessage", "Group") {
		pages = append(pages, "/lightning/r/"+object+"/view", "/lightning/o/"+object+"/list", "/lightning/o/"+object+"/home",
			"/lightning/o/"+object+"/new")
	}
	return unique(append([]string{"/lightning/page/home", "/lightning/page/chatter", "/lightning/page/search"},
		append(pages,
			"/lightning/o/Forecasting/home", "/lightning/page/calendar", "/lightning/setup/SetupOneHome/home",
			"/lightning/setup/ManageUsers/home")...))
}

func unique(names []string) []string {
	seen := map[string]bool{}
	var kept []string
	for _, n := range names {
		if !seen[n] {
			seen[n] = true
			kept = append(kept, n)
		}
	}
	return kept
}
