package demo

import (
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// lastSOAPLogin is the last API version whose SOAP API has login() (Salesforce
// Help 005132110).
const lastSOAPLogin = 64

// maxSOAP bounds a request to the SOAP API.
const maxSOAP = 1 << 20

const xmlType = "text/xml;charset=UTF-8"

// soapRequest is what the org reads of an envelope: namespaces apart, login()
// and logout() look alike for all clients.
type soapRequest struct {
	XMLName xml.Name `xml:"http://schemas.xmlsoap.org/soap/envelope/ Envelope"`
	Session string   `xml:"Header>SessionHeader>sessionId"`
	Body    struct {
		Operation soapOperation `xml:",any"`
	} `xml:"http://schemas.xmlsoap.org/soap/envelope/ Body"`
}

type soapOperation struct {
	XMLName  xml.Name
	Username string `xml:"username"`
	Password string `xml:"password"`
}

// serveSOAP answers /services/Soap/u/<version> (partner) and /services/Soap/c/
// <version> (enterprise) for the two operations that sign in and out. They are
// not billed.
func (o *Org) serveSOAP(w http.ResponseWriter, r *http.Request) {
	kind := r.PathValue("kind")
	api, known := map[string]string{"u": "partner", "c": "enterprise"}[kind]
	if !known {
		writeRefusal(w, r, notFound())
		return
	}
	if r.Method != http.MethodPost {
		writeRefusal(w, r, methodNotAllowed(r.Method, "POST"))
		return
	}
	s := soapCall{org: o, api: api, kind: kind, version: r.PathValue("version"), instance: instanceURL(r)}
	result, fault := s.answer(r)
	if fault != nil {
		writeXML(w, r, http.StatusInternalServerError, fault.envelope(api))
		return
	}
	writeXML(w, r, http.StatusOK, result)
}

func writeXML(w http.ResponseWriter, r *http.Request, status int, value any) {
	text, err := xml.Marshal(value)
	if err != nil {
		writeRefusal(w, r, asRefusal(fmt.Errorf("write the SOAP answer: %w", err)))
		return
	}
	writeBody(w, r, status, xmlType, append([]byte(xml.Header[:len(xml.Header)-1]), text...))
}

// A soapCall is one request to the SOAP API.
type soapCall struct {
	org      *Org
	api      string // "partner" or "enterprise"
	kind     string // "u" or "c", as in the path
	version  string
	instance string
}

func (s soapCall) answer(r *http.Request) (*soapAnswer, *soapFault) {
	version, err := strconv.ParseFloat(s.version, 64)
	if err != nil || version < firstVersion || version > lastVersion {
		return nil, unexpectedFault("UNSUPPORTED_API_VERSION", "Invalid Api version specified on URL")
	}
	request, fault := readSOAP(r)
	if fault != nil {
		return nil, fault
	}
	operation := request.Body.Operation
	switch operation.XMLName {
	case xml.Name{Space: s.namespace(), Local: "login"}:
		if version > lastSOAPLogin {
			return nil, unexpectedFault("UNSUPPORTED_API_VERSION", "SOAP API login() is not available in version "+s.version)
		}
		return s.login(r.Context(), operation)
	case xml.Name{Space: s.namespace(), Local: "logout"}:
		return s.logout(request.Session)
	}
	return nil, &soapFault{code: "soapenv:Client",
		text: fmt.Sprintf("No operation available for request {%s}%s", operation.XMLName.Space, operation.XMLName.Local)}
}

func (s soapCall) namespace() string { return "urn:" + s.api + ".soap.sforce.com" }

func readSOAP(r *http.Request) (*soapRequest, *soapFault) {
	var request soapRequest
	body := io.Reader(strings.NewReader(""))
	if r.Body != nil {
		body = io.LimitReader(r.Body, maxSOAP)
	}
	if err := xml.NewDecoder(body).Decode(&request); err != nil {
		return nil, &soapFault{code: "soapenv:Client", text: "The request is not a SOAP envelope: " + err.Error()}
	}
	return &request, nil
}

func (s soapCall) login(ctx context.Context, by soapOperation) (*soapAnswer, *soapFault) {
	o := s.org
	if o.signIn.SOAPOff {
		return nil, loginFault("INVALID_OPERATION",
			"SOAP API login() is disabled by default in this org. Contact the org administrator to enable SOAP API login().")
	}
	if !o.knowsUser(by.Username) || !o.passwordFits(by.Password) {
		return nil, loginFault("INVALID_LOGIN", "Invalid username, password, security token; or user locked out.")
	}
	info, err := s.userInfo(ctx)
	if err != nil {
		return nil, &soapFault{code: "UNKNOWN_EXCEPTION", text: "UNKNOWN_EXCEPTION: " + err.Error()}
	}
	address := func(kind string) string {
		return s.instance + "/services/Soap/" + kind + "/" + s.version + "/" + o.user.OrgID[:15]
	}
	return s.envelope(&loginResponse{XMLName: s.name("loginResponse"), Result: loginResult{
		MetadataServerURL: address("m"),
		ServerURL:         address(s.kind),
		SessionID:         o.sessions.open(o.rows.orgID, "", o.clock.wall()),
		UserID:            o.user.ID,
		UserInfo:          info,
	}}), nil
}

func (s soapCall) logout(token string) (*soapAnswer, *soapFault) {
	if !s.org.sessions.end(token, s.org.clock.wall()) {
		return nil, unexpectedFault("INVALID_SESSION_ID", "Invalid Session ID found in SessionHeader: Illegal Session")
	}
	return s.envelope(&logoutResponse{XMLName: s.name("logoutResponse")}), nil
}

func (s soapCall) name(local string) xml.Name { return xml.Name{Space: s.namespace(), Local: local} }

// hasCurrencies reports whether records have currencies of their own.
func (o *Org) hasCurrencies() bool {
	for _, object := range o.rows.store.Schema().Objects() {
		if _, ok := object.Field("CurrencyIsoCode"); ok && object.Name != "CurrencyType" {
			return true
		}
	}
	return false
}

// userInfo describes the running user. Where a loaded org does not know
// something, it is nil.
func (s soapCall) userInfo(ctx context.Context) (soapUserInfo, error) {
	o := s.org
	name, profile := "Demo", ""
	if err := o.rows.readFirst(ctx, "Organization", "Name", &name); err != nil {
		return soapUserInfo{}, err
	}
	if !o.rows.inventedUser {
		err := o.DB().QueryRowContext(ctx, `SELECT COALESCE(ProfileId, '') FROM "User" WHERE Id = ?`,
			o.user.ID).Scan(&profile)
		if err != nil {
			return soapUserInfo{}, fmt.Errorf("profile of the running user: %w", err)
		}
	}
	return soapUserInfo{
		CurrencySymbol: "$", AttachmentLimit: 26214400, DefaultCurrency: "USD", CurrencyLocale: "en_US",
		OrganizationID: o.user.OrgID, MultiCurrency: o.hasCurrencies(), OrganizationName: name, ProfileID: orNil(profile),
		RoleID:         orNil(""),
		SessionSeconds: int(o.sessions.timeout.Seconds()), UserCurrency: orNil(""), Email: o.user.Email,
		FullName: o.user.fullName(),
		UserID:   o.user.ID, Language: "en_US", Locale: "en_US", Username: o.user.Username, Zone: o.user.Zone,
		UserType: "Standard", UISkin: "Theme3",
	}, nil
}
