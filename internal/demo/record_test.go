package demo

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"

	"salesforce_exporter/internal/demo/store"
)

func TestRecord(t *testing.T) {
	c := newTestClient(t, Options{Hidden: []string{"Account.Type", "Lead"}}, 2)
	const base = "/services/data/v62.0/sobjects/Account/"
	long := numberedID("001", 2)
	head := `{"attributes":{"type":"Account","url":"` + base + long + `"},`
	for path, want := range map[string]string{
		long + "?fields=Name":      head + `"Name":"Account 2","Id":"` + long + `"}`,
		long[:15] + "?fields=Name": head + `"Name":"Account 2","Id":"` + long + `"}`,
		long + "?fields=name,%20OwnerId,Id,Name": head + `"Name":"Account 2","OwnerId":"` + testUserID + `","Id":"` +
			long + `"}`,
		long + "?fields=CreatedDate,IsDeleted,Name": head +
			`"CreatedDate":"2026-03-04T09:30:00.000+0000","IsDeleted":false,"Name":"Account 2","Id":"` + long + `"}`,
	} {
		c.get(base+path, nil).want(200, want)
	}
	var all map[string]any
	a := c.get(base+long, nil)
	a.wantStatus(200)
	if err := json.Unmarshal([]byte(a.body), &all); err != nil {
		t.Fatal(err)
	}
	if _, shown := all["Type"]; shown || all["Name"] != "Account 2" || all["Id"] != long || len(all) < 30 {
		t.Errorf("all fields but the hidden one: %v", all)
	}
	if a := c.do("HEAD", base+long, "", nil); a.status != 200 || a.body != "" {
		t.Errorf("HEAD: %d %q", a.status, a.body)
	}
}

func TestRecordOfEveryObject(t *testing.T) {
	o, err := New(t.Context(), Options{Users: 8, Frozen: true})
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	token := o.sessions.open(o.rows.orgID, "", o.clock.wall())
	tried := 0
	for _, object := range o.rows.store.Schema().Objects() {
		var id string
		err := o.DB().QueryRowContext(t.Context(), "SELECT COALESCE(MIN(Id), '') FROM "+store.Quote(object.Name)).Scan(&id)
		if !object.Queryable || err != nil || id == "" {
			continue
		}
		tried++
		req := httptest.NewRequestWithContext(t.Context(), "GET", "/services/data/v62.0/sobjects/"+object.Name+"/"+id, nil)
		req.Header.Set("Authorization", "Bearer "+token)
		w := httptest.NewRecorder()
		o.Handler().ServeHTTP(w, req)
		if w.Code != 200 || !strings.HasPrefix(w.Body.String(), `{"attributes":{"type":"`+object.Name+`"`) ||
			!strings.Contains(w.Body.String(), `"Id":"`+id+`"`) {
			t.Errorf("%s %s: %d %s", object.Name, id, w.Code, w.Body)
		}
	}
	if tried < 25 {
		t.Errorf("%d objects tried", tried)
	}
}

func TestRecordRefusals(t *testing.T) {
	c := newTestClient(t, Options{Hidden: []string{"Account.Type", "Lead"}}, 2)
	if _, err := c.org.DB().ExecContext(t.Context(), "UPDATE Account SET IsDeleted = 1 WHERE Id = ?",
		numberedID("001", 1)); err != nil {
		t.Fatal(err)
	}
	const missing = `[{"message":"The requested resource does not exist","errorCode":"NOT_FOUND"}]`
	tests := []struct {
		path   string
		status int
		want   string
	}{
		{"Account/" + numberedID("001", 3), 404, missing},
		{"Account/" + testUserID, 404, missing},
		{"Lead/" + numberedID("00Q", 1), 404, missing},
		{"Acount/" + numberedID("001", 2), 404, missing},
		{"Account/" + numberedID("001", 1), 404, `[{"message":"entity is deleted","errorCode":"ENTITY_IS_DELETED"}]`},
		{"Account/x'%20OR%20'1'%3D'1", 404,
			`[{"message":"Provided external ID field does not exist or is not accessible: x' OR '1'='1","errorCode":"NOT_FOUND"}]`},
		{"Account/" + numberedID("001", 2) + "?fields=Nme", 400,
			`[{"message":"No such column 'Nme' on sobject of type Account","errorCode":"INVALID_FIELD"}]`},
		{"Account/" + numberedID("001", 2) + "?fields=Type", 400,
			`[{"message":"No such column 'Type' on sobject of type Account","errorCode":"INVALID_FIELD"}]`},
	}
	for _, tt := range tests {
		t.Run(tt.path, func(t *testing.T) {
			c.get("/services/data/v62.0/sobjects/"+tt.path, nil).want(tt.status, tt.want)
		})
	}
	if err := c.org.SetPrivate(t.Context(), "Account"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.org.DB().ExecContext(t.Context(), "UPDATE Account SET OwnerId = '005000000000009AAA' WHERE Id = ?",
		numberedID("001", 2)); err != nil {
		t.Fatal(err)
	}
	c.get("/services/data/v62.0/sobjects/Account/"+numberedID("001", 2), nil).want(404, missing)
}
