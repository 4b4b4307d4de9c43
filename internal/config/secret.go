package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// A Secret is a credential that is given as text or as a file. It prints as
// "<secret>".
type Secret struct {
	text, file string
}

// SecretText returns a secret that is known already.
func SecretText(text string) Secret { return Secret{text: text} }

// SecretFile returns a secret that is read from a file whenever it is needed,
// so that a rotated one is noticed.
func SecretFile(path string) Secret { return Secret{file: path} }

// Read returns the credential. White space around it is not part of it.
func (s Secret) Read() (string, error) {
	if s.file == "" {
		return s.text, nil
	}
	content, err := os.ReadFile(s.file)
	if err != nil {
		return "", err
	}
	text := strings.TrimSpace(string(content))
	if text == "" {
		return "", fmt.Errorf("%s is empty", s.file)
	}
	return text, nil
}

// Given reports whether there is a secret at all.
func (s Secret) Given() bool { return s.text != "" || s.file != "" }

// Path returns the file that holds the secret; empty for none.
func (s Secret) Path() string { return s.file }

// Write puts a new credential into the file, in one step and for nobody else
// to read.
func (s Secret) Write(text string) error {
	if s.file == "" {
		return errors.New("the secret is not in a file")
	}
	temporary, err := os.CreateTemp(filepath.Dir(s.file), ".secret-*") // made with mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name())
	_, err = temporary.WriteString(text + "\n")
	if err := errors.Join(err, temporary.Close()); err != nil {
		return err
	}
	return os.Rename(temporary.Name(), s.file)
}

// String keeps the credential out of logs and errors.
func (Secret) String() string { return "<secret>" }

// GoString does so for %#v.
func (Secret) GoString() string { return "<secret>" }
