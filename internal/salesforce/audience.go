package salesforce

import (
	"slices"
	"strings"
	"sync"
)

// audiences are what the aud of an assertion may be, in the order in which they
// are tried: the org's own address, which External Client Apps in sandboxes alone
// take (n8n-io/n8n#28990, forcedotcom/cli#3482) and all apps everywhere should,
// and the login host of the org's kind, which Connected Apps took first
// (Salesforce Help, OAuth 2.0 JWT Bearer Flow). Salesforce's own client tries them
// likewise (forcedotcom/sfdx-core, getLoginAudienceCombos).
func audiences(base string) []string {
	login, test := "https://login.salesforce.com", "https://test.salesforce.com"
	if isSandbox(hostOf(base)) {
		return []string{base, test, login}
	}
	return []string{base, login, test}
}

// isSandbox reports whether a host is that of a sandbox or a scratch org, in any
// of Salesforce's clouds (Salesforce Help, My Domain Hostname Formats).
func isSandbox(host string) bool {
	return strings.Contains(host, ".sandbox.my.") || strings.Contains(host, ".scratch.my.")
}

// wrongAudience reports whether a sign-in was refused for its audience, as far as
// the org tells: an app that is not there is reported alike.
func wrongAudience(e *Error) bool {
	return e.Code == "app_not_found" || e.Code == "invalid_grant" &&
		strings.Contains(strings.ToLower(e.Message), "audience")
}

// An audienceMemory knows which audience the org took last.
type audienceMemory struct {
	mu     sync.Mutex
	worked string
}

func (m *audienceMemory) note(audience string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.worked = audience
}

// first puts the audience that worked last before the others.
func (m *audienceMemory) first(all []string) []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !slices.Contains(all, m.worked) {
		return all
	}
	return append([]string{m.worked},
		slices.DeleteFunc(slices.Clone(all), func(a string) bool { return a == m.worked })...)
}
