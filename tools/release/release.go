package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// program is what the binary is called.
const program = "salesforce_exporter"

// A release is one commit under one version.
type release struct {
	root      string // folder of the project
	image     string // name of the image in the chart; empty for the name that the sources have
	version   string
	revision  string
	committed time.Time // the time of all files that are made
}

type platform struct{ os, arch string }

func (p platform) String() string { return p.os + "-" + p.arch }

// make empties the folder and fills it.
func (r *release) make(ctx context.Context, dist string, platforms []platform) error {
	if err := os.RemoveAll(dist); err != nil {
		return err
	}
	if err := os.MkdirAll(dist, 0o755); err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "release")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	materials := filepath.Join(work, "cyclonedx-gomod")
	if _, err := output(ctx, filepath.Join(r.root, "tools"), "go", "build", "-trimpath", "-o", materials,
		"github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod"); err != nil {
		return err
	}
	binaries := map[platform]string{}
	for _, p := range platforms {
		fmt.Fprintln(os.Stderr, "release:", p)
		binary := filepath.Join(work, p.String(), program)
		if err := r.build(ctx, p, binary); err != nil {
			return err
		}
		bom := filepath.Join(dist, fmt.Sprintf("%s-%s.%s.cdx.json", program, r.version, p))
		if err := r.listMaterials(ctx, materials, binary, bom); err != nil {
			return err
		}
		binaries[p] = binary
	}
	return r.pack(dist, binaries)
}

// pack makes of the binaries all that people install.
func (r *release) pack(dist string, binaries map[platform]string) error {
	for p, binary := range binaries {
		if err := r.archive(dist, p, binary); err != nil {
			return fmt.Errorf("archive for %s: %w", p, err)
		}
		if p.os != "linux" {
			continue
		}
		for _, format := range []string{"deb", "rpm"} {
			if err := r.packageFor(dist, format, p, binary); err != nil {
				return fmt.Errorf("%s for %s: %w", format, p, err)
			}
		}
	}
	if err := r.writeImage(dist, binaries); err != nil {
		return fmt.Errorf("image: %w", err)
	}
	if err := r.chart(dist); err != nil {
		return fmt.Errorf("chart: %w", err)
	}
	return writeSums(dist)
}

// build makes the static binary that says which version it is.
func (r *release) build(ctx context.Context, p platform, to string) error {
	const at = "github.com/prometheus/common/version."
	flags := []string{"-s", "-w"}
	for _, v := range [][2]string{{"Version", r.version}, {"Revision", r.revision}, {"Branch", "v" + r.version},
		{"BuildDate", r.committed.Format("20060102-15:04:05")}} {
		flags = append(flags, "-X "+at+v[0]+"="+v[1])
	}
	to, err := filepath.Abs(to)
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-ldflags", strings.Join(flags, " "),
		"-o", to, "./cmd/"+program)
	cmd.Dir = r.root
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+p.os, "GOARCH="+p.arch, "GOFLAGS=-mod=readonly")
	if text, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build for %s: %w\n%s", p, err, text)
	}
	return nil
}

// listMaterials writes the bill of materials of a binary. The moment at which it
// was made is left out, as it is nothing of the release.
func (r *release) listMaterials(ctx context.Context, program, binary, to string) error {
	text, err := output(ctx, "", program, "bin", "-json", "-noserial", "-version", "v"+r.version, binary)
	if err != nil {
		return err
	}
	var kept []string
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, `    "timestamp": `) {
			kept = append(kept, line)
		}
	}
	return os.WriteFile(to, []byte(strings.Join(kept, "")+"\n"), 0o644)
}

func commitTime(ctx context.Context, root string) (time.Time, error) {
	text, err := output(ctx, root, "git", "log", "-1", "--format=%ct")
	if err != nil {
		return time.Time{}, err
	}
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("read the time of the commit: %w", err)
	}
	return time.Unix(seconds, 0).UTC(), nil
}

// output runs a program and returns what it prints.
func output(ctx context.Context, dir, program string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = dir
	var mistakes strings.Builder
	cmd.Stderr = &mistakes
	text, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("run %s %s: %w\n%s", program, strings.Join(args, " "), err, mistakes.String())
	}
	return strings.TrimSpace(string(text)), nil
}
