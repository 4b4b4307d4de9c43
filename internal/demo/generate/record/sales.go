package record

import "time"

// Account is a company that one sells to.
type Account struct {
	System
	ID, Name, Type, Industry, Rating, AccountSource, Ownership, Phone, Website  string
	BillingStreet, BillingCity, BillingState, BillingPostalCode, BillingCountry string
	OwnerID, AccountNumber, Site                                                string
	AnnualRevenue                                                               *float64
	NumberOfEmployees                                                           *float64
	LastActivityDate                                                            Date
	IsDeleted                                                                   bool
	Region                                                                      string `field:"Region__c"`
	KeyAccount                                                                  bool   `field:"Key_Account__c"`
	Health                                                                      string `field:"Health__c"`
	Notes                                                                       string `field:"Notes__c"`
	Interests                                                                   string `field:"Interests__c"` // "a;b"
}

// HealthOf is the formula of Account.Health__c.
func HealthOf(rating string) string {
	switch rating {
	case "Hot":
		return "Green"
	case "Warm":
		return "Yellow"
	case "Cold":
		return "Red"
	}
	return "Unknown"
}

// Contact is a person at an account.
type Contact struct {
	System
	ID, AccountID, FirstName, LastName, Salutation, Name, Title, Department, Email string
	Phone, MobilePhone, LeadSource, MailingStreet, MailingCity, MailingState       string
	MailingPostalCode, MailingCountry, OwnerID, EmailBouncedReason                 string
	EmailBouncedDate                                                               time.Time
	LastActivityDate                                                               Date
	IsEmailBounced, IsDeleted                                                      bool
}

// Lead is a person who may become a customer.
type Lead struct {
	System
	ID, FirstName, LastName, Salutation, Name, Title, Company, Email, Phone string
	MobilePhone, Website, Street, City, State, PostalCode, Country          string
	LeadSource, Status, Industry, Rating, OwnerID                           string
	ConvertedAccountID, ConvertedContactID, ConvertedOpportunityID          string
	AnnualRevenue, NumberOfEmployees                                        *float64
	ConvertedDate, LastActivityDate                                         Date
	IsConverted, IsUnreadByOwner, IsDeleted                                 bool
}

// Opportunity is a deal.
type Opportunity struct {
	System
	ID, AccountID, Name, StageName, Type, NextStep, LeadSource       string
	ForecastCategory, ForecastCategoryName, CampaignID, Pricebook2ID string
	OwnerID, ContactID, Fiscal                                       string
	Amount, ExpectedRevenue, TotalOpportunityQuantity                *float64
	Probability                                                      float64
	CloseDate, LastActivityDate                                      Date
	FiscalQuarter, FiscalYear, PushCount                             int
	LastStageChangeDate                                              time.Time
	IsClosed, IsWon, IsDeleted, IsPrivate, HasOpportunityLineItem    bool
	HasOpenActivity, HasOverdueTask                                  bool
	RecordTypeID                                                     string
	Competitor                                                       string `field:"Competitor__c"`
}

// OpportunityHistory is the state of a deal after one change.
type OpportunityHistory struct {
	ID, OpportunityID, CreatedByID, StageName, ForecastCategory string
	CreatedDate, SystemModstamp                                 time.Time
	Amount, ExpectedRevenue, PrevAmount                         *float64
	Probability                                                 float64
	CloseDate, PrevCloseDate                                    Date
	IsDeleted                                                   bool
}

// OpportunityLineItem is a product in a deal.
type OpportunityLineItem struct {
	System
	ID, OpportunityID, PricebookEntryID, Product2ID, ProductCode, Name string
	SortOrder                                                          int
	Quantity, TotalPrice, UnitPrice, ListPrice                         float64
	IsDeleted                                                          bool
}

// OpportunityStage is a value of StageName.
type OpportunityStage struct {
	System
	ID, MasterLabel, APIName, ForecastCategory, ForecastCategoryName string
	SortOrder                                                        int
	DefaultProbability                                               float64
	IsActive, IsClosed, IsWon                                        bool
}

// Product2 is something to sell.
type Product2 struct {
	System
	ID, Name, ProductCode, Family, ProductClass string
	IsActive                                    bool
}

// Invoice is a bill: the custom object of the company.
type Invoice struct {
	System    `object:"Invoice__c"`
	ID        string
	OwnerID   string
	Name      string  // "INV-00001"
	Account   string  `field:"Account__c"`
	Amount    float64 `field:"Amount__c"`
	Status    string  `field:"Status__c"`
	DueDate   Date    `field:"DueDate__c"`
	IsDeleted bool
}

// DuplicateRule finds records that are entered twice.
type DuplicateRule struct {
	System
	ID, SobjectType, DeveloperName, Language, MasterLabel string
	IsActive                                              bool
}

// DuplicateRecordSet holds records that a rule took for the same.
type DuplicateRecordSet struct {
	System
	ID, Name, DuplicateRuleID string
	RecordCount               int
}

// DuplicateRecordItem is one record of a set.
type DuplicateRecordItem struct {
	System
	ID, Name, DuplicateRecordSetID, RecordID string
}
