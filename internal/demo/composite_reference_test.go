package demo

import (
	"net/url"
	"testing"
)

func TestCompositeReferences(t *testing.T) {
	c := newTestClient(t, Options{}, 3)
	query := func(id, statement string) part {
		return part{Method: "GET", URL: "/services/data/v62.0/query?q=" + statement, ReferenceID: id}
	}
	id := numberedID("001", 2)
	got := c.sendParts(envelope{Parts: []part{
		query("r1", url.QueryEscape("SELECT Id, Name, Owner.Name FROM Account WHERE Name = 'Account 2'")),
		{Method: "GET", URL: "/services/data/v62.0/sobjects/Account/@{r1.records[0].Id}?fields=Name", ReferenceID: "r2"},
		query("r3", "SELECT+COUNT()+FROM+Account+WHERE+Name='@{r2.Name}'+OR+Name='@{r1.records[0].Owner.Name}'"),
		query("r4", "SELECT+COUNT()+FROM+Account+LIMIT+@{r1.totalSize}"),
		query("bad", "SELECT+Nothing+FROM+Account"),
		{Method: "GET", URL: "/services/data/v62.0/sobjects/Account/@{bad.Id}", ReferenceID: "r5"},
		{Method: "GET", URL: "/services/data/v62.0/sobjects/Account/@{r1.records[1].Id}", ReferenceID: "r6"},
		{Method: "GET", URL: "/services/data/v62.0/sobjects/Account/@{r7.Id}", ReferenceID: "r7"},
		{Method: "GET", URL: "/services/data/v62.0/sobjects/Account/@{r1.records}", ReferenceID: "r8"},
	}})
	noValue := func(path, id string) string {
		return `[{"message":"Invalid reference specified. No value for ` + path + ` found in ` + id +
			`. Provided referenceId ('` + path +
			`') must start with a letter or a number, and it can contain only letters, numbers and underscores ('_').","errorCode":"PROCESSING_HALTED"}]`
	}
	want := []struct {
		status int
		body   string
	}{
		{200, ""},
		{200, `{"attributes":{"type":"Account","url":"/services/data/v62.0/sobjects/Account/` + id +
			`"},"Name":"Account 2","Id":"` + id + `"}`},
		{200, `{"totalSize":1,"done":true,"records":[]}`},
		{200, `{"totalSize":1,"done":true,"records":[]}`},
		{400, ""},
		{400, noValue("bad.Id", "bad")},
		{400, noValue("r1.records[1].Id", "r1")},
		{400, noValue("r7.Id", "r7")},
		{400, noValue("r1.records", "r1")},
	}
	for i, w := range want {
		if got[i].Status != w.status || w.body != "" && string(got[i].Body) != w.body {
			t.Errorf("%s: %d %s\nwant %d %s", got[i].ReferenceID, got[i].Status, got[i].Body, w.status, w.body)
		}
	}
}
