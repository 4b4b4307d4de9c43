package main

import (
	"fmt"
	"os"
	"time"

	"github.com/alecthomas/kingpin/v2"

	"salesforce_exporter/internal/demo"
)

// signInFlags say how clients of the demo org get a session.
type signInFlags struct {
	password, soap, rotate *bool
	certificate, audiences *string
	timeout                *time.Duration
}

func addSignInFlags(cmd *kingpin.CmdClause) signInFlags {
	return signInFlags{
		password: cmd.Flag("password-flow",
			"Let clients sign in with user name and password, which new orgs do not.").Default("true").Bool(),
		soap: cmd.Flag("soap-login",
			"Let clients sign in by SOAP login(), which new orgs do not.").Default("true").Bool(),
		rotate: cmd.Flag("rotate-refresh-tokens", "Replace a refresh token whenever it is used.").Bool(),
		certificate: cmd.Flag("jwt-certificate",
			"PEM file of the certificate or public key that signs JWT bearer assertions.").PlaceHolder("FILE").String(),
		audiences: cmd.Flag("jwt-audience",
			"Which audiences of JWT bearer assertions the app takes: any, my-domain (the org's own address alone, as External Client Apps in sandboxes) or login (login.salesforce.com and test.salesforce.com alone).").
			Default(string(demo.AnyAudience)).Enum(string(demo.AnyAudience), string(demo.OwnAudience),
			string(demo.LoginAudience)),
		timeout: cmd.Flag("session-timeout", "End sessions that nobody used for so long.").Default("2h").Duration(),
	}
}

func (f signInFlags) options() (demo.SignIn, error) {
	s := demo.SignIn{PasswordOff: !*f.password, SOAPOff: !*f.soap, RotateRefreshTokens: *f.rotate,
		SessionTimeout: *f.timeout, Audiences: demo.Audiences(*f.audiences)}
	if *f.certificate == "" {
		return s, nil
	}
	pem, err := os.ReadFile(*f.certificate)
	if err != nil {
		return s, fmt.Errorf("--jwt-certificate: %w", err)
	}
	if s.Certificate, err = demo.ParseCertificate(pem); err != nil {
		return s, fmt.Errorf("--jwt-certificate=%s: %w", *f.certificate, err)
	}
	return s, nil
}
