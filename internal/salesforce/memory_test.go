package salesforce

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime/debug"
	"runtime/metrics"
	"strings"
	"testing"
	"time"

	"salesforce_exporter/internal/soql"
)

// mostMemory is what the client may take of the system in the worst case.
const mostMemory = 256 << 20

// TestMemoryOfHostileAnswers has the largest answers that are let through, several at
// once: pages of as many and as long texts as are kept, and descriptions.
func TestMemoryOfHostileAnswers(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(25)) // as the exporter has it
	server := httptest.NewServer(http.HandlerFunc(serveHostile))
	defer server.Close()
	client := New(Config{SignIn: signInFunc(func() (*Session, error) {
		return &Session{AccessToken: "token", InstanceURL: server.URL}, nil
	})})
	peak := peakOf(func() {
		codes := map[string]int{}
		for _, r := range client.Ask(t.Context(), wide(20)) {
			codes[Code(r.Err)]++
		}
		if codes[CodeTooLarge] == 0 || codes["INTERNAL"] == 0 { // which is that of no error
			t.Errorf("outcomes %v, want some answers and some that are too large", codes)
		}
	})
	t.Logf("answers: peak %d MiB", peak>>20)
	if peak > mostMemory {
		t.Errorf("answers took %d MiB, want at most %d", peak>>20, mostMemory>>20)
	}
	debug.FreeOSMemory()
	peak = peakOf(func() {
		names := make([]string, 4*maxSubrequests)
		for i := range names {
			names[i] = "Lead"
		}
		for _, d := range client.Describe(t.Context(), names) {
			if d.Err != nil || len(d.Object.Fields) != mostFields {
				t.Fatalf("describe: %v", d.Err)
			}
		}
	})
	t.Logf("descriptions: peak %d MiB", peak>>20)
	if peak > mostMemory {
		t.Errorf("descriptions took %d MiB, want at most %d", peak>>20, mostMemory>>20)
	}
}

// wide are statements of ten columns.
func wide(n int) []soql.Statement {
	all := make([]soql.Statement, n)
	for i := range all {
		all[i].Object = fmt.Sprint("Wide", i)
		for c := range 10 {
			all[i].Columns = append(all[i].Columns, soql.Column{Expr: fmt.Sprint("F", c)})
		}
	}
	return all
}

// serveHostile answers with as much as is read.
func serveHostile(w http.ResponseWriter, r *http.Request) {
	var asked compositeRequest
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		panic(err)
	}
	_, _ = io.WriteString(w, `{"compositeResponse":[`)
	for i, s := range asked.Composites {
		if i > 0 {
			_, _ = io.WriteString(w, ",")
		}
		_, _ = io.WriteString(w, `{"httpStatusCode":200,"referenceId":"`+s.ReferenceID+`","body":`)
		if strings.Contains(s.URL, "describe") {
			writeDescription(w)
		} else {
			writeWide(w)
		}
		_, _ = io.WriteString(w, "}")
	}
	_, _ = io.WriteString(w, "]}")
}

// writeWide writes a page of some 12 MiB.
func writeWide(w io.Writer) {
	const rows = 1200
	_, _ = fmt.Fprintf(w, `{"totalSize":%d,"done":true,"records":[`, rows)
	var row bytes.Buffer
	for i := range rows {
		row.Reset()
		for c := range 10 {
			fmt.Fprintf(&row, `,"F%d":"%d %d %s"`, c, i, c, long)
		}
		row.Bytes()[0] = '{'
		_, _ = w.Write(row.Bytes())
		_, _ = io.WriteString(w, between("}", i, rows))
	}
	_, _ = io.WriteString(w, "]}")
}

var long = strings.Repeat("x", 1000)

// writeDescription writes one of some 2.5 MiB.
func writeDescription(w io.Writer) {
	_, _ = io.WriteString(w, `{"name":"Lead","queryable":true,"fields":[`)
	for i := range mostFields {
		_, _ = fmt.Fprintf(w, `{"name":"Field%d","referenceTo":["Object%d"],"junk":"%s"}%s`, i, i, long[:780],
			between("", i, mostFields))
	}
	_, _ = io.WriteString(w, "]}")
}

// between is what stands after one of several.
func between(end string, i, n int) string {
	if i < n-1 {
		return end + ","
	}
	return end
}

// peakOf is the most memory that the process has from the system meanwhile.
func peakOf(do func()) (peak uint64) {
	done, sampled := make(chan struct{}), make(chan uint64)
	go func() {
		most := uint64(0)
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		for {
			most = max(most, memory())
			select {
			case <-tick.C:
			case <-done:
				sampled <- most
				return
			}
		}
	}()
	do()
	close(done)
	return <-sampled
}

func memory() uint64 {
	samples := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(samples)
	return samples[0].Value.Uint64() - samples[1].Value.Uint64()
}
