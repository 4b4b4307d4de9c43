package deploy_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/common/config"
	"go.yaml.in/yaml/v3"
	"golang.org/x/crypto/bcrypt"
)

// TestInstallPage runs the exporter with the web configurations of
// docs/install.md, and scrapes it as the examples beside them say.
func TestInstallPage(t *testing.T) {
	page, err := os.ReadFile("../docs/install.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(page), "\n## TLS and authentication\n")
	section, _, _ = strings.Cut(section, "\n## ")
	blocks := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(section, -1)
	if len(blocks) != 4 {
		t.Fatalf("the page has %d examples, want two of each side", len(blocks))
	}
	binary := build(t)
	for i, name := range []string{"password", "client certificate"} {
		t.Run(name, func(t *testing.T) { testExample(t, binary, blocks[2*i][1], blocks[2*i+1][1]) })
	}
}

func testExample(t *testing.T, binary, web, scrape string) {
	dir := t.TempDir()
	certificates(t, dir)
	hash, err := bcrypt.GenerateFromPassword([]byte("secret"), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "web.yml"), strings.Replace(web, "$2y$10$…", string(hash), 1))
	write(t, filepath.Join(dir, "salesforce_password"), "secret")
	address := run(t, nil, `msg="Listening on" address=(\S+)`, binary, "--demo", "--demo.users=20",
		"--web.listen-address=127.0.0.1:0", "--web.config.file="+filepath.Join(dir, "web.yml"))

	settings := scrapeSettings(t, strings.ReplaceAll(scrape, "/etc/prometheus", dir))
	if status := get(t, settings, address); status != http.StatusOK {
		t.Errorf("scraped as the page says: status %d", status)
	}
	stranger := config.HTTPClientConfig{TLSConfig: config.TLSConfig{CAFile: filepath.Join(dir, "ca.crt")}}
	if status := get(t, stranger, address); status == http.StatusOK {
		t.Error("whoever has no credentials gets the metrics")
	}
}

// scrapeSettings reads how a scrape connects, as Prometheus does.
func scrapeSettings(t *testing.T, scrape string) config.HTTPClientConfig {
	t.Helper()
	var file struct {
		ScrapeConfigs []map[string]any `yaml:"scrape_configs"`
	}
	if err := yaml.Unmarshal([]byte(scrape), &file); err != nil {
		t.Fatal(err)
	}
	job := map[string]any{}
	if len(file.ScrapeConfigs) > 0 {
		job = file.ScrapeConfigs[0]
	} else if err := yaml.Unmarshal([]byte(scrape), &job); err != nil {
		t.Fatal(err)
	}
	connection := map[string]any{}
	for _, key := range []string{"tls_config", "basic_auth"} {
		if value, ok := job[key]; ok {
			connection[key] = value
		}
	}
	text, err := yaml.Marshal(connection)
	if err != nil {
		t.Fatal(err)
	}
	var settings config.HTTPClientConfig
	if err := yaml.Unmarshal(text, &settings); err != nil {
		t.Fatal(err)
	}
	return settings
}

// get returns the status of a scrape; 0 where no connection is made.
func get(t *testing.T, settings config.HTTPClientConfig, address string) int {
	t.Helper()
	client, err := config.NewClientFromConfig(settings, "test")
	if err != nil {
		t.Fatal(err)
	}
	answer, err := client.Get("https://" + address + "/metrics")
	if err != nil {
		return 0
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode
}

// certificates makes an authority, and what it signs for a server and a client.
func certificates(t *testing.T, dir string) {
	t.Helper()
	authority := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority"},
		NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	key := newKey(t)
	sign(t, dir, "ca", authority, authority, key, key)
	write(t, filepath.Join(dir, "clients.crt"), readFile(t, filepath.Join(dir, "ca.crt")))
	for i, name := range []string{"server", "client"} {
		own := newKey(t)
		sign(t, dir, name, &x509.Certificate{SerialNumber: big.NewInt(int64(i + 2)), Subject: pkix.Name{CommonName: name},
			NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
			ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}}, authority, own, key)
	}
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func sign(t *testing.T, dir, name string, certificate, by *x509.Certificate, key, with *ecdsa.PrivateKey) {
	t.Helper()
	signed, err := x509.CreateCertificate(rand.Reader, certificate, by, &key.PublicKey, with)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for file, block := range map[string]*pem.Block{".crt": {Type: "CERTIFICATE", Bytes: signed},
		".key": {Type: "EC PRIVATE KEY", Bytes: private}} {
		write(t, filepath.Join(dir, name+file), string(pem.EncodeToMemory(block)))
	}
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
