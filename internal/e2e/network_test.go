package e2e

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
)

// A host is a network of one host, which can be down.
type host struct {
	handler http.Handler
	seen    func(*http.Request) // looks at each request on the goroutine that sends it; nil for nobody
	mu      sync.Mutex
	down    error
	unit    int // requests for Account Engagement, billed or not
}

// toEngagement returns how many requests for Account Engagement were sent.
func (h *host) toEngagement() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.unit
}

func (h *host) setDown(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.down = err
}

// RoundTrip lets the host answer on a goroutine of its own, which ends when the
// client leaves.
func (h *host) RoundTrip(req *http.Request) (*http.Response, error) {
	h.mu.Lock()
	down := h.down
	if strings.HasPrefix(req.URL.Path, "/account-engagement/") {
		h.unit++
	}
	h.mu.Unlock()
	if h.seen != nil {
		h.seen(req)
	}
	if down != nil {
		return nil, down
	}
	ctx, cancel := context.WithCancel(req.Context())
	a := &wire{header: http.Header{}, status: http.StatusOK, begun: make(chan struct{})}
	a.read, a.write = io.Pipe()
	go func() {
		defer cancel()
		a.end(carry(h.handler, a, req.WithContext(ctx)))
	}()
	select {
	case <-a.begun:
	case <-req.Context().Done():
		a.read.Close()
		return nil, req.Context().Err()
	}
	if a.broken != nil {
		return nil, a.broken
	}
	return &http.Response{
		Status: http.StatusText(a.status), StatusCode: a.status, Header: a.header, Request: req, ContentLength: -1,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Body: leaving{a.read, cancel, req.Context()},
	}, nil
}

// carry tells a connection that the server broke from an answer.
func carry(handler http.Handler, w http.ResponseWriter, req *http.Request) (broken error) {
	defer func() {
		if recover() != nil { // http.ErrAbortHandler
			broken = errors.New("connection reset by peer")
		}
	}()
	handler.ServeHTTP(w, req)
	return req.Context().Err()
}

// A wire carries an answer: all of it at its end, or what there is of it when
// the server flushes.
type wire struct {
	header http.Header
	status int
	held   bytes.Buffer
	read   *io.PipeReader
	write  *io.PipeWriter
	once   sync.Once
	begun  chan struct{} // closed when the client may look at the rest
	broken error         // in place of an answer
}

func (w *wire) Header() http.Header { return w.header }

func (w *wire) WriteHeader(status int) { w.status = status }

func (w *wire) Write(p []byte) (int, error) { return w.held.Write(p) }

// FlushError sends what was written so far, as http.ResponseController has it.
func (w *wire) FlushError() error {
	w.once.Do(func() { close(w.begun) })
	_, err := w.held.WriteTo(w.write)
	return err
}

func (w *wire) end(broken error) {
	w.once.Do(func() {
		w.broken = broken
		close(w.begun)
	})
	if broken == nil {
		_ = w.FlushError() // the client may be gone
	}
	w.write.CloseWithError(broken)
}

// leaving tells the server when the client has read enough, or gave up.
type leaving struct {
	body    *io.PipeReader
	leave   context.CancelFunc
	request context.Context
}

// Read fails when the request's context ends, as that of a real body does.
func (l leaving) Read(p []byte) (int, error) {
	stop := context.AfterFunc(l.request, func() { l.body.CloseWithError(l.request.Err()) })
	defer stop()
	return l.body.Read(p)
}

// Close ends the answer.
func (l leaving) Close() error {
	l.leave()
	return l.body.Close()
}
