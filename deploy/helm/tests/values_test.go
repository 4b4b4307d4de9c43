package tests

import (
	"strings"
	"testing"

	"helm.sh/helm/v4/pkg/chart/v2/loader"
)

// TestMistakes: a value that cannot work is refused with its name and a remedy.
func TestMistakes(t *testing.T) {
	const url = "url: 'https://acme.my.salesforce.com'"
	const org = "org: {url: 'https://acme.my.salesforce.com', clientId: KEY, existingSecret: salesforce}\n"
	const entry = "{url: 'https://acme.my.salesforce.com', clientId: KEY, existingSecret: salesforce}"
	for name, test := range map[string]struct{ values, want string }{
		"nothing":   {"", "org.url: give the org's My Domain, or several orgs in orgs, or set demo.enabled"},
		"no key":    {"org: {url: 'https://acme.my.salesforce.com'}", "org.clientId: give the consumer key"},
		"no secret": {"org: {" + url + ", clientId: KEY}", "org.existingSecret: give the name of the Secret"},
		"no user": {"org: {" + url + ", clientId: KEY, existingSecret: s, auth: jwt}",
			"org.username: give the user that jwt signs in"},
		"one of several": {"orgs: {emea: {" + url + ", clientId: KEY}}", "orgs.emea.existingSecret: give"},
		"two orgs":       {org + "demo: {enabled: true}", "demo.enabled and org.url are both set: keep one"},
		"shards":         {org + "shards: 2", "name orgs in orgs"},
		"claim": {"orgs: {emea: " + entry + "}\nshards: 2\npersistence: {existingClaim: c}",
			"persistence.existingClaim"},
		"orgs in file": {org + "config: {orgs: {emea: " + entry + "}}", "config.orgs: name orgs in orgs"},
		"no store": {"org: {" + url + ", clientId: K, existingSecret: s, externalSecret: {k: {key: k}}}",
			"externalSecret.secretStoreRef.name: give"},
		"threshold": {org + "prometheusRule: {thresholds: [{threshold: overdue, value: 1}]}",
			"there is no threshold overdue"},
		"grafana": {org + "dashboards: {enabled: false, grafanaOperator: {enabled: true}}",
			"set dashboards.enabled, too"},
		"misspelt":       {org + "serviceMonitors: {enabled: true}", "serviceMonitors"},
		"misspelt below": {org + "serviceMonitor: {intervall: 1m}", "intervall"},
		"secret inside": {"org: {url: 'https://acme.my.salesforce.com', clientId: KEY, clientSecret: s}",
			"clientSecret"},
		"collector":      {org + "disabledCollectors: [chat]", "disabledCollectors"},
		"address":        {"org: {url: acme.my.salesforce.com, clientId: KEY, existingSecret: s}", "/org/url"},
		"none of shards": {org + "shards: 0", "/shards"},
	} {
		t.Run(name, func(t *testing.T) {
			values, err := loader.LoadValues(strings.NewReader(test.values))
			if err != nil {
				t.Fatal(err)
			}
			_, err = render(loadChart(t), "salesforce-exporter", values, operator...)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want an error with %q", err, test.want)
			}
		})
	}
}
