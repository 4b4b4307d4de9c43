package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestRelease packs what is released, of one real binary and of stand-ins for the
// platforms that are not this one, and looks into all of it.
func TestRelease(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program and runs it from an image")
	}
	r := &release{root: "../..", image: "registry.example.com/acme/salesforce_exporter", version: "9.8.7",
		revision: "0123456789abcdef0123456789abcdef01234567", committed: time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)}
	dist := t.TempDir()
	if err := r.pack(dist, binariesOf(t, r)); err != nil {
		t.Fatal(err)
	}
	t.Run("files", func(t *testing.T) { testFiles(t, dist) })
	t.Run("archives", func(t *testing.T) { testArchives(t, dist) })
	t.Run("chart", func(t *testing.T) { testChart(t, dist) })
	t.Run("deb", func(t *testing.T) { testDeb(t, dist) })
	t.Run("rpm", func(t *testing.T) { testRPM(t, dist) })
	t.Run("image", func(t *testing.T) { testImage(t, dist) })
}

// TestTheSameBytes: what is made of the same binaries is the same.
func TestTheSameBytes(t *testing.T) {
	r := &release{root: "../..", version: "9.8.7", revision: "0123", committed: time.Unix(1_800_000_000, 0).UTC()}
	var sums []string
	for range 2 {
		dist := t.TempDir()
		if err := r.pack(dist, standIns(t)); err != nil {
			t.Fatal(err)
		}
		sums = append(sums, readText(t, filepath.Join(dist, sumsFile)))
	}
	if diff := cmp.Diff(sums[0], sums[1]); diff != "" {
		t.Errorf("(-first +second):\n%s", diff)
	}
}

// binariesOf builds the one that this machine runs.
func binariesOf(t *testing.T, r *release) map[platform]string {
	t.Helper()
	binaries := standIns(t)
	here := platform{"linux", runtime.GOARCH}
	binaries[here] = filepath.Join(t.TempDir(), program)
	if err := r.build(t.Context(), here, binaries[here]); err != nil {
		t.Fatal(err)
	}
	return binaries
}

