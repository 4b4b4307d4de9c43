package config_test

import (
	"strings"
	"testing"

	"salesforce_exporter/internal/config"
)

// TestProxyVariables: one that cannot be used is refused by its name, since
// net/http would ignore it. Its value may hold a password.
func TestProxyVariables(t *testing.T) {
	for value, good := range map[string]bool{
		"":                                 true,
		"proxy.example.com:3128":           true,
		"http://proxy.example.com:3128":    true,
		"https://user:canary@proxy:3128":   true,
		"socks5://127.0.0.1:1080":          true,
		"[::1]:3128":                       true,
		"ftp://canary@proxy:21":            false,
		"http//canary:3128":                false,
		"http://":                          false,
		"://canary":                        false,
		"http://proxy:canary%":             false,
		"http:// canary.example.com:3128/": false,
	} {
		for _, name := range []string{"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"} {
			err := config.CheckProxyVariables(func(asked string) string {
				if asked == name {
					return value
				}
				return ""
			})
			switch {
			case good && err != nil:
				t.Errorf("%s=%s: %v", name, value, err)
			case !good && (err == nil || !strings.HasPrefix(err.Error(), name+" is not the address of a proxy") ||
				strings.Contains(err.Error(), "canary")):
				t.Errorf("%s=%s: got error %v", name, value, err)
			}
		}
	}
}
