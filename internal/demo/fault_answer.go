package demo

import (
	"bytes"
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"strings"
	"time"

	"salesforce_exporter/internal/demo/engagement"
)

// endlessPause is how long an endless body pauses between its bytes, unless
// the fault says so.
const endlessPause = 100 * time.Millisecond

// wait reports whether the client is still there after a while.
func wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// serveWith answers as a fault has it; without a fault, as serve does.
func serveWith(f Fault, w http.ResponseWriter, r *http.Request, serve http.HandlerFunc) {
	kind := f.Kind.spec()
	switch {
	case f.Kind == "" || f.Kind == FailingSubrequests:
		serve(w, r)
	case kind.web && kind.engagement == nil && !kind.html:
		serveWeb(f, w, r, serve)
	case kind.engagement != nil:
		writeEngagementError(w, r, kind.engagement)
	case kind.html:
		writePage(w, r, kind.refused.status)
	case kind.refused != nil:
		writeFault(w, r, kind.refused)
	case f.Kind == Reset:
		reset(w)
	case f.Kind == EndlessBody:
		serveEndless(f, w, r, serve)
	default:
		garble(f.Kind, w, r, serve)
	}
}

// writePage answers with a page as servers in front of Salesforce do.
func writePage(w http.ResponseWriter, r *http.Request, status int) {
	writeBody(w, r, status, "text/html;charset=UTF-8", []byte("<h1>"+http.StatusText(status)+"</h1>"))
}

// writeFault answers with an error, in the form that the client expects: the
// OAuth endpoints have their own (Salesforce Help, OAuth 2.0 Error Codes), and
// so have SOAP and Account Engagement.
func writeFault(w http.ResponseWriter, r *http.Request, refused *refusal) {
	switch path := r.URL.Path; {
	case strings.HasPrefix(path, "/services/oauth2/"):
		writeOAuthFault(w, r, refused)
	case strings.HasPrefix(path, "/services/Soap/c/"):
		writeXML(w, r, refused.status, unexpectedFault(refused.code, refused.message).envelope("enterprise"))
	case strings.HasPrefix(path, "/services/Soap/"):
		writeXML(w, r, refused.status, unexpectedFault(refused.code, refused.message).envelope("partner"))
	case strings.HasPrefix(path, engagementPrefix):
		writeEngagementError(w, r,
			&engagement.Error{Status: refused.status, Code: engagement.Internal().Code, Message: refused.message})
	default:
		writeRefusal(w, r, refused)
	}
}

func writeOAuthFault(w http.ResponseWriter, r *http.Request, refused *refusal) {
	body := oauthError{"unknown_error", "retry your request"}
	if refused.status == http.StatusTooManyRequests {
		body = oauthError{"rate_limit_exceeded", "login rate exceeded"}
	}
	writeJSON(w, r, refused.status, body)
}

// reset breaks the connection: at once where it is a connection of its own,
// and otherwise by the means of the server.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if secured, ok := conn.(*tls.Conn); ok {
		conn = secured.NetConn()
	}
	if plain, ok := conn.(*net.TCPConn); ok {
		// Without lingering the client is sent a reset. Where that cannot be
		// had, the connection ends all the same.
		_ = plain.SetLinger(0)
	}
	_ = conn.Close()
}

// heldAnswer keeps an answer back. It shares the header of the real one.
type heldAnswer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func hold(w http.ResponseWriter, r *http.Request, serve http.HandlerFunc) *heldAnswer {
	held := &heldAnswer{header: w.Header(), status: http.StatusOK}
	plain := r.Clone(r.Context())
	plain.Header.Del("Accept-Encoding")
	serve(held, plain)
	return held
}

func (h *heldAnswer) Header() http.Header { return h.header }

func (h *heldAnswer) WriteHeader(status int) { h.status = status }

func (h *heldAnswer) Write(p []byte) (int, error) { return h.body.Write(p) }

// garble sends an answer that cannot be read.
func garble(kind FaultKind, w http.ResponseWriter, r *http.Request, serve http.HandlerFunc) {
	held := hold(w, r, serve)
	body := held.body.Bytes()
	if kind == TruncatedJSON {
		body = body[:len(body)/2]
	} else {
		body = spoil(body)
	}
	w.WriteHeader(held.status)
	_, _ = w.Write(body) // the client may be gone
}

// spoil puts bytes that UTF-8 does not have into the last text that is a
// value, or else into the first that is a name.
func spoil(body []byte) []byte {
	at := bytes.LastIndex(body, []byte(`":"`)) + len(`":"`)
	if at < len(`":"`) {
		at = bytes.IndexByte(body, '"') + 1
	}
	return append(append(bytes.Clone(body[:at]), 0xc3, 0x28, 0xff), body[at:]...)
}

// serveEndless sends all of an answer but its last byte, and then spaces until
// the client leaves.
func serveEndless(f Fault, w http.ResponseWriter, r *http.Request, serve http.HandlerFunc) {
	pause := f.Delay
	if pause == 0 {
		pause = endlessPause
	}
	keepBody(r)
	held := hold(w, r, serve)
	part := held.body.Bytes()
	part = part[:max(0, len(part)-1)]
	w.WriteHeader(held.status)
	spaces := bytes.Repeat([]byte(" "), 1024)
	for {
		if _, err := w.Write(part); err != nil {
			return
		}
		// Without a network there is nothing to flush.
		_ = http.NewResponseController(w).Flush()
		if !wait(r.Context(), pause) {
			return
		}
		part = spaces
	}
}
