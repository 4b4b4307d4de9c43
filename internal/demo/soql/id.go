package soql

import "strings"

// longID checks an id and brings it to 18 characters. The three extra ones tell
// which of the first fifteen are capital letters, five to a character, so that
// ids differ even where case is ignored.
func longID(id string) (string, bool) {
	if len(id) != 15 && len(id) != 18 {
		return "", false
	}
	for i := range len(id) {
		if !isAlphanumeric(id[i]) {
			return "", false
		}
	}
	if len(id) == 18 {
		return id, true
	}
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
	var suffix strings.Builder
	for chunk := 0; chunk < 15; chunk += 5 {
		capitals := 0
		for i := range 5 {
			if c := id[chunk+i]; c >= 'A' && c <= 'Z' {
				capitals |= 1 << i
			}
		}
		suffix.WriteByte(alphabet[capitals])
	}
	return id + suffix.String(), true
}

func isAlphanumeric(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}
