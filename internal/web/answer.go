package web

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/go-kit/log/level"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// writeTime is how long a scraper may take to read its answer.
const writeTime = 30 * time.Second

const (
	// clientShare is the part of --web.max-requests that one client may have.
	// One that reads no answers then leaves the rest to others.
	clientShare = 2
	// unreadTimes is how many times --web.max-requests answers may be held that
	// are made and not read yet. It bounds the memory that many slow clients take.
	unreadTimes = 4
)

// turns decide whose answer is made next. Making one takes processor time and
// memory, sending one waits for the scraper, so each has a bound of its own.
type turns struct {
	making  slots
	unread  slots
	clients *clientSlots
}

func newTurns(most int) turns {
	return turns{making: newSlots(most), unread: newSlots(unreadTimes * most), clients: newClientSlots(most, clientShare)}
}

// answer makes an answer when it is its turn, which has to be before the
// scraper's deadline, and then sends it.
func (o Options) answer(ctx context.Context, w http.ResponseWriter, r *http.Request, g prometheus.Gatherer) {
	freeClient, ok := o.turns.clients.take(ctx, clientOf(r))
	defer freeClient()
	ok = ok && o.turns.unread.take(ctx)
	if !ok {
		tooMany(w)
		return
	}
	defer o.turns.unread.free()
	made := &answer{header: w.Header(), status: http.StatusOK}
	if !o.turns.making.take(ctx) {
		tooMany(w)
		return
	}
	promhttp.HandlerFor(g, promhttp.HandlerOpts{ErrorLog: &errorLog{logger: o.Logger},
		ErrorHandling: promhttp.ContinueOnError}).ServeHTTP(made, r)
	o.turns.making.free()
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(writeTime)) // where there is a connection
	if err := made.send(w); err != nil {
		level.Warn(o.Logger).Log("msg", "a scrape was not answered completely", "err", err)
	}
}

func tooMany(w http.ResponseWriter) {
	http.Error(w, "too many scrapes at once: see --web.max-requests", http.StatusServiceUnavailable)
}

// clientOf is the host that a request comes from.
func clientOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// An answer is kept in memory until all of it is there.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answer) Header() http.Header         { return a.header }
func (a *answer) WriteHeader(status int)      { a.status = status }
func (a *answer) Write(p []byte) (int, error) { return a.body.Write(p) }

func (a *answer) send(w http.ResponseWriter) error {
	a.header.Set("Content-Length", strconv.Itoa(a.body.Len()))
	w.WriteHeader(a.status)
	_, err := w.Write(a.body.Bytes())
	return err
}
