package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/alecthomas/kingpin/v2"
	"github.com/go-kit/log"
	"github.com/go-kit/log/level"
	"golang.org/x/sync/errgroup"

	"salesforce_exporter/internal/demo"
)

// addDemoOrg adds the command that runs the demo org alone, for any client.
func addDemoOrg(app *kingpin.Application) (string, command) {
	cmd := app.Command("demo-org",
		"Run the demo org alone: an HTTP server that answers like Salesforce. Consumer key and secret are both \"demo\".")
	address := cmd.Flag("listen-address", "Where the demo org listens.").Default("127.0.0.1:10734").String()
	latency := cmd.Flag("latency", "Wait this long before each answer.").Default("0s").Duration()
	hidden := cmd.Flag("hide",
		"An object or field that the integration user may not see, such as Case or Opportunity.NextStep. May be repeated.").Strings()
	without := cmd.Flag("without",
		"A system permission that the integration user lacks, such as \"Access Activities\" or \"View All Data\". May be repeated.").Strings()
	faults := cmd.Flag("fault",
		"Something that goes wrong, such as 503-html:every=10 or latency=2s:object=Task. May be repeated; see docs/demo-org-faults.md.").Strings()
	currencies := cmd.Flag("multi-currency",
		"Give the org several currencies: records have a CurrencyIsoCode, sums come in the corporate currency.").Bool()
	signIn := addSignInFlags(cmd)
	options := addDemoFlags(cmd, "")
	return cmd.FullCommand(), func(ctx context.Context, logger log.Logger) error {
		o := options()
		o.Latency, o.Hidden, o.Without, o.MultiCurrency = *latency, *hidden, *without, *currencies
		var err error
		if o.SignIn, err = signIn.options(); err != nil {
			return err
		}
		for _, text := range *faults {
			fault, err := demo.ParseFault(text)
			if err != nil {
				return fmt.Errorf("--fault: %w", err)
			}
			o.Faults = append(o.Faults, fault)
		}
		listener, err := net.Listen("tcp", *address)
		if err != nil {
			return fmt.Errorf("listen for the demo org: %w", err)
		}
		return serveDemoOrg(ctx, listener, o, logger)
	}
}

// addDemoFlags adds the flags that say what the demo org is like.
func addDemoFlags(cmd *kingpin.CmdClause, prefix string) func() demo.Options {
	users := cmd.Flag(prefix+"users", "How many people the demo org has.").Default("200").Int()
	seed := cmd.Flag(prefix+"seed", "Same seed, same day: same demo org.").Default("1").Uint64()
	frozen := cmd.Flag(prefix+"frozen", "Let the demo org stand still.").Bool()
	data := cmd.Flag(prefix+"data",
		"Load a data export instead: the folder of its zip or CSV files, or one zip file.").PlaceHolder("DIR").ExistingFileOrDir()
	asOf := cmd.Flag(prefix+"data-as-of",
		"The day at whose end the clock of the export stands; default: the newest moment in it.").PlaceHolder("DATE").String()
	encoding := cmd.Flag(prefix+"data-encoding",
		"Encoding of the export's files, such as ISO-8859-1 or Shift_JIS; default: it is detected.").PlaceHolder("NAME").String()
	zone := cmd.Flag(prefix+"time-zone", "Time zone of the integration user.").Default("UTC").String()
	return func() demo.Options {
		return demo.Options{Users: *users, Seed: *seed, Frozen: *frozen, DataDir: *data, DataAsOf: *asOf,
			DataEncoding: *encoding, TimeZone: *zone}
	}
}

// serveDemoOrg makes the demo org and answers until the context ends.
func serveDemoOrg(ctx context.Context, listener net.Listener, o demo.Options, logger log.Logger) error {
	start := time.Now()
	org, err := newDemoOrg(ctx, o, logger)
	if err != nil {
		listener.Close()
		return ended(fmt.Errorf("make the demo org: %w", err))
	}
	defer org.Close()
	level.Info(logger).Log("msg", "demo org is ready", "url", "http://"+listener.Addr().String(), "took",
		time.Since(start).Round(time.Millisecond))
	server := &http.Server{Handler: org.Handler(), ReadHeaderTimeout: 10 * time.Second}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return ended(server.Serve(listener)) })
	group.Go(func() error { return org.Run(ctx) })
	group.Go(func() error {
		<-ctx.Done()
		return server.Close()
	})
	return ended(group.Wait())
}

// ended drops the errors that say that all went as intended.
func ended(err error) error {
	if errors.Is(err, http.ErrServerClosed) || errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

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
