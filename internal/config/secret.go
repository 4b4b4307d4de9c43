package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// maxSecret bounds what is read of a secret file.
const maxSecret = 64 << 10

// A Secret is a credential that is given as text or as a file. It prints as
// "<secret>".
type Secret struct {
	text, file string
	setting    string // that names the file
}

// SecretText returns a secret that is known already. White space around it is
// not part of it.
func SecretText(text string) Secret { return Secret{text: strings.TrimSpace(text)} }

// SecretFile returns a secret that is read from a file whenever it is needed,
// so that a rotated one is noticed. Setting is what gave the path, such as
// SALESFORCE_CLIENT_SECRET_FILE: errors name it in place of a path where there is
// no file, for people paste the secret itself there.
func SecretFile(path, setting string) Secret { return Secret{file: path, setting: setting} }

// Read returns the credential. White space around it, and the mark that some
// editors put before it, are not part of it.
func (s Secret) Read() (string, error) {
	if s.file == "" {
		return s.text, nil
	}
	content, err := readFile(s.file, maxSecret, "secret")
	if none, ok := errors.AsType[*noFileError](err); ok {
		return "", fmt.Errorf("the path in %s leads to no file (%w): give the path of a file that holds the secret, not the secret",
			s.setting, none.why)
	}
	if err != nil {
		return "", err
	}
	text := strings.TrimSpace(strings.TrimPrefix(string(content), "\ufeff"))
	if text == "" {
		return "", fmt.Errorf("%s is empty", s.file)
	}
	return text, nil
}

// readFile reads a file that is not larger than it may be. Only the path of a file
// that is there is told: people paste the secret itself in its place.
func readFile(path string, most int, what string) ([]byte, error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrPermission) {
		return nil, err
	}
	if err != nil {
		if failed, ok := errors.AsType[*fs.PathError](err); ok {
			err = failed.Err
		}
		return nil, &noFileError{why: err}
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, int64(most)+1))
	if err == nil && len(content) > most {
		err = fmt.Errorf("%s is larger than %d KiB, which is no %s", path, most>>10, what)
	}
	return content, err
}

// A noFileError is that of a path that leads to no file.
type noFileError struct{ why error }

func (e *noFileError) Error() string { return fmt.Sprintf("the path leads to no file (%v)", e.why) }

// Unwrap returns why.
func (e *noFileError) Unwrap() error { return e.why }

// written tells one content of the file from another, without reading it.
func (s Secret) written() string {
	info, err := os.Stat(s.file)
	if err != nil {
		return "none"
	}
	return fmt.Sprint(info.ModTime().UnixNano(), info.Size())
}

// Given reports whether there is a secret at all.
func (s Secret) Given() bool { return s.text != "" || s.file != "" }

// Path returns the file that holds the secret; empty for none.
func (s Secret) Path() string { return s.file }

// Write puts a new credential into the file, for nobody else to read and in one
// step, unless the folder allows no new file: a credential that may come to
// harm in a crash is better than one that is lost.
func (s Secret) Write(text string) error {
	if s.file == "" {
		return errors.New("the secret is not in a file")
	}
	path, err := filepath.EvalSymlinks(s.file) // a link stays one
	if err != nil {
		path = s.file
	}
	if err = replace(path, text+"\n"); err == nil {
		return nil
	}
	if second := overwrite(path, text+"\n"); second != nil {
		return errors.Join(err, second)
	}
	return nil
}

// replace puts a new file in the place of one.
func replace(path, text string) error {
	temporary, err := os.CreateTemp(filepath.Dir(path), ".secret-*") // made with mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name())
	if err := errors.Join(fill(temporary, text), temporary.Close()); err != nil {
		return err
	}
	return os.Rename(temporary.Name(), path)
}

// overwrite writes into the file itself, which may be mounted alone.
func overwrite(path, text string) error {
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(fill(file, text), file.Truncate(int64(len(text))), file.Close())
}

// fill writes a text, which is on the disk then.
func fill(file *os.File, text string) error {
	_, err := file.WriteString(text)
	return errors.Join(err, file.Sync())
}

// String keeps the credential out of logs and errors.
func (Secret) String() string { return "<secret>" }

// GoString does so for %#v.
func (Secret) GoString() string { return "<secret>" }
