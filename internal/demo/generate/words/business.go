package words

import "salesforce_exporter/internal/demo/generate/random"

// Company makes up the name of a company.
func Company(r *random.Source) string {
	return random.Pick(r, companyFirst()) + random.Pick(r, companySecond()) + " " + random.Pick(r, companyForm())
}

func companyFirst() []string {
	return []string{"Alder", "Amber", "Aqua", "Beacon", "Birch", "Blue", "Bright", "Cedar", "Cobalt", "Copper", "Crest",
		"Delta", "Eagle",
		"East", "Elm", "Ever", "Falcon", "Fern", "Flint", "Frost", "Glen", "Granite", "Green", "Harbor", "Hazel", "Heron",
		"High", "Iron",
		"Juniper", "Kestrel", "Lake", "Laurel", "Lime", "Lumen", "Maple", "Meadow", "Mill", "Moss", "North", "Nova", "Oak",
		"Ocean",
		"Olive", "Orchid", "Pearl", "Pine", "Quartz", "Raven", "Red", "Ridge", "River", "Rowan", "Saffron", "Sage", "Silver",
		"Slate",
		"South", "Spruce", "Stone", "Summit", "Swift", "Teal", "Terra", "Tide", "Umber", "Vale", "Vertex", "West", "Willow",
		"Zenith"}
}

func companySecond() []string {
	return []string{"bank", "bay", "beam", "bridge", "brook", "cliff", "crest", "dale", "field", "ford", "forge", "gate",
		"grove", "haven",
		"hill", "holm", "land", "leaf", "line", "mark", "mere", "mont", "path", "peak", "point", "port", "reach", "rock",
		"shore", "spring",
		"stead", "stream", "tech", "ton", "vale", "view", "ward", "water", "way", "wood", "works", "yard"}
}

func companyForm() []string {
	return []string{"Logistics", "Systems", "Foods", "Energy", "Health", "Insurance", "Retail", "Media", "Motors",
		"Pharma", "Partners",
		"Labs", "Group", "GmbH", "Ltd", "Inc.", "Holdings", "Engineering", "Textiles", "Telecom", "Software", "Mining",
		"Airlines", "Hotels"}
}

// Industries returns values of the standard Industry picklist.
func Industries() []random.Option {
	return []random.Option{{Value: "Technology", Weight: 14}, {Value: "Manufacturing", Weight: 14},
		{Value: "Retail", Weight: 10},
		{Value: "Banking", Weight: 8}, {Value: "Insurance", Weight: 7}, {Value: "Healthcare", Weight: 9},
		{Value: "Energy", Weight: 6},
		{Value: "Transportation", Weight: 7}, {Value: "Telecommunications", Weight: 5}, {Value: "Food & Beverage", Weight: 6},
		{Value: "Hospitality", Weight: 4}, {Value: "Education", Weight: 4}, {Value: "Consulting", Weight: 6}}
}

// LeadSources returns values of the standard LeadSource picklist.
func LeadSources() []random.Option {
	return []random.Option{{Value: "Web", Weight: 40}, {Value: "Phone Inquiry", Weight: 15},
		{Value: "Partner Referral", Weight: 15},
		{Value: "Purchased List", Weight: 15}, {Value: "Other", Weight: 15}}
}

// Titles returns what people at other companies do.
func Titles() []string {
	return []string{"CEO", "CFO", "CIO", "VP Operations", "VP Procurement", "Head of IT", "Head of Logistics",
		"Purchasing Manager",
		"IT Manager", "Project Manager", "Operations Manager", "Plant Manager", "Quality Manager", "Office Manager",
		"Buyer", "Analyst", "Engineer"}
}

// ContactDepartments returns departments of other companies.
func ContactDepartments() []string {
	return []string{"Purchasing", "IT", "Operations", "Finance", "Logistics", "Quality", "Management", "Production"}
}

// Goods is what the company sells.
type Goods struct {
	Name, Code, Family string
	Price              float64
}

// Catalogue returns the price list.
func Catalogue() []Goods {
	return []Goods{
		{"Sensor Gateway", "SG-100", "Hardware", 1900}, {"Sensor Gateway Pro", "SG-200", "Hardware", 3400},
		{"Temperature Sensor Pack", "TS-010", "Hardware", 480}, {"Vibration Sensor Pack", "VS-010", "Hardware", 720},
		{"Monitoring Starter", "MS-001", "Subscription", 4800}, {"Monitoring Business", "MS-002", "Subscription", 12000},
		{"Monitoring Enterprise", "MS-003", "Subscription", 36000}, {"Analytics Add-on", "AN-001", "Subscription", 6500},
		{"Onboarding Package", "SV-001", "Services", 5200}, {"Integration Workshop", "SV-002", "Services", 3900},
		{"Premium Support", "SV-010", "Services", 8400}, {"Training Day", "SV-020", "Services", 1600},
	}
}

// CallSubjects are what calls are called.
func CallSubjects() []string {
	return []string{"Call", "Discovery call", "Follow-up call", "Cold call", "Pricing call", "Check-in call"}
}

// TaskSubjects are things to do.
func TaskSubjects() []string {
	return []string{"Send quote", "Send letter", "Prepare proposal", "Update forecast", "Check references",
		"Clarify requirements", "Review contract", "Other"}
}

// MailSubjects are what e-mails are about.
func MailSubjects() []string {
	return []string{"Your request", "Proposal attached", "Next steps", "Thank you for your time",
		"Question about your setup", "Contract draft", "Introduction"}
}

// MeetingSubjects are what meetings are about.
func MeetingSubjects() []string {
	return []string{"Meeting", "Demo", "Kick-off", "Quarterly review", "On-site visit", "Negotiation", "Workshop", "Lunch"}
}

// CaseSubjects are what customers write about.
func CaseSubjects() []string {
	return []string{"Gateway does not connect", "Sensor reports wrong values", "Invoice is wrong", "How do I export data",
		"Login does not work",
		"Dashboard is slow", "Delivery is late", "Please change our address", "Firmware update fails",
		"Request for a new feature"}
}

// Competitors are who else sells such things.
func Competitors() []string {
	return []string{"Sensorix", "Gaugeworks", "Plantwatch", "Metriqa", "In-house"}
}

// Interests are the options of a multi-select picklist.
func Interests() []string {
	return []string{"Monitoring", "Maintenance", "Energy", "Safety", "Compliance"}
}

// Notes are what sellers write down about a customer.
func Notes() []string {
	return []string{"Budget is decided in autumn. The plant manager is our sponsor, procurement wants three offers.",
		"Two sites, one more to be built. Prefers to be called in the morning.",
		"Was a customer of our competitor until last year and left because of outages.",
		"Security review needed before any pilot."}
}

// NextSteps are what sellers plan.
func NextSteps() []string {
	return []string{"Send proposal", "Meet decision maker", "Technical review", "Wait for budget", "Legal review",
		"Schedule demo", "Call back"}
}
