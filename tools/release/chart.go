package main

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// chartFolder is where the chart is, and what it is called.
const chartName = "salesforce-exporter"

// chart packs the Helm chart, with the files that its links lead to.
func (r *release) chart(dist string) error {
	from := filepath.Join(r.root, "deploy/helm", chartName)
	entries, err := chartEntries(from, chartName)
	if err != nil {
		return err
	}
	if r.image != "" {
		if err := replaceImage(entries, r.image); err != nil {
			return err
		}
	}
	return writeTo(filepath.Join(dist, fmt.Sprintf("%s-%s.tgz", chartName, r.version)), func(w io.Writer) error {
		return writeTarGz(w, entries, r.committed)
	})
}

// chartEntries reads a folder, through links.
func chartEntries(folder, as string) (entries []entry, err error) {
	files, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		path, name := filepath.Join(folder, file.Name()), as+"/"+file.Name()
		info, err := os.Stat(path)
		if err != nil {
			return nil, err
		}
		if info.IsDir() {
			below, err := chartEntries(path, name)
			if err != nil {
				return nil, err
			}
			entries = append(entries, below...)
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		entries = append(entries, entry{name, text, fs.FileMode(0o644)})
	}
	return entries, nil
}

// replaceImage makes the chart run the image that is released with it.
func replaceImage(entries []entry, image string) error {
	const line = "  repository: " + program + "\n"
	for i, e := range entries {
		if e.path != chartName+"/values.yaml" {
			continue
		}
		if bytes.Count(e.text, []byte(line)) != 1 {
			return fmt.Errorf("values.yaml has no line %q", line)
		}
		entries[i].text = bytes.Replace(e.text, []byte(line), []byte("  repository: "+image+"\n"), 1)
		return nil
	}
	return fmt.Errorf("there is no values.yaml")
}
