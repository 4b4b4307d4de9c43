package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/internal/demo"
)

// A listener notes how often each statement is asked of an org, and tells each call.
type listener struct {
	org   http.Handler
	mu    sync.Mutex
	asked map[string]int
	calls chan struct{}
}

func (l *listener) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasSuffix(r.URL.Path, "/composite") {
		body, _ := io.ReadAll(r.Body) // the org finds out what is wrong with it
		r.Body = io.NopCloser(bytes.NewReader(body))
		if l.note(body) {
			l.calls <- struct{}{}
		}
	}
	l.org.ServeHTTP(w, r)
}

// note reports whether a call asks for history.
func (l *listener) note(body []byte) (history bool) {
	var call struct {
		CompositeRequest []struct {
			URL string `json:"url"`
		} `json:"compositeRequest"`
	}
	_ = json.Unmarshal(body, &call) // as above
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, part := range call.CompositeRequest {
		u, err := url.Parse(part.URL)
		if err != nil {
			continue
		}
		// New asks for one row of what may be hidden, and what is tracked, in each run.
		text := u.Query().Get("q")
		if text != "" && !strings.HasSuffix(text, " LIMIT 1") && !strings.Contains(text, "FROM CaseHistory GROUP BY") {
			l.asked[text]++
			history = true
		}
	}
	return history
}

// TestBackfillInterrupted interrupts the program at one call after the other, and runs it
// again until the history is there: it asks what one run without interruption asks, and
// writes the same.
func TestBackfillInterrupted(t *testing.T) {
	binary := build(t)
	d, err := demo.New(t.Context(), demo.Options{Users: 10, Frozen: true, Latency: 20 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	calm := backfillRuns(t, binary, d.Handler(), 1000)
	hasty := backfillRuns(t, binary, d.Handler(), 4)
	if calm.runs != 1 || hasty.runs < 4 {
		t.Errorf("the history took %d runs, and %d with interruptions", calm.runs, hasty.runs)
	}
	if diff := cmp.Diff(calm.asked, hasty.asked); diff != "" {
		t.Errorf("statements that were asked (-at once +interrupted):\n%s", diff)
	}
	if diff := cmp.Diff(calm.files, hasty.files); diff != "" {
		t.Errorf("files (-at once +interrupted):\n%.2000s", diff)
	}
}

// written is what runs asked and wrote.
type written struct {
	runs         int
	asked, files map[string]int
}

// backfillRuns runs the program until it has written the history. Each run is interrupted
// at a call.
func backfillRuns(t *testing.T, binary string, org http.Handler, at int) written {
	t.Helper()
	l := &listener{org: org, asked: map[string]int{}, calls: make(chan struct{}, 1000)}
	server := httptest.NewServer(l)
	defer server.Close()
	dir := t.TempDir()
	w := written{asked: l.asked, files: map[string]int{}}
	for done := false; !done; w.runs++ {
		if w.runs > 100 {
			t.Fatal("the history comes to no end")
		}
		cmd := exec.CommandContext(t.Context(), binary, "backfill", "--since=60d", "--output="+dir)
		cmd.Env = []string{"SALESFORCE_URL=" + server.URL, "SALESFORCE_CLIENT_ID=demo", "SALESFORCE_CLIENT_SECRET=demo"}
		var out bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		err := interruptAt(cmd, l.calls, at, ended)
		if done = err == nil; !done && !strings.Contains(out.String(), "the same command goes on from there") {
			t.Fatalf("run %d: %v\n%s", w.runs, err, &out)
		}
	}
	paths, err := filepath.Glob(filepath.Join(dir, "*.om"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("there are no files: %v", err)
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		w.files[fmt.Sprintf("%s %x", filepath.Base(path), sha256.Sum256(text))]++
	}
	return w
}

// interruptAt sends a process a signal while a call is under way, and waits for its end.
func interruptAt(cmd *exec.Cmd, calls chan struct{}, at int, ended chan error) error {
	for n := 0; ; {
		select {
		case err := <-ended:
			return err
		case <-calls:
			if n++; n == at {
				_ = cmd.Process.Signal(syscall.SIGINT) // it may have ended
			}
		}
	}
}
