//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestNewsReachTheChannel: somebody overtakes the leader and reaches the target
// at once; by the example's route each is a message in the chat, once.
func TestNewsReachTheChannel(t *testing.T) {
	dir, board, chat := t.TempDir(), showBoard(t), listenToChat(t)
	example, err := os.ReadFile("../alertmanager.yml")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "alertmanager.yml")
	save(t, path, strings.Replace(string(example), "http://localhost:9095/incoming-webhook", chat.URL, 1))
	alertmanager := freeAddress(t)
	start(t, alertmanagerProgram(), "--config.file="+path, "--storage.path="+filepath.Join(dir, "alertmanager"),
		"--web.listen-address="+alertmanager, "--cluster.listen-address=", "--log.level=error")
	get(t, "http://"+alertmanager+"/-/ready")

	prometheus := startPrometheus(t, dir, filepath.Join(dir, "data"), strings.TrimPrefix(board.URL, "http://"),
		alertmanager)
	waitForEvaluations(t, prometheus, 15) // longer than news last
	if got := chat.received(); len(got) > 0 {
		t.Errorf("before anything happened the channel got %q", got)
	}
	board.overtake()
	want := []string{
		"Lou Orr has reached the target of Amount won / Lou Orr has reached the target with 1.2k EUR (this month). Congratulations!",
		"Lou Orr takes the lead: Amount won / Lou Orr is the new leader with 1.2k EUR (this month), ahead of Kim Lee.",
	}
	for deadline := time.Now().Add(time.Minute); len(chat.received()) < len(want) && time.Now().Before(deadline); {
		time.Sleep(200 * time.Millisecond)
	}
	waitForEvaluations(t, prometheus, 15)
	if diff := cmp.Diff(want, chat.received()); diff != "" {
		t.Errorf("messages in the channel (-want +got):\n%s", diff)
	}
}

// A scoreboard is an exporter that shows one board.
type scoreboard struct {
	*httptest.Server
	mu    sync.Mutex
	after bool
}

func showBoard(t *testing.T) *scoreboard {
	t.Helper()
	b := &scoreboard{}
	b.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		b.mu.Lock()
		defer b.mu.Unlock()
		lou, rankOfLou, rankOfKim := 500, 2, 1
		if b.after {
			lou, rankOfLou, rankOfKim = 1200, 1, 2
		}
		fmt.Fprintf(w, "salesforce_up 1\nsalesforce_leaderboard_info{board=\"won\",title=\"Amount won\",period=\"this month\",unit=\"EUR\"} 1\n")
		fmt.Fprintf(w, "salesforce_leaderboard_target{board=\"won\"} 1000\nsalesforce_leaderboard_period_end_timestamp_seconds{board=\"won\"} 4e9\n")
		person(w, "Kim Lee", rankOfKim, 900)
		person(w, "Lou Orr", rankOfLou, lou)
	}))
	t.Cleanup(b.Close)
	return b
}

func person(w http.ResponseWriter, name string, rank, score int) {
	const format = "salesforce_leaderboard_%s{board=\"won\",person=%q} %v\n"
	fmt.Fprintf(w, format+format+format, "rank", name, rank, "score", name, score, "progress_ratio", name,
		float64(score)/1000)
}

func (b *scoreboard) overtake() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.after = true
}

// A channel remembers the messages that a chat's incoming webhook gets.
type channel struct {
	*httptest.Server
	mu       sync.Mutex
	messages []string
}

func listenToChat(t *testing.T) *channel {
	t.Helper()
	c := &channel{}
	c.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var message struct {
			Attachments []struct{ Title, Text string }
		}
		if err := json.NewDecoder(r.Body).Decode(&message); err != nil || len(message.Attachments) != 1 {
			t.Errorf("a message of %d parts (%v), want one", len(message.Attachments), err)
			return
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		c.messages = append(c.messages, message.Attachments[0].Title+" / "+message.Attachments[0].Text)
		fmt.Fprint(w, "ok")
	}))
	t.Cleanup(c.Close)
	return c
}

// received are the messages in order of their text.
func (c *channel) received() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Sorted(slices.Values(c.messages))
}
