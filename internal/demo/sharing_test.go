package demo

import (
	"fmt"
	"strings"
	"testing"
)

func TestPrivateOwners(t *testing.T) {
	o, err := New(t.Context(), Options{Users: 12, Frozen: true, PrivateOwners: map[string][]string{"opportunity": nil}})
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	count := func(statement string) int {
		r, err := o.engine("62.0").Query(t.Context(), statement, false)
		if err != nil {
			t.Fatal(err)
		}
		return r.TotalSize
	}
	truth := func(where string) (n int) {
		if err := o.DB().QueryRowContext(t.Context(),
			`SELECT COUNT(*) FROM Opportunity WHERE IsDeleted = 0`+where).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	all := truth("")
	if got, want := count("SELECT COUNT() FROM Opportunity"), truth(" AND OwnerId = '"+o.user.ID+"'"); got != want ||
		want == all {
		t.Errorf("%d opportunities, want the integration user's own %d of %d", got, want, all)
	}
	var owner, name string
	err = o.DB().QueryRowContext(t.Context(),
		`SELECT u.Id, u.Username FROM Opportunity x JOIN "User" u ON u.Id = x.OwnerId LIMIT 1`).Scan(&owner, &name)
	if err != nil {
		t.Fatal(err)
	}
	for _, by := range []string{owner, strings.ToUpper(name)} {
		if err := o.SetPrivate(t.Context(), "Opportunity", by); err != nil {
			t.Fatal(err)
		}
		want := truth(fmt.Sprintf(" AND OwnerId IN ('%s', '%s')", o.user.ID, owner))
		if got := count("SELECT Id FROM Opportunity"); got != want || want == 0 || want == all {
			t.Errorf("with %s: %d opportunities, want %d of %d", by, got, want, all)
		}
	}
	for object, want := range map[string]string{
		"Nothing":     "private Nothing: this org has no such object",
		"Profile":     "private Profile: its records have no owner",
		"Opportunity": "private Opportunity: no user has the id or name nobody",
	} {
		if err := o.SetPrivate(t.Context(), object, "nobody"); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", object, err, want)
		}
	}
}
