package deploy_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestPastIsGivenOnce: compose.yml runs backfill and past.sh at each start, and the demo org of
// another day has another past. In place of promtool stands a script that makes one block of a file.
func TestPastIsGivenOnce(t *testing.T) {
	dir := t.TempDir()
	history, data, programs := filepath.Join(dir, "history"), filepath.Join(dir, "data"), filepath.Join(dir, "bin")
	for _, path := range []string{history, data, programs} {
		if err := os.Mkdir(path, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	promtool := "#!/bin/sh\nset -eu\nmkdir -p \"$6\"\nmktemp -d \"$6/blockXXXXXX\" >/dev/null\n"
	if err := os.WriteFile(filepath.Join(programs, "promtool"), []byte(promtool), 0o755); err != nil {
		t.Fatal(err)
	}
	for start := 1; start <= 2; start++ {
		for _, name := range []string{"history-1.om", "history-2.om"} {
			if err := os.WriteFile(filepath.Join(history, name), nil, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		past := exec.CommandContext(t.Context(), "./past.sh", history, data)
		past.Env = append(os.Environ(), "PATH="+programs+":"+os.Getenv("PATH"))
		if out, err := past.CombinedOutput(); err != nil {
			t.Fatalf("start %d: %v\n%s", start, err, out)
		}
		if blocks, err := filepath.Glob(filepath.Join(data, "*")); err != nil || len(blocks) != 2 {
			t.Errorf("after start %d Prometheus has %v (%v), want the two blocks of the first", start, blocks, err)
		}
		if left, err := filepath.Glob(filepath.Join(history, "*.om")); err != nil || len(left) > 0 {
			t.Errorf("after start %d there are %v (%v), which nobody reads", start, left, err)
		}
	}
}
