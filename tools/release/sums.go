package main

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

const sumsFile = "sha256sums.txt"

// writeSums writes the checksums of all files of the folder, in the form that
// "sha256sum --check" reads. The folder of the image is not in it: its tar is.
func writeSums(dist string) error {
	files, err := os.ReadDir(dist)
	if err != nil {
		return err
	}
	var b strings.Builder
	for _, file := range files {
		if file.IsDir() || file.Name() == sumsFile {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dist, file.Name()))
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "%x  %s\n", sha256.Sum256(text), file.Name())
	}
	return os.WriteFile(filepath.Join(dist, sumsFile), []byte(b.String()), 0o644)
}
