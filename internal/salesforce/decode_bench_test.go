package salesforce

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"salesforce_exporter/internal/api"
	"salesforce_exporter/internal/soql"
)

// BenchmarkDecode compares reading 100,000 users with the floor: reading every
// token of the same bytes with the same JSON library, and keeping nothing.
func BenchmarkDecode(b *testing.B) {
	const users, batch = 100_000, 2000
	statement := usersStatement()
	var bodies [][]byte
	for first := 0; first < users; first += batch {
		bodies = append(bodies, usersBody(first, batch))
	}
	var floor, ours time.Duration
	for b.Loop() {
		start := time.Now()
		for _, body := range bodies {
			scan(b, body)
		}
		floor += time.Since(start)

		start = time.Now()
		rows := 0
		for _, body := range bodies {
			var page page
			read := reader(func(_ int, answer document) (take func() error, err error) {
				page, err = decodePage(statement, answer)
				return func() error { page.pack(); return nil }, err
			})
			if !read.inOrder(reply{Answer: api.Answer{Body: body}}, make([]part, 1)) {
				b.Fatal("it is not read in one pass")
			}
			rows += page.some.Len()
		}
		ours += time.Since(start)
		if rows != users {
			b.Fatalf("read %d users, want %d", rows, users)
		}
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(floor.Milliseconds())/float64(b.N), "floor-ms")
	b.ReportMetric(float64(ours.Milliseconds())/float64(b.N), "ours-ms")
	b.ReportMetric(float64(ours)/float64(floor), "ours/floor")
}

func scan(b *testing.B, body []byte) {
	d := newDocument(body)
	for {
		_, err := d.ReadToken()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}

func usersStatement() soql.Statement {
	s := soql.Statement{Object: "User"}
	for _, path := range []string{
		"Id", "IsActive", "UserType", "LastLoginDate", "ManagerId", "TimeZoneSidKey", "Profile.UserLicense.Name",
		"UserRole.Name", "Profile.Name", "Country",
	} {
		kind := soql.Text
		switch path {
		case "Id":
			kind = soql.ID
		case "IsActive":
			kind = soql.Boolean
		case "LastLoginDate":
			kind = soql.Instant
		}
		s.Columns = append(s.Columns, soql.Column{Expr: path, Type: kind})
	}
	return s
}

// usersBody is the answer to a composite request for a batch of users.
func usersBody(first, n int) []byte {
	var b strings.Builder
	attributes := func(object, id string) string {
		return fmt.Sprintf(`"attributes":{"type":%q,"url":"/services/data/v62.0/sobjects/%s/%s"}`, object, object, id)
	}
	b.WriteString(`{"compositeResponse":[{"body":{"totalSize":100000,"done":false,"nextRecordsUrl":"/services/data/v62.0/query/01gRO0000016PIAYA2-2000","records":[`)
	for i := first; i < first+n; i++ {
		if i > first {
			b.WriteByte(',')
		}
		id := fmt.Sprintf("005RO%010dAAA", i)
		fmt.Fprintf(&b, `{%s,"Id":%q,"IsActive":true,"UserType":"Standard","LastLoginDate":"2026-03-%02dT%02d:%02d:%02d.000+0000",`,
			attributes("User", id), id, 1+i%28, i%24, i%60, i%59)
		fmt.Fprintf(&b, `"ManagerId":"005RO%010dAAA","TimeZoneSidKey":"Europe/Berlin",`, i/10)
		fmt.Fprintf(&b, `"Profile":{%s,"UserLicense":{%s,"Name":"Salesforce"},"Name":"Profile %d"},`,
			attributes("Profile", "00eRO0000000001AAA"), attributes("UserLicense", "100RO0000000001AAA"), i%9)
		fmt.Fprintf(&b, `"UserRole":{%s,"Name":"Role %d"},"Country":"Germany"}`, attributes("UserRole", "00ERO0000000001AAA"),
			i%40)
	}
	b.WriteString(`]},"httpHeaders":{},"httpStatusCode":200,"referenceId":"r0"}]}`)
	return []byte(b.String())
}
