package demo

import "fmt"

// longID turns a case-sensitive id of 15 characters into the id of 18 that
// stays unique without case: each of the three added characters says which of
// five characters are capitals.
func longID(short string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
	id := []byte(short)
	for block := range 3 {
		capitals := 0
		for i := range 5 {
			if c := short[block*5+i]; c >= 'A' && c <= 'Z' {
				capitals |= 1 << i
			}
		}
		id = append(id, alphabet[capitals])
	}
	return string(id)
}

// numberedID is the n-th id of a key prefix.
func numberedID(prefix string, n int) string {
	return longID(fmt.Sprintf("%s%012d", prefix, n))
}
