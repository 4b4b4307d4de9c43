package main

import (
	"bufio"
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/remote"
)

// testImage pushes the image to a registry, gets it from there for this
// processor, and runs it from its files.
func testImage(t *testing.T, dist string) {
	server := httptest.NewServer(registry.New(registry.Logger(log.New(io.Discard, "", 0))))
	t.Cleanup(server.Close)
	at := strings.TrimPrefix(server.URL, "http://") + "/acme/salesforce_exporter:9.8.7"
	if err := push(t.Context(), filepath.Join(dist, imageFolder), at); err != nil {
		t.Fatal(err)
	}
	ref, err := name.ParseReference(at)
	if err != nil {
		t.Fatal(err)
	}
	index, err := remote.Index(ref)
	if err != nil {
		t.Fatal(err)
	}
	manifest, err := index.IndexManifest()
	if err != nil {
		t.Fatal(err)
	}
	var has []string
	for _, m := range manifest.Manifests {
		has = append(has, m.Platform.String())
	}
	if diff := cmp.Diff([]string{"linux/amd64", "linux/arm64"}, has); diff != "" {
		t.Errorf("platforms (-want +got):\n%s", diff)
	}
	image, err := remote.Image(ref, remote.WithPlatform(v1.Platform{OS: "linux", Architecture: runtime.GOARCH}))
	if err != nil {
		t.Fatal(err)
	}
	config, err := image.ConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	if config.Config.User != "65534:65534" || config.Config.Labels["org.opencontainers.image.version"] != "9.8.7" {
		t.Errorf("configuration: %+v", config.Config)
	}
	root := t.TempDir()
	for _, e := range untar(t, mutate.Extract(image)) {
		path := filepath.Join(root, e.path)
		if e.mode.IsDir() {
			err = os.MkdirAll(path, e.mode.Perm())
		} else {
			err = os.WriteFile(path, e.text, e.mode.Perm())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM([]byte(readText(t, filepath.Join(root, "etc/ssl/certs/ca-certificates.crt")))) {
		t.Error("there are no certificate authorities")
	}
	runFrom(t, root, config.Config)
}

// runFrom runs the image as a container runtime would with a read-only root: as
// its user, from its entry point, without more.
func runFrom(t *testing.T, root string, config v1.Config) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can mount a folder and become nobody")
	}
	const script = `mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && cd "$1" &&
		exec chroot --userspec="$2" "$1" "$3" --demo --demo.users=20 --web.listen-address=127.0.0.1:0`
	cmd := exec.CommandContext(t.Context(), "unshare", "--mount", "sh", "-c", script,
		"sh", root, config.User, config.Entrypoint[0])
	cmd.Env = config.Env
	said, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	late := time.AfterFunc(3*time.Minute, func() { _ = cmd.Process.Kill() })
	defer late.Stop()
	address, seen := "", ""
	for lines := bufio.NewScanner(said); address == "" && lines.Scan(); {
		seen += lines.Text() + "\n"
		if found := listens.FindStringSubmatch(lines.Text()); found != nil {
			address = found[1]
		}
	}
	if address == "" {
		t.Fatalf("it ended:\n%s", seen)
	}
	go func() { _, _ = io.Copy(io.Discard, said) }()
	checkConfined(t, cmd.Process.Pid)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address+"/metrics", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Prometheus-Scrape-Timeout-Seconds", "120") // a slow machine takes more than ten seconds
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"\nsalesforce_up 1\n", `version="9.8.7"`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("/metrics has no %q", want)
		}
	}
}

var listens = regexp.MustCompile(`msg="Listening on" address=(\S+)`)

// checkConfined: the kernel says that the process is nobody's and that its root
// cannot be written.
func checkConfined(t *testing.T, pid int) {
	t.Helper()
	status := readText(t, fmt.Sprintf("/proc/%d/status", pid))
	if !strings.Contains(status, "\nUid:\t65534\t65534\t65534\t65534\n") {
		t.Errorf("it runs as another user:\n%s", status)
	}
	for line := range strings.Lines(readText(t, fmt.Sprintf("/proc/%d/mountinfo", pid))) {
		if fields := strings.Fields(line); fields[4] == "/" && !strings.HasPrefix(fields[5], "ro") {
			t.Errorf("its root can be written: %s", line)
		}
	}
}
