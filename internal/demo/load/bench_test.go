package load_test

import (
	"fmt"
	"strings"
	"testing"

	"salesforce_exporter/internal/demo/load"
	"salesforce_exporter/internal/demo/store"
)

// BenchmarkZipParts loads 200,000 tasks and contacts from two zip parts in
// ISO-8859-1.
func BenchmarkZipParts(b *testing.B) {
	const rows = 100_000
	part := func(prefix, header string, row func(i int) string) string {
		var text strings.Builder
		text.WriteString(header + "\n")
		for i := range rows {
			fmt.Fprintf(&text, `"%s%012dAAA",%s`+"\n", prefix, i, row(i))
		}
		return text.String()
	}
	dir := exportFor(b, map[string]string{
		"WE_1.zip/Task.csv": part("00T",
			`"Id","WhoId","OwnerId","Subject","ActivityDate","IsClosed","CreatedDate","LastModifiedDate","Description"`,
			func(i int) string {
				return fmt.Sprintf(`"000000000000000AAA","005%012dAAA","Llamada a se`+"\xf1"+`or %d","2024-03-%02d 00:00:00","%d","2024-03-01 10:00:%02d","2024-03-02 10:00:%02d","%s"`,
					i%100, i, 1+i%28, i%2, i%60, i%60, strings.Repeat("texto ", i%40))
			}),
		"WE_2.zip/Contact.csv": part("003",
			`"Id","AccountId","OwnerId","LastName","FirstName","Email","CreatedDate","LastModifiedDate"`, func(i int) string {
				return fmt.Sprintf(`"001%012dAAA","005%012dAAA","Mu`+"\xf1"+`oz %d","Ana","c%d@example.com","2024-03-01 10:00:%02d","2024-03-02 10:00:%02d"`, i/3, i%100, i, i, i%60, i%60)
			}),
	})
	b.ResetTimer()
	for b.Loop() {
		e, err := load.Read(b.Context(), load.Options{Dir: dir})
		if err != nil {
			b.Fatal(err)
		}
		st, err := store.OpenFor(b.Context(), e.Schema(), e.Sizes())
		if err != nil {
			b.Fatal(err)
		}
		if err := e.Fill(b.Context(), st); err != nil {
			b.Fatal(err)
		}
		st.Close()
		e.Close()
	}
	b.ReportMetric(2*rows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
