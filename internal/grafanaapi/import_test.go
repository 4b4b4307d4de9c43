package grafanaapi_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/grafana/grafana-foundation-sdk/go/alerting"

	"salesforce_exporter/grafana"
	"salesforce_exporter/grafana/alerts"
	"salesforce_exporter/internal/grafanaapi"
	rules "salesforce_exporter/prometheus"
)

func client(t *testing.T, address, token string) *grafanaapi.Client {
	t.Helper()
	c, err := grafanaapi.New(address, token, http.DefaultTransport)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// shipped is all that there is, for a data source.
func shipped(t *testing.T, source string) grafanaapi.Shipment {
	t.Helper()
	boards, err := grafana.Files()
	if err != nil {
		t.Fatal(err)
	}
	groups, err := alerts.Read(rules.Alerts)
	if err != nil {
		t.Fatal(err)
	}
	var made []alerting.RuleGroup
	for _, g := range groups {
		group, err := g.Make(alerts.Place{FolderUID: "crm", DataSource: source})
		if err != nil {
			t.Fatal(err)
		}
		made = append(made, group)
	}
	return grafanaapi.Shipment{FolderUID: "crm", FolderTitle: "Salesforce", Dashboards: boards, Alerts: made}
}

// TestImport: a second import replaces what the first one gave.
func TestImport(t *testing.T) {
	s := newStandIn(t)
	for range 2 {
		var log strings.Builder
		if err := client(t, s.URL+"/grafana/", token).Import(t.Context(), shipped(t, "abc"), &log); err != nil {
			t.Fatal(err)
		}
		for _, line := range []string{"dashboard overview: " + s.URL + "/grafana/d/salesforce-overview\n",
			"alerts salesforce_adoption: 10\n"} {
			if !strings.Contains(log.String(), line) {
				t.Errorf("it does not say %q:\n%s", line, log.String())
			}
		}
		if len(s.dashboards) != 12 || len(s.groups) != 5 || s.folders["crm"] != "Salesforce" {
			t.Errorf("Grafana has %d dashboards and %d groups of alerts in %v", len(s.dashboards), len(s.groups), s.folders)
		}
	}
	made := slices.DeleteFunc(slices.Clone(s.asked), func(a string) bool { return a != "POST /grafana/api/folders" })
	if len(made) != 1 {
		t.Errorf("the folder was made %d times, want once", len(made))
	}
}

// TestRefusals: an error says what was refused and what to do, and never the
// token, which the stand-in repeats.
func TestRefusals(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(*standIn)
		token string
		want  string
	}{
		"wrong token": {func(*standIn) {}, "glsa_wrong", "making the folder crm: GET /api/folders/crm: 401 Unauthorized: " +
			"invalid API key Bearer <secret> (the token is not one of this Grafana, or has expired)"},
		"viewer": {func(s *standIn) { s.mayWrite = false }, token,
			"making the folder crm: POST /api/folders: 403 Forbidden: " +
				"permissions needed: folders:create (the service account of the token needs the role Editor)"},
		"from a file": {func(s *standIn) { s.provisioned = "salesforce-leaderboard" }, token,
			"giving the dashboard leaderboard.json: POST /api/dashboards/db: 400 Bad Request: " +
				"Cannot save provisioned dashboard"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStandIn(t)
			c.spoil(s)
			var log strings.Builder
			err := client(t, s.URL+"/grafana", c.token).Import(t.Context(), shipped(t, "abc"), &log)
			if err == nil || err.Error() != c.want {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

// TestNotGrafana: something else answers.
func TestNotGrafana(t *testing.T) {
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   string
	}{
		"a page": {func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("<html>")) },
			"the answer is not JSON of Grafana: is this its address?"},
		"a sign-in page": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://sso.example.com/login", http.StatusFound)
		}, `it redirects to "https://sso.example.com/login": give the address at which Grafana answers itself`},
		"a proxy": {func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "<html>", http.StatusBadGateway) },
			"502 Bad Gateway"},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(c.answer)
			defer server.Close()
			_, err := client(t, server.URL, token).Prometheus(t.Context(), "")
			if want := "listing the data sources: GET /api/datasources: " + c.want; err == nil || err.Error() != want {
				t.Errorf("got  %v\nwant %s", err, want)
			}
		})
	}
}

func TestAddresses(t *testing.T) {
	for address, want := range map[string]string{
		"grafana.example.com":          "is no address of Grafana",
		"ftp://grafana.example.com":    "is no address of Grafana",
		"https://u:secret@example.com": "has a user name or password in it",
		"https://example.com/?x=1":     "is no address of Grafana",
	} {
		_, err := grafanaapi.New(address, token, http.DefaultTransport)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret@") {
			t.Errorf("%s: %v, want %s", address, err, want)
		}
	}
}

func TestDataSource(t *testing.T) {
	const one = `[{"uid":"p1","name":"P","type":"prometheus"},{"uid":"x","type":"loki","isDefault":true}]`
	const two = `[{"uid":"p1","name":"Long term","type":"prometheus"},{"uid":"p2","name":"Short","type":"prometheus"}]`
	for name, c := range map[string]struct {
		sources, wanted string
		mayNotList      bool
		uid, fails      string
	}{
		"the only one":      {sources: one, uid: "p1"},
		"the default":       {uid: "abc"},
		"by name":           {sources: two, wanted: "Short", uid: "p2"},
		"by UID":            {sources: two, wanted: "p1", uid: "p1"},
		"which":             {sources: two, fails: "name one in --datasource: Long term, Short"},
		"none like it":      {sources: two, wanted: "Mimir", fails: `no data source "Mimir" of the type prometheus, it has: Long`},
		"none":              {sources: `[]`, fails: "has no data source of the type prometheus"},
		"unseen, by UID":    {mayNotList: true, wanted: "p9", uid: "p9"},
		"unseen, not named": {mayNotList: true, fails: "the token may not list data sources: name the UID"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStandIn(t)
			s.mayList = !c.mayNotList
			if c.sources != "" {
				s.sources = c.sources
			}
			uid, err := client(t, s.URL+"/grafana", token).Prometheus(t.Context(), c.wanted)
			if uid != c.uid || (err == nil) != (c.fails == "") || err != nil && !strings.Contains(err.Error(), c.fails) {
				t.Errorf("got %q, %v; want %q, %s", uid, err, c.uid, c.fails)
			}
			if diff := cmp.Diff([]string{"GET /grafana/api/datasources"}, s.asked); diff != "" {
				t.Error(diff)
			}
		})
	}
}
