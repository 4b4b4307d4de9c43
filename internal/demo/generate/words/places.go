// Package words holds the invented names of the demo org: people, companies,
// places and what records are called.
package words

import "slices"

// A Place is a city in which people work.
type Place struct {
	City, State, Country, ISO string
	Region                    string
	TimeZone                  string // TimeZoneSidKey
	Hours                     int    // usual distance from UTC, for working hours
	Locale, Language          string
	Culture                   string
	Dial                      string
}

// The regions that sales is organised by.
const (
	EMEA     = "EMEA"
	Americas = "Americas"
	APAC     = "APAC"
)

// Places returns the cities of a region; all of them where it is empty.
func Places(region string) []Place {
	var out []Place
	for _, p := range places() {
		if region == "" || p.Region == region {
			out = append(out, p)
		}
	}
	return out
}

// Offices returns the cities of a region in which a company of so many people works; of
// all regions where it is empty. A small company is in few countries.
func Offices(region string, people int) []Place {
	all := Places(region)
	if people >= large {
		return all
	}
	return slices.DeleteFunc(all, func(p Place) bool {
		return !slices.Contains([]string{"Germany", "United Kingdom", "United States", "Singapore"}, p.Country)
	})
}

// large is how many people a company has that is in all countries.
const large = 1000

func places() []Place {
	return []Place{
		{"Berlin", "Berlin", "Germany", "DE", EMEA, "Europe/Berlin", 1, "de_DE", "de", "german", "+49 30"},
		{"Munich", "Bavaria", "Germany", "DE", EMEA, "Europe/Berlin", 1, "de_DE", "de", "german", "+49 89"},
		{"London", "England", "United Kingdom", "GB", EMEA, "Europe/London", 0, "en_GB", "en_US", "english", "+44 20"},
		{"Manchester", "England", "United Kingdom", "GB", EMEA, "Europe/London", 0, "en_GB", "en_US", "english", "+44 161"},
		{"Paris", "Ile-de-France", "France", "FR", EMEA, "Europe/Paris", 1, "fr_FR", "fr", "french", "+33 1"},
		{"Madrid", "Madrid", "Spain", "ES", EMEA, "Europe/Paris", 1, "es_ES", "es", "spanish", "+34 91"},
		{"Amsterdam", "North Holland", "Netherlands", "NL", EMEA, "Europe/Amsterdam", 1, "nl_NL", "nl_NL", "german",
			"+31 20"},
		{"San Francisco", "CA", "United States", "US", Americas, "America/Los_Angeles", -8, "en_US", "en_US", "american",
			"+1 415"},
		{"New York", "NY", "United States", "US", Americas, "America/New_York", -5, "en_US", "en_US", "american", "+1 212"},
		{"Chicago", "IL", "United States", "US", Americas, "America/Chicago", -6, "en_US", "en_US", "american", "+1 312"},
		{"Austin", "TX", "United States", "US", Americas, "America/Chicago", -6, "en_US", "en_US", "american", "+1 512"},
		{"Toronto", "ON", "Canada", "CA", Americas, "America/New_York", -5, "en_CA", "en_US", "english", "+1 416"},
		{"Sao Paulo", "SP", "Brazil", "BR", Americas, "America/Sao_Paulo", -3, "pt_BR", "pt_BR", "spanish", "+55 11"},
		{"Singapore", "Singapore", "Singapore", "SG", APAC, "Asia/Singapore", 8, "en_SG", "en_US", "asian", "+65 6"},
		{"Tokyo", "Tokyo", "Japan", "JP", APAC, "Asia/Tokyo", 9, "ja_JP", "ja", "japanese", "+81 3"},
		{"Sydney", "NSW", "Australia", "AU", APAC, "Australia/Sydney", 10, "en_AU", "en_US", "english", "+61 2"},
		{"Bangalore", "KA", "India", "IN", APAC, "Asia/Kolkata", 5, "en_IN", "en_US", "indian", "+91 80"},
	}
}
