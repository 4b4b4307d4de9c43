package clients

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"testing"
)

// The script jsforce.mjs signs in by every way that jsforce has and prints the
// figures by way.
func TestJsforce(t *testing.T) {
	r := newRig(t)
	cmd := exec.CommandContext(t.Context(), "node", "jsforce.mjs", r.url, refreshToken)
	cmd.Env = append(os.Environ(), "PRIVATE_KEY="+r.pem)
	var out, problems bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &problems
	if err := cmd.Run(); err != nil {
		t.Fatalf("node jsforce.mjs: %v (was npm ci run?)\n%s", err, problems.String())
	}
	var ways map[string]figures
	if err := json.Unmarshal(out.Bytes(), &ways); err != nil {
		t.Fatalf("%v in %s", err, out.String())
	}
	for _, name := range []string{"SOAP login", "password", "client credentials", "JWT bearer", "refresh token"} {
		t.Run(name, func(t *testing.T) { r.check(t, ways[name]) })
	}
}
