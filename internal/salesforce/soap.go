package salesforce

import (
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/simpleforce/simpleforce"

	"salesforce_exporter/internal/api"
)

// soapVersion is the last version of the SOAP API that has login() (Salesforce
// Help 005132110).
const soapVersion = "64.0"

// maxSOAP bounds what is read of an answer to login().
const maxSOAP = 1 << 20

// SOAPLogin signs in by login() of the SOAP API, with user name, password and
// security token and without an app. New orgs block it, and Salesforce ends it
// with Summer '27 (Salesforce Help 005132110).
type SOAPLogin struct {
	URL           string
	Username      string
	Password      func() (string, error)
	SecurityToken func() (string, error) // nil for none
}

// SignIn asks for a session.
func (f SOAPLogin) SignIn(ctx context.Context, client Doer) (*Session, error) {
	password, token, err := f.secrets()
	if err != nil {
		return nil, &Error{Code: CodeSecret, Message: fmt.Sprintf("read the password: %v", err), Cause: err}
	}
	carrier := &soapCarrier{ctx: ctx, client: client, host: hostOf(f.URL)}
	api.Mind(client, password, token)
	sf := simpleforce.NewClient(f.URL, simpleforce.DefaultClientID, soapVersion)
	sf.SetHttpClient(sender(carrier))
	// simpleforce escapes the password, and nothing else.
	err = sf.LoginPassword(inXML(f.Username), password, inXML(token))
	switch {
	case carrier.err != nil: // simpleforce wraps it together with the address
		return nil, carrier.err
	case err != nil:
		return nil, api.BadAnswer(fmt.Errorf("sign in at %s: %w", hostOf(f.URL), err))
	}
	s := &Session{AccessToken: sf.GetSid(), InstanceURL: sf.GetLoc(), UserID: carrier.result.UserID,
		OrgID: carrier.result.OrgID}
	if err := s.check(f.URL); err != nil {
		return nil, err
	}
	return s, nil
}

func (f SOAPLogin) secrets() (password, token string, err error) {
	if password, err = f.Password(); err != nil || f.SecurityToken == nil {
		return password, "", err
	}
	token, err = f.SecurityToken()
	return password, token, err
}

// inXML escapes a text.
func inXML(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a strings.Builder takes everything
	return b.String()
}

// A soapCarrier is the transport beneath simpleforce for one login(). It adds a
// context and a bound, and makes an error of a refusal, which simpleforce would
// log.
type soapCarrier struct {
	ctx    context.Context
	client Doer
	host   string

	result soapResult
	err    error
}

// soapResult is what simpleforce does not tell of a session.
type soapResult struct {
	UserID  string `xml:"userId"`
	OrgID   string `xml:"userInfo>organizationId"`
	Expired bool   `xml:"passwordExpired"`
}

// RoundTrip sends the request, as http.RoundTripper has it.
func (t *soapCarrier) RoundTrip(req *http.Request) (resp *http.Response, err error) {
	resp, t.err = t.carry(req)
	return resp, t.err
}

func (t *soapCarrier) carry(req *http.Request) (*http.Response, error) {
	resp, err := t.client.Do(req.Clone(t.ctx))
	if err != nil {
		return nil, api.Unreachable("sign in at", t.host, err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxSOAP))
	if err != nil {
		return nil, api.Unreachable("sign in at", t.host, err)
	}
	if resp.StatusCode != http.StatusOK {
		return nil, t.refused(resp.StatusCode, text)
	}
	var envelope struct {
		XMLName xml.Name   `xml:"Envelope"`
		Result  soapResult `xml:"Body>loginResponse>result"`
	}
	if xml.Unmarshal(text, &envelope) != nil { // the error may repeat a secret
		return nil, api.BadAnswer(fmt.Errorf("sign in at %s: it is not that of the SOAP API, as if a proxy or another host had sent it", t.host))
	}
	t.result = envelope.Result
	if t.result.Expired {
		return nil, &Error{Code: "PASSWORD_EXPIRED", SignIn: true,
			Message: fmt.Sprintf("sign in at %s: the password of the user has expired; set a new one", t.host)}
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Request: req,
		Body: io.NopCloser(bytes.NewReader(text))}, nil
}

// refused makes an error of a SOAP fault, or of what somebody else sent.
func (t *soapCarrier) refused(status int, text []byte) *Error {
	var envelope struct {
		XMLName xml.Name `xml:"Envelope"`
		Code    string   `xml:"Body>Fault>faultcode"`
		Text    string   `xml:"Body>Fault>faultstring"`
	}
	if xml.Unmarshal(text, &envelope) != nil || envelope.Code == "" {
		e := refusal(api.Answer{Status: status})
		e.SignIn = true
		e.Message = fmt.Sprintf("sign in at %s: %s", t.host, strings.ReplaceAll(e.Message, "JSON", "XML"))
		return e
	}
	code := knownCode(envelope.Code[strings.Index(envelope.Code, ":")+1:])
	what := strings.TrimSuffix(api.OneLine(strings.TrimPrefix(envelope.Text, code+": ")), ".")
	return &Error{Status: status, Code: code, Message: fmt.Sprintf("sign in at %s: %s", t.host, what), SignIn: true,
		Fault: code != "UNKNOWN_EXCEPTION", Remedy: soapRemedy(code)}
}

// soapRemedy says what to do about a refusal of login(), by its code (SOAP API
// Developer Guide, ExceptionCode); empty where there is nothing to say.
func soapRemedy(code string) string {
	switch code {
	case "INVALID_LOGIN":
		return "check user name, password and security token, and see in the login history of the user (Setup, Users) why it was refused"
	case "LOGIN_MUST_USE_SECURITY_TOKEN":
		return "give the security token of the user, or trust the address of the exporter (Setup, Network Access)"
	case "INVALID_OPERATION", "UNSUPPORTED_API_VERSION", "INSUFFICIENT_ACCESS":
		return "this way to sign in is closed here: create an External Client App and use the client credentials flow"
	case "PASSWORD_LOCKOUT":
		return "unlock the user the exporter signs in as (Setup, Users)"
	case "LOGIN_DURING_RESTRICTED_DOMAIN":
		return "allow the address of the exporter in the login IP ranges of the user's profile"
	case "LOGIN_DURING_RESTRICTED_TIME":
		return "allow the user to log in at any hour in the user's profile"
	case "API_CURRENTLY_DISABLED":
		return "grant the integration user the system permission API Enabled"
	}
	return ""
}
