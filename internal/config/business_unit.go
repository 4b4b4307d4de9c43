package config

import (
	"cmp"
	"errors"
	"net/url"
	"regexp"
	"strings"

	"salesforce_exporter/internal/setting"
)

// A BusinessUnit is one of Account Engagement, whose web engagement is
// measured. The zero value is none.
type BusinessUnit struct {
	ID        string              `yaml:"id"`
	URL       string              `yaml:"url"` // empty for the host that the kind of org has
	CallsADay setting.PositiveInt `yaml:"calls_a_day"`
}

// Hosts of the API. Which one a business unit is at does not follow from the
// org's address in every case; the wrong one answers with code 201 (Account
// Engagement API, Authentication and Error Codes).
const (
	productionUnits = "https://pi.pardot.com"
	demoUnits       = "https://pi.demo.pardot.com" // of developer orgs and sandboxes
)

// unitID is an id of Setup > Business Unit Setup.
var unitID = regexp.MustCompile(`^0Uv[0-9A-Za-z]{15}$`)

// of completes a business unit for the org at a base URL.
func (b BusinessUnit) of(base string) (BusinessUnit, error) {
	if b == (BusinessUnit{}) {
		return b, nil
	}
	var problems []error
	switch {
	case b.ID == "":
		problems = append(problems,
			errors.New("the id of the business unit is not set: use the 18 characters of Setup > Business Unit Setup that begin with 0Uv"))
	case !unitID.MatchString(b.ID):
		problems = append(problems,
			errors.New("the id of the business unit is none: use the 18 characters of Setup > Business Unit Setup that begin with 0Uv"))
	}
	b.URL = strings.TrimSuffix(cmp.Or(b.URL, unitURL(base)), "/")
	u, err := url.Parse(b.URL)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "":
		problems = append(problems, errors.New("the url of the business unit is none: use one such as "+demoUnits))
	case u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())):
		problems = append(problems,
			errors.New("the url of the business unit must start with https://, as over http:// the token would travel in the clear: use https://"))
	}
	return b, errors.Join(problems...)
}

// unitURL is where the API of an org's business units is.
func unitURL(base string) string {
	host, _, _ := strings.Cut(strings.TrimPrefix(base, "https://"), "/")
	name, domain, _ := strings.Cut(host, ".")
	if !strings.HasSuffix("."+domain, ".my.salesforce.com") {
		return productionUnits
	}
	for _, kind := range developmentKinds() {
		if strings.HasPrefix(domain, kind+".") {
			return demoUnits
		}
	}
	if strings.HasSuffix(name, "-dev-ed") || strings.Contains(name, "--") {
		return demoUnits
	}
	return productionUnits
}

// developmentKinds are the partitions of My Domain hosts of orgs that are for
// development, tests and demonstrations (Salesforce Help, My Domain URL Formats).
// Without a partition their names end in -dev-ed, or name a sandbox after --.
func developmentKinds() []string {
	return []string{"sandbox", "develop", "demo", "patch", "scratch", "stm", "trailblaze"}
}
