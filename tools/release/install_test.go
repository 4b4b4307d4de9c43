package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

// TestGoInstall gives a copy of the project another module path, publishes it as
// a module proxy does, and installs the program from there.
func TestGoInstall(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program once more")
	}
	const version = "v1.8.7"
	// All runs share the cache of modules, so each needs a path of its own.
	path := fmt.Sprintf("example.com/acme%d/salesforce_exporter", os.Getpid())
	copied := filepath.Join(t.TempDir(), "project")
	copyProject(t, copied)
	must(t, copied, nil, "sh", "tools/module-path.sh", path)
	proxy := publish(t, copied, module.Version{Path: path, Version: version})
	bin := t.TempDir()
	from := "file://" + proxy + "," + strings.TrimSpace(must(t, ".", nil, "go", "env", "GOPROXY"))
	cache := strings.TrimSpace(must(t, ".", nil, "go", "env", "GOMODCACHE"))
	forget(t, cache, path)
	t.Cleanup(func() { forget(t, cache, path) })
	must(t, t.TempDir(), []string{"GOBIN=" + bin, "GOFLAGS=-trimpath -modcacherw", "GONOSUMDB=" + path, "CGO_ENABLED=0",
		"GOPROXY=" + from}, "go", "install", path+"/cmd/salesforce_exporter@"+version)
	if said := must(t, bin, nil, "./salesforce_exporter", "--version"); !strings.Contains(said, "version 1.8.7 ") {
		t.Errorf("the program says of its version: %s", said)
	}
}

// forget removes a module from the cache of modules, which takes a version for
// one that never changes.
func forget(t *testing.T, cache, path string) {
	t.Helper()
	versions, err := filepath.Glob(filepath.Join(cache, path+"@*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range append(versions, filepath.Join(cache, "cache/download", path)) {
		if err := os.RemoveAll(folder); err != nil {
			t.Error(err)
		}
	}
}

// copyProject copies what is in the repository, with changes that are in no commit.
func copyProject(t *testing.T, to string) {
	t.Helper()
	files := must(t, "../..", nil, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	for file := range strings.SplitSeq(strings.TrimRight(files, "\x00"), "\x00") {
		from, err := os.Open(filepath.Join("../..", file))
		if os.IsNotExist(err) {
			continue // deleted, and in no commit yet
		}
		if err != nil {
			t.Fatal(err)
		}
		if info, err := from.Stat(); err != nil || info.IsDir() { // what a link in the chart leads to
			from.Close()
			continue
		}
		target := filepath.Join(to, file)
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := writeTo(target, func(w io.Writer) error { _, err := io.Copy(w, from); return err }); err != nil {
			t.Fatal(err)
		}
		from.Close()
	}
}

// publish makes the folder that a module proxy serves.
func publish(t *testing.T, project string, m module.Version) string {
	t.Helper()
	proxy := t.TempDir()
	folder := filepath.Join(proxy, m.Path, "@v")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile(filepath.Join(project, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"list": m.Version + "\n", m.Version + ".mod": string(mod),
		m.Version + ".info": `{"Version": "` + m.Version + `"}`} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := writeTo(filepath.Join(folder, m.Version+".zip"), func(w io.Writer) error {
		return zip.CreateFromDir(w, m, project)
	}); err != nil {
		t.Fatal(err)
	}
	return proxy
}

// must runs a program and returns what it prints.
func must(t *testing.T, dir string, variables []string, program string, args ...string) string {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("needs a shell")
	}
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), variables...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", program, strings.Join(args, " "), err, out)
	}
	return string(out)
}
