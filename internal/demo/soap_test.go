package demo

import (
	"encoding/xml"
	"strings"
	"testing"
)

func soapEnvelope(api, body string) string {
	return `<?xml version="1.0" encoding="utf-8"?><env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/"><env:Header>` +
		`</env:Header><env:Body>` + strings.ReplaceAll(body, "API", "urn:"+api+".soap.sforce.com") +
		`</env:Body></env:Envelope>`
}

func soapLogin(password string) string {
	return `<n1:login xmlns:n1="API"><n1:username>demo@example.com</n1:username><n1:password>` + password +
		`</n1:password></n1:login>`
}

func (c *testClient) soap(path, body string) answer {
	c.t.Helper()
	return c.post("/services/Soap/"+path, "text/xml", body, map[string]string{"SOAPAction": "login"})
}

// between cuts out what stands between two tags, as many clients do.
func between(t *testing.T, text, tag string) string {
	t.Helper()
	_, rest, _ := strings.Cut(text, "<"+tag+">")
	value, _, ok := strings.Cut(rest, "</"+tag+">")
	if !ok {
		t.Fatalf("no %s in %s", tag, text)
	}
	return value
}

func TestSOAPLogin(t *testing.T) {
	c := newTestClient(t, Options{TimeZone: "Europe/Berlin"}, 3)
	for _, way := range []struct{ path, api, kind, password string }{
		{"u/59.0", "partner", "u", "demo"},
		{"c/64.0", "enterprise", "c", "demotoken"},
	} {
		a := c.soap(way.path, soapEnvelope(way.api, soapLogin(way.password)))
		a.wantStatus(200)
		if got := a.header.Get("Content-Type"); got != "text/xml;charset=UTF-8" {
			t.Errorf("Content-Type %q", got)
		}
		session := between(t, a.body, "sessionId")
		version := strings.Split(way.path, "/")[1]
		want := `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" ` +
			`xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>` +
			`<loginResponse xmlns="urn:` + way.api + `.soap.sforce.com"><result>` +
			`<metadataServerUrl>` + c.server.URL + `/services/Soap/m/` + version + `/00D000000000001</metadataServerUrl>` +
			`<passwordExpired>false</passwordExpired><sandbox>false</sandbox>` +
			`<serverUrl>` + c.server.URL + `/services/Soap/` + way.kind + `/` + version + `/00D000000000001</serverUrl>` +
			`<sessionId>` + session + `</sessionId><userId>` + testUserID + `</userId><userInfo>` +
			`<accessibilityMode>false</accessibilityMode><chatterExternal>false</chatterExternal><currencySymbol>$</currencySymbol>` +
			`<orgAttachmentFileSizeLimit>26214400</orgAttachmentFileSizeLimit><orgDefaultCurrencyIsoCode>USD</orgDefaultCurrencyIsoCode>` +
			`<orgDefaultCurrencyLocale>en_US</orgDefaultCurrencyLocale><orgDisallowHtmlAttachments>false</orgDisallowHtmlAttachments>` +
			`<orgHasPersonAccounts>false</orgHasPersonAccounts><organizationId>` + testOrgID + `</organizationId>` +
			`<organizationMultiCurrency>false</organizationMultiCurrency><organizationName>Test</organizationName>` +
			`<profileId xsi:nil="true"></profileId><roleId xsi:nil="true"></roleId><sessionSecondsValid>7200</sessionSecondsValid>` +
			`<userDefaultCurrencyIsoCode xsi:nil="true"></userDefaultCurrencyIsoCode><userEmail>inga@example.com</userEmail>` +
			`<userFullName>Inga Robot</userFullName><userId>` + testUserID + `</userId><userLanguage>en_US</userLanguage>` +
			`<userLocale>en_US</userLocale><userName>integration@example.com</userName><userTimeZone>Europe/Berlin</userTimeZone>` +
			`<userType>Standard</userType><userUiSkin>Theme3</userUiSkin></userInfo></result></loginResponse></soapenv:Body></soapenv:Envelope>`
		a.want(200, want)
		c.token = session
		c.query("SELECT COUNT() FROM Account").want(200, `{"totalSize":3,"done":true,"records":[]}`)

		logout := soapEnvelope(way.api, `<logout xmlns="API"/>`)
		logout = strings.Replace(logout, "<env:Header>",
			`<env:Header><SessionHeader xmlns="urn:`+way.api+`.soap.sforce.com"><sessionId>`+session+`</sessionId></SessionHeader>`, 1)
		a = c.soap(way.path+"/00D000000000001", logout)
		a.wantStatus(200)
		if !strings.Contains(a.body, `<logoutResponse xmlns="urn:`+way.api+`.soap.sforce.com"></logoutResponse>`) {
			t.Errorf("logout: %s", a.body)
		}
		c.query("SELECT COUNT() FROM Account").wantStatus(401)
		if got := between(t, c.soap(way.path, logout).body, "faultcode"); got != "INVALID_SESSION_ID" {
			t.Errorf("logout twice: %s", got)
		}
	}
	if n := c.org.Calls(); n != 2 {
		t.Errorf("%d calls billed, want 2: only the queries", n)
	}
}

