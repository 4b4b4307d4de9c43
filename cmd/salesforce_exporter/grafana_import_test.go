package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestGrafanaImport runs the command against something that answers like Grafana:
// the token comes from the environment or a file, and one command gives all.
func TestGrafanaImport(t *testing.T) {
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte("glsa_one\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		env         map[string]string
		boards      bool
		fails       string
		asks, tells int // requests, lines
	}{
		"token in the environment": {env: map[string]string{"GRAFANA_TOKEN": "glsa_one"}, boards: true, asks: 19, tells: 17},
		"token in a file, alerts":  {env: map[string]string{"GRAFANA_TOKEN_FILE": file}, asks: 7, tells: 5},
		"no token":                 {fails: "there is no token: put that of a Grafana service account"},
		"two tokens": {env: map[string]string{"GRAFANA_TOKEN": "glsa_one", "GRAFANA_TOKEN_FILE": file},
			fails: "both GRAFANA_TOKEN and GRAFANA_TOKEN_FILE are set"},
		"token for a path": {env: map[string]string{"GRAFANA_TOKEN_FILE": "glsa_one"},
			fails: "the path in GRAFANA_TOKEN_FILE leads to no file"},
		"wrong token": {env: map[string]string{"GRAFANA_TOKEN": "glsa_two"}, asks: 1,
			fails: "finding the data source of the alerts: listing the data sources: GET /api/datasources: 401 Unauthorized"},
	} {
		t.Run(name, func(t *testing.T) {
			asked := 0
			grafana := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				asked++
				if r.Header.Get("Authorization") != "Bearer glsa_one" {
					w.WriteHeader(http.StatusUnauthorized)
				} else if r.URL.Path == "/api/datasources" {
					w.Write([]byte(`[{"uid":"abc","type":"prometheus"}]`))
				} else {
					w.Write([]byte("{}"))
				}
			}))
			defer grafana.Close()
			var out strings.Builder
			empty, folder, on := "", "salesforce", true
			flags := importFlags{url: &grafana.URL, dataSource: &empty, folder: &folder, runbooks: &empty,
				dashboards: &c.boards, alerts: &on}
			err := flags.run(t.Context(), func(name string) string { return c.env[name] }, http.DefaultTransport, &out)
			if (err == nil) != (c.fails == "") || err != nil && !strings.Contains(err.Error(), c.fails) {
				t.Errorf("got %v, want %s", err, c.fails)
			}
			if err != nil && strings.Contains(err.Error(), "glsa_") {
				t.Errorf("the error has the token: %v", err)
			}
			if lines := strings.Count(out.String(), "\n"); asked != c.asks || lines != c.tells {
				t.Errorf("%d requests and %d lines, want %d and %d:\n%s", asked, lines, c.asks, c.tells, out.String())
			}
		})
	}
}
