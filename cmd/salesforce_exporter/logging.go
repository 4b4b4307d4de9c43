package main

import (
	"fmt"
	"io"
	"log/slog"

	"github.com/alecthomas/kingpin/v2"
	"github.com/go-kit/log"
	"github.com/go-kit/log/level"
	slogkit "github.com/tjhop/slog-gokit"
)

type logFlags struct {
	level, format *string
}

func addLogFlags(app *kingpin.Application) logFlags {
	return logFlags{
		level:  app.Flag("log.level", "Only log messages of this severity or above: debug, info, warn, error.").Default("info").Enum("debug", "info", "warn", "error"),
		format: app.Flag("log.format", "Output format of log messages: logfmt, json.").Default("logfmt").Enum("logfmt", "json"),
	}
}

func (f logFlags) logger(out io.Writer) (log.Logger, error) {
	allowed, err := level.Parse(*f.level)
	if err != nil {
		return nil, fmt.Errorf("--log.level: %w", err)
	}
	out = log.NewSyncWriter(out)
	logger := log.NewLogfmtLogger(out)
	if *f.format == "json" {
		logger = log.NewJSONLogger(out)
	}
	logger = log.With(logger, "ts", log.DefaultTimestampUTC, "caller", log.Caller(5))
	return level.NewFilter(logger, level.Allow(allowed)), nil
}

// slogOf lets libraries that log by slog write through the same logger.
func slogOf(logger log.Logger) *slog.Logger {
	return slog.New(slogkit.NewGoKitHandler(logger, nil))
}
