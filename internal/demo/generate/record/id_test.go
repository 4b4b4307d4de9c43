package record_test

import (
	"testing"

	"salesforce_exporter/internal/demo/generate/record"
)

func TestLongID(t *testing.T) {
	for id, want := range map[string]string{
		"01gRO0000016PIA":    "01gRO0000016PIAYA2", // REST API Developer Guide, "Execute a SOQL Query"
		"000000000000000":    "000000000000000AAA",
		"001A0000006Vm9r":    "001A0000006Vm9rIAC",
		"01gRO0000016PIAYA2": "01gRO0000016PIAYA2",
	} {
		got, err := record.LongID(id)
		if err != nil || got != want {
			t.Errorf("LongID(%q) = %q, %v; want %q", id, got, err, want)
		}
	}
	for _, id := range []string{"", "00100000000000", "0010000000000001", "001-00000000000", "00100000000000é"} {
		if got, err := record.LongID(id); err == nil {
			t.Errorf("LongID(%q) = %q, want an error", id, got)
		}
	}
}

func TestIDsRiseAndNeverRepeat(t *testing.T) {
	ids := record.NewIDs()
	last := ""
	for range 5000 {
		id := ids.Next("00T")
		if id <= last {
			t.Fatalf("%s follows %s", id, last)
		}
		if long, err := record.LongID(id[:15]); err != nil || long != id {
			t.Fatalf("%s does not end in its checksum (%v)", id, err)
		}
		last = id
	}
	if id := ids.Next("005"); id[:3] != "005" || id[3:15] != "Dm0000000001" {
		t.Errorf("the first id of another object is %s", id)
	}
}
