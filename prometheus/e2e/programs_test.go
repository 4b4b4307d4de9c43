//go:build e2e

package e2e

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

func exporterProgram() string { return os.Getenv("EXPORTER") }

// alertmanagerProgram is called differently in Debian.
func alertmanagerProgram() string {
	if path, err := exec.LookPath("alertmanager"); err == nil {
		return path
	}
	return "prometheus-alertmanager"
}

// start runs a program until the test ends, or until what it returns is
// called.
func start(t *testing.T, program string, args ...string) (stop func()) {
	t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatalf("starting %s: %v", program, err)
	}
	stop = sync.OnceFunc(func() {
		cmd.Process.Signal(syscall.SIGTERM)
		cmd.Wait()
	})
	t.Cleanup(stop)
	return stop
}

func run(t *testing.T, program string, args ...string) {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", program, strings.Join(args, " "), err, out)
	}
}

func save(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// get asks until a program that has just been started answers.
func get(t *testing.T, address string) []byte {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(200 * time.Millisecond) {
		resp, err := http.Get(address)
		if err == nil {
			body, err := io.ReadAll(resp.Body)
			resp.Body.Close()
			if err == nil && resp.StatusCode == http.StatusOK {
				return body
			}
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s did not answer within a minute: %v", address, err)
		}
	}
}

// An exporter measures a demo org that was loaded from a data export.
type exporter struct {
	address string
	stop    func()
}

func startExporter(t *testing.T, data string) exporter {
	t.Helper()
	address := freeAddress(t)
	return exporter{address, start(t, exporterProgram(), "--demo", "--demo.data="+data, "--web.listen-address="+address,
		"--log.level=error")}
}

// scrape returns /metrics once it has figures.
func (e exporter) scrape(t *testing.T) string {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
		if text := string(get(t, "http://"+e.address+"/metrics")); strings.Contains(text,
			"\nsalesforce_users_logged_in_7d{") {
			return text
		}
	}
	t.Fatal("the exporter had no figures within a minute")
	return ""
}

type alert struct {
	Status              string
	Labels, Annotations map[string]string
}

// A webhook remembers what Alertmanager tells it.
type webhook struct {
	*httptest.Server
	mu     sync.Mutex
	alerts []alert
}

func listen(t *testing.T) *webhook {
	t.Helper()
	w := &webhook{}
	w.Server = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var message struct{ Alerts []alert }
		if err := json.NewDecoder(r.Body).Decode(&message); err != nil {
			t.Errorf("Alertmanager's message: %v", err)
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		w.alerts = append(w.alerts, message.Alerts...)
	}))
	t.Cleanup(w.Close)
	return w
}

func (w *webhook) received() []alert {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]alert(nil), w.alerts...)
}

func (w *webhook) wait(t *testing.T, limit time.Duration, enough func([]alert) bool) {
	t.Helper()
	for deadline := time.Now().Add(limit); !enough(w.received()); time.Sleep(200 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the webhook did not get what it waits for within %v, but: %v", limit, w.received())
		}
	}
}
