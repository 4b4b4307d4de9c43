package main

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// An entry is a file of an archive: its path there, its content, its mode.
type entry struct {
	path string
	text []byte
	mode os.FileMode
}

// archive packs a binary with what belongs beside it: tar.gz, and zip for Windows.
func (r *release) archive(dist string, p platform, binary string) error {
	folder := fmt.Sprintf("%s-%s.%s", program, r.version, p)
	file := program
	if p.os == "windows" {
		file += ".exe"
	}
	entries, err := r.entries(folder, binary, file)
	if err != nil {
		return err
	}
	write, ending := writeTarGz, ".tar.gz"
	if p.os == "windows" {
		write, ending = writeZip, ".zip"
	}
	return writeTo(filepath.Join(dist, folder+ending), func(w io.Writer) error { return write(w, entries, r.committed) })
}

// besides are the files of the project that an archive has.
var besides = []string{"LICENSE", "README.md", "CHANGELOG.md", "deploy/systemd/salesforce_exporter.service"}

func (r *release) entries(folder, binary, file string) ([]entry, error) {
	text, err := os.ReadFile(binary)
	if err != nil {
		return nil, err
	}
	entries := []entry{{folder + "/" + file, text, 0o755}}
	for _, other := range besides {
		text, err := os.ReadFile(filepath.Join(r.root, other))
		if err != nil {
			return nil, err
		}
		entries = append(entries, entry{folder + "/" + filepath.Base(other), text, 0o644})
	}
	return entries, nil
}

// writeTarGz writes the same bytes for the same entries: without names of users,
// and with one time for all files.
func writeTarGz(w io.Writer, entries []entry, at time.Time) error {
	packed := gzip.NewWriter(w)
	if err := writeTar(packed, entries, at); err != nil {
		return err
	}
	return packed.Close()
}

func writeTar(w io.Writer, entries []entry, at time.Time) error {
	t := tar.NewWriter(w)
	for _, e := range entries {
		h := &tar.Header{Typeflag: tar.TypeReg, Name: e.path, Mode: int64(e.mode.Perm()), Size: int64(len(e.text)),
			ModTime: at}
		if e.mode.IsDir() {
			h.Typeflag = tar.TypeDir
		}
		if err := t.WriteHeader(h); err != nil {
			return err
		}
		if _, err := t.Write(e.text); err != nil {
			return err
		}
	}
	return t.Close()
}

func writeZip(w io.Writer, entries []entry, at time.Time) error {
	z := zip.NewWriter(w)
	for _, e := range entries {
		h := &zip.FileHeader{Name: e.path, Method: zip.Deflate, Modified: at}
		h.SetMode(e.mode)
		f, err := z.CreateHeader(h)
		if err != nil {
			return err
		}
		if _, err := f.Write(e.text); err != nil {
			return err
		}
	}
	return z.Close()
}

// writeTo makes a file of what is written.
func writeTo(path string, write func(io.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := write(f); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
