package api_test

import (
	"crypto/tls"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"salesforce_exporter/internal/api"
)

// A purse pays for so many requests.
type purse struct{ left, paid int }

var errEmpty = errors.New("the purse is empty")

func (p *purse) pay() error {
	if p.left == 0 {
		return errEmpty
	}
	p.left--
	p.paid++
	return nil
}

// ask sends a request that the purse has to pay for when it is repeated.
func (p *purse) ask(t *testing.T, client *http.Client, url string) error {
	t.Helper()
	ctx, end := api.PayRepeats(t.Context(), p.pay)
	defer end()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

// TestRepeatsArePaidFor has a connection break when a second request comes over
// it, so that net/http sends that one once more.
func TestRepeatsArePaidFor(t *testing.T) {
	for _, left := range []int{0, 5} {
		var used sync.Map // addresses of clients
		var arrived, broken atomic.Int32
		server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			arrived.Add(1)
			if _, again := used.Swap(r.RemoteAddr, true); again && broken.CompareAndSwap(0, 1) {
				panic(http.ErrAbortHandler)
			}
		}))
		defer server.Close()
		transport := &http.Transport{Proxy: api.ThenProxy(http.ProxyFromEnvironment)}
		defer transport.CloseIdleConnections()
		p := &purse{left: left}
		asked := 0
		var err error
		for ; broken.Load() == 0 && asked < 100; asked++ {
			err = p.ask(t, &http.Client{Transport: transport}, server.URL)
		}
		want := min(left, 1)
		if p.paid != want || int(arrived.Load()) != asked+want || errors.Is(err, errEmpty) != (left == 0) {
			t.Errorf("with %d to pay: asked %d times, %d arrived, %d were paid for, and got %v", left, asked, arrived.Load(),
				p.paid, err)
		}
	}
}

// TestRefusedStreamsArePaidFor has HTTP/2 refuse to look at a request, which
// net/http then sends once more over the same connection.
func TestRefusedStreamsArePaidFor(t *testing.T) {
	for _, left := range []int{0, 1} {
		arrived := make(chan int, 1)
		server := httptest.NewUnstartedServer(nil)
		server.TLS = &tls.Config{NextProtos: []string{"h2"}}
		server.Config.TLSNextProto = map[string]func(*http.Server, *tls.Conn, http.Handler){
			"h2": func(_ *http.Server, conn *tls.Conn, _ http.Handler) { arrived <- refuseFirst(conn) },
		}
		server.StartTLS()
		defer server.Close()
		transport := server.Client().Transport.(*http.Transport)
		transport.ForceAttemptHTTP2 = true
		transport.Proxy = api.ThenProxy(http.ProxyFromEnvironment)
		p := &purse{left: left}
		if err := p.ask(t, server.Client(), server.URL); (err == nil) != (left == 1) {
			t.Errorf("with %d to pay: got %v", left, err)
		}
		if n := closing(transport, arrived); p.paid != left || n != left+1 {
			t.Errorf("%d were paid for and %d arrived, want %d and %d", p.paid, n, left, left+1)
		}
	}
}

// closing closes the connection as soon as the client has done with it, and
// returns what the server says then.
func closing(transport *http.Transport, arrived <-chan int) int {
	for {
		transport.CloseIdleConnections()
		select {
		case n := <-arrived:
			return n
		case <-time.After(time.Millisecond):
		}
	}
}

// refuseFirst speaks as much HTTP/2 (RFC 9113) as it takes to refuse the first
// request and to answer others. It returns how many arrived before the client
// closed the connection.
func refuseFirst(conn net.Conn) (arrived int) {
	const (
		headers, rstStream, settings = 1, 3, 4 // types of frames
		ack, whole                   = 1, 5    // flags
		refused                      = 7       // error code
		noContent                    = 0x80 | 9
	)
	frame := func(kind, flags byte, stream uint32, payload ...byte) {
		head := binary.BigEndian.AppendUint32(nil, uint32(len(payload))<<8|uint32(kind))
		head = binary.BigEndian.AppendUint32(append(head, flags), stream)
		_, _ = conn.Write(append(head, payload...))
	}
	preface := make([]byte, len("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))
	if _, err := io.ReadFull(conn, preface); err != nil {
		return arrived
	}
	frame(settings, 0, 0)
	for head := make([]byte, 9); ; {
		if _, err := io.ReadFull(conn, head); err != nil {
			return arrived
		}
		length := int64(binary.BigEndian.Uint32(head) >> 8)
		if _, err := io.CopyN(io.Discard, conn, length); err != nil {
			return arrived
		}
		stream := binary.BigEndian.Uint32(head[5:])
		switch {
		case head[3] == settings && head[4] != ack:
			frame(settings, ack, 0)
		case head[3] == headers && arrived == 0:
			arrived++
			frame(rstStream, 0, stream, 0, 0, 0, refused)
		case head[3] == headers:
			arrived++
			frame(headers, whole, stream, noContent)
		}
	}
}
