package collector

import (
	"strings"

	"salesforce_exporter/internal/soql"
)

// fill puts configured lists into a condition: IN ({late_stages}).
func (s Settings) fill(condition string) string {
	for name, values := range map[string][]string{
		"{late_stages}": orDefault(s.LateStages, defaultLateStages()),
		"{post_types}":  postTypes(),
		"{login_types}": orDefault(s.LoginTypes, defaultLoginTypes()),
	} {
		condition = strings.ReplaceAll(condition, name, quoteAll(values))
	}
	return condition
}

// example puts something into every place of a condition, so that it can be
// read without an org.
func example(condition string) string {
	return Settings{}.fill(strings.ReplaceAll(condition, "{window}", "TODAY"))
}

// defaultLateStages are the late stages of a new org (Salesforce Help,
// Opportunity Stages).
func defaultLateStages() []string { return []string{"Proposal/Price Quote", "Negotiation/Review"} }

// defaultLoginTypes are the ways in which people sign in at a browser. Remote
// Access 2.0 is not among them: it is the mobile app, but also every
// integration that uses OAuth.
func defaultLoginTypes() []string {
	return []string{
		"Application", "Saml2", "SAML Sfdc Initiated SSO", "SAML Idp Initiated SSO", "Third Party SSO",
		"Lightning Login", "Certificate-based login", "Passwordless Login",
	}
}

// postTypes are the feed items that people write; the others Salesforce writes
// by itself when records change (Object Reference, FeedItem).
func postTypes() []string {
	return []string{"TextPost", "AdvancedTextPost", "ContentPost", "LinkPost", "PollPost", "QuestionPost", "AnnouncementPost"}
}

func orDefault(values, fallback []string) []string {
	if values == nil {
		return fallback
	}
	return values
}

func quoteAll(values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = soql.Quote(v)
	}
	return strings.Join(quoted, ", ")
}
