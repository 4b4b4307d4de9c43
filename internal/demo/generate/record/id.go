// Package record knows how Salesforce records are written down: their ids,
// and one struct an object with the fields that the demo org fills.
package record

import (
	"fmt"
	"strings"
)

const (
	digits62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	digits32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"

	// instance is what ids of one org have in common after the key prefix.
	instance = "Dm00"
)

// LongID appends the three characters that make a 15-character id safe where
// case is lost: each tells which of five characters are capitals (Salesforce
// help, "How to convert 15 digit ids to 18 digit ids"). An id that already
// has 18 characters is returned as it is.
func LongID(id string) (string, error) {
	if len(id) != 15 && len(id) != 18 {
		return "", fmt.Errorf("id %q has %d characters, want 15 or 18", id, len(id))
	}
	for i := range len(id) {
		if strings.IndexByte(digits62, id[i]) < 0 {
			return "", fmt.Errorf("id %q has characters other than letters and digits", id)
		}
	}
	if len(id) == 18 {
		return id, nil
	}
	return id + suffix(id), nil
}

func suffix(id string) string {
	var out [3]byte
	for part := range out {
		n := 0
		for bit := range 5 {
			if c := id[part*5+bit]; c >= 'A' && c <= 'Z' {
				n |= 1 << bit
			}
		}
		out[part] = digits32[n]
	}
	return string(out[:])
}

// IDs hands out ids that never repeat and rise with each call.
type IDs struct {
	last map[string]uint64
}

// NewIDs starts at the first id of every object.
func NewIDs() *IDs { return &IDs{last: map[string]uint64{}} }

// Next returns the next id with the given key prefix.
func (s *IDs) Next(prefix string) string {
	s.last[prefix]++
	n := s.last[prefix]
	id := []byte(prefix + instance + "00000000")
	for i := len(id) - 1; n > 0; i-- {
		id[i] = digits62[n%62]
		n /= 62
	}
	return string(id) + suffix(string(id))
}
