package main

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// testParrot has an org that repeats the client secret and the token in all that it
// says, in several forms, and searches all that comes out: metrics, pages, JSON, the
// log at debug level, check, and what is kept in the state directory.
func testParrot(t *testing.T, binary string) {
	const secret, token = "canary&s/e c+ret", "canary/t+o=ken&more"
	said := strings.Join([]string{secret, token, url.QueryEscape(secret), url.QueryEscape(token),
		url.PathEscape(secret)}, " ")
	parrot := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Said", url.QueryEscape(token))
		switch path := r.URL.Path; {
		case strings.HasSuffix(path, "/token"):
			w.Header().Set("Content-Type", "application/json")
			answer(w, map[string]string{"access_token": token, "instance_url": "http://" + r.Host, "id": "http://x/id/00D/005"})
		case strings.HasSuffix(path, "/composite"):
			repeatInParts(w, r, said)
		case strings.HasSuffix(path, "/limits"):
			answer(w, map[string]map[string]int{said: {"Max": 1, "Remaining": 1}})
		default:
			w.WriteHeader(http.StatusBadRequest)
			answer(w, []map[string]string{{"errorCode": token, "message": said}})
		}
	}))
	t.Cleanup(parrot.Close)
	state := t.TempDir()
	env := []string{"SALESFORCE_URL=" + parrot.URL, "SALESFORCE_CLIENT_ID=demo", "SALESFORCE_CLIENT_SECRET=" + secret}
	e := start(t, binary, env, `msg="Listening on" address=(\S+)`, "--log.level=debug", "--budget.state-dir="+state,
		"--web.listen-address=127.0.0.1:0")
	var out strings.Builder
	for _, path := range []string{"/metrics", "/", "/org", "/org.json", "/status.json", "/-/ready", "/sd"} {
		out.WriteString(e.anything(t, path))
	}
	e.stop(t)
	out.WriteString(e.log.String())
	for _, args := range [][]string{nil, {"--json"}} {
		text, _ := runCheck(t, binary, append(env, "PATH="+os.Getenv("PATH")), args...)
		out.WriteString(text)
	}
	kept := keptIn(t, state)
	out.WriteString(kept)
	if !strings.Contains(out.String(), "<secret>") || !strings.Contains(kept, "Circuit") {
		t.Errorf("nothing was repeated, or nothing was kept:\n%s", out.String())
	}
	for _, text := range []string{out.String(), strings.ToLower(out.String())} {
		if i := strings.Index(text, "canary"); i >= 0 {
			t.Fatalf("a secret came out: %.300s", text[max(0, i-200):])
		}
	}
}

func answer(w io.Writer, v any) { _ = json.NewEncoder(w).Encode(v) } // to who hung up, nothing

// repeatInParts refuses each part of a call, in another form each.
func repeatInParts(w io.Writer, r *http.Request, said string) {
	var asked struct {
		CompositeRequest []struct {
			ReferenceID string `json:"referenceId"`
		} `json:"compositeRequest"`
	}
	_ = json.NewDecoder(r.Body).Decode(&asked) // of a call that is not one there is nothing
	var parts []string
	for i, s := range asked.CompositeRequest {
		text, _ := json.Marshal(said) // a text can always be
		if i%2 == 1 {
			text = []byte(strings.ReplaceAll(string(text), "/", `\/`))
		}
		parts = append(parts, fmt.Sprintf(`{"referenceId":%q,"httpStatusCode":400,"body":[{"errorCode":%s,"message":%s}]}`,
			s.ReferenceID, text, text))
	}
	_, _ = io.WriteString(w, `{"compositeResponse":[`+strings.Join(parts, ",")+`]}`)
}

// anything gets a page, whatever its status.
func (p *process) anything(t *testing.T, path string) string {
	t.Helper()
	resp, err := http.Get("http://" + p.found + path)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(resp.Header) + string(text)
}

// keptIn are the contents of all files in a directory, unpacked.
func keptIn(t *testing.T, dir string) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		all.WriteString(path + string(text))
		if _, packed, ok := strings.Cut(string(text), "\n"); ok && strings.HasSuffix(path, ".state") {
			unzip, err := gzip.NewReader(strings.NewReader(packed))
			if err != nil {
				return err
			}
			content, err := io.ReadAll(unzip)
			all.Write(content)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

// testPastedSecrets gives the secret itself where the path of a file belongs, in each
// variable. The variable is told, and not its value.
func testPastedSecrets(t *testing.T, binary, demoOrg string) {
	env := []string{"PATH=" + os.Getenv("PATH"), "SALESFORCE_URL=" + demoOrg, "SALESFORCE_CLIENT_ID=demo",
		"SALESFORCE_USERNAME=demo@example.com"}
	for _, name := range []string{"SALESFORCE_CLIENT_SECRET_FILE", "SALESFORCE_PRIVATE_KEY_FILE",
		"SALESFORCE_REFRESH_TOKEN_FILE", "SALESFORCE_PASSWORD_FILE", "SALESFORCE_CA_FILE"} {
		for _, value := range []string{"canary", "/canary/canary", strings.Repeat("canary", 1000)} {
			given := append(env, name+"="+value)
			if name == "SALESFORCE_PASSWORD_FILE" { // which is not enough alone
				given = append(given, "SALESFORCE_CLIENT_SECRET=demo")
			}
			out, code := runCheck(t, binary, given)
			if code == 0 || !strings.Contains(out, name) || strings.Contains(out, "canary") {
				t.Errorf("%s=%.20s: exit code %d\n%.500s", name, value, code, out)
			}
		}
	}
}
