package config

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"salesforce_exporter/internal/setting"
)

// OrgEntry is one of several orgs in the file. Secrets are in files or in the
// environment, never in the file itself.
type OrgEntry struct {
	URL              string `yaml:"url"`
	ClientID         string `yaml:"client_id"`
	ClientSecretFile string `yaml:"client_secret_file"`
	ClientSecretEnv  string `yaml:"client_secret_env"` // name of a variable
	Username         string `yaml:"username"`
	APIVersion       string `yaml:"api_version"`
	ProxyURL         string `yaml:"proxy_url"`
	CAFile           string `yaml:"ca_file"`
	Budget           Budget `yaml:"budget"`
	// BusinessUnit is that of Account Engagement.
	BusinessUnit BusinessUnit `yaml:"business_unit"`

	ClientSecret setting.Inline `yaml:"client_secret"`

	// Differs are the keys of the file's top that are different for this org.
	Differs map[string]yaml.Node `yaml:",inline"`
	// signIn are the settings that belong to flows.
	signIn map[string]string
}

var orgName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$`)

// Names returns the names of the orgs, in order.
func (f *File) Names() []string { return slices.Sorted(maps.Keys(f.Orgs)) }

// Org returns an org of the file by its name.
func (f *File) Org(name string, getenv func(string) string) (*Org, error) {
	e, ok := f.Orgs[name]
	if !ok {
		return nil, fmt.Errorf("there is no org %q", name)
	}
	return e.org(getenv)
}

func (e OrgEntry) org(getenv func(string) string) (*Org, error) {
	base, err := NormalizeURL(e.URL)
	if err != nil {
		err = fmt.Errorf("url: %w", err)
	}
	org := &Org{URL: base, ClientID: e.ClientID, Username: e.Username, ProxyURL: e.ProxyURL, Budget: e.Budget}
	if e.ClientSecretFile != "" {
		org.Secret = SecretFile(e.ClientSecretFile, "client_secret_file")
	}
	problems := []error{err}
	if org.BusinessUnit, err = e.BusinessUnit.of(base); err != nil {
		problems = append(problems, fmt.Errorf("business_unit: %w", err))
	}
	if e.ClientSecretEnv != "" {
		problems = append(problems, org.secretOf(e, getenv))
	}
	asWritten := func(key string) string { return key }
	problems = append(problems, org.readFlows(func(key string) string { return e.signIn[key] }, asWritten))
	if org.APIVersion, err = apiVersion(e.APIVersion); err != nil {
		problems = append(problems, fmt.Errorf("api_version: %w", err))
	}
	if org.CA, err = authorities(e.CAFile); err != nil {
		problems = append(problems, fmt.Errorf("ca_file: %w", err))
	}
	problems = append(problems, org.check(func(key string) string {
		if key == "client_secret" {
			return "client_secret_file or client_secret_env"
		}
		return key
	}))
	return org, errors.Join(problems...)
}

func (o *Org) secretOf(e OrgEntry, getenv func(string) string) error {
	text := strings.TrimSpace(getenv(e.ClientSecretEnv))
	if e.ClientSecretFile != "" {
		return errors.New("client_secret_file and client_secret_env are both set: keep one")
	}
	o.Secret = SecretText(cmp.Or(text, "missing"))
	if text == "" { // what is there may be the secret itself
		return errors.New("client_secret_env: there is no variable of this name in the environment: give the name of one that holds the secret")
	}
	return nil
}

// checkOrgs finds what is wrong with the orgs.
func (f *File) checkOrgs(lines setting.Lines, getenv func(string) string) (errs []error) {
	for _, name := range f.Names() {
		_, err := f.Orgs[name].org(getenv)
		if !orgName.MatchString(name) {
			err = errors.New("use letters, digits, points, hyphens and underscores for the name")
		}
		if err != nil {
			text := strings.ReplaceAll(err.Error(), "\n", "; ")
			errs = append(errs, fmt.Errorf("line %d: org %q: %s", lines.At("orgs", name).Line, name, text))
		}
	}
	return errs
}

// decodeFlows takes what belongs to flows out of what differs for an org.
func (f *File) decodeFlows() error {
	var errs []error
	for _, name := range f.Names() {
		entry := f.Orgs[name]
		entry.signIn = map[string]string{}
		for _, key := range flowKeys() {
			if node, ok := entry.Differs[key]; ok {
				var value string
				errs = append(errs, node.Decode(&value))
				entry.signIn[key] = value
				delete(entry.Differs, key)
			}
			inline, isFile := strings.CutSuffix(key, "_file")
			if node, ok := entry.Differs[inline]; ok && isFile {
				errs = append(errs, new(setting.Inline).UnmarshalYAML(&node))
				delete(entry.Differs, inline)
			}
		}
		f.Orgs[name] = entry
	}
	return setting.Join(errs...)
}
