package record

import "time"

// FeedItem is a post or a change that Chatter shows.
type FeedItem struct {
	ID, ParentID, Type, CreatedByID, InsertedByID, Title, Body, LinkURL, Status string
	CreatedDate, LastModifiedDate, SystemModstamp                               time.Time
	Revision, CommentCount, LikeCount                                           int
	HasContent, HasLink, IsRichText, IsDeleted                                  bool
}

// FeedComment is an answer to a feed item.
type FeedComment struct {
	ID, FeedItemID, ParentID, CreatedByID, InsertedByID, CommentBody, CommentType, Status string
	CreatedDate, SystemModstamp                                                           time.Time
	Revision                                                                              int
	IsDeleted                                                                             bool
}

// Report is a saved report.
type Report struct {
	System
	ID, OwnerID, FolderName, Name, Description, DeveloperName, Format string
	LastRunDate                                                       time.Time
	IsDeleted                                                         bool
}

// Dashboard is a saved dashboard.
type Dashboard struct {
	System
	ID, FolderID, FolderName, Title, DeveloperName, LeftSize, MiddleSize, RightSize string
	RunningUserID, BackgroundDirection, Type                                        string
	TitleColor, TitleSize, TextColor, BackgroundStart, BackgroundEnd                int
	IsDeleted                                                                       bool
}

// LightningUsageByAppTypeMetrics notes that a user used an app on a day.
type LightningUsageByAppTypeMetrics struct {
	ID, UserID, AppExperience string
	MetricsDate               Date
	SystemModstamp            time.Time
}

// LightningUsageByPageMetrics sums up how often a user opened a page on a day
// and how long it took: EPT is the experienced page time in milliseconds.
type LightningUsageByPageMetrics struct {
	ID, UserID, PageName                                            string
	MetricsDate                                                     Date
	SystemModstamp                                                  time.Time
	TotalCount, RecordCountEPT, SumEPT                              int
	EptBinUnder3, EptBin3To5, EptBin5To8, EptBin8To10, EptBinOver10 int
}

// LightningToggleMetrics counts how often a user left or entered Lightning
// Experience on a day.
type LightningToggleMetrics struct {
	ID, UserID, Action string
	MetricsDate        Date
	SystemModstamp     time.Time
	RecordCount        int
}
