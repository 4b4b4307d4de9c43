package demo

import "encoding/xml"

// The elements of answers come in the order of Salesforce's Partner WSDL
// (SOAP API Developer Guide, login(), LoginResult and getUserInfoResult).

const (
	soapEnvelopeSpace = "http://schemas.xmlsoap.org/soap/envelope/"
	schemaInstance    = "http://www.w3.org/2001/XMLSchema-instance"
)

type soapAnswer struct {
	XMLName  xml.Name `xml:"soapenv:Envelope"`
	SOAP     string   `xml:"xmlns:soapenv,attr"`
	Instance string   `xml:"xmlns:xsi,attr"`
	Fault    string   `xml:"xmlns:sf,attr,omitempty"`
	Body     struct {
		Content any
	} `xml:"soapenv:Body"`
}

func (s soapCall) envelope(content any) *soapAnswer {
	a := &soapAnswer{SOAP: soapEnvelopeSpace, Instance: schemaInstance}
	a.Body.Content = content
	return a
}

type loginResponse struct {
	XMLName xml.Name
	Result  loginResult `xml:"result"`
}

type loginResult struct {
	MetadataServerURL string       `xml:"metadataServerUrl"`
	PasswordExpired   bool         `xml:"passwordExpired"`
	Sandbox           bool         `xml:"sandbox"`
	ServerURL         string       `xml:"serverUrl"`
	SessionID         string       `xml:"sessionId"`
	UserID            string       `xml:"userId"`
	UserInfo          soapUserInfo `xml:"userInfo"`
}

type soapUserInfo struct {
	AccessibilityMode bool     `xml:"accessibilityMode"`
	ChatterExternal   bool     `xml:"chatterExternal"`
	CurrencySymbol    string   `xml:"currencySymbol"`
	AttachmentLimit   int      `xml:"orgAttachmentFileSizeLimit"`
	DefaultCurrency   string   `xml:"orgDefaultCurrencyIsoCode"`
	CurrencyLocale    string   `xml:"orgDefaultCurrencyLocale"`
	DisallowHTML      bool     `xml:"orgDisallowHtmlAttachments"`
	PersonAccounts    bool     `xml:"orgHasPersonAccounts"`
	OrganizationID    string   `xml:"organizationId"`
	MultiCurrency     bool     `xml:"organizationMultiCurrency"`
	OrganizationName  string   `xml:"organizationName"`
	ProfileID         soapText `xml:"profileId"`
	RoleID            soapText `xml:"roleId"`
	SessionSeconds    int      `xml:"sessionSecondsValid"`
	UserCurrency      soapText `xml:"userDefaultCurrencyIsoCode"`
	Email             string   `xml:"userEmail"`
	FullName          string   `xml:"userFullName"`
	UserID            string   `xml:"userId"`
	Language          string   `xml:"userLanguage"`
	Locale            string   `xml:"userLocale"`
	Username          string   `xml:"userName"`
	Zone              string   `xml:"userTimeZone"`
	UserType          string   `xml:"userType"`
	UISkin            string   `xml:"userUiSkin"`
}

// soapText is a text that may be nil.
type soapText struct {
	Nil  bool   `xml:"xsi:nil,attr,omitempty"`
	Text string `xml:",chardata"`
}

func orNil(text string) soapText { return soapText{Nil: text == "", Text: text} }

type logoutResponse struct {
	XMLName xml.Name
}

// A soapFault refuses a request; it comes with status 500.
type soapFault struct {
	code   string
	text   string
	detail string // kind of the fault, for those that carry an exceptionCode
	why    string
}

// loginFault refuses login().
func loginFault(code, why string) *soapFault {
	return &soapFault{code: code, text: code + ": " + why, detail: "LoginFault", why: why}
}

func unexpectedFault(code, why string) *soapFault {
	return &soapFault{code: code, text: code + ": " + why, detail: "UnexpectedErrorFault", why: why}
}

type faultElement struct {
	XMLName xml.Name     `xml:"soapenv:Fault"`
	Code    string       `xml:"faultcode"`
	Text    string       `xml:"faultstring"`
	Detail  *faultDetail `xml:"detail"`
}

type faultDetail struct {
	Exception faultException
}

type faultException struct {
	XMLName xml.Name
	Type    string `xml:"xsi:type,attr"`
	Code    string `xml:"sf:exceptionCode"`
	Message string `xml:"sf:exceptionMessage"`
}

func (f *soapFault) envelope(api string) *soapAnswer {
	a := &soapAnswer{SOAP: soapEnvelopeSpace, Instance: schemaInstance, Fault: "urn:fault." + api + ".soap.sforce.com"}
	element := faultElement{Code: f.code, Text: f.text}
	if f.detail != "" {
		name := "sf:" + f.detail
		element.Detail = &faultDetail{faultException{XMLName: xml.Name{Local: name}, Type: name, Code: f.code,
			Message: f.why}}
	}
	a.Body.Content = element
	return a
}
