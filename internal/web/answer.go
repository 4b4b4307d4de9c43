package web

import (
	"bytes"
	"context"
	"io"
	"maps"
	"net"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/go-kit/log/level"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"

	"salesforce_exporter/internal/exposition"
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

// A scrape is a request for metrics, and in what form its answer is wanted.
type scrape struct {
	request  *http.Request
	began    time.Time // when it was time to answer
	target   string    // name of an org, empty for the one without
	only     []string  // collectors that are asked for; none for all
	headers  http.Header
	format   exposition.Format
	prepared bool // there are pieces in the format
	gzip     bool
}

// formOf lets promhttp choose the format and the compression, so that they are what
// other exporters choose.
func formOf(r *http.Request) *scrape {
	chosen := &answer{header: http.Header{}}
	promhttp.HandlerFor(prometheus.Gatherers(nil), promhttp.HandlerOpts{EnableOpenMetrics: true}).ServeHTTP(chosen, r)
	s := &scrape{request: r, headers: chosen.header, gzip: chosen.header.Get("Content-Encoding") == "gzip"}
	kind := expfmt.Format(chosen.header.Get("Content-Type"))
	switch kind.FormatType() {
	case expfmt.TypeTextPlain:
		s.prepared = true
	case expfmt.TypeOpenMetrics:
		s.format, s.prepared = exposition.OpenMetrics, true
	}
	return s
}

// A shower is what scrapes need of an org.
type shower interface {
	Gather(collectors ...string) ([]*dto.MetricFamily, error)
	Pieces(format exposition.Format, collectors ...string) ([]exposition.Piece, error)
}

// answer makes an answer when it is its turn, which has to be before the
// scraper's deadline, and then sends it. The exporter's own metrics are nil where
// they are not asked for, and the org where there is none.
func (o Options) answer(ctx context.Context, w http.ResponseWriter, s *scrape, own prometheus.Gatherer, org shower) {
	freeClient, ok := o.turns.clients.take(ctx, clientOf(s.request))
	defer freeClient()
	ok = ok && o.turns.unread.take(ctx)
	if !ok {
		tooMany(w)
		return
	}
	defer o.turns.unread.free()
	if !o.turns.making.take(ctx) {
		tooMany(w)
		return
	}
	send := o.make(w.Header(), s, own, org)
	o.turns.making.free()
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(writeTime)) // where there is a connection
	if err := send(w); err != nil {
		level.Warn(o.Logger).Log("msg", "a scrape was not answered completely", "err", err)
	}
	o.pace.note(s, time.Since(s.began))
}

// make returns what sends the answer.
func (o Options) make(h http.Header, s *scrape, own prometheus.Gatherer, org shower) func(http.ResponseWriter) error {
	if s.prepared {
		body, err := o.join(s, own, org)
		if err != nil {
			level.Warn(o.Logger).Log("msg", "a scrape was not answered completely", "err", err)
		}
		if body.Size > 0 {
			maps.Copy(h, s.headers)
			return func(w http.ResponseWriter) error { return sendBody(w, body) }
		}
	}
	made := &answer{header: h, status: http.StatusOK}
	promhttp.HandlerFor(gathererOf(s, own, org), promhttp.HandlerOpts{ErrorLog: &errorLog{logger: o.Logger},
		ErrorHandling: promhttp.ContinueOnError, EnableOpenMetrics: true}).ServeHTTP(made, s.request)
	return made.send
}

func sendBody(w http.ResponseWriter, body exposition.Body) error {
	w.Header().Set("Content-Length", strconv.Itoa(body.Size))
	w.WriteHeader(http.StatusOK)
	_, err := body.WriteTo(w)
	return err
}

// join puts together what is there. An error is about what lacks.
func (o Options) join(s *scrape, own prometheus.Gatherer, org shower) (exposition.Body, error) {
	pieces, err := piecesOf(s, own, org)
	if len(pieces) == 0 {
		return exposition.Body{}, err
	}
	if names := s.request.URL.Query()["name[]"]; len(names) > 0 { // as promhttp has it
		pieces = slices.DeleteFunc(pieces, func(p exposition.Piece) bool { return !slices.Contains(names, p.Name) })
	}
	joined := exposition.Join(s.format, pieces)
	if !s.gzip {
		return exposition.Plain(joined), err
	}
	body, broken := o.press.Gzip(joined)
	if broken != nil {
		return exposition.Body{}, broken
	}
	return body, err
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
	_, err := io.Copy(w, &a.body)
	return err
}
