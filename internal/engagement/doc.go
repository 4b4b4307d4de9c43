// Package engagement reads web engagement from the Account Engagement API
// (formerly Pardot), version 5: it asks for visits, activities and prospects as
// they change, keeps what the longest window needs, and adds that up by
// campaign.
//
// What it relies on is documented at
// developer.salesforce.com/docs/marketing/pardot/guide: [auth] authentication,
// [v5] version5overview, [visit] visit-v5, [va] visitor-activity-v5, [vpv]
// visitor-page-view-v5, [visitor] visitor-v5, [prospect] prospect-v5, [camp]
// campaign-v5, [account] account-v5, [err] error-codes, [rate] rate limits.
// What is marked as an assumption is not documented there.
package engagement
