package record

import "time"

// Task is something to do, or something done such as a call.
type Task struct {
	System
	ID, WhoID, WhatID, AccountID, Subject, Status, Priority, OwnerID string
	TaskSubtype, CallType, CallDisposition                           string
	CallDurationInSeconds                                            *float64
	ActivityDate                                                     Date
	CompletedDateTime                                                time.Time
	IsClosed, IsHighPriority, IsDeleted, IsArchived                  bool
}

// Event is a meeting.
type Event struct {
	System
	ID, WhoID, WhatID, AccountID, Subject, Location, OwnerID   string
	ShowAs, GroupEventType, EventSubtype                       string
	ActivityDateTime, StartDateTime, EndDateTime               time.Time
	ActivityDate, EndDate                                      Date
	DurationInMinutes                                          int
	IsAllDayEvent, IsChild, IsGroupEvent, IsDeleted, IsPrivate bool
	IsArchived                                                 bool
}

// Case is a customer's question or complaint.
type Case struct {
	System
	ID, CaseNumber, ContactID, AccountID, Type, Status, Reason, Origin string
	Subject, Priority, OwnerID, SuppliedEmail, SuppliedName            string
	ClosedDate                                                         time.Time
	IsClosed, IsEscalated, IsDeleted                                   bool
	CSAT                                                               *float64 `field:"CSAT__c"`
}

// CaseHistory is one change of a field of a case.
type CaseHistory struct {
	ID, CaseID, CreatedByID, Field, DataType, OldValue, NewValue string
	CreatedDate                                                  time.Time
	IsDeleted                                                    bool
}

// Campaign is something that marketing does.
type Campaign struct {
	System
	ID, Name, ParentID, Type, Status, OwnerID                          string
	StartDate, EndDate, LastActivityDate                               Date
	ExpectedRevenue, BudgetedCost, ActualCost, ExpectedResponse        *float64
	NumberSent, AmountAllOpportunities, AmountWonOpportunities         float64
	NumberOfLeads, NumberOfConvertedLeads, NumberOfContacts            int
	NumberOfResponses, NumberOfOpportunities, NumberOfWonOpportunities int
	IsActive, IsDeleted                                                bool
}

// CampaignMember is a lead or contact that a campaign reached.
type CampaignMember struct {
	System
	ID, CampaignID, LeadID, ContactID, Status, FirstName, LastName, Name string
	Email, Title, CompanyOrAccount, Type, LeadSource                     string
	LeadOrContactID, LeadOrContactOwnerID                                string
	FirstRespondedDate                                                   Date
	HasResponded, IsDeleted                                              bool
}

// EmailMessage is one e-mail, sent or received.
type EmailMessage struct {
	System
	ID, ParentID, ActivityID, RelatedToID, Subject, Name        string
	FromName, FromAddress, ToAddress, Status, MessageIdentifier string
	MessageDate, FirstOpenedDate, LastOpenedDate                time.Time
	Incoming, HasAttachment, IsDeleted, IsTracked, IsOpened     bool
	IsExternallyVisible, IsClientManaged, IsBounced             bool
}

// ListEmail is one mailing to many.
type ListEmail struct {
	System
	ID, OwnerID, Name, Subject, FromName, FromAddress, Status, CampaignID string
	ScheduledDate                                                         time.Time
	TotalSent                                                             int
	IsTracked, IsDeleted                                                  bool
}
