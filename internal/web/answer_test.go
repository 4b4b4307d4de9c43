package web_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-kit/log"
	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	dto "github.com/prometheus/client_model/go"

	"salesforce_exporter/internal/exposition"
	"salesforce_exporter/internal/web"
)

// keptOrg has its pieces ready. It notes what it is asked for.
type keptOrg struct {
	reported
	registry *prometheus.Registry
	asked    [][]string // collectors, of each refresh
	wanted   []exposition.Format
	takes    time.Duration // to hand out pieces
}

func (o *keptOrg) Refresh(_ context.Context, collectors ...string) {
	o.asked = append(o.asked, collectors)
}

func (o *keptOrg) Want(f exposition.Format) { o.wanted = append(o.wanted, f) }

func (o *keptOrg) Gather(collectors ...string) ([]*dto.MetricFamily, error) {
	families, err := o.registry.Gather()
	return slices.DeleteFunc(families, func(f *dto.MetricFamily) bool {
		of := strings.Split(f.GetName(), "_")[1]
		return len(collectors) > 0 && !slices.Contains(collectors, of)
	}), err
}

func (o *keptOrg) Pieces(f exposition.Format, collectors ...string) ([]exposition.Piece, error) {
	time.Sleep(o.takes)
	families, err := o.Gather(collectors...)
	return piecesOf(f, families, err)
}

func newKeptOrg() *keptOrg {
	o := &keptOrg{registry: prometheus.NewRegistry()}
	for _, name := range []string{"salesforce_users_a", "salesforce_users_b", "salesforce_logins_c"} {
		gauge := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: name, Help: "Some."}, []string{"l"})
		gauge.WithLabelValues("x").Set(1)
		o.registry.MustRegister(gauge)
	}
	return o
}

func serving(t *testing.T, org web.Org) (h http.Handler, own *prometheus.Registry) {
	t.Helper()
	own = prometheus.NewRegistry()
	own.MustRegister(prometheus.NewCounter(prometheus.CounterOpts{Name: "salesforce_exporter_some_total", Help: "Some."}))
	handler, err := web.New(web.Options{
		Find: func(string) web.Org { return org }, Names: func() []string { return nil }, Exporter: own,
		TelemetryPath: "/metrics", Logger: log.NewNopLogger(),
		Deadline: web.Deadline{Offset: 250 * time.Millisecond, Default: 10 * time.Second},
	})
	if err != nil {
		t.Fatal(err)
	}
	return handler, own
}

