package engagement

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"salesforce_exporter/internal/api"
)

const (
	unitID    = "0Uv5g0000000001CAA"
	fakeURL   = "https://pi.pardot.test/account-engagement"
	goodToken = "token-2"
)

// A fake is a business unit that answers as the documentation says, without a
// network, so that time can be faked.
type fake struct {
	t       *testing.T
	rows    map[string][]*fakeRow // by object, in order of their ids
	tokens  map[string]fakeToken
	common  map[string]string // of rows that share their data
	calls   []*http.Request
	refuse  func(*http.Request) (status, code int) // nil for never; a code below 0 is a page
	takes   func(status int) time.Duration         // to answer; nil for no time
	message string                                 // of refusals
	quota   string                                 // the account; empty for one with an allowance
	ignored func(object, param string) bool        // filters that are not applied; nil for none
	change  func(body map[string]any)              // of an answer; nil for none
	perPage int
	chain   int
	types   map[string][]*fakeRow // of the activities that were there when they were last asked for
	typed   map[string]int

	unsorted map[string]bool // by object
	mu       sync.Mutex
}

type fakeRow struct {
	id               uint64
	created, updated time.Time
	deleted          bool
	data             map[string]any
	shared           bool // others have the same data
}

type fakeToken struct {
	params url.Values
	last   uint64
	given  int
}

func newFake(t *testing.T) *fake {
	return &fake{t: t, rows: map[string][]*fakeRow{}, tokens: map[string]fakeToken{}, common: map[string]string{},
		types: map[string][]*fakeRow{}, typed: map[string]int{}, unsorted: map[string]bool{}, perPage: pageSize,
		chain: chainSize}
}

func (f *fake) add(object string, id uint64, at time.Time, data map[string]any) *fakeRow {
	r := &fakeRow{id: id, created: at, updated: at, data: data}
	if n := len(f.rows[object]); n > 0 && f.rows[object][n-1].id > id {
		f.unsorted[object] = true
	}
	f.rows[object] = append(f.rows[object], r)
	return r
}

func (f *fake) called(object string) (n int) {
	for _, r := range f.calls {
		if strings.HasSuffix(r.URL.Path, "/"+object) {
			n++
		}
	}
	return n
}