func TestSOAPFault(t *testing.T) {
	c := newTestClient(t, Options{}, 0)
	a := c.soap("u/59.0", soapEnvelope("partner", soapLogin("x")))
	a.want(500, `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" `+
		`xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:sf="urn:fault.partner.soap.sforce.com"><soapenv:Body><soapenv:Fault>`+
		`<faultcode>INVALID_LOGIN</faultcode><faultstring>INVALID_LOGIN: Invalid username, password, security token; or user locked out.</faultstring>`+
		`<detail><sf:LoginFault xsi:type="sf:LoginFault"><sf:exceptionCode>INVALID_LOGIN</sf:exceptionCode>`+
		`<sf:exceptionMessage>Invalid username, password, security token; or user locked out.</sf:exceptionMessage></sf:LoginFault></detail>`+
		`</soapenv:Fault></soapenv:Body></soapenv:Envelope>`)
}

func TestSOAPRefusals(t *testing.T) {
	open := newTestClient(t, Options{}, 0)
	closed := newTestClient(t, Options{SignIn: SignIn{SOAPOff: true}}, 0)
	good := soapEnvelope("partner", soapLogin("demo"))
	tests := []struct {
		name, path, body, code, text string
		client                       *testClient
	}{
		{"v65 has no login", "u/65.0", good, "UNSUPPORTED_API_VERSION",
			"UNSUPPORTED_API_VERSION: SOAP API login() is not available in version 65.0", open},
		{"retired version", "u/30.0", good, "UNSUPPORTED_API_VERSION",
			"UNSUPPORTED_API_VERSION: Invalid Api version specified on URL", open},
		{"no version", "u/x", good, "UNSUPPORTED_API_VERSION",
			"UNSUPPORTED_API_VERSION: Invalid Api version specified on URL", open},
		{"switched off", "u/59.0", good, "INVALID_OPERATION",
			"INVALID_OPERATION: SOAP API login() is disabled by default in this org. " +
				"Contact the org administrator to enable SOAP API login().", closed},
		{"other operation", "u/59.0", soapEnvelope("partner", `<query xmlns="API"/>`), "soapenv:Client",
			"No operation available for request {urn:partner.soap.sforce.com}query", open},
		{"partner call to enterprise", "c/59.0", good, "soapenv:Client",
			"No operation available for request {urn:partner.soap.sforce.com}login", open},
		{"no envelope", "u/59.0", "", "soapenv:Client", "The request is not a SOAP envelope: EOF", open},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := tt.client.soap(tt.path, tt.body)
			a.wantStatus(500)
			if err := xml.Unmarshal([]byte(a.body), new(struct{ XMLName xml.Name })); err != nil {
				t.Error(err)
			}
			if code, text := between(t, a.body, "faultcode"), between(t, a.body, "faultstring"); code != tt.code ||
				text != tt.text {
				t.Errorf("fault %s %q, want %s %q", code, text, tt.code, tt.text)
			}
		})
	}
	open.soap("x/59.0", good).wantStatus(404)
	open.get("/services/Soap/u/59.0", nil).wantStatus(405)
}
