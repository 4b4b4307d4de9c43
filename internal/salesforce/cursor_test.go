package salesforce

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/internal/soql"
)

func askFor(t *testing.T, s soql.Statement, pages map[string]string) Result {
	t.Helper()
	fake := &fakeOrg{answer: composed(func(_ int, url string) (int, string) {
		if body, ok := pages[url]; ok {
			return 200, body
		}
		return 200, pages[""]
	})}
	return New(Config{SignIn: fake, Transport: fake}).Ask(t.Context(), []soql.Statement{s})[0]
}

// TestIncompleteAnswers has answers that are not all of what was asked for.
// Each is an error, and nothing of it is kept.
func TestIncompleteAnswers(t *testing.T) {
	rows := soql.Statement{Object: "User", Columns: []soql.Column{{Expr: "Id"}}}
	groups := soql.Statement{Object: "Lead", GroupBy: []string{"OwnerId"},
		Columns: []soql.Column{{Expr: "OwnerId"}, {Expr: "COUNT(Id)", Alias: "v0", Type: soql.Amount}}}
	sum := soql.Statement{Object: "Lead", Columns: []soql.Column{{Expr: "COUNT(Id)", Alias: "v0", Type: soql.Amount}}}
	const group = `{"OwnerId":"005","v0":1}`
	for name, c := range map[string]struct {
		statement soql.Statement
		pages     map[string]string
		want      string
	}{
		"fewer rows than there are": {rows,
			map[string]string{"": `{"totalSize":3,"done":true,"records":[{"Id":"1"},{"Id":"2"}]}`},
			"it has 2 records and a totalSize of 3"},
		"fewer rows on the last page": {rows, map[string]string{
			"":   `{"totalSize":3,"done":false,"nextRecordsUrl":"/2","records":[{"Id":"1"}]}`,
			"/2": `{"totalSize":3,"done":true,"records":[{"Id":"2"}]}`},
			"it has 2 records and a totalSize of 3"},
		"more rows than there are": {rows,
			map[string]string{"": `{"totalSize":1,"done":true,"records":[{"Id":"1"},{"Id":"2"}]}`},
			"it has 2 records or more and a totalSize of 1"},
		"records of null": {rows, map[string]string{"": `{"totalSize":1,"done":true,"records":null}`},
			"it has 0 records and a totalSize of 1"},
		"no records": {rows, map[string]string{"": `{"totalSize":1,"done":true}`},
			"it has 0 records and a totalSize of 1"},
		"pages of two answers": {rows, map[string]string{
			"":   `{"totalSize":2,"done":false,"nextRecordsUrl":"/2","records":[{"Id":"1"}]}`,
			"/2": `{"totalSize":9,"done":true,"records":[{"Id":"2"}]}`},
			"page 2 has a totalSize of 9, and the first has 2"},
		"a page that names itself": {rows, map[string]string{
			"":   `{"totalSize":3,"done":false,"nextRecordsUrl":"/2","records":[{"Id":"1"}]}`,
			"/2": `{"totalSize":3,"done":false,"nextRecordsUrl":"/2","records":[{"Id":"2"}]}`},
			"page 2 names a page as the next that was read before"},
		"done and not done": {rows,
			map[string]string{"": `{"totalSize":1,"done":true,"nextRecordsUrl":"/2","records":[{"Id":"1"}]}`},
			"it is done and has a nextRecordsUrl"},
		"done or not": {rows, map[string]string{"": `{"totalSize":1,"records":[{"Id":"1"}]}`},
			"it does not say whether it is done"},
		"done in a text": {rows, map[string]string{"": `{"totalSize":1,"done":"true","records":[{"Id":"1"}]}`},
			"done is neither true nor false"},
		"a size in a text": {rows, map[string]string{"": `{"totalSize":"1","done":true,"records":[{"Id":"1"}]}`},
			`totalSize "1" is not a number of rows`},
		"two sizes": {rows, map[string]string{"": `{"totalSize":1,"totalSize":2,"done":true,"records":[{"Id":"1"}]}`},
			"it has a totalSize twice"},
		"records twice": {rows, map[string]string{"": `{"totalSize":1,"done":true,"records":[{"Id":"1"}],"records":[{"Id":"2"}]}`},
			"it has records twice"},
		"a count that is not done": {soql.Statement{Object: "Lead"},
			map[string]string{"": `{"totalSize":1,"done":false,"nextRecordsUrl":"/2","records":[]}`},
			"it is a count and has a nextRecordsUrl"},
		"groups that are not done": {groups, map[string]string{"": `{"totalSize":1,"done":false,"records":[` + group + `]}`},
			"it is not done and has no nextRecordsUrl"},
		"groups with a next page": {groups,
			map[string]string{"": `{"totalSize":2,"done":false,"nextRecordsUrl":"/2","records":[` + group + `]}`},
			"it is grouped and has a nextRecordsUrl"},
		"fewer groups than there are": {groups,
			map[string]string{"": `{"totalSize":2,"done":true,"records":[` + group + `]}`},
			"it has 1 rows and a totalSize of 2"},
		"no aggregate": {sum, map[string]string{"": `{"totalSize":0,"done":true,"records":[]}`},
			"it has 0 rows, and one is asked for"},
		"a count of null": {sum, map[string]string{"": `{"totalSize":1,"done":true,"records":[{"v0":null}]}`},
			"record 1: Lead: v0 is not a number"},
		"a number that is a text": {groups,
			map[string]string{"": `{"totalSize":1,"done":true,"records":[{"OwnerId":"005","v0":"1"}]}`},
			"record 1: Lead: v0 is not a number"},
		"a number without an end": {groups,
			map[string]string{"": `{"totalSize":1,"done":true,"records":[{"OwnerId":"005","v0":1e999}]}`},
			"record 1: Lead: v0 is not a number"},
		"a value twice": {groups, map[string]string{"": `{"totalSize":1,"done":true,"records":[{"OwnerId":"005","v0":1,"v0":2}]}`},
			"record 1: Lead: v0 is there twice in a record"},
		"a list in place of a key": {groups,
			map[string]string{"": `{"totalSize":1,"done":true,"records":[{"OwnerId":["005"],"v0":1}]}`},
			"record 1: Lead: OwnerId is not a single value"},
		"NaN": {groups, map[string]string{"": `{"totalSize":1,"done":true,"records":[{"OwnerId":"005","v0":NaN}]}`},
			"invalid character 'N'"},
	} {
		t.Run(name, func(t *testing.T) {
			r := askFor(t, c.statement, c.pages)
			if Code(r.Err) != CodeBadAnswer || !strings.Contains(r.Err.Error(), c.want) {
				t.Errorf("got  %v\nwant %s", r.Err, c.want)
			}
			if diff := cmp.Diff(soql.Answer{}, r.Answer); diff != "" {
				t.Errorf("answer (-want +got):\n%s", diff)
			}
		})
	}
}

