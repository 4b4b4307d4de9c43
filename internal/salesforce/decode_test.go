package salesforce

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/internal/soql"
)

func TestDecodePage(t *testing.T) {
	people := soql.Statement{Object: "User",
		Columns: []soql.Column{{Expr: "Id"}, {Expr: "Profile.UserLicense.Name"}, {Expr: "Profile.Name"}, {Expr: "isactive"}}}
	groups := soql.Statement{Object: "Lead", GroupBy: []string{"OwnerId"},
		Columns: []soql.Column{{Expr: "OwnerId"}, {Expr: "COUNT(Id)", Alias: "v0"}, {Expr: "OwnerId"}}}
	const envelope = `{"totalSize":1,"done":true,"records":[RECORD]}`
	for name, c := range map[string]struct {
		statement soql.Statement
		body      string
		want      [][]string
		problem   string
	}{
		"fields along relationships, in any case": {statement: people,
			body: `{"IsActive":true,"attributes":{"url":"x"},"PROFILE":{"Name":"Rep","UserLicense":{"attributes":{},"Name":"Salesforce"}},"Id":"005"}`,
			want: [][]string{{"005", "Salesforce", "Rep", "true"}}},
		"a null relationship makes its fields null": {statement: people,
			body: `{"Id":"005","Profile":null,"IsActive":false}`, want: [][]string{{"005", "", "", "false"}}},
		"a null in the middle": {statement: people,
			body: `{"Id":"005","Profile":{"UserLicense":null,"Name":"Rep"},"IsActive":null}`,
			want: [][]string{{"005", "", "Rep", ""}}},
		"escapes": {statement: people,
			body: `{"Id":"a\"b\u00e9\n","Profile":null,"IsActive":1.50}`, want: [][]string{{"a\"bé\n", "", "", "1.50"}}},
		"a column selected twice": {statement: groups,
			body: `{"attributes":{"type":"AggregateResult"},"OwnerId":"005","v0":300.0}`,
			want: [][]string{{"005", "300.0", "005"}}},
		"a group without its key": {statement: groups,
			body:    `{"attributes":{"type":"AggregateResult"},"v0":300.0}`,
			problem: "record 1: Lead: OwnerId is missing in a record"},
		"a record ends in the middle": {statement: people, body: `{"Id":"00`, problem: "unexpected EOF"},
	} {
		t.Run(name, func(t *testing.T) {
			body, rest, _ := strings.Cut(envelope, "RECORD")
			body += c.body
			if c.problem != "unexpected EOF" {
				body += rest
			}
			page, err := decodePage(c.statement, newDocument([]byte(body)))
			checkError(t, err, c.problem)
			page.pack()
			if diff := cmp.Diff(c.want, page.some.List()); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDecodeEnvelope(t *testing.T) {
	rows := soql.Statement{Object: "User", Columns: []soql.Column{{Expr: "Id"}}}
	for name, c := range map[string]struct {
		statement soql.Statement
		body      string
		want      page
		problem   string
	}{
		"a count":        {body: `{"totalSize":50,"done":true,"records":[]}`, want: page{rows: [][][]byte{{[]byte("50")}}, total: 50}},
		"a page of many": {statement: rows, body: `{"records":[{"Id":"1"}],"nextRecordsUrl":"/next","done":false,"totalSize":2}`, want: page{rows: [][][]byte{{[]byte("1")}}, next: "/next", total: 2, read: 1}},
		"no records":     {statement: rows, body: `{"totalSize":0,"done":true,"records":[]}`},
		"a long text": {statement: rows, body: `{"totalSize":1,"done":true,"records":[{"Id":"` + strings.Repeat("ä", 600) + `"}]}`,
			want: page{rows: [][][]byte{{[]byte(strings.Repeat("ä", 512))}}, total: 1, read: 1,
				flaws: map[string]int{"User: Id is longer than 1024 bytes, and cut": 1}}},
		"records of null":      {statement: rows, body: `{"totalSize":0,"done":true,"records":null}`},
		"no totalSize":         {statement: rows, body: `{"done":true,"records":[]}`, problem: "it has no totalSize"},
		"a size below zero":    {statement: rows, body: `{"totalSize":-3,"done":true,"records":[]}`, problem: `totalSize "-3" is not a number of rows`},
		"nowhere to go on":     {statement: rows, body: `{"totalSize":9,"done":false,"records":[]}`, problem: "it is not done and has no nextRecordsUrl"},
		"an array":             {statement: rows, body: `[]`, problem: "want an object, got ["},
		"nothing":              {statement: rows, body: ``, problem: "unexpected EOF"},
		"records of an object": {statement: rows, body: `{"totalSize":1,"done":true,"records":{}}`, problem: "want an array, got {"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := decodePage(c.statement, newDocument([]byte(c.body)))
			checkError(t, err, c.problem)
			if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(page{})); diff != "" {
				t.Errorf("page (-want +got):\n%s", diff)
			}
		})
	}
}

func checkError(t *testing.T, err error, want string) {
	t.Helper()
	switch {
	case err == nil && want != "":
		t.Errorf("got no error, want %q", want)
	case err != nil && (want == "" || !strings.Contains(err.Error(), want)):
		t.Errorf("got error %q, want %q", err, want)
	}
}
