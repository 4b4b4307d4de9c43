package exposition_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	dto "github.com/prometheus/client_model/go"

	"salesforce_exporter/internal/exposition"
)

// TestJoinedIsWhatPromhttpSends makes pieces of some families in advance and of
// others when they are sent, and joins them in every way. What arrives is what
// promhttp sends of all of them.
func TestJoinedIsWhatPromhttpSends(t *testing.T) {
	registry := registered()
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	var press exposition.Press
	for format, accept := range map[exposition.Format]string{
		exposition.Text:        "text/plain;version=0.0.4",
		exposition.OpenMetrics: "application/openmetrics-text;version=1.0.0",
	} {
		want := promhttpSends(t, registry, accept)
		for live := range 1 << len(families) {
			joined := pieces(t, &press, format, families, live)
			if got := read(t, exposition.Plain(joined)); got != want {
				t.Errorf("%s, live %b (-promhttp +ours):\n%s", accept, live, cmp.Diff(want, got))
			}
			body, err := press.Gzip(joined)
			if err != nil {
				t.Fatal(err)
			}
			reader, err := gzip.NewReader(bytes.NewReader([]byte(read(t, body))))
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(reader)
			if err != nil || string(got) != want {
				t.Errorf("%s, gzip, live %b: %v (-promhttp +ours):\n%s", accept, live, err, cmp.Diff(want, string(got)))
			}
		}
	}
}

// pieces has those families live whose bit is set, in the wrong order.
func pieces(t *testing.T, press *exposition.Press, format exposition.Format, families []*dto.MetricFamily,
	live int) []exposition.Piece {
	t.Helper()
	var all []exposition.Piece
	for i, f := range slices.Backward(families) {
		if live>>i&1 == 1 {
			some, err := exposition.Live(format, []*dto.MetricFamily{f})
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, some...)
			continue
		}
		piece, err := press.Encode(format, f)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, piece)
	}
	return exposition.Join(format, all)
}

// read returns what a body sends, which has to be as much as it says.
func read(t *testing.T, b exposition.Body) string {
	t.Helper()
	var text bytes.Buffer
	if n, err := b.WriteTo(&text); err != nil || int(n) != b.Size || text.Len() != b.Size {
		t.Fatalf("sent %d bytes of %d: %v", n, b.Size, err)
	}
	return text.String()
}

func registered() *prometheus.Registry {
	registry := prometheus.NewRegistry()
	first := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "first_total", Help: "A gauge \\ with a name."},
		[]string{"a"})
	first.WithLabelValues("x\n\"y\"").Set(1.5)
	first.WithLabelValues("z").Set(1e9)
	second := prometheus.NewCounter(prometheus.CounterOpts{Name: "second_total", Help: "A counter."})
	third := prometheus.NewHistogram(prometheus.HistogramOpts{Name: "third", Help: "Times.", Buckets: []float64{1, 2.5}})
	third.Observe(2)
	fourth := prometheus.NewGauge(prometheus.GaugeOpts{Name: "fourth", Help: "No labels."})
	registry.MustRegister(first, second, third, fourth)
	return registry
}

func promhttpSends(t *testing.T, g prometheus.Gatherer, accept string) string {
	t.Helper()
	req := httptest.NewRequest(http.MethodGet, "/metrics", nil)
	req.Header.Set("Accept", accept)
	w := httptest.NewRecorder()
	promhttp.HandlerFor(g, promhttp.HandlerOpts{EnableOpenMetrics: true}).ServeHTTP(w, req)
	return w.Body.String()
}
