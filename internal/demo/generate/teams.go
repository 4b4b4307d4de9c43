package generate

import "salesforce_exporter/internal/demo/generate/words"

// post is a role that one person holds, in order of importance.
type post struct {
	role, parent, department, region string
	adoption                         float64
}

func posts() []post {
	return []post{
		{"CEO", "", "Management", words.Americas, 0.3},
		{"VP Sales", "CEO", "Sales", words.Americas, 0.7},
		{"VP Service", "CEO", "Service", words.EMEA, 0.6},
		{"VP Marketing", "CEO", "Marketing", words.EMEA, 0.5},
		{"VP Operations", "CEO", "Operations", words.EMEA, 0.4},
		{"Sales Director Americas", "VP Sales", "Sales", words.Americas, 0.75},
		{"Sales Director EMEA", "VP Sales", "Sales", words.EMEA, 0.9},
		{"Support Manager", "VP Service", "Service", words.EMEA, 0.95},
		{"Sales Director APAC", "VP Sales", "Sales", words.APAC, 0.15},
		{"Head of Customer Success", "VP Service", "Customer Success", words.Americas, 0.6},
		{"Marketing Manager", "VP Marketing", "Marketing", words.EMEA, 0.75},
		{"IT Director", "VP Operations", "IT", words.EMEA, 0.8},
		{"Finance Director", "VP Operations", "Finance", words.EMEA, 0.15},
	}
}

// team is a group of people who do the same.
type team struct {
	role, boss, department, division, region string
	profile, title                           string
	duty                                     Duty
	share                                    float64 // of the company's people
	adoption                                 float64 // how well they took to Salesforce
	sso                                      bool    // they sign in through the company's identity provider
}

// teams lists first those that the smallest company has, too.
func teams() []*team {
	ae, sdr := "Account Executive", "Sales Development Representative"
	return []*team{
		{"Account Executive Americas", "Sales Director Americas", "Sales", "Field Sales", words.Americas, "Sales User", ae,
			Selling, 0.13, 0.6, false},
		{"Salesforce Administrator", "IT Director", "IT", "Business Systems", words.EMEA, "System Administrator",
			"Salesforce Administrator", Office, 0.03, 0.9, true},
		{"Support Tier 1", "Support Manager", "Service", "Support", words.EMEA, "Support User", "Support Agent", Supporting,
			0.14, 0.95, true},
		{"Sales Development EMEA", "Sales Director EMEA", "Sales", "Inside Sales", words.EMEA, "Sales User", sdr, Prospecting,
			0.05, 0.9, true},
		{"Marketing Team", "Marketing Manager", "Marketing", "Demand Generation", words.EMEA, "Marketing User",
			"Campaign Manager", Marketing, 0.09, 0.7, true},
		{"Account Executive EMEA", "Sales Director EMEA", "Sales", "Field Sales", words.EMEA, "Sales User", ae, Selling, 0.11,
			0.88, true},
		{"Account Executive APAC", "Sales Director APAC", "Sales", "Field Sales", words.APAC, "Sales User", ae, Selling, 0.07,
			0.33, false},
		{"Sales Development Americas", "Sales Director Americas", "Sales", "Inside Sales", words.Americas, "Sales User", sdr,
			Prospecting, 0.06, 0.75, false},
		{"Sales Development APAC", "Sales Director APAC", "Sales", "Inside Sales", words.APAC, "Sales User", sdr, Prospecting,
			0.03, 0.45, false},
		{"Support Tier 2", "Support Manager", "Service", "Support", "", "Support User", "Support Engineer", Supporting, 0.06,
			0.8, true},
		{"Customer Success Manager", "Head of Customer Success", "Customer Success", "", "", "Standard User",
			"Customer Success Manager", Succeeding, 0.09, 0.55, true},
		{"Sales Operations", "VP Operations", "Operations", "", words.EMEA, "Standard User", "Sales Operations Analyst",
			Office, 0.05, 0.65, true},
		{"Finance", "Finance Director", "Finance", "", words.EMEA, "Read Only", "Controller", Office, 0.05, 0.2, true},
		{"Warehouse", "VP Operations", "Operations", "", "", "Standard Platform User", "Warehouse Clerk", Office, 0.04, 0.3,
			false},
	}
}

// analyticsLicense is that of the two users as whom CRM Analytics reads and
// checks data.
const analyticsLicense = "Analytics Cloud Integration User"

// profile is one of the org's profiles and the licence it takes.
type profile struct{ name, license, userType string }

func profiles() []profile {
	return []profile{
		{"System Administrator", "Salesforce", "Standard"},
		{"Standard User", "Salesforce", "Standard"},
		{"Sales User", "Salesforce", "Standard"},
		{"Marketing User", "Salesforce", "Standard"},
		{"Support User", "Salesforce", "Standard"},
		{"Read Only", "Salesforce", "Standard"},
		{"Standard Platform User", "Salesforce Platform", "Standard"},
		{"Salesforce API Only System Integrations", "Salesforce Integration", "Standard"},
		{"Chatter Free User", "Chatter Free", "CsnOnly"},
		{"Help Center Profile", "Guest User License", "Guest"},
		{"Analytics Cloud Integration User", analyticsLicense, "Standard"},
		{"Analytics Cloud Security User", analyticsLicense, "Standard"},
		{"Cloud Integration User", "Cloud Integration User", "CloudIntegrationUser"},
	}
}
