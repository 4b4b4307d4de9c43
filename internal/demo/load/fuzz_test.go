package load_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"salesforce_exporter/internal/demo/load"
	"salesforce_exporter/internal/demo/store"
)

// FuzzFile loads files of any content: it is either kept or refused, and
// whoever refuses names the file.
func FuzzFile(f *testing.F) {
	for _, seed := range []string{
		"", "\n", "Id\n", "Id,Name\n005000000000001AAA,Ann\n", "sep=;\nId;Name\n005000000000001;Ann\n", "sep=\"\nId\n",
		"\"Id,Name\"\n\"005000000000001AAA,\"\"A\"\"\"\n",
		"\xff\xfeI\x00d\x00\n\x00", "\xef\xbb\xbfId\n", "I\x00d\x00",
		"_;Id;Owner;UserRole.Name\n[User];005000000000001AAA;x;CEO\n",
		"Id,CreatedDate\n005000000000001AAA,2024-03-01 10:00:00\n",
		"Id\tLastLoginDate\n005000000000001AAA\tnull\n", "Id,LastName\n005000000000001AAA,Mu\xf1oz\n",
		"Id,LastName\n005000000000001AAA,\x8eR\x93c\n", "Id,Id\n", "Id,X__c\n000000000000000AAA,1\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "User.csv"), content, 0o600); err != nil {
			t.Fatal(err)
		}
		e, err := load.Read(t.Context(), load.Options{Dir: dir, AsOf: "2024-03-01"})
		if err == nil {
			defer e.Close()
			var st *store.Store
			if st, err = store.Open(t.Context(), e.Schema()); err != nil {
				t.Fatal(err)
			}
			defer st.Close()
			err = e.Fill(t.Context(), st)
		}
		if err != nil && !strings.Contains(err.Error(), "User.csv") {
			t.Errorf("the error names no file: %v", err)
		}
	})
}
