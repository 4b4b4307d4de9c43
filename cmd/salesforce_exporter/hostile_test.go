package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// testHostile sends what no Prometheus does. Nothing is asked of anybody, the
// memory stays bounded, and the exporter goes on.
func testHostile(t *testing.T, e *process) {
	t.Helper()
	before := apiCalls(e.get(t, "/probe?target=emea"))
	strange := listenForStrangers(t)
	testTargets(t, e, strange.address)
	testCrowd(t, e)
	if after := apiCalls(e.get(t, "/probe?target=emea")); after != before {
		t.Errorf("hostile requests cost calls: %s, then %s", before, after)
	}
	if n := strange.calls.Load(); n != 0 {
		t.Errorf("the exporter connected %d times to a host that is not configured", n)
	}
}

// strangers is a host that nobody configured.
type strangers struct {
	address string
	calls   atomic.Int32
}

func listenForStrangers(t *testing.T) *strangers {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	s := &strangers{address: listener.Addr().String()}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			s.calls.Add(1)
			conn.Close()
		}
	}()
	return s
}

// testTargets asks for what is no org, in ways to reach another host, another
// file, another statement or another header.
func testTargets(t *testing.T, e *process, strange string) {
	t.Helper()
	for query, status := range map[string]int{
		"":                                  http.StatusBadRequest,
		"target=":                           http.StatusBadRequest,
		"target=emea&target=apac":           http.StatusBadRequest,
		"target=" + strings.Repeat("a", 64): http.StatusBadRequest,
		"target=http%3A%2F%2F127.0.0.1%2F":  http.StatusNotFound,
		"target=..%2F..%2Fetc%2Fpasswd":     http.StatusNotFound,
		"target=EMEA":                       http.StatusNotFound,
		"target=emea%0A":                    http.StatusNotFound,
		"target=%00":                        http.StatusNotFound,
		"target=' OR Name != null --":       http.StatusBadRequest, // a space cannot stand in a request line
		"target='%20OR%20Name%20!=%20null":  http.StatusNotFound,
		"target=emea;x=1":                   http.StatusBadRequest,
		"target=%ff%fe":                     http.StatusNotFound,
		"target=" + strange:                 http.StatusNotFound,
		"target=" + url.QueryEscape("http://"+strange+"/services/oauth2/token"): http.StatusNotFound,
		"target=" + url.QueryEscape("user:pass@"+strange):                       http.StatusNotFound,
		"target=" + url.QueryEscape("emea\r\nX-Target: apac"):                   http.StatusNotFound,
		"target=" + url.QueryEscape("SELECT Name, Email FROM User"):             http.StatusNotFound,
		// what nobody reads
		"target=emea&module=x&instance_url=http://" + strange + "&q=SELECT+Name+FROM+User":        http.StatusOK,
		"target=emea&SALESFORCE_URL=http://" + strange + "&url=http://" + strange + "&debug=true": http.StatusOK,
	} {
		text := e.raw(t,
			"GET /probe?"+query+" HTTP/1.1\r\nHost: x\r\nX-Forwarded-Host: "+strange+"\r\nConnection: close\r\n\r\n")
		if !strings.HasPrefix(text, fmt.Sprintf("HTTP/1.1 %d ", status)) {
			t.Errorf("%q: got %.60q, want %d", query, text, status)
		}
		for _, part := range []string{"passwd", "Name,", "X-Target", strange} {
			if strings.Contains(text, part) {
				t.Errorf("%q: the answer repeats %s", query, part)
			}
		}
	}
	text := e.raw(t,
		"GET http://"+strange+"/probe?target=emea HTTP/1.1\r\nHost: "+strange+"\r\nConnection: close\r\n\r\n")
	if !strings.HasPrefix(text, "HTTP/1.1 200 ") {
		t.Errorf("as through a proxy: got %.60q, want what the exporter has", text)
	}
	text = e.raw(t, "CONNECT "+strange+" HTTP/1.1\r\nHost: "+strange+"\r\nConnection: close\r\n\r\n")
	if strings.HasPrefix(text, "HTTP/1.1 200 ") && !strings.Contains(text, "<html") {
		t.Errorf("CONNECT: got %.60q", text)
	}
	for _, request := range []string{
		"GET /probe?target=" + strings.Repeat("a", 1<<20) + " HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /probe?target=emea HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("a", 1<<20) + "\r\n\r\n",
	} {
		// it may hang up before all is sent
		if text := e.raw(t, request); !strings.HasPrefix(text, "HTTP/1.1 431 ") && text != "" {
			t.Errorf("a megabyte: %.60q", text)
		}
	}
}

