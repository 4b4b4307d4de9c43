package failure

import (
	"bytes"
	"crypto/x509"
	"errors"
)

// Page says what an answer is that should be JSON and is a page; it is empty for
// other answers.
func Page(body []byte) string {
	if !bytes.HasPrefix(bytes.TrimLeft(body, "\ufeff \t\r\n"), []byte("<")) {
		return ""
	}
	return "it is a page in place of JSON, as a proxy, a network that wants a sign-in, or maintenance sends"
}

// Remedy says what an operator can do about a request that got no answer; it is
// empty where nothing.
func Remedy(err error) string {
	var unknown x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &unknown):
		return "; if a proxy of the company signs for all hosts, name its authority in SALESFORCE_CA_FILE or ca_file"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "; compare the clock of this host with the dates of the certificate"
	}
	return ""
}
