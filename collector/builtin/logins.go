package builtin

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/catalog"
)

// LoginSettings say by which types of LoginHistory people sign in.
type LoginSettings struct {
	collector.Settings `yaml:",inline"`
	LoginTypes         []string `yaml:"login_types"` // nil for the default
}

// New measures logins and login attempts.
func (s *LoginSettings) New() (collector.Collector, error) {
	d, err := catalog.New("logins", s.Settings, s.planTypes)
	if err == nil {
		d.Catalog.Lists = map[string][]string{"login_types": bothForms(orDefault(s.LoginTypes, defaultLoginTypes()))}
	}
	return d, err
}

// planTypes asks nothing: it warns of types that neither Salesforce nor the org has.
func (s *LoginSettings) planTypes(schema *collector.Schema, _ collector.Settings) (plan collector.Plan) {
	if len(s.LoginTypes) == 0 || schema.Open() {
		return plan
	}
	var known []string
	for name, label := range loginLabels() {
		known = append(known, name, label)
	}
	if f, err := schema.Field("LoginHistory", "LoginType"); err == nil {
		known = append(known, f.Values...)
	}
	slices.Sort(known)
	for i, name := range s.LoginTypes {
		if !slices.Contains(known, name) {
			plan.Warnings = append(plan.Warnings, collector.Doubtful("login_types", s.At, []collector.Warning{{
				Reason: "there is no login type '" + name + "'", Remedy: collector.Choice(name, known)}}, "login_types", strconv.Itoa(i))...)
		}
	}
	return plan
}

// defaultLoginTypes are the ways in which people sign in at a browser: by
// password, single sign-on of all kinds, Lightning Login, without a password, and
// by certificate. Remote Access 2.0 is not among them: it is the mobile app, but
// also every integration that uses OAuth.
func defaultLoginTypes() []string {
	return []string{
		"Application", "Saml", "Saml2", "SamlSite", "SamlChatterNetworks", "SamlCspPortal", "SamlPrmPortal", "ThirdPartySso",
		"LightningLogin", "PasswordlessLogin", "PasswordlessPasskeyLogin", "Certificate",
	}
}

// loginLabels has the label of each login type by its API name (Object
// Reference, LoginHistory, LoginType). Orgs have been seen to hold the one and
// the other (PipedreamHQ/pipedream#21557).
func loginLabels() map[string]string {
	return map[string]string{
		"AppExchange": "AppExchange", "Application": "Application", "Certificate": "Certificate-based login",
		"ChatterCommunityPortalUnPwd":   "Chatter Communities External User",
		"ChatterCommunityThirdPartySso": "Chatter Communities External User Third Party SSO",
		"EmployeeLoginToCommunity":      "Employee Login to Community", "HelpAndTraining": "Help And Training",
		"IeOfflineClient": "Offline Client",
		"LightningLogin":  "Lightning Login", "NetworksPortalApiOnly": "Networks Portal API Only",
		"Oauth": "Remote Access Client", "Oauth2": "Remote Access 2.0",
		"OtherApi": "Other Apex API", "Partner": "Partner Product", "PasswordlessLogin": "Passwordless Login",
		"PasswordlessPasskeyLogin": "Passwordless Login via Passkeys",
		"Portal":                   "Customer Service Portal",
		"PortalThirdPartySso":      "Customer Service Portal Third-Party SSO",
		"PrmPortal":                "Partner Portal", "PrmPortalThirdPartySso": "Partner Portal Third-Party SSO",
		"Saml": "SAML Idp Initiated SSO", "Saml2": "SAML Sfdc Initiated SSO",
		"SamlChatterNetworks": "SAML Chatter Communities External User SSO",
		"SamlCspPortal":       "SAML Customer Service Portal SSO", "SamlPrmPortal": "SAML Partner Portal SSO",
		"SamlSite":    "SAML Site SSO",
		"SelfService": "SelfService", "ThirdPartySso": "Third Party SSO",
	}
}

// bothForms adds to each login type its other form: the label of an API name,
// and the API name of a label. What has none stays alone.
func bothForms(types []string) []string {
	var all []string
	labels := loginLabels()
	names := slices.Sorted(maps.Keys(labels))
	add := func(name string) {
		if !slices.ContainsFunc(all, func(known string) bool { return strings.EqualFold(known, name) }) {
			all = append(all, name)
		}
	}
	for _, t := range types {
		add(t)
		for _, name := range names {
			switch label := labels[name]; {
			case strings.EqualFold(t, name):
				add(label)
			case strings.EqualFold(t, label):
				add(name)
			}
		}
	}
	return all
}