// TestFlawsOfRows has rows that are not as they should be: each costs itself, or
// a character of it is replaced, and the answer counts them.
func TestFlawsOfRows(t *testing.T) {
	statement := soql.Statement{Object: "User", Columns: []soql.Column{
		{Expr: "Id", Type: soql.ID}, {Expr: "IsActive", Type: soql.Boolean}, {Expr: "LastLoginDate", Type: soql.Instant},
		{Expr: "Country", Type: soql.Text}, {Expr: "Profile.Name", Type: soql.Text},
		{Expr: "NumberOfFailedLogins", Type: soql.Number}, {Expr: "Birthday__c", Type: soql.Day},
	}}
	const good = `"Id":"1","IsActive":true,"LastLoginDate":"2026-02-28T23:59:59.000+0000","Country":"Peru","Profile":{"Name":"Rep"},"NumberOfFailedLogins":2,"Birthday__c":"2000-02-29"`
	const row = "1,true,2026-02-28T23:59:59.000+0000,Peru,Rep,2,2000-02-29"
	for name, c := range map[string]struct {
		old, new string // in the first of two rows
		want     string // the first row; empty where it is left out
		flaw     string
	}{
		"half of a character": {old: "Peru", new: `Pe\ud83dru`, want: strings.Replace(row, "Peru", "Pe\uFFFDru", 1),
			flaw: "User: Country has an invalid character, which is replaced"},
		"the other half": {old: "Rep", new: `Rep\udc00`, want: strings.Replace(row, "Rep", "Rep\uFFFD", 1),
			flaw: "User: Profile.Name has an invalid character, which is replaced"},
		"bytes that are no character": {old: "Peru", new: "Pe\xc3ru", want: strings.Replace(row, "Peru", "Pe\uFFFDru", 1),
			flaw: "User: Country has an invalid character, which is replaced"},
		"a character of nothing": {old: "Peru", new: `Pe\u0000ru`, want: strings.Replace(row, "Peru", "Pe\uFFFDru", 1),
			flaw: "User: Country has an invalid character, which is replaced"},
		"a whole character": {old: "Peru", new: `Pe\ud83d\ude00ru`,
			want: strings.Replace(row, "Peru", "Pe😀ru", 1)},
		"a dateTime without a time": {old: "T23:59:59.000+0000", new: "",
			flaw: "User: LastLoginDate is not a dateTime; the row is left out"},
		"a dateTime that is none": {old: "2026-02-28T", new: "2026-02-29T",
			flaw: "User: LastLoginDate is not a dateTime; the row is left out"},
		"a time that is none": {old: "23:59", new: "24:59",
			flaw: "User: LastLoginDate is not a dateTime; the row is left out"},
		"a dateTime of another form": {old: "+0000", new: "Z",
			flaw: "User: LastLoginDate is not a dateTime; the row is left out"},
		"a dateTime that is a number": {old: `"2026-02-28T23:59:59.000+0000"`, new: "1772323199",
			flaw: "User: LastLoginDate is not a dateTime; the row is left out"},
		"a date that is none": {old: "2000-02-29", new: "1900-02-29",
			flaw: "User: Birthday__c is not a date; the row is left out"},
		"a date with a time": {old: "2000-02-29", new: "2000-02-29T00:00:00Z",
			flaw: "User: Birthday__c is not a date; the row is left out"},
		"true in a text": {old: "true", new: `"true"`,
			flaw: "User: IsActive is not true or false; the row is left out"},
		"one for true": {old: "true", new: "1",
			flaw: "User: IsActive is not true or false; the row is left out"},
		"a number in a text": {old: ":2", new: `:"2"`,
			flaw: "User: NumberOfFailedLogins is not a number; the row is left out"},
		"a number beyond all": {old: ":2", new: ":" + strings.Repeat("9", 400),
			flaw: "User: NumberOfFailedLogins is not a number; the row is left out"},
		"a text that is a number": {old: `"Peru"`, new: "51", flaw: "User: Country is not text; the row is left out"},
		"a text that is a list": {old: `"Peru"`, new: `["Peru"]`,
			flaw: "User: Country is not text; the row is left out"},
		"a relationship that is none": {old: `{"Name":"Rep"}`, new: `"Rep"`,
			flaw: "User: Profile is not an object; the row is left out"},
		"an id of null": {old: `"1"`, new: "null", flaw: "User: Id is not text; the row is left out"},
		"a field that is not there": {old: `"Country":"Peru",`, new: "",
			flaw: "User: Country is missing in a record; the row is left out"},
		"a field that is there twice": {old: `"Country":"Peru",`, new: `"Country":"Peru","country":"Chile",`,
			flaw: "User: Country is there twice in a record; the row is left out"},
		"nothing but what may be null": {old: good,
			new: `"Id":"1","IsActive":null,"LastLoginDate":null,"Country":null,"Profile":null,"NumberOfFailedLogins":null,"Birthday__c":null`, want: "1,,,,,,"},
		"no record": {old: "{" + good + "}", new: "7",
			flaw: "User: a record is not an object; the row is left out"},
	} {
		t.Run(name, func(t *testing.T) {
			first := strings.Replace("{"+good+"}", c.old, c.new, 1)
			r := askFor(t, statement, map[string]string{"": `{"totalSize":2,"done":true,"records":[` + first + `,{` + good +
				`}]}`})
			if r.Err != nil {
				t.Fatal(r.Err)
			}
			want, flaws := row, map[string]int(nil)
			if c.want != "" {
				want = c.want + ";" + row
			}
			if c.flaw != "" {
				flaws = map[string]int{c.flaw: 1}
			}
			if got := outcomes([]Result{r})[0]; got != want {
				t.Errorf("rows:\n got %s\nwant %s", got, want)
			}
			if diff := cmp.Diff(flaws, r.Answer.Flaws); diff != "" {
				t.Errorf("flaws (-want +got):\n%s", diff)
			}
		})
	}
}

