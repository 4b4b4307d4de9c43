package tests

import (
	"log/slog"
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	slog.SetLogLoggerLevel(slog.LevelWarn) // helm tells of each link that it follows
	os.Exit(m.Run())
}
