package api

import (
	"bytes"
	"crypto/x509"
	"errors"
)

// page reports whether an answer that should be JSON is a page.
func page(body []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(body, "\ufeff \t\r\n"), []byte("<"))
}

// remedy says what an operator can do about a request that got no answer; it is
// empty where nothing.
func remedy(err error) string {
	var unknown x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &unknown):
		return "if a proxy of the company signs for all hosts, name its authority in SALESFORCE_CA_FILE or ca_file"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "compare the clock of this host with the dates of the certificate"
	}
	return ""
}
