package salesforce

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"salesforce_exporter/internal/soql"
)

// A longAnswer is that to a statement of three pages, by groups or by rows.
type longAnswer struct {
	asked   []int  // pages
	refuses bool   // the second page
	end     func() // is called when the second page is asked for; nil for nothing
}

func (l *longAnswer) answer(_ int, address string) (int, string) {
	number := 1
	if u, err := url.Parse(address); err == nil {
		if key := u.Query().Get("q"); strings.Contains(key, "OwnerId > ") {
			_, _ = fmt.Sscanf(key[strings.Index(key, "OwnerId > ")+len("OwnerId > '"):], "%d", &number)
			number = number/soql.MaxGroups + 2
		}
	}
	_, _ = fmt.Sscanf(address, "/page%d", &number)
	l.asked = append(l.asked, number)
	switch {
	case number == 2 && l.refuses:
		return 400, `[{"errorCode":"MALFORMED_QUERY","message":"no"}]`
	case number == 2 && l.end != nil:
		l.end()
	}
	if strings.Contains(address, "Lead") {
		return 200, groupsOf(number)
	}
	next := ""
	if number < 3 {
		next = fmt.Sprintf(`,"nextRecordsUrl":"/page%d"`, number+1)
	}
	return 200, fmt.Sprintf(`{"totalSize":3,"done":%t%s,"records":[{"Id":"%d"}]}`, number == 3, next, number)
}

// groupsOf are those of a page: two full ones and a last one.
func groupsOf(number int) string {
	var groups []string
	for i := range soql.MaxGroups {
		groups = append(groups, fmt.Sprintf(`{"OwnerId":"%06d","v0":1}`, (number-1)*soql.MaxGroups+i))
	}
	if number == 3 {
		groups = groups[:1]
	}
	return fmt.Sprintf(`{"totalSize":%d,"done":true,"records":[%s]}`, len(groups), strings.Join(groups, ","))
}

// TestAnswersGoOn has time run out between two pages. What was read is asked for again
// only where it is too old, or where the statement was refused.
func TestAnswersGoOn(t *testing.T) {
	statements := map[string]soql.Statement{
		"rows": {Object: "User", Columns: []soql.Column{{Expr: "Id"}}},
		"groups": {Object: "Lead", GroupBy: []string{"OwnerId"}, Columns: []soql.Column{{Expr: "OwnerId", Type: soql.ID},
			{Expr: "COUNT(Id)", Alias: "v0", Type: soql.Amount}}},
	}
	rows := map[string]int{"rows": 3, "groups": 2*soql.MaxGroups + 1}
	for name, statement := range statements {
		for _, c := range []struct {
			name    string
			after   time.Duration
			refuses bool
			want    []int
		}{
			{"soon", time.Minute, false, []int{1, 2, 2, 3}},
			{"late", time.Hour, false, []int{1, 2, 1, 2, 3}},
			{"refused", time.Minute, true, []int{1, 2, 1, 2, 3}},
		} {
			t.Run(name+" "+c.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					long := &longAnswer{refuses: c.refuses}
					fake := &fakeOrg{answer: composed(long.answer)}
					client := New(Config{SignIn: fake, Transport: fake})
					ctx, cancel := context.WithCancel(t.Context())
					defer cancel()
					long.end = cancel
					if r := client.Ask(ctx, []soql.Statement{statement})[0]; r.Err == nil || r.Answer.Rows.Len() > 0 {
						t.Fatalf("%d rows and error %v", r.Answer.Rows.Len(), r.Err)
					}
					time.Sleep(c.after)
					long.end, long.refuses = nil, false
					r := client.Ask(t.Context(), []soql.Statement{statement})[0]
					if r.Err != nil || r.Answer.Rows.Len() != rows[name] || r.Pages != 3 {
						t.Errorf("%d rows on %d pages and error %v, want %d on 3", r.Answer.Rows.Len(), r.Pages, r.Err, rows[name])
					}
					if !slices.Equal(long.asked, c.want) {
						t.Errorf("pages %v were asked, want %v", long.asked, c.want)
					}
				})
			})
		}
	}
}
