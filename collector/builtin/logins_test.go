package builtin

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestLoginTypesInBothForms has login types of each form, as configurations name
// them.
func TestLoginTypesInBothForms(t *testing.T) {
	for _, c := range []struct{ given, want string }{
		{"ThirdPartySso", "ThirdPartySso, Third Party SSO"},
		{"third party sso", "third party sso, ThirdPartySso"},
		{"Lightning Login, LightningLogin", "Lightning Login, LightningLogin"},
		{"SAML Idp Initiated SSO", "SAML Idp Initiated SSO, Saml"},
		{"Of a new kind", "Of a new kind"},
		{"", ""},
	} {
		var given []string
		if c.given != "" {
			given = strings.Split(c.given, ", ")
		}
		if diff := cmp.Diff(c.want, strings.Join(bothForms(given), ", ")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.given, diff)
		}
	}
}

// TestEveryWayOfAPersonIsCounted looks for each way in which people sign in, in both
// of its forms.
func TestEveryWayOfAPersonIsCounted(t *testing.T) {
	counted := map[string]bool{}
	for _, name := range bothForms(defaultLoginTypes()) {
		counted[name] = true
	}
	for _, name := range []string{
		"Application", "Saml", "Saml2", "SAML Idp Initiated SSO", "SAML Sfdc Initiated SSO",
		"SamlSite", "SAML Site SSO", "SamlChatterNetworks", "SamlCspPortal", "SamlPrmPortal",
		"ThirdPartySso", "Third Party SSO", "LightningLogin", "Lightning Login", "PasswordlessLogin", "Passwordless Login",
		"Certificate", "Certificate-based login",
	} {
		if !counted[name] {
			t.Errorf("%s is not counted", name)
		}
	}
	for name := range counted {
		for _, program := range []string{"Remote", "API", "Api", "Oauth"} {
			if strings.Contains(name, program) {
				t.Errorf("%s is counted: programs sign in by it", name)
			}
		}
	}
}