// RoundTrip answers a request.
func (f *fake) RoundTrip(r *http.Request) (*http.Response, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	f.calls = append(f.calls, r)
	status, body, header := f.answer(r)
	if f.takes != nil {
		select {
		case <-time.After(f.takes(status)):
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	}
	if header == nil {
		header = http.Header{}
	}
	header.Set("Date", time.Now().UTC().Format(http.TimeFormat))
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

func refused(status, code int, message string) (int, string, http.Header) {
	return status, fmt.Sprintf(`{"code":%d,"message":%q}`, code, message), nil
}

func (f *fake) answer(r *http.Request) (int, string, http.Header) {
	object, isObject := strings.CutPrefix(r.URL.Path, "/account-engagement/api/v5/objects/")
	switch {
	case r.Host != "pi.pardot.test" && r.URL.Host != "pi.pardot.test", !isObject:
		f.t.Errorf("asked %s", r.URL)
		return refused(404, 198, "Unknown endpoint")
	case r.Header.Get("Pardot-Business-Unit-Id") != unitID:
		return refused(400, 181, "Missing header")
	}
	if f.refuse != nil {
		switch status, code := f.refuse(r); {
		case code < 0:
			return status, "<html><h1>" + http.StatusText(status) + "</h1></html>", nil
		case code > 0:
			return refused(status, code, cmp.Or(f.message, "refused for the test"))
		}
	}
	if r.Header.Get("Authorization") != "Bearer "+goodToken {
		return refused(401, 184, "access_token is invalid, unknown, or malformed")
	}
	params := r.URL.Query()
	if object == "account" {
		return 200, cmp.Or(f.quota, `{"maximumDailyApiCalls":25000,"apiCallsUsed":123}`), nil
	}
	token := fakeToken{params: params}
	if text := params.Get("nextPageToken"); text != "" {
		known, ok := f.tokens[text]
		if !ok || len(params) != 2 {
			return refused(400, 211, "bad page token")
		}
		token = known
	}
	if token.params.Get("fields") == "" {
		return refused(400, 130, "fields is required")
	}
	return f.page(object, token)
}

func (f *fake) page(object string, token fakeToken) (int, string, http.Header) {
	if f.unsorted[object] {
		slices.SortFunc(f.rows[object], func(a, b *fakeRow) int { return cmp.Compare(a.id, b.id) })
		f.unsorted[object] = false
		clear(f.types)
		clear(f.typed)
	}
	rows := f.ofType(object, token.params.Get("type"))
	start, _ := slices.BinarySearchFunc(rows, token.last+1,
		func(r *fakeRow, id uint64) int { return cmp.Compare(r.id, id) })
	params := url.Values{}
	for name, values := range token.params {
		if f.ignored == nil || !f.ignored(object, name) {
			params[name] = values
		}
	}
	matches := matcher(f.t, params)
	limit, _ := strconv.Atoi(token.params.Get("limit"))
	limit = min(limit, f.perPage)
	values := []json.RawMessage{}
	last, more := uint64(0), false
	for _, row := range rows[start:] {
		if !matches(row) {
			continue
		}
		if len(values) == limit {
			more = true
			break
		}
		values = append(values, f.shown(row, token.params.Get("fields")))
		last = row.id
	}
	body := map[string]any{"values": values, "nextPageToken": nil, "nextPageUrl": nil}
	header := http.Header{}
	if token.given += len(values); more && token.given >= f.chain {
		header.Set("Pardot-Warning", "203;Maximum number of records reached")
	} else if more {
		token.last = last
		name := "t+/" + strconv.Itoa(len(f.tokens)) + "=="
		f.tokens[name] = token
		body["nextPageToken"] = name
		body["nextPageUrl"] = fmt.Sprintf("%s/api/v5/objects/%s?fields=%s&nextPageToken=%s", fakeURL, object,
			url.QueryEscape(token.params.Get("fields")), name)
	}
	if f.change != nil {
		f.change(body)
	}
	text, err := json.Marshal(body)
	if err != nil {
		f.t.Fatal(err)
	}
	return 200, string(text), header
}

// ofType are the rows of a type, in the same order: a test may have a million of
// another one.
func (f *fake) ofType(object, kind string) []*fakeRow {
	if kind == "" {
		return f.rows[object]
	}
	known := f.types[kind]
	for _, r := range f.rows[object][f.typed[kind]:] {
		if fmt.Sprint(r.data["type"]) == kind {
			known = append(known, r)
		}
	}
	f.types[kind], f.typed[kind] = known, len(f.rows[object])
	return known
}

// shown writes a row. What many rows have in common is written once.
func (f *fake) shown(r *fakeRow, fields string) json.RawMessage {
	key := fmt.Sprintf("%p %s", r.data, fields)
	common, known := f.common[key]
	if !known {
		text, err := json.Marshal(fieldsOf(r, fields))
		if err != nil {
			f.t.Fatal(err)
		}
		common = strings.TrimPrefix(string(text), "{")
		if r.shared {
			f.common[key] = common
		}
	}
	text := fmt.Appendf(nil, `{"id":%d,`, r.id)
	for field, at := range map[string]time.Time{"createdAt": r.created, "updatedAt": r.updated} {
		if strings.Contains(fields, field) {
			text = fmt.Appendf(text, `"%s":"%s",`, field, at.Format(time.RFC3339))
		}
	}
	return append(text, common...)
}

func fieldsOf(r *fakeRow, fields string) map[string]any {
	all := map[string]any{"object": nil} // so that there is something
	for field := range strings.SplitSeq(fields, ",") {
		relation, of, related := strings.Cut(field, ".")
		at, isTime := r.data[field].(time.Time)
		switch {
		case field == "id", field == "createdAt", field == "updatedAt":
		case field == "isDeleted":
			all[field] = r.deleted
		case related && r.data[field] != nil:
			all[relation] = map[string]any{of: r.data[field]}
		case related:
			all[relation] = nil
		case isTime:
			all[field] = at.Format(time.RFC3339)
		default:
			all[field] = r.data[field]
		}
	}
	return all
}

// matcher reads the filters of a query.
func matcher(t *testing.T, params url.Values) func(*fakeRow) bool {
	deleted := params.Get("deleted")
	conditions := []func(*fakeRow) bool{func(r *fakeRow) bool {
		return deleted == "all" ||
			r.deleted == (deleted == "true")
	}}
	for name, values := range params {
		text := values[0]
		at, err := time.Parse(time.RFC3339, text)
		if isTime := strings.HasPrefix(name, "createdAt") || strings.HasPrefix(name, "updatedAt"); isTime && err != nil {
			t.Errorf("%s=%s is no time", name, text)
		}
		var condition func(*fakeRow) bool
		switch name {
		case "createdAtAfterOrEqualTo":
			condition = func(r *fakeRow) bool { return !r.created.Before(at) }
		case "updatedAtAfterOrEqualTo":
			condition = func(r *fakeRow) bool { return !r.updated.Before(at) }
		case "createdAtBefore":
			condition = func(r *fakeRow) bool { return r.created.Before(at) }
		case "updatedAtBefore":
			condition = func(r *fakeRow) bool { return r.updated.Before(at) }
		case "idGreaterThan":
			id, _ := strconv.ParseUint(text, 10, 64)
			condition = func(r *fakeRow) bool { return r.id > id }
		case "type":
			condition = func(r *fakeRow) bool { return fmt.Sprint(r.data["type"]) == text }
		case "fields", "limit", "orderBy", "deleted":
			continue
		default:
			t.Errorf("unknown parameter %s", name)
			continue
		}
		conditions = append(conditions, condition)
	}
	return func(r *fakeRow) bool {
		return !slices.ContainsFunc(conditions, func(is func(*fakeRow) bool) bool { return !is(r) })
	}
}

// tokens are sessions that begin with one that the API does not take.
type tokens struct{ renewed int }

func (s *tokens) Token(context.Context) (string, error) {
	if s.renewed == 0 {
		return "token-1", nil
	}
	return goodToken, nil
}

func (s *tokens) Renew(_ context.Context, refused string) (string, error) {
	if refused == goodToken {
		return "", errors.New("no other token is to be had")
	}
	s.renewed++
	return goodToken, nil
}

func (f *fake) client(gate api.Gate) *Client {
	c, err := NewClient(Config{URL: fakeURL, BusinessUnit: unitID, Sessions: &tokens{renewed: 1}, Transport: f,
		Gate: gate})
	if err != nil {
		f.t.Fatal(err)
	}
	return c
}