// mostMiB is what the exporter of this test may ever hold: some 60 MiB for
// itself, and connections with the buffers that the standard library gives each.
const mostMiB = 400

// testCrowd sends thousands of requests at once, each on a connection of its own: for
// an org, for none, and halves of requests that never end.
func testCrowd(t *testing.T, e *process) {
	t.Helper()
	var answered, refused, unknown atomic.Int32
	slow := make(chan struct{})
	var crowd, idle sync.WaitGroup
	for i := range crowdSize(t) {
		switch i % 4 {
		case 0:
			crowd.Go(func() {
				switch text := e.raw(t, "GET /probe?target=emea HTTP/1.1\r\nHost: x\r\nX-Prometheus-Scrape-Timeout-Seconds: 2\r\nConnection: close\r\n\r\n"); {
				case strings.HasPrefix(text, "HTTP/1.1 200 "):
					answered.Add(1)
				case strings.HasPrefix(text, "HTTP/1.1 503 "):
					refused.Add(1)
				default:
					t.Errorf("a scrape among many: %.80q", text)
				}
			})
		case 1, 2:
			crowd.Go(func() {
				if text := e.raw(t, fmt.Sprintf("GET /probe?target=org%d HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
					i)); strings.HasPrefix(text, "HTTP/1.1 404 ") {
					unknown.Add(1)
				}
			})
		default:
			idle.Go(func() { e.linger(slow, "GET /probe?target=emea HTTP/1.1\r\nHost: x\r\nX-Slow: ") })
		}
	}
	crowd.Wait()
	if answered.Load() == 0 || unknown.Load() == 0 {
		t.Errorf("%d scrapes were answered and %d were told that there is no such org", answered.Load(), unknown.Load())
	}
	// while halves of requests are still there
	if text := e.get(t, "/probe?target=emea"); !strings.Contains(text, "\nsalesforce_up 1\n") {
		t.Error("a scrape after the crowd gets nothing")
	}
	close(slow)
	idle.Wait()
	if peak := e.peak(t); peak > mostMiB {
		t.Errorf("the exporter held %.0f MiB, want at most %d", peak, mostMiB)
	}
	t.Logf("%d scrapes answered, %d refused, %d for nothing, peak %.0f MiB", answered.Load(), refused.Load(),
		unknown.Load(), e.peak(t))
}

// crowdSize is 4,000, or what the limit of open files allows to both sides. Linux keeps as
// many new connections waiting (net.core.somaxconn is 4,096); of more than that, it drops some.
func crowdSize(t *testing.T) int {
	t.Helper()
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	return min(4_000, int(min(limit.Cur, 1<<20))-200)
}

// linger opens a connection, sends a part of a request and waits.
func (p *process) linger(until <-chan struct{}, part string) {
	conn, err := net.DialTimeout("tcp", p.found, 20*time.Second)
	if err != nil {
		return // as good as refused
	}
	defer conn.Close()
	_, _ = io.WriteString(conn, part)
	<-until
}

// raw sends bytes and returns what comes back.
func (p *process) raw(t *testing.T, request string) string {
	t.Helper()
	conn, err := net.DialTimeout("tcp", p.found, 20*time.Second)
	if err != nil {
		t.Error(err)
		return ""
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(5 * time.Minute)); err != nil {
		t.Error(err)
	}
	_, _ = io.WriteString(conn, request) // the other side may hang up first
	answer, _ := io.ReadAll(conn)
	return string(answer)
}
