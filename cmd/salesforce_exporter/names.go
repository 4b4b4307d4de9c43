package main

import (
	"cmp"
	"errors"
	"fmt"

	"github.com/alecthomas/kingpin/v2"

	"salesforce_exporter/collector/board"
	"salesforce_exporter/internal/config"
)

// namesFlags say how leaderboards name people. They go before the file, so
// that whoever runs the program can turn names down in any case.
type namesFlags struct {
	mode, keyFile *string
}

func addNamesFlags(cmd *kingpin.CmdClause) namesFlags {
	return namesFlags{
		mode: cmd.Flag("leaderboard.names",
			"How leaderboards name people: full, alias, pseudonym or off. Default: what the file says; else full with --demo, and nobody in a real org.").
			PlaceHolder("MODE").Enum(board.NamesFull, board.NamesAlias, board.NamesPseudonym, board.NamesOff),
		keyFile: cmd.Flag("leaderboard.key-file",
			"File with the key of pseudonyms, 16 bytes or more.").PlaceHolder("FILE").String(),
	}
}

const shortestKey = 16

// of is how the boards of a file name people, and the flags. Else it is as an org of its
// kind does: people of a real one are named only where somebody chose that.
func (f namesFlags) of(file *board.Settings, usual string) (board.Names, error) {
	names := file.Names
	names.Mode, names.Usernames = cmp.Or(*f.mode, names.Mode, usual), file.Usernames()
	if names.Mode != board.NamesPseudonym {
		return names, nil
	}
	path, setting := *f.keyFile, "--leaderboard.key-file"
	if path == "" {
		path, setting = names.KeyFile, "leaderboards.key_file"
	}
	if path == "" {
		return names, errors.New("pseudonyms need a key: give --leaderboard.key-file or leaderboards.key_file, made by: head -c 32 /dev/urandom | base64")
	}
	key, err := config.SecretFile(path, setting).Read()
	if err != nil {
		return names, fmt.Errorf("read the key of pseudonyms: %w", err)
	}
	if len(key) < shortestKey {
		return names, fmt.Errorf("the key of pseudonyms in %s is shorter than %d bytes", path, shortestKey)
	}
	names.Key = []byte(key)
	return names, nil
}
