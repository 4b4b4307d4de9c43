package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/goreleaser/nfpm/v2"
	_ "github.com/goreleaser/nfpm/v2/deb"
	_ "github.com/goreleaser/nfpm/v2/rpm"
)

// packageFor makes a package for Debian (deb) or Red Hat (rpm).
func (r *release) packageFor(dist, format string, p platform, binary string) error {
	work, err := os.MkdirTemp("", "package")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	unit := filepath.Join(work, "unit")
	if err := r.writeUnit(unit); err != nil {
		return err
	}
	variables := map[string]string{"ROOT": r.root, "VERSION": r.version, "ARCH": p.arch, "BINARY": binary, "UNIT": unit}
	config, err := nfpm.ParseFileWithEnvMapping(filepath.Join(r.root, "tools/release/package/nfpm.yml"),
		func(name string) string { return variables[name] })
	if err != nil {
		return err
	}
	config.Scripts.PostInstall = os.Expand(config.Scripts.PostInstall, func(name string) string { return variables[name] })
	config.Scripts.PreRemove = os.Expand(config.Scripts.PreRemove, func(name string) string { return variables[name] })
	config.MTime = r.committed
	info, err := config.Get(format)
	if err != nil {
		return err
	}
	info = nfpm.WithDefaults(info)
	packager, err := nfpm.Get(format)
	if err != nil {
		return err
	}
	return writeTo(filepath.Join(dist, packager.ConventionalFileName(info)), func(w io.Writer) error {
		return packager.Package(info, w)
	})
}

// writeUnit writes the service of deploy/, for a program that a package installs.
func (r *release) writeUnit(to string) error {
	const here, there = "ExecStart=/usr/local/bin/", "ExecStart=/usr/bin/"
	text, err := os.ReadFile(filepath.Join(r.root, "deploy/systemd", program+".service"))
	if err != nil {
		return err
	}
	if strings.Count(string(text), here) != 1 {
		return fmt.Errorf("the service has no line %s…", here)
	}
	return os.WriteFile(to, []byte(strings.Replace(string(text), here, there, 1)), 0o644)
}