func fetched(h http.Handler, path string, headers map[string]string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(http.MethodGet, path, nil)
	for name, value := range headers {
		req.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	return w
}

// body is what a client reads.
func body(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	if w.Header().Get("Content-Encoding") != "gzip" {
		return w.Body.String()
	}
	reader, err := gzip.NewReader(bytes.NewReader(w.Body.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(reader)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestFormsAreThoseOfPromhttp asks for every format and compression. Headers and
// text are those of promhttp.
func TestFormsAreThoseOfPromhttp(t *testing.T) {
	accepts := []string{
		"", "*/*", "text/html", "text/plain;version=0.0.4", "text/plain;version=1.0.0;escaping=allow-utf-8",
		"application/openmetrics-text;version=1.0.0", "application/openmetrics-text", "application/openmetrics-text;version=2.0.0",
		"application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited",
		// of Prometheus 3
		"application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
	}
	encodings := []string{"", "gzip", "gzip;q=0", "deflate, gzip;q=1.0, *;q=0.5", "identity", "gzip;q=0.5, identity",
		"br", "*;q=0"}
	for _, path := range []string{"/metrics", "/metrics?name[]=salesforce_users_b&name[]=nothing", "/metrics?name[]=nothing"} {
		for _, accept := range accepts {
			for _, encoding := range encodings {
				org := newKeptOrg()
				h, own := serving(t, org)
				headers := map[string]string{"Accept": accept, "Accept-Encoding": encoding}
				got := fetched(h, path, headers)
				want := fetched(promhttp.HandlerFor(prometheus.Gatherers{own, org.registry},
					promhttp.HandlerOpts{EnableOpenMetrics: true}), path, headers)
				for _, name := range []string{"Content-Type", "Content-Encoding", "Vary"} {
					if diff := cmp.Diff(want.Header()[name], got.Header()[name]); diff != "" {
						t.Errorf("%s, %q, %q: %s (-promhttp +ours):\n%s", path, accept, encoding, name, diff)
					}
				}
				if diff := cmp.Diff(body(t, want), body(t, got)); diff != "" || got.Code != http.StatusOK {
					t.Errorf("%s, %q, %q: status %d (-promhttp +ours):\n%s", path, accept, encoding, got.Code, diff)
				}
				if length := fmt.Sprint(got.Body.Len()); got.Header().Get("Content-Length") != length {
					t.Errorf("%s: Content-Length is %s of %s", path, got.Header().Get("Content-Length"), length)
				}
			}
		}
	}
}

// TestFormatIsWantedBeforeTheRefresh: so the refresh can make the pieces.
func TestFormatIsWantedBeforeTheRefresh(t *testing.T) {
	org := newKeptOrg()
	h, _ := serving(t, org)
	fetched(h, "/metrics", map[string]string{"Accept": "application/openmetrics-text"})
	fetched(h, "/metrics", nil)
	want := []exposition.Format{exposition.OpenMetrics, exposition.Text}
	if !slices.Equal(org.wanted, want) {
		t.Errorf("wanted are %v, want %v", org.wanted, want)
	}
}

// TestCollectSomeCollectors: collect[] and exclude[] are those of node_exporter.
func TestCollectSomeCollectors(t *testing.T) {
	for query, want := range map[string]string{
		"":                                     "logins_c users_a users_b",
		"collect[]=users":                      "users_a users_b",
		"collect[]=logins&collect[]=users":     "logins_c users_a users_b",
		"exclude[]=users":                      "logins_c",
		"collect[]=nothing":                    `400: missing collector: "nothing"; collectors are ["users" "logins"]`,
		"exclude[]=nothing":                    `400: missing collector: "nothing"; collectors are ["users" "logins"]`,
		"collect[]=":                           `400: missing collector: ""; collectors are ["users" "logins"]`,
		"exclude[]=users&exclude[]=logins":     `400: exclude[] leaves no collector`,
		"collect[]=users&exclude[]=logins":     `400: combined collect[] and exclude[] queries are not allowed`,
		"collect[]=" + strings.Repeat("x", 99): `400: missing collector: "` + strings.Repeat("x", 63) + `"; collectors are ["users" "logins"]`,
	} {
		for _, path := range []string{"/metrics?", "/probe?target=emea&"} {
			org := newKeptOrg()
			h, _ := serving(t, org)
			w := fetched(h, path+query, nil)
			if got := summary(w); got != want {
				t.Errorf("%s%s:\n got %s\nwant %s", path, query, got, want)
			}
			if w.Code != http.StatusOK && org.asked != nil {
				t.Errorf("%s%s: refreshed %v", path, query, org.asked)
			}
		}
	}
}

// summary is what an answer has of collectors, or its error.
func summary(w *httptest.ResponseRecorder) string {
	if w.Code != http.StatusOK {
		return fmt.Sprintf("%d: %s", w.Code, strings.TrimSpace(w.Body.String()))
	}
	var names []string
	for line := range strings.Lines(w.Body.String()) {
		if name, ok := strings.CutPrefix(line, "# TYPE salesforce_"); ok && !strings.HasPrefix(name, "exporter_") {
			names = append(names, strings.Fields(name)[0])
		}
	}
	return strings.Join(names, " ")
}

// busyOrg never ends its refresh, and takes long to hand out what it has.
type busyOrg struct{ *keptOrg }

func (busyOrg) Refresh(ctx context.Context, _ ...string) { <-ctx.Done() }

// TestOffsetAllowsForTheAnswer has an org whose answer takes longer than the offset
// while a refresh runs. After the first answer, which comes too late, all are in
// time.
func TestOffsetAllowsForTheAnswer(t *testing.T) {
	for name, answer := range map[string]http.ResponseWriter{
		"who takes it": httptest.NewRecorder(), "who hung up": goneWriter{httptest.NewRecorder()},
	} {
		synctest.Test(t, func(t *testing.T) {
			org := busyOrg{newKeptOrg()}
			org.takes = 700 * time.Millisecond
			h, _ := serving(t, org)
			var took []time.Duration
			for range 3 {
				start := time.Now()
				req := httptest.NewRequest(http.MethodGet, "/metrics", nil)
				req.Header.Set("X-Prometheus-Scrape-Timeout-Seconds", "10")
				h.ServeHTTP(answer, req)
				took = append(took, time.Since(start))
			}
			want := []time.Duration{10450 * time.Millisecond, 7650 * time.Millisecond, 7650 * time.Millisecond}
			if !slices.Equal(took, want) {
				t.Errorf("%s: answers took %v, want %v", name, took, want)
			}
		})
	}
}
