package config

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

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
