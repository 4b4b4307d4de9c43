package generate

import (
	"fmt"
	"time"

	"salesforce_exporter/internal/demo/generate/random"
	"salesforce_exporter/internal/demo/generate/record"
)

// retention is how long Salesforce keeps LoginHistory: six months.
const retention = 182

// historyDays is how far the login rows reach back: six months, less in a
// company too large for memory.
func (g *generator) historyDays() int { return min(retention, max(24, int(retention*g.volume))) }

// logins writes the attempts of a person that Salesforce still keeps, and
// notes the last one that succeeded, be it kept or not.
func (g *generator) logins(p *person) error {
	if p.never {
		return nil
	}
	window := g.now.AddDate(0, 0, -g.historyDays())
	if before := earliest(p.to, window); p.from.Before(before) {
		// The last sign-in before what is kept: shortly before the end for
		// eager people, longer ago for others.
		slack := time.Duration(float64(10*24*time.Hour) / p.adoption)
		p.lastLogin = g.moment(p, latest(p.from, before.Add(-slack)), before)
	}
	first := latest(p.from, window)
	for day := first.Truncate(24 * time.Hour); day.Before(p.to); day = day.AddDate(0, 0, 1) {
		if !g.Chance(min(1, 1.35*busy(day, p.place.Region)*p.adoption*g.habit(p, day))) {
			continue
		}
		at := g.atWork(p, day)
		for n := 1 + g.Count(0.4*p.adoption); n > 0; n-- {
			if at.Before(first) || !at.Before(p.to) {
				break
			}
			if err := g.signIn(p, at); err != nil {
				return err
			}
			at = at.Add(time.Duration(g.Int(20, 300)) * time.Minute)
		}
	}
	return nil
}

// signIn writes one successful login and sometimes a failed one before it.
func (g *generator) signIn(p *person, at time.Time) error {
	attempt := g.attempt(p, at)
	if g.Chance(0.04) {
		failed := *attempt
		failed.ID = g.ids.Next("0Ya")
		failed.LoginTime = at.Add(-time.Duration(g.Int(10, 90)) * time.Second)
		failed.Status = "Invalid Password"
		if failed.LoginType == "Saml2" {
			failed.Status = "Failed: Assertion Expired"
		}
		if err := g.insert(&failed); err != nil {
			return err
		}
	}
	attempt.ID = g.ids.Next("0Ya")
	p.lastLogin = latest(p.lastLogin, at)
	g.see(p, at, attempt.LoginType == "Remote Access 2.0")
	return g.insert(attempt)
}

func (g *generator) attempt(p *person, at time.Time) *record.LoginHistory {
	l := &record.LoginHistory{
		UserID: p.id, LoginTime: at, Status: "Success", CountryISO: p.place.ISO, LoginURL: "northgate.my.salesforce.com",
		SourceIP:    fmt.Sprintf("198.51.100.%d", 1+p.number%250),
		TLSProtocol: "TLS 1.3", CipherSuite: "TLS_AES_256_GCM_SHA384", OptionsIsPost: true,
	}
	switch mobile := g.Chance(0.12); {
	case mobile:
		l.LoginType, l.LoginSubType, l.Browser, l.Platform = "Remote Access 2.0", "OauthWebServerFlow", "Unknown", "iPhone"
		l.Application = random.Pick(g.Source, []string{"Salesforce for iOS", "Salesforce for iOS", "Salesforce for Android"})
		if l.Application == "Salesforce for Android" {
			l.Platform = "Android"
		}
	default:
		l.LoginType, l.Application = "Application", "Browser"
		if p.team.sso {
			l.LoginType, l.AuthMethodReference = "Saml2", "mfa"
		}
		l.Browser = random.Pick(g.Source, []string{"Chrome 130", "Chrome 131", "Edge 131", "Firefox 132", "Safari 18"})
		l.Platform = random.Pick(g.Source, []string{"Windows 10", "Windows 11", "Mac OSX"})
	}
	return l
}

// machineLogins writes those of the integration user: every two hours.
func (g *generator) machineLogins() (last time.Time, err error) {
	first := g.now.AddDate(0, 0, -g.historyDays())
	for at := first.Add(17 * time.Minute); !at.After(g.now); at = at.Add(2 * time.Hour) {
		last = at
		err := g.insert(&record.LoginHistory{ID: g.ids.Next("0Ya"), UserID: g.machine, LoginTime: at, Status: "Success",
			LoginType: "Remote Access 2.0", LoginSubType: "OauthClientCredentialsFlow", Application: "Nightly Sync",
			Browser:  "Unknown",
			Platform: "Unknown", APIType: "REST", APIVersion: "62.0", CountryISO: "DE", LoginURL: "northgate.my.salesforce.com",
			SourceIP: "203.0.113.7", TLSProtocol: "TLS 1.3", CipherSuite: "TLS_AES_256_GCM_SHA384", OptionsIsPost: true})
		if err != nil {
			return last, err
		}
	}
	return last, nil
}
