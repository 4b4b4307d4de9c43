// Package engagement answers like version 5 of the API of Account Engagement
// (formerly Pardot), from rows in a database. It knows no sessions and writes
// no HTTP: package demo does.
//
// What the API does is restated from Salesforce's Account Engagement API guide,
// its help page on the API's limits, and from what clients that others published
// expect of it. Some of it is documented nowhere; the comments say what is
// assumed.
package engagement

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"salesforce_exporter/internal/demo/engagement/model"
)

// UnitHeader names the business unit that a request is about (API guide,
// Authentication).
const UnitHeader = "Pardot-Business-Unit-Id"

// Options say what an API answers from.
type Options struct {
	DB           *sql.DB
	BusinessUnit string // the only one; empty where the org has none
	// Zone is that of the account and of the API user.
	Zone *time.Location
	// Now is the clock by which calls are counted and page tokens age.
	Now func() time.Time
	// Allowance is how many calls a day may have.
	Allowance int
}

// An API answers for one org.
type API struct {
	opts    Options
	objects map[string]*model.Object
	meter   meter
	tokens  *tokens
}

// New returns an API that answers from tables of package model.
func New(opts Options) (*API, error) {
	objects, err := model.Objects()
	if err != nil {
		return nil, err
	}
	return &API{opts: opts, objects: objects, meter: meter{allowance: opts.Allowance}, tokens: newTokens()}, nil
}

// CheckUnit refuses requests that do not name the business unit: 18 characters
// that begin with 0Uv.
func (a *API) CheckUnit(h http.Header) error {
	switch unit := h.Get(UnitHeader); {
	case unit == "":
		return UnitMissing()
	case len(unit) != 18 || !strings.HasPrefix(unit, "0Uv"):
		return UnitMalformed()
	case unit != a.opts.BusinessUnit:
		return UnitUnknown()
	}
	return nil
}

// An Answer is the JSON of an answer.
type Answer struct {
	Body []byte
	// Warning is the value of the header Pardot-Warning, if any.
	Warning string
}

// Get answers a GET request: its path below the API's prefix, its query as it
// came, and the address of the prefix as the client calls it.
func (a *API) Get(ctx context.Context, path, rawQuery, base string) (Answer, error) {
	object, id, err := a.route(path)
	if err != nil {
		return Answer{}, err
	}
	params, err := url.ParseQuery(rawQuery)
	if err != nil {
		return Answer{}, badParameter("the query cannot be read")
	}
	switch {
	case object.Table == "":
		return a.account(object, params)
	case id != 0:
		return a.read(ctx, object, id, params)
	}
	return a.query(ctx, object, params, base+"/api/v5/objects/"+object.Name)
}

// route finds the object, and the id of the record if there is one.
func (a *API) route(path string) (*model.Object, int64, error) {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	if len(parts) < 4 || len(parts) > 5 || parts[0] != "api" || parts[2] != "objects" {
		return nil, 0, noEndpoint()
	}
	if parts[1] != "v5" {
		return nil, 0, noVersion(parts[1])
	}
	object, ok := a.objects[parts[3]]
	if !ok {
		return nil, 0, noObject(parts[3])
	}
	if len(parts) == 4 {
		return object, 0, nil
	}
	id, err := strconv.ParseInt(parts[4], 10, 64)
	if err != nil || id < 1 || object.Table == "" {
		return nil, 0, noEndpoint()
	}
	return object, id, nil
}

// ObjectOf returns the object that a path asks for, or "" where it asks for
// none.
func ObjectOf(path string) string {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	if len(parts) < 4 {
		return ""
	}
	return parts[3]
}

// account answers with the account itself, which is one object and no list
// (assumed).
func (a *API) account(object *model.Object, params url.Values) (Answer, error) {
	s, err := a.selectFields(object, params)
	if err != nil {
		return Answer{}, err
	}
	if err := only(params, "fields"); err != nil {
		return Answer{}, err
	}
	used, allowance := a.Usage()
	values := map[string]any{
		"id": int64(1), "company": "Northgate", "level": level(allowance), "timezone": a.opts.Zone.String(),
		"maximumDailyApiCalls": int64(allowance), "apiCallsUsed": int64(used),
	}
	row := make([]any, len(s.columns))
	for i, c := range s.columns {
		row[i] = values[strings.TrimPrefix(c, "t.")]
	}
	return Answer{Body: s.encode(nil, row, a.opts.Zone)}, nil
}

// level is the edition that has so many calls a day (Salesforce Help, Using the
// Account Engagement API).
func level(allowance int) string {
	switch {
	case allowance >= 100_000:
		return "Advanced"
	case allowance >= 50_000:
		return "Plus"
	}
	return "Growth"
}

// only refuses parameters other than those named, and such as are given twice.
func only(params url.Values, names ...string) error {
	allowed := " " + strings.Join(names, " ") + " "
	for name, values := range params {
		if !strings.Contains(allowed, " "+name+" ") {
			return badParameter("%s", name)
		}
		if len(values) > 1 {
			return badParameter("%s is given twice", name)
		}
	}
	return nil
}

// encode leaves <, > and & as they are.
func encode(value any) []byte {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(value) // texts and numbers can be encoded
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n"))
}
