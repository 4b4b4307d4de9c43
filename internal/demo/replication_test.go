package demo

import (
	"net/url"
	"strings"
	"testing"
)

// replication asks for what was deleted or updated between two times.
func (c *testClient) replication(object, resource, start, end string) answer {
	c.t.Helper()
	return c.get("/services/data/v62.0/sobjects/"+object+"/"+resource+"/?"+url.Values{"start": {start},
		"end": {end}}.Encode(), nil)
}

func TestReplication(t *testing.T) {
	c := newTestClient(t, Options{}, 3)
	c.exec(`UPDATE Account SET SystemModstamp = ?`, testStart.Unix())
	c.exec(`UPDATE Account SET IsDeleted = 1, SystemModstamp = ? WHERE Id = ?`, testStart.Unix()+30, numberedID("001", 2))
	const from, to = "2026-03-04T09:00:00+00:00", "2026-03-04T10:31:59+01:00" // seconds do not count
	c.replication("Account", "deleted", from, to).want(200,
		`{"deletedRecords":[{"id":"`+numberedID("001", 2)+`","deletedDate":"2026-03-04T09:30:30.000+0000"}],`+
			`"earliestDateAvailable":"2026-02-17T09:30:00.000+0000","latestDateCovered":"2026-03-04T09:31:00.000+0000"}`)
	c.replication("Account", "updated", from, to).want(200,
		`{"ids":["`+numberedID("001", 1)+`","`+numberedID("001", 3)+`"],"latestDateCovered":"2026-03-04T09:31:00.000+0000"}`)
	c.replication("account", "updated", from, "2026-03-04T09:30:00Z").want(200,
		`{"ids":[],"latestDateCovered":"2026-03-04T09:30:00.000+0000"}`)
	for name, a := range map[string]answer{
		"endDate: endDate must be chronologically": c.replication("Account", "deleted", from, from),
		"startDate: startDate cannot be more than 15 days ago": c.replication("Account", "deleted", "2026-02-17T09:00:00Z",
			to),
		"startDate: startDate cannot be more than 30 days ago": c.replication("Account", "updated", "2026-02-02T09:00:00Z",
			to),
		"start: give a time such as": c.replication("Account", "updated", "yesterday", to),
		"end: give a time such as":   c.replication("Account", "updated", from, "2026-03-04"),
	} {
		if a.status != 400 || !strings.Contains(a.body, "INVALID_REPLICATION_DATE") || !strings.Contains(a.body, name) {
			t.Errorf("%d %s, want 400 %s", a.status, a.body, name)
		}
	}
	for _, object := range []string{"LoginHistory", "Nothing"} {
		c.replication(object, "deleted", from, to).wantStatus(404)
	}
	// own rows only: all accounts are the integration user's
	if err := c.org.SetPrivate(t.Context(), "Account"); err != nil {
		t.Fatal(err)
	}
	c.exec(`UPDATE Account SET OwnerId = 'x'`)
	c.replication("Account", "updated", from, to).want(200,
		`{"ids":[],"latestDateCovered":"2026-03-04T09:31:00.000+0000"}`)
}

func TestCompositeHasAFirstVersion(t *testing.T) {
	c := newTestClient(t, Options{}, 0)
	const query = `{"compositeRequest":[{"method":"GET","referenceId":"a","url":"/services/data/v62.0/limits"}]}`
	const batch = `{"batchRequests":[{"method":"GET","url":"v34.0/limits"}]}`
	for _, test := range []struct {
		version, path, body string
		status              int
	}{
		{"38.0", "composite", query, 200}, {"37.0", "composite", query, 404}, {"31.0", "composite", query, 404},
		{"34.0", "composite/batch", batch, 200}, {"33.0", "composite/batch", batch, 404},
	} {
		if a := c.post("/services/data/v"+test.version+"/"+test.path, "application/json", test.body,
			nil); a.status != test.status {
			t.Errorf("%s of version %s: %d %s, want %d", test.path, test.version, a.status, a.body, test.status)
		}
	}
	for version, want := range map[string]bool{"34.0": true, "33.0": false} {
		if a := c.get("/services/data/v"+version, nil); strings.Contains(a.body, "composite") != want {
			t.Errorf("resources of version %s: %s", version, a.body)
		}
	}
}

func TestDescribeTellsChildren(t *testing.T) {
	c := newTestClient(t, Options{}, 0)
	children := func(object string) map[string]childRelationship {
		var d struct {
			Children []childRelationship `json:"childRelationships"`
		}
		c.get("/services/data/v62.0/sobjects/"+object+"/describe", nil).decode(&d)
		all := map[string]childRelationship{}
		for _, r := range d.Children {
			all[r.Child+"."+r.Field] = r
		}
		return all
	}
	account := children("Account")
	if r := account["Contact.AccountId"]; r.Name == nil || *r.Name != "Contacts" || r.CascadeDelete {
		t.Errorf("contacts of an account: %+v", r)
	}
	if r, ok := account["Task.AccountId"]; !ok || r.Name != nil {
		t.Errorf("a reference without a name: %+v, %t", r, ok)
	}
	if r := children("Opportunity")["OpportunityLineItem.OpportunityId"]; !r.CascadeDelete {
		t.Errorf("products go with their deal: %+v", r)
	}
	if err := c.org.Hide("Contact", "Case.AccountId"); err != nil {
		t.Fatal(err)
	}
	account = children("Account")
	for _, hidden := range []string{"Contact.AccountId", "Case.AccountId"} {
		if r, ok := account[hidden]; ok {
			t.Errorf("hidden from the user, and told: %+v", r)
		}
	}
}
