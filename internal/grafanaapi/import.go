package grafanaapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/grafana/grafana-foundation-sdk/go/alerting"
)

// A Shipment is what Grafana is given.
type Shipment struct {
	FolderUID, FolderTitle string
	Dashboards             map[string][]byte // JSON of each, by the name of its file
	Alerts                 []alerting.RuleGroup
}

// Import makes the folder if there is none, and makes or replaces the dashboards
// and groups of alerts in it. It says of each what it did. What was given before
// an error stays, and a second import goes on from there.
func (c *Client) Import(ctx context.Context, s Shipment, log io.Writer) error {
	if err := c.folder(ctx, s.FolderUID, s.FolderTitle); err != nil {
		return fmt.Errorf("making the folder %s: %w", s.FolderUID, err)
	}
	for _, name := range slices.Sorted(maps.Keys(s.Dashboards)) {
		where, err := c.dashboard(ctx, s.FolderUID, s.Dashboards[name])
		if err != nil {
			return fmt.Errorf("giving the dashboard %s: %w", name, err)
		}
		fmt.Fprintf(log, "dashboard %s: %s\n", strings.TrimSuffix(name, ".json"), where)
	}
	for _, group := range s.Alerts {
		if err := c.alerts(ctx, s.FolderUID, group); err != nil {
			return fmt.Errorf("giving the alerts %s: %w", *group.Title, err)
		}
		fmt.Fprintf(log, "alerts %s: %d\n", *group.Title, len(group.Rules))
	}
	return nil
}

func (c *Client) folder(ctx context.Context, uid, title string) error {
	err := c.ask(ctx, http.MethodGet, "/api/folders/"+url.PathEscape(uid), nil, nil)
	if !refusedWith(err, http.StatusNotFound) {
		return err
	}
	return c.ask(ctx, http.MethodPost, "/api/folders", map[string]string{"uid": uid, "title": title}, nil)
}

// dashboard replaces the one with the same UID and returns its address.
func (c *Client) dashboard(ctx context.Context, folder string, text []byte) (string, error) {
	var answer struct{ URL string }
	err := c.ask(ctx, http.MethodPost, "/api/dashboards/db", map[string]any{
		"dashboard": json.RawMessage(text), "folderUid": folder, "overwrite": true,
	}, &answer)
	if err != nil {
		return "", err
	}
	return c.base.Scheme + "://" + c.base.Host + answer.URL, nil
}

func (c *Client) alerts(ctx context.Context, folder string, group alerting.RuleGroup) error {
	path := "/api/v1/provisioning/folder/" + url.PathEscape(folder) + "/rule-groups/" + url.PathEscape(*group.Title)
	return c.ask(ctx, http.MethodPut, path, group, nil)
}

// A DataSource is one of Grafana's.
type DataSource struct {
	UID, Name, Type string
	IsDefault       bool
}

// Prometheus finds the UID of the data source that alerts ask: the one with a name
// or UID, or, if none is wanted, the only Prometheus or the default one. To list
// data sources takes more than the role Editor; without it a wanted one is taken
// for a UID.
func (c *Client) Prometheus(ctx context.Context, wanted string) (string, error) {
	var all []DataSource
	err := c.ask(ctx, http.MethodGet, "/api/datasources", nil, &all)
	if refusedWith(err, http.StatusForbidden) {
		if wanted != "" {
			return wanted, nil
		}
		return "", errors.New("the token may not list data sources: name the UID of the Prometheus in --datasource")
	}
	if err != nil {
		return "", fmt.Errorf("listing the data sources: %w", err)
	}
	all = slices.DeleteFunc(all, func(d DataSource) bool { return d.Type != "prometheus" })
	return choose(all, wanted)
}

func choose(all []DataSource, wanted string) (string, error) {
	var names []string
	for _, d := range all {
		if wanted != "" && (d.UID == wanted || d.Name == wanted) || wanted == "" && (d.IsDefault || len(all) == 1) {
			return d.UID, nil
		}
		names = append(names, d.Name)
	}
	switch {
	case len(all) == 0:
		return "", errors.New("this Grafana has no data source of the type prometheus")
	case wanted == "":
		return "", fmt.Errorf("this Grafana has several data sources of the type prometheus, and none is the default: "+
			"name one in --datasource: %s", strings.Join(names, ", "))
	}
	return "", fmt.Errorf("this Grafana has no data source %q of the type prometheus, it has: %s", wanted,
		strings.Join(names, ", "))
}