// TestManyBadRows are an error: nobody knows what the others are worth.
func TestManyBadRows(t *testing.T) {
	statement := soql.Statement{Object: "Case", Columns: []soql.Column{{Expr: "Id", Type: soql.ID}}}
	for _, c := range []struct{ good, bad int }{{0, 1}, {1, 1}, {8, 2}, {18, 2}, {17, 3}} {
		t.Run(fmt.Sprintf("%d of %d", c.bad, c.good+c.bad), func(t *testing.T) {
			records := strings.TrimSuffix(strings.Repeat(`{"Id":"5"},`, c.good)+strings.Repeat(`{"Id":5},`, c.bad), ",")
			r := askFor(t, statement, map[string]string{"": fmt.Sprintf(`{"totalSize":%d,"done":true,"records":[%s]}`,
				c.good+c.bad, records)})
			var want error
			if c.bad > max(1, (c.good+c.bad)/10) || c.good == 0 {
				want = fmt.Errorf("read the answer: %d of %d records cannot be read: Case: Id is not text; the row is left out",
					c.bad, c.good+c.bad)
			}
			if fmt.Sprint(r.Err) != fmt.Sprint(want) && !errors.Is(r.Err, want) {
				t.Errorf("got error %v, want %v", r.Err, want)
			}
			if want == nil && r.Answer.Rows.Len() != c.good {
				t.Errorf("got %d rows, want %d", r.Answer.Rows.Len(), c.good)
			}
		})
	}
}

