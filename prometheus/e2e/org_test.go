//go:build e2e

package e2e

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// An export is what the demo org says about its people: object, rows, values.
type export map[string][][]string

var objects = map[string][]string{
	"User": {"Id", "Username", "IsActive", "UserType", "Country", "TimeZoneSidKey", "ManagerId", "ProfileId",
		"UserRoleId", "CreatedDate", "LastLoginDate"},
	"UserRole": {"Id", "Name"},
	"Profile":  {"Id", "Name"},
}

// exportOrg asks a demo org for its people.
func exportOrg(t *testing.T) export {
	t.Helper()
	address := freeAddress(t)
	stop := start(t, exporterProgram(), "demo-org", "--frozen", "--listen-address="+address)
	defer stop()
	base := "http://" + address
	get(t, base+"/services/data")
	token := signIn(t, base)
	e := export{}
	for object, fields := range objects {
		query := url.QueryEscape("SELECT " + strings.Join(fields, ", ") + " FROM " + object + " ORDER BY Id")
		var answer struct {
			Done    bool
			Records []map[string]any
		}
		ask(t, base+"/services/data/v62.0/query?q="+query, token, &answer)
		if !answer.Done || len(answer.Records) == 0 {
			t.Fatalf("%s: %d records, done: %v", object, len(answer.Records), answer.Done)
		}
		for _, record := range answer.Records {
			row := make([]string, len(fields))
			for i, field := range fields {
				row[i] = text(record[field])
			}
			e[object] = append(e[object], row)
		}
	}
	return e
}

func text(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case bool:
		if v {
			return "true"
		}
		return "false"
	}
	return ""
}

func signIn(t *testing.T, base string) string {
	t.Helper()
	resp, err := http.PostForm(base+"/services/oauth2/token",
		url.Values{"grant_type": {"client_credentials"}, "client_id": {"demo"}, "client_secret": {"demo"}})
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var answer struct {
		Token string `json:"access_token"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil || answer.Token == "" {
		t.Fatalf("signing in: %s, %v", resp.Status, err)
	}
	return answer.Token
}

func ask(t *testing.T, address, token string, answer any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s", address, resp.Status)
	}
	if err := json.NewDecoder(resp.Body).Decode(answer); err != nil {
		t.Fatal(err)
	}
}

// write makes the files of a data export, in which nobody of the role stopped
// logged in for some days.
func (e export) write(t *testing.T, dir, stopped string, days int) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	role := ""
	for _, row := range e["UserRole"] {
		if row[1] == stopped {
			role = row[0]
		}
	}
	if stopped != "" && role == "" {
		t.Fatalf("the demo org has no role %s", stopped)
	}
	for object, rows := range e {
		var b strings.Builder
		w := csv.NewWriter(&b)
		w.Write(objects[object])
		for _, row := range rows {
			if object == "User" && role != "" && row[8] == role && row[10] != "" {
				row = append(append([]string{}, row[:10]...), daysBefore(t, row[10], days))
			}
			w.Write(row)
		}
		w.Flush()
		save(t, filepath.Join(dir, object+".csv"), b.String())
	}
}

const moment = "2006-01-02T15:04:05.000-0700"

func daysBefore(t *testing.T, at string, days int) string {
	t.Helper()
	return parsed(t, at).AddDate(0, 0, -days).Format(moment)
}

func parsed(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(moment, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}
