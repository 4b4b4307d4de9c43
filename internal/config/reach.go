package config

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// NormalizeURL turns the address of an org, in any form that people paste it,
// into the host that answers API requests. Lightning, setup and Visualforce
// pages live on hosts of their own that redirect and lose what is posted to
// them.
func NormalizeURL(text string) (string, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", errors.New("not set: the org's My Domain, https://NAME.my.salesforce.com")
	}
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" {
		return "", errNoOrg
	}
	if u.User != nil {
		return "", errors.New("must not contain a user name or password")
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		return "", errors.New("must start with https://: over http:// the secret would travel in the clear")
	}
	host := apiHost(strings.TrimSuffix(strings.ToLower(u.Hostname()), "."))
	switch {
	case host == "login.salesforce.com" || host == "test.salesforce.com":
		return "", fmt.Errorf("%s is no org's own address: use the org's My Domain, https://NAME.my.salesforce.com", host)
	case !strings.ContainsAny(host, ".:") && !loopback(host): // a name alone, or https:/ with a slash missing
		return "", errNoOrg
	}
	return u.Scheme + "://" + hostAndPort(host, u), nil
}

var errNoOrg = errors.New("not a URL: want the org's My Domain, https://NAME.my.salesforce.com")

// pageHosts are the hosts of pages, and what the org's own ends with in their
// place, for each of Salesforce's clouds: the public one, the government's, the
// one in China, and the alternative domain (Salesforce Help, My Domain Hostname
// Formats; forcedotcom/sfdx-core, sfdcUrl). What stands before says sandbox, develop,
// scratch, trailblaze and the like, and stays.
func pageHosts() [][2]string {
	return [][2]string{
		{".lightning.force.com", ".my.salesforce.com"},
		{".my.salesforce-setup.com", ".my.salesforce.com"},
		{".lightning.crmforce.mil", ".my.salesforce.mil"},
		{".lightning.sfcrmapps.cn", ".my.sfcrmproducts.cn"},
		{".setup.sfcrmproducts.cn", ".my.sfcrmproducts.cn"},
		{".my-lightning.com", ".my-salesforce.com"},
	}
}

// apiHost is the My Domain of an org, given the host of any of its pages. The
// name of a Visualforce page's host ends with a package, "acme--c" (Salesforce
// Help, My Domain Hostname Formats).
func apiHost(host string) string {
	for _, page := range pageHosts() {
		if name, ok := strings.CutSuffix(host, page[0]); ok {
			return name + page[1]
		}
	}
	page, ok := strings.CutSuffix(host, ".vf.force.com")
	if !ok {
		return host
	}
	name, kind, _ := strings.Cut(page, ".") // "acme--dev--c" and "sandbox"
	if i := strings.LastIndex(name, "--"); i > 0 {
		name = name[:i]
	}
	return strings.Join(slices.DeleteFunc([]string{name, kind, "my.salesforce.com"},
		func(part string) bool { return part == "" }), ".")
}

// hostAndPort leaves out the port that goes without saying.
func hostAndPort(host string, u *url.URL) string {
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port := u.Port(); port != "" && (u.Scheme != "https" || port != "443") {
		return host + ":" + port
	}
	return host
}

// audience checks what assertions are to be addressed to; empty for what the
// client tries by itself.
func audience(text string) (string, error) {
	text = strings.TrimRight(strings.TrimSpace(text), "/")
	if text == "" {
		return "", nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) || u.Hostname() == "" ||
		u.User != nil {
		return "", errors.New("not a URL: use one such as https://login.salesforce.com, or leave it out")
	}
	return text, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// apiVersions are 62.0 and what people write for it.
var apiVersions = regexp.MustCompile(`^v?(\d{2,3})(\.0)?$`)

// apiVersion spells a version of the REST API as addresses do; empty for the
// client's default.
func apiVersion(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	found := apiVersions.FindStringSubmatch(text)
	if found == nil {
		return "", fmt.Errorf("%q is no version of the REST API: use one such as 62.0", text)
	}
	return found[1] + ".0", nil
}

// maxAuthorities bounds what is read of a file of certificates.
const maxAuthorities = 4 << 20

// authorities reads a file of certificates. It is read when the configuration
// is, so that a load of it finds a new one.
func authorities(path string) (string, error) {
	if path == "" {
		return "", nil
	}
	text, err := readFile(path, maxAuthorities, "list of authorities")
	if err != nil {
		return "", fmt.Errorf("%w: give a file that this user may read", err)
	}
	if !x509.NewCertPool().AppendCertsFromPEM(text) {
		return "", fmt.Errorf("%s holds no certificate in PEM form: give one that begins with -----BEGIN CERTIFICATE-----",
			path)
	}
	return string(text), nil
}

// CheckProxyVariables refuses variables of the environment that name a proxy
// which cannot be used. net/http ignores them, and would connect directly. The
// error does not repeat the value, which may hold a password.
func CheckProxyVariables(getenv func(string) string) error {
	var errs []error
	for _, name := range []string{"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"} {
		text := getenv(name)
		if text != "" && !isProxy(withScheme(text)) {
			errs = append(errs, fmt.Errorf("%s is not the address of a proxy: use one such as http://proxy.example.com:3128, or unset it", name))
		}
	}
	return errors.Join(errs...)
}

// withScheme adds what net/http adds to a host alone.
func withScheme(text string) string {
	if strings.Contains(text, "://") {
		return text
	}
	return "http://" + text
}

// isProxy reports whether requests can be sent by way of an address. One of an
// unknown kind would be taken for http.
func isProxy(text string) bool {
	u, err := url.Parse(text)
	return err == nil && u.Hostname() != "" && strings.Trim(u.Path, "/") == "" && !strings.Contains(u.Host, " ") &&
		slices.Contains([]string{"http", "https", "socks5", "socks5h"}, u.Scheme)
}