// TestPagesOfACount is one, however large the number.
func TestPagesOfACount(t *testing.T) {
	r := askFor(t, soql.Statement{Object: "Lead"}, map[string]string{"": `{"totalSize":50000,"done":true,"records":[]}`})
	if r.Err != nil || r.Pages != 1 {
		t.Errorf("got %d pages and error %v, want 1", r.Pages, r.Err)
	}
}

// TestPagesOfGroups has full pages of groups: what follows must be in the order of
// the first key, and that order must be known.
func TestPagesOfGroups(t *testing.T) {
	const full = soql.MaxGroups
	groups := func(first, n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `,{"k":"%05d","v0":1}`, first+i)
		}
		return fmt.Sprintf(`{"totalSize":%d,"done":true,"records":[%s]}`, n, strings.TrimPrefix(b.String(), ","))
	}
	by := func(kind soql.Type) soql.Statement {
		return soql.Statement{Object: "Lead", GroupBy: []string{"K"},
			Columns: []soql.Column{{Expr: "K", Alias: "k", Type: kind}, {Expr: "COUNT(Id)", Alias: "v0", Type: soql.Amount}}}
	}
	after := New(Config{}).queryPath(by(soql.Lookup).After("01999"))
	for name, c := range map[string]struct {
		statement soql.Statement
		pages     map[string]string
		rows      int
		want      string // of the error
	}{
		"two pages": {by(soql.Lookup), map[string]string{"": groups(0, full), after: groups(full, 3)},
			full + 3, ""},
		"a page less than full": {by(soql.Text), map[string]string{"": groups(0, full-1)}, full - 1, ""},
		"a key of no known order": {by(soql.Text), map[string]string{"": groups(0, full), after: groups(full, 3)}, 0,
			"TRUNCATED the answer has 2000 groups or more, which is not read: group by an id"},
		"a key of no known type": {by(soql.Any), map[string]string{"": groups(0, full)}, 0,
			"TRUNCATED the answer has 2000 groups or more"},
		"a page that begins again": {by(soql.Lookup), map[string]string{"": groups(0, full)}, 0,
			"BAD_ANSWER read the answer: page 2 is not in the order of K"},
		"a page that overlaps": {by(soql.Lookup), map[string]string{"": groups(0, full), after: groups(full-1, 3)},
			0, "BAD_ANSWER read the answer: page 2 is not in the order of K"},
		"a first page out of order": {by(soql.Lookup),
			map[string]string{"": strings.Replace(groups(0, full), "00007", "99999", 1), after: groups(full, 3)}, 0,
			"BAD_ANSWER read the answer: page 1 is not in the order of K"},
		"more groups than asked for": {by(soql.Lookup), map[string]string{"": groups(0, full+1)}, 0,
			"BAD_ANSWER read the answer: it has 2001 groups, and 2000 are asked for"},
		"the same groups over and over": {by(soql.Number), map[string]string{"": groups(0, full)}, 0,
			"BAD_ANSWER read the answer"},
	} {
		t.Run(name, func(t *testing.T) {
			r := askFor(t, c.statement, c.pages)
			got := ""
			if r.Err != nil {
				got = Code(r.Err) + " " + r.Err.Error()
			}
			if c.want == "" && got != "" || !strings.HasPrefix(got, c.want) || r.Answer.Rows.Len() != c.rows {
				t.Errorf("got %d rows and error %q, want %d and %q", r.Answer.Rows.Len(), got, c.rows, c.want)
			}
		})
	}
}
