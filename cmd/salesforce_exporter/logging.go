package main

import (
	"context"
	"fmt"
	"io"
	stdlog "log"
	"log/slog"
	"strings"
	"time"

	"github.com/alecthomas/kingpin/v2"
	"github.com/go-kit/log"
	"github.com/go-kit/log/level"
	slogkit "github.com/tjhop/slog-gokit"

	"salesforce_exporter/internal/api"
)

type logFlags struct {
	level, format *string
}

func addLogFlags(app *kingpin.Application) logFlags {
	return logFlags{
		level: app.Flag("log.level",
			"Only log messages of this severity or above: debug, info, warn, error.").Default("info").Enum("debug", "info",
			"warn", "error"),
		format: app.Flag("log.format", "Output format of log messages: logfmt, json.").Default("logfmt").Enum("logfmt",
			"json"),
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
	logger = log.With(eachOnce{logger}, "ts", log.DefaultTimestampUTC, "caller", log.Caller(5))
	return level.NewFilter(logger, level.Allow(allowed)), nil
}

// eachOnce logs each key of a line once, at its first place with its last
// value: a library knows better than we do where it logs.
type eachOnce struct{ next log.Logger }

// Log writes a line.
func (l eachOnce) Log(keyvals ...any) error {
	line := make([]any, 0, len(keyvals))
	at := make(map[any]int, len(keyvals)/2)
	for i := 0; i+1 < len(keyvals); i += 2 {
		if place, there := at[keyvals[i]]; there {
			line[place+1] = keyvals[i+1]
			continue
		}
		at[keyvals[i]] = len(line)
		line = append(line, keyvals[i], keyvals[i+1])
	}
	return l.next.Log(line...)
}

// slogOf lets libraries that log by slog write through the same logger.
func slogOf(logger log.Logger) *slog.Logger {
	return slog.New(untimed{slogkit.NewGoKitHandler(logger, nil)})
}

// untimed drops the time of records, as the logger below has its own.
type untimed struct{ slog.Handler }

// Handle passes a record on.
func (h untimed) Handle(ctx context.Context, r slog.Record) error {
	r.Time = time.Time{}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs keeps what was dropped out of the lines that have more.
func (h untimed) WithAttrs(attrs []slog.Attr) slog.Handler {
	return untimed{h.Handler.WithAttrs(attrs)}
}

// WithGroup does so for groups.
func (h untimed) WithGroup(name string) slog.Handler { return untimed{h.Handler.WithGroup(name)} }

// standardOf lets the HTTP server of the standard library write through the
// same logger: about connections that fail, and panics of handlers.
func standardOf(logger log.Logger) *stdlog.Logger {
	return stdlog.New(serverLog{level.Warn(logger)}, "", 0)
}

type serverLog struct{ logger log.Logger }

func (l serverLog) Write(text []byte) (int, error) {
	return len(text), l.logger.Log("msg", "HTTP server", "err",
		strings.TrimPrefix(strings.TrimSpace(string(text)), "http: "))
}

// leadStandardLog has the standard logger write through ours at debug level.
// simpleforce uses it, and names addresses and users.
func leadStandardLog(logger log.Logger) {
	stdlog.SetFlags(0)
	stdlog.SetOutput(libraryLog{level.Debug(logger)})
}

type libraryLog struct{ logger log.Logger }

func (l libraryLog) Write(text []byte) (int, error) {
	return len(text), l.logger.Log("msg", "library", "text", api.OneLine(string(text)))
}
