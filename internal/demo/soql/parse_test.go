package soql

import (
	"errors"
	"testing"
	"unicode/utf8"
)

// FuzzParse looks for texts that the parser neither takes nor refuses.
func FuzzParse(f *testing.F) {
	f.Add("SELECT Id FROM Lead")
	f.Fuzz(func(t *testing.T, text string) {
		st, err := parse(text)
		refused := new(Error)
		switch {
		case err == nil && (st == nil || st.From == nil || len(st.Items) == 0):
			t.Fatalf("%q gives no statement", text)
		case err != nil && !errors.As(err, &refused):
			t.Fatalf("%q: %v", text, err)
		case err != nil && utf8.ValidString(text) && !utf8.ValidString(refused.Message):
			t.Fatalf("%q: the message %q is not text", text, refused.Message)
		}
	})
}
