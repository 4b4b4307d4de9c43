package demo

import (
	"crypto/rsa"
	"net"
	"net/http"
	"strings"
	"time"
)

// SignIn says how clients get a session, where that differs between orgs.
type SignIn struct {
	// PasswordOff blocks the OAuth username-password flow, as orgs created
	// since Summer '23 do (Salesforce Help, Username-Password Flow).
	PasswordOff bool
	// SOAPOff blocks the SOAP call login(), as new orgs do.
	SOAPOff bool
	// Password is the running user's; default "demo".
	Password string
	// SecurityToken may follow the password; default "token". The demo org
	// trusts every network, so that the password alone does as well.
	SecurityToken string
	// Certificate is what the app knows of the key that signs JWT bearer
	// assertions. Without one no assertion is valid.
	Certificate *rsa.PublicKey
	// Audiences says which audiences of assertions the app takes; default
	// AnyAudience.
	Audiences Audiences
	// RefreshTokens are good from the start, as if users had approved the app
	// in a browser. Only the last five are kept.
	RefreshTokens []string
	// RotateRefreshTokens replaces a refresh token whenever it is used.
	RotateRefreshTokens bool
	// PardotScopeOff takes the scope pardot_api away from the app: the API of
	// Account Engagement knows its tokens no longer.
	PardotScopeOff bool
	// SessionTimeout ends sessions that nobody uses; default 2 hours.
	SessionTimeout time.Duration
}

// Audiences are the audiences of assertions that an app takes.
type Audiences string

const (
	// AnyAudience is what a Connected App takes: login.salesforce.com,
	// test.salesforce.com and the org's own address (Salesforce Help, OAuth 2.0
	// JWT Bearer Flow).
	AnyAudience Audiences = "any"
	// OwnAudience is what an External Client App takes in a sandbox since
	// Spring '26: the org's own address (n8n-io/n8n#28990). It says of others
	// that the app is not installed.
	OwnAudience Audiences = "my-domain"
	// LoginAudience is what orgs took before: the shared login hosts alone.
	LoginAudience Audiences = "login"
)

func (s SignIn) withDefaults() SignIn {
	if s.Password == "" {
		s.Password = demoPassword
	}
	if s.Audiences == "" {
		s.Audiences = AnyAudience
	}
	if s.SecurityToken == "" {
		s.SecurityToken = "token"
	}
	if s.SessionTimeout == 0 {
		s.SessionTimeout = 2 * time.Hour
	}
	return s
}

// ownInstance is where clients that signed in at a login host of Salesforce
// are sent: those hosts have no data.
const ownInstance = "https://demo-org.my.salesforce.com"

// atLoginHost reports whether a request went to one of the hosts that all
// orgs share. Any other host is the org's own.
func atLoginHost(r *http.Request) bool {
	host := hostName(r)
	return host == "login.salesforce.com" || host == "test.salesforce.com"
}

// movedTo is where a request to a host of the user interface is sent. Those
// hosts have no API: clients that follow lose the body of a POST
// (OpenFn/adaptors#295). Each of Salesforce's clouds has its own
// (forcedotcom/sfdx-core, sfdcUrl).
func movedTo(r *http.Request) (address string, moved bool) {
	for _, page := range [][2]string{
		{".lightning.force.com", ".my.salesforce.com"}, {".lightning.crmforce.mil", ".my.salesforce.mil"},
		{".lightning.sfcrmapps.cn", ".my.sfcrmproducts.cn"}, {".my-lightning.com", ".my-salesforce.com"},
	} {
		if name, ok := strings.CutSuffix(hostName(r), page[0]); ok {
			return "https://" + name + page[1] + r.URL.RequestURI(), true
		}
	}
	return "", false
}

func hostName(r *http.Request) string {
	host := r.Host
	if host == "" {
		host = r.URL.Host
	}
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(host)
}

// instanceURL is the address of the org: that by which the client reached it,
// login hosts apart.
func instanceURL(r *http.Request) string {
	if atLoginHost(r) {
		return ownInstance
	}
	scheme, host := "http", r.Host
	if r.URL.Scheme != "" {
		scheme = r.URL.Scheme
	}
	if r.TLS != nil {
		scheme = "https"
	}
	if host == "" {
		host = r.URL.Host
	}
	return scheme + "://" + host
}

// knowsUser reports whether a user name is the running user's: in a loaded org
// and for people's convenience that is demo@example.com.
func (o *Org) knowsUser(name string) bool {
	return strings.EqualFold(name, demoUsername) || strings.EqualFold(name, o.user.Username)
}

// passwordFits checks a password that a security token may follow.
func (o *Org) passwordFits(password string) bool {
	return equal(password, o.signIn.Password) || equal(password, o.signIn.Password+o.signIn.SecurityToken)
}
