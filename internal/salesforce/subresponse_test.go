package salesforce

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/internal/api"
	"salesforce_exporter/internal/soql"
)

// TestOnePass: an answer is read in one pass where it is as it mostly is, and what comes of
// it is the same as in two. Otherwise nothing is taken before it is read in two.
func TestOnePass(t *testing.T) {
	const (
		one = `"body":{"totalSize":1,"done":true,"records":[{"Id":"a"}]}`
		two = `"body":{"totalSize":1,"done":true,"records":[{"Id":"b"}]}`
		bad = `"body":[{"errorCode":"INVALID_FIELD","message":"no such field"}]`
		r0  = `,"httpHeaders":{},"httpStatusCode":200,"referenceId":"r0"`
		r1  = `,"httpHeaders":{},"httpStatusCode":200,"referenceId":"r1"`
	)
	answers := func(all ...string) string {
		return `{"compositeResponse":[{` + strings.Join(all, "},{") + `}],"later":{}}`
	}
	for name, c := range map[string]struct {
		body    string
		onePass bool
		want    []string // rows, or an error
		err     string
	}{
		"as it mostly is":  {answers(one+r0, two+r1), true, []string{"a", "b"}, ""},
		"in another order": {answers(two+r1, one+r0), false, []string{"a", "b"}, ""},
		"the body last":    {answers(strings.TrimPrefix(r0, ",")+","+one, two+r1), true, []string{"a", "b"}, ""},
		"a refusal":        {answers(one+r0, bad+strings.Replace(r1, "200", "400", 1)), false, []string{"a", "no such field"}, ""},
		"a good body with a bad status": {answers(one+strings.Replace(r0, "200", "500", 1), two+r1), false,
			[]string{"HTTP 500", "b"}, ""},
		"a flawed answer": {answers(one+r0, strings.Replace(two, `"totalSize":1,`, "", 1)+r1), false,
			[]string{"a", "it has no totalSize"}, ""},
		"two bodies":        {answers(two+","+one+r0, two+r1), false, []string{"a", "b"}, ""},
		"one is missing":    {answers(one + r0), false, []string{"a", "subrequest r1 is not in it"}, ""},
		"one more":          {answers(one+r0, two+r1, two+strings.Replace(r1, "r1", "r2", 1)), false, []string{"a", "b"}, ""},
		"one twice":         {answers(one+r0, one+r0, two+r1), false, nil, "subrequest r0 is in it twice"},
		"an end too early":  {strings.TrimSuffix(answers(one+r0, two+r1), "}"), false, nil, "unexpected EOF"},
		"something follows": {answers(one+r0, two+r1) + "{}", false, nil, "something follows where it should end"},
		"a status of text":  {answers(one+strings.Replace(r0, "200", `"x"`, 1), two+r1), false, nil, "invalid syntax"},
	} {
		t.Run(name, func(t *testing.T) {
			r := reply{Answer: api.Answer{Body: []byte(c.body)}, secrets: &api.Secrets{}}
			parts, taken := make([]part, 2), make([]string, 2)
			read := reader(func(i int, answer document) (func() error, error) {
				page, err := decodePage(soql.Statement{Object: "User", Columns: []soql.Column{{Expr: "Id"}}}, answer)
				page.pack()
				return func() error { taken[i] += page.some.First()[0]; return nil }, err
			})
			if got := read.inOrder(r, parts); got != c.onePass {
				t.Errorf("read in one pass: %t", got)
			}
			if !c.onePass {
				if taken[0] != "" || taken[1] != "" {
					t.Errorf("took %q of what is read again", taken)
				}
				err := decodeComposite(r, parts)
				checkError(t, err, c.err)
				if err != nil {
					return
				}
				read.readAll(parts)
			}
			for i, p := range parts {
				if p.err != nil {
					taken[i] = p.err.Error()
				}
				if !strings.Contains(taken[i], c.want[i]) {
					t.Errorf("answer %d: %s", i, cmp.Diff(c.want[i], taken[i]))
				}
			}
		})
	}
}
