package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// testNames runs the exporter with each way to name people: pseudonyms are the
// same after a restart, and nobody's name is anywhere.
func testNames(t *testing.T, binary string) {
	key := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(key, []byte("at least sixteen bytes\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "config.yml")
	if err := os.WriteFile(file, []byte("leaderboards: {names: full}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(flags ...string) (people []string, text string) {
		p := start(t, binary, nil, `msg="Listening on" address=(\S+)`,
			append(flags, "--demo", "--demo.frozen", "--demo.users=30",
				"--config.file="+file, "--web.listen-address=127.0.0.1:0", "--log.level=debug")...)
		text = p.get(t, "/metrics") + p.get(t, "/")
		p.stop(t)
		text += p.log.String()
		for _, found := range regexp.MustCompile(`salesforce_leaderboard_score\{.*person="([^"]+)"`).FindAllStringSubmatch(text, -1) {
			people = append(people, found[1])
		}
		return people, text
	}
	names, _ := run()
	if len(names) < 10 {
		t.Fatalf("only %d people are on boards", len(names))
	}
	pseudonyms, text := run("--leaderboard.names=pseudonym", "--leaderboard.key-file="+key)
	again, _ := run("--leaderboard.names=pseudonym", "--leaderboard.key-file="+key)
	if !slices.Equal(pseudonyms, again) || len(pseudonyms) != len(names) {
		t.Errorf("%d pseudonyms of %d people are not those of before the restart", len(pseudonyms), len(names))
	}
	nobody, teams := run("--leaderboard.names=off")
	if len(nobody) > 0 || !strings.Contains(teams, "salesforce_leaderboard_team_score{") {
		t.Errorf("with names off %d people are shown, or no teams", len(nobody))
	}
	for _, name := range names {
		if strings.Contains(text+teams, name) {
			t.Errorf("%s is named", name)
		}
	}
	if strings.Contains(text, "sixteen bytes") {
		t.Error("the key of pseudonyms is shown")
	}
}
