package e2e

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRooms holds the code to what the rooms in docs/architecture.md may know: how
// statements share a call, and what is behind a source.
func TestRooms(t *testing.T) {
	const root = "../.."
	seen := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		room, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil || strings.HasPrefix(filepath.ToSlash(room), "internal/demo") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		seen++
		switch code := strings.ToLower(string(text)); filepath.ToSlash(room) {
		case "internal/salesforce":
		case "internal/org":
			if strings.Contains(code, `"salesforce_exporter/internal/engagement"`) {
				t.Errorf("%s knows what is behind a source", path)
			}
			fallthrough
		default:
			if strings.Contains(code, "composite") {
				t.Errorf("%s knows of composite calls", path)
			}
		}
		return nil
	})
	if err != nil || seen < 100 {
		t.Fatalf("%d files were read: %v", seen, err)
	}
}