func standIns(t *testing.T) map[platform]string {
	t.Helper()
	dir := t.TempDir()
	binaries := map[platform]string{}
	for _, p := range platforms {
		binaries[p] = filepath.Join(dir, p.String())
		if err := os.WriteFile(binaries[p], []byte("a program for "+p.String()), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return binaries
}

func testFiles(t *testing.T, dist string) {
	files, err := os.ReadDir(dist)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, file := range files {
		names = append(names, file.Name())
	}
	want := []string{
		"image",
		"salesforce-exporter-9.8.7-1.aarch64.rpm", "salesforce-exporter-9.8.7-1.x86_64.rpm",
		"salesforce-exporter-9.8.7.tgz",
		"salesforce-exporter_9.8.7_amd64.deb", "salesforce-exporter_9.8.7_arm64.deb",
		"salesforce_exporter-9.8.7.darwin-amd64.tar.gz", "salesforce_exporter-9.8.7.darwin-arm64.tar.gz",
		"salesforce_exporter-9.8.7.linux-amd64.tar.gz", "salesforce_exporter-9.8.7.linux-arm64.tar.gz",
		"salesforce_exporter-9.8.7.oci.tar",
		"salesforce_exporter-9.8.7.windows-amd64.zip", "salesforce_exporter-9.8.7.windows-arm64.zip",
		"sha256sums.txt",
	}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	if sums := strings.Count(readText(t, filepath.Join(dist, sumsFile)), "\n"); sums != len(want)-2 {
		t.Errorf("%d checksums, want one for each file but the folder and themselves", sums)
	}
}

func testArchives(t *testing.T, dist string) {
	want := map[string]string{}
	for _, file := range []string{"LICENSE", "README.md", "CHANGELOG.md", "salesforce_exporter.service"} {
		want["salesforce_exporter-9.8.7.darwin-arm64/"+file] = "-rw-r--r--"
	}
	want["salesforce_exporter-9.8.7.darwin-arm64/salesforce_exporter"] = "-rwxr-xr-x"
	got := map[string]string{}
	for _, e := range unpack(t, filepath.Join(dist, "salesforce_exporter-9.8.7.darwin-arm64.tar.gz")) {
		got[e.path] = e.mode.String()
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("tar.gz (-want +got):\n%s", diff)
	}
	z, err := zip.OpenReader(filepath.Join(dist, "salesforce_exporter-9.8.7.windows-amd64.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	if first := z.File[0]; first.Name != "salesforce_exporter-9.8.7.windows-amd64/salesforce_exporter.exe" ||
		first.UncompressedSize64 != uint64(len("a program for windows-amd64")) {
		t.Errorf("the zip begins with %s of %d bytes", first.Name, first.UncompressedSize64)
	}
}

// testChart: links are files in it, and it runs the released image.
func testChart(t *testing.T, dist string) {
	entries := unpack(t, filepath.Join(dist, "salesforce-exporter-9.8.7.tgz"))
	text := map[string]string{}
	for _, e := range entries {
		text[e.path] = string(e.text)
	}
	for path, want := range map[string]string{
		"files/dashboards/overview.json": readText(t, "../../grafana/dashboards/overview.json"),
		"files/rules/alerts.yml":         readText(t, "../../prometheus/alerts.yml"),
		"LICENSE":                        readText(t, "../../LICENSE"),
	} {
		if text["salesforce-exporter/"+path] != want {
			t.Errorf("%s is not that of the project", path)
		}
	}
	const repository = "\n  repository: registry.example.com/acme/salesforce_exporter\n"
	if !strings.Contains(text["salesforce-exporter/values.yaml"], repository) {
		t.Error("the chart runs another image")
	}
}

func testDeb(t *testing.T, dist string) {
	file := filepath.Join(dist, "salesforce-exporter_9.8.7_"+runtime.GOARCH+".deb")
	if _, err := exec.LookPath("dpkg-deb"); err != nil {
		t.Skip("there is no dpkg-deb")
	}
	for field, want := range map[string]string{"Package": "salesforce-exporter", "Version": "9.8.7",
		"Architecture": runtime.GOARCH} {
		if got := strings.TrimSpace(must(t, ".", nil, "dpkg-deb", "--field", file, field)); got != want {
			t.Errorf("%s is %s, want %s", field, got, want)
		}
	}
	into := t.TempDir()
	must(t, ".", nil, "dpkg-deb", "--raw-extract", file, into)
	checkInstalled(t, into)
	if conf := readText(t, filepath.Join(into, "DEBIAN/conffiles")); conf != "/etc/salesforce_exporter/environment\n" {
		t.Errorf("kept at an upgrade: %s", conf)
	}
	for _, script := range []string{"postinst", "prerm"} {
		must(t, ".", nil, "sh", "-n", filepath.Join(into, "DEBIAN", script))
	}
}

// testRPM looks into the package where there is rpm.
func testRPM(t *testing.T, dist string) {
	if _, err := exec.LookPath("rpm2cpio"); err != nil {
		t.Skip("there is no rpm2cpio (Debian: apt-get install rpm2cpio cpio)")
	}
	arch := map[string]string{"amd64": "x86_64", "arm64": "aarch64"}[runtime.GOARCH]
	file, err := filepath.Abs(filepath.Join(dist, "salesforce-exporter-9.8.7-1."+arch+".rpm"))
	if err != nil {
		t.Fatal(err)
	}
	into := t.TempDir()
	must(t, into, nil, "sh", "-c", "rpm2cpio "+file+" | cpio --extract --make-directories --no-absolute-filenames --quiet")
	checkInstalled(t, into)
}

func checkInstalled(t *testing.T, root string) {
	t.Helper()
	said := must(t, root, nil, "./usr/bin/salesforce_exporter", "--version")
	if !strings.Contains(said, "version 9.8.7 ") {
		t.Errorf("the program says of its version: %s", said)
	}
	unit := readText(t, filepath.Join(root, "usr/lib/systemd/system/salesforce_exporter.service"))
	if !strings.Contains(unit, "\nExecStart=/usr/bin/salesforce_exporter ") {
		t.Error("the service runs a program that is elsewhere")
	}
	info, err := os.Stat(filepath.Join(root, "etc/salesforce_exporter/environment"))
	if err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("environment: %v, %v", info, err)
	}
}

// unpack reads an archive.
func unpack(t *testing.T, path string) (entries []entry) {
	t.Helper()
	packed, err := gzip.NewReader(bytes.NewReader([]byte(readText(t, path))))
	if err != nil {
		t.Fatal(err)
	}
	return untar(t, packed)
}

func untar(t *testing.T, from io.Reader) (entries []entry) {
	t.Helper()
	for all := tar.NewReader(from); ; {
		h, err := all.Next()
		if errors.Is(err, io.EOF) {
			return entries
		}
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(all)
		if err != nil {
			t.Fatal(err)
		}
		if h.Uid != 0 || h.Gid != 0 || h.Uname != "" {
			t.Errorf("%s belongs to %d:%d %s", h.Name, h.Uid, h.Gid, h.Uname)
		}
		entries = append(entries, entry{h.Name, text, h.FileInfo().Mode()})
	}
}

func readText(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
