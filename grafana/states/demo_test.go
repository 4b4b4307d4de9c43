package states

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
	"go.yaml.in/yaml/v3"
)

// TestEveryPanelHasFiguresOfTheDemoOrg: what the exporter gives is what the panels ask for. The simulated orgs
// of the other tests are written by hand and could have what no exporter has.
func TestEveryPanelHasFiguresOfTheDemoOrg(t *testing.T) {
	data := measured(t)
	for _, d := range dashboards(t) {
		v := newViewer(data, noon)
		v.open(t, d)
		for _, p := range d.drawn() {
			for _, line := range v.say(t, p) {
				if line == p.FieldConfig.Defaults.NoValue || strings.Contains(line, "Not known") &&
					!strings.Contains(line, "Satisfaction") {
					t.Errorf("%s: %s says %q of the demo org", d.Title, p.Title, line)
				}
			}
		}
	}
}

// TestScoreIsThatOfTheRules: the score that the dashboards compute is the one that the recording rules write.
func TestScoreIsThatOfTheRules(t *testing.T) {
	data := measured(t)
	v := newViewer(data, noon)
	record(t, v, data, "../../prometheus/thresholds.yml")
	record(t, v, data, "../../prometheus/recording.yml")
	recorded := v.instant(t, "org:salesforce_adoption_score:ratio")
	for _, d := range dashboards(t) {
		if d.UID != "salesforce-overview" {
			continue
		}
		v.open(t, d)
		if byHand := v.chosen["byhand"]; !slices.Equal(byHand, []string{"none"}) {
			t.Errorf("with rules, the score is computed for %v", byHand)
		}
		for _, p := range d.drawn() {
			shown := v.show(t, p)
			score, ok := shown["Adoption score"]
			if p.Title == "Adoption score over time" {
				score, ok = shown["score"]
			}
			if ok && (len(recorded) != 1 || !near(score, recorded[0].F)) {
				t.Errorf("%s: the score is %v, that of the rules %v", p.Title, score, recorded)
			}
		}
		v.chosen = map[string][]string{"region": {"Germany"}}
		v.open(t, d)
		if byHand := v.chosen["byhand"]; !slices.Equal(byHand, []string{".+"}) {
			t.Errorf("with a region chosen, the score is computed for %v", byHand)
		}
	}
}

// record evaluates rules in their order and adds what they record.
func record(t *testing.T, v *viewer, data *store, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var rules struct {
		Groups []struct {
			Rules []struct {
				Record, Expr string
				Labels       map[string]string
			}
		}
	}
	if err := yaml.Unmarshal(text, &rules); err != nil {
		t.Fatalf("reading %s: %v", file, err)
	}
	for _, g := range rules.Groups {
		for _, r := range g.Rules {
			if r.Record == "" {
				continue
			}
			for _, found := range v.instant(t, r.Expr) {
				l := labels.NewBuilder(found.Metric).Set(nameLabel, r.Record)
				for name, value := range r.Labels {
					l.Set(name, value)
				}
				data.add(&series{l.Labels(), always(), constant(found.F)})
			}
		}
	}
}

// measured is what an exporter says of the demo org, for long.
func measured(t *testing.T) *store {
	t.Helper()
	data := newStore(ms(noon))
	target := labels.FromStrings("job", "salesforce", "instance", "demo:10733")
	for line := range strings.Lines(expositionOnce(t)) {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, value, _ := cutLast(line)
		l, err := parser.NewParser(parser.Options{}).ParseMetric(name)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		b := labels.NewBuilder(l)
		target.Range(func(l labels.Label) {
			if other := b.Get(l.Name); other != "" {
				b.Set("exported_"+l.Name, other)
			}
			b.Set(l.Name, l.Value)
		})
		data.add(&series{b.Labels(), always(), course(l.Get(nameLabel), value)})
	}
	data.add(&series{labels.FromStrings(nameLabel, "up", "job", "salesforce", "instance", "demo:10733"), always(),
		constant(1)})
	return data
}

func cutLast(line string) (string, float64, error) {
	i := strings.LastIndex(line, " ")
	value, err := strconv.ParseFloat(line[i+1:], 64)
	return line[:i], value, err
}

// course lets counters grow and moments come nearer; all else stays as it is.
func course(name string, value float64) func(int64) float64 {
	switch {
	case strings.HasPrefix(name, "salesforce_exporter") && strings.HasSuffix(name, "_total"):
		return func(t int64) float64 { return value + float64(t)/1e6 }
	case strings.HasSuffix(name, "_timestamp_seconds"):
		return func(t int64) float64 { return float64(t)/1000 - 600 }
	}
	return constant(value)
}

var listening = regexp.MustCompile(`address=(127\.0\.0\.1:\d+)`)

// expositionOnce is one scrape for all tests.
func expositionOnce(t *testing.T) string {
	t.Helper()
	demo.Do(func() { demoText = exposition(t) })
	if demoText == "" {
		t.Fatal("the exporter was not scraped")
	}
	return demoText
}

var (
	demo     sync.Once
	demoText string
)

// exposition builds the exporter, runs it on the demo org, and scrapes it once.
func exposition(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "salesforce_exporter")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "./cmd/salesforce_exporter")
	build.Dir = "../.."
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building the exporter: %v\n%s", err, out)
	}
	ctx, stop := context.WithCancel(t.Context())
	exporter := exec.CommandContext(ctx, binary, "--demo", "--web.listen-address=127.0.0.1:0",
		"--config.file="+withFeature(t))
	log, err := exporter.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := exporter.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(); _ = exporter.Wait() })
	address := ""
	var told bytes.Buffer
	for lines := bufio.NewScanner(log); address == "" && lines.Scan(); {
		told.WriteString(lines.Text() + "\n")
		if m := listening.FindStringSubmatch(lines.Text()); m != nil {
			address = m[1]
		}
	}
	if address == "" {
		t.Fatalf("the exporter does not say where it listens:\n%s", told.String())
	}
	go func() { _, _ = io.Copy(io.Discard, log) }()
	return scrape(t, address)
}

// withFeature is a configuration with a feature, of which the demo org has none.
func withFeature(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "config.yml")
	const text = "features: [{name: deals, objects: [Opportunity]}]\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// scrape waits for the first refresh, as a Prometheus with a long timeout does.
func scrape(t *testing.T, address string) string {
	t.Helper()
	// the exporter has a clock of its own
	for began := time.Now(); time.Since(began) < 3*time.Minute; time.Sleep(time.Second) {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address+"/metrics", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("X-Prometheus-Scrape-Timeout-Seconds", "120")
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatalf("scraping the exporter: %v", err)
		}
		text, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil {
			t.Fatalf("scraping the exporter: %v", err)
		}
		if complete(string(text)) {
			return string(text)
		}
	}
	t.Fatal("the exporter did not get all answers of the demo org within three minutes")
	return ""
}

// complete tells whether every collector got all its answers, web engagement included, which has a lane of its own.
func complete(text string) bool {
	return !regexp.MustCompile(`salesforce_collector_success\{[^}]*\} 0`).MatchString(text) &&
		strings.Contains(text, "salesforce_web_visits_30d{") && strings.Contains(text, "salesforce_leaderboard_score{")
}
