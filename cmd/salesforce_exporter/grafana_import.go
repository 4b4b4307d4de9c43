package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/alecthomas/kingpin/v2"
	"github.com/go-kit/log"
	"github.com/grafana/grafana-foundation-sdk/go/alerting"

	"salesforce_exporter/grafana"
	"salesforce_exporter/grafana/alerts"
	"salesforce_exporter/internal/config"
	"salesforce_exporter/internal/grafanaapi"
	rules "salesforce_exporter/prometheus"
)

// importTimeout is for all of an import; Grafana answers each request within a second.
const importTimeout = 2 * time.Minute

type importFlags struct {
	url, dataSource, folder, runbooks *string
	dashboards, alerts                *bool
}

// addGrafanaImport adds the command that gives a running Grafana dashboards and
// alerts.
func addGrafanaImport(app *kingpin.Application) (string, command) {
	cmd := app.Command("grafana-import", "Give a running Grafana the dashboards, and the alerts as alerts of its own. "+
		"The token of a service account is in GRAFANA_TOKEN or in the file that GRAFANA_TOKEN_FILE names.")
	flags := importFlags{
		url: cmd.Flag("url", "Address of Grafana, such as https://grafana.example.com.").PlaceHolder("URL").Required().
			String(),
		dataSource: cmd.Flag("datasource", "Name or UID of the Prometheus that the alerts ask; "+
			"default: the only one, or Grafana's default.").PlaceHolder("NAME").String(),
		folder:     cmd.Flag("folder", "UID of the folder; it is made if there is none.").Default("salesforce").String(),
		runbooks:   cmd.Flag("runbooks", "Where the runbooks are read.").PlaceHolder("URL").String(),
		dashboards: cmd.Flag("dashboards", "Give it the dashboards.").Default("true").Bool(),
		alerts:     cmd.Flag("alerts", "Give it the alerts.").Default("true").Bool(),
	}
	return cmd.FullCommand(), func(ctx context.Context, _ log.Logger) error {
		ctx, cancel := context.WithTimeout(ctx, importTimeout)
		defer cancel()
		return flags.run(ctx, os.Getenv, http.DefaultTransport, os.Stdout)
	}
}

func (f importFlags) run(ctx context.Context, getenv func(string) string, transport http.RoundTripper,
	out io.Writer) error {
	token, err := grafanaToken(getenv)
	if err != nil {
		return err
	}
	client, err := grafanaapi.New(*f.url, token, transport)
	if err != nil {
		return err
	}
	shipment := grafanaapi.Shipment{FolderUID: *f.folder, FolderTitle: "Salesforce"}
	if *f.alerts {
		if shipment.Alerts, err = f.groups(ctx, client); err != nil {
			return err
		}
	}
	if *f.dashboards {
		if shipment.Dashboards, err = grafana.Files(); err != nil {
			return err
		}
	}
	if err := client.Import(ctx, shipment, out); err != nil {
		return fmt.Errorf("importing into Grafana: %w", err)
	}
	return nil
}

func (f importFlags) groups(ctx context.Context, client *grafanaapi.Client) ([]alerting.RuleGroup, error) {
	source, err := client.Prometheus(ctx, *f.dataSource)
	if err != nil {
		return nil, fmt.Errorf("finding the data source of the alerts: %w", err)
	}
	shipped, err := alerts.Read(rules.Alerts)
	if err != nil {
		return nil, err
	}
	var groups []alerting.RuleGroup
	for _, g := range shipped {
		made, err := g.Make(alerts.Place{FolderUID: *f.folder, DataSource: source, Runbooks: *f.runbooks})
		if err != nil {
			return nil, err
		}
		groups = append(groups, made)
	}
	return groups, nil
}

// grafanaToken reads the token, which is never a flag: those are seen by all
// users of a host.
func grafanaToken(getenv func(string) string) (string, error) {
	text, file := getenv("GRAFANA_TOKEN"), getenv("GRAFANA_TOKEN_FILE")
	secret := config.SecretText(text)
	switch {
	case text != "" && file != "":
		return "", errors.New("both GRAFANA_TOKEN and GRAFANA_TOKEN_FILE are set: unset one")
	case file != "":
		secret = config.SecretFile(file, "GRAFANA_TOKEN_FILE")
	case text == "":
		return "", errors.New("there is no token: put that of a Grafana service account with the role Editor into " +
			"GRAFANA_TOKEN, or into a file that GRAFANA_TOKEN_FILE names")
	}
	token, err := secret.Read()
	if err != nil {
		return "", fmt.Errorf("reading the token of Grafana: %w", err)
	}
	return token, nil
}
