package e2e

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// A spoilt answer is one way in which the answer to a statement is not what it
// should be.
type spoilt struct {
	name   string
	status int
	body   []byte
	reason string // a part of what has to be told
	// less says that the org may have less to show, which is told by a reason of the
	// exporter's own among what is skipped.
	less bool
	// honest are answers of orgs that really have less: without the row that is
	// bad, or without any.
	honest []spoilt
	flaw   bool // one row is bad, which has to be counted
	steady bool // is tried with a running exporter, too
}

// to returns the change that gives this answer to one statement.
func (f spoilt) to(about string) func(exchange) exchange {
	return func(e exchange) exchange {
		if e.about == about {
			e.status, e.body = f.status, f.body
		}
		return e
	}
}

func refusal(name string, status int, code string) spoilt {
	return spoilt{name: name, status: status, reason: code, steady: true,
		body: []byte(`[{"errorCode":"` + code + `","message":"refused for the test"}]`)}
}

// An answer is a good one, taken apart.
type answer struct {
	about   string
	body    []byte
	members map[string]json.RawMessage
	records []map[string]json.RawMessage
}

// answerTo takes apart what the org answered.
func (p *tamperer) answerTo(about string) answer {
	a := answer{about: about}
	for _, e := range p.known {
		if e.about == about {
			a.body = e.body
		}
	}
	_ = json.Unmarshal(a.body, &a.members)
	_ = json.Unmarshal(a.members["records"], &a.records)
	return a
}

// with returns the body with other members.
func (a answer) with(members map[string]string) []byte {
	all := maps.Clone(a.members)
	for name, value := range members {
		if all[name] = json.RawMessage(value); value == "" {
			delete(all, name)
		}
	}
	return raw(all)
}

// raw writes an object as it stands, bad values included.
func raw(members map[string]json.RawMessage) []byte {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, name := range slices.Sorted(maps.Keys(members)) {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`"` + name + `":`)
		b.Write(members[name])
	}
	b.WriteByte('}')
	return b.Bytes()
}

func list(records []map[string]json.RawMessage) string {
	var all []string
	for _, r := range records {
		all = append(all, string(raw(r)))
	}
	return "[" + strings.Join(all, ",") + "]"
}

// honestly is an answer as an org gives it.
func honestly(body []byte) spoilt { return spoilt{status: http.StatusOK, body: body} }

func bad(name string, body []byte) spoilt {
	return spoilt{name: name, status: http.StatusOK, body: body, reason: "code=BAD_ANSWER"}
}

// spoilersOf are all ways in which an answer can be spoilt.
func spoilersOf(a answer) []spoilt {
	all := []spoilt{
		refusal("a refusal for good", http.StatusForbidden, "INSUFFICIENT_ACCESS"),
		refusal("a refusal for now", http.StatusInternalServerError, "UNKNOWN_EXCEPTION"),
		refusal("a time-out", http.StatusBadRequest, "QUERY_TIMEOUT"),
		bad("an answer without members", []byte(`{}`)),
		bad("null", []byte(`null`)),
	}
	if strings.HasSuffix(a.about, "/limits") {
		return append(all, a.spoiltLimits()...)
	}
	half := bad("half an answer", a.with(map[string]string{"records": list(a.records[:len(a.records)/2])}))
	if len(a.records) == 0 {
		half.body = a.with(map[string]string{"totalSize": ""})
	}
	none := a.empty()
	all[0].less, all[0].honest = true, none.honest // what others hide may be left out, where that is said
	all = append(all, half, none)
	if strings.HasPrefix(a.about, "SELECT COUNT() ") {
		return append(all, bad("a bad value", a.with(map[string]string{"totalSize": `"many"`})),
			bad("an infinite value", a.with(map[string]string{"totalSize": "1e999"})))
	}
	return append(all, a.badRecords()...)
}

func (a answer) spoiltLimits() []spoilt {
	name := slices.Sorted(maps.Keys(a.members))[0]
	all := []spoilt{bad("half an answer", a.body[:len(a.body)/2])}
	for what, value := range map[string]string{"a bad value": `{"Max":"many","Remaining":1}`,
		"an infinite value": `{"Max":1e999,"Remaining":1}`} {
		f := bad(what, a.with(map[string]string{name: value}))
		f.honest, f.flaw = []spoilt{honestly(a.with(map[string]string{name: ""}))}, true
		all = append(all, f)
	}
	return all
}

// always are the objects of which every org has a record, though not one that was created lately.
var always = regexp.MustCompile(` FROM (User|Organization)( |$)`)

// empty is an answer that says there is nothing. An org without users or without
// itself there is not; one without records of other kinds is as good as any.
func (a answer) empty() spoilt {
	f := bad("an empty answer", a.with(map[string]string{"totalSize": "0", "done": "true", "records": "[]"}))
	f.less = true
	if always.MatchString(a.about) && !strings.Contains(a.about, " WHERE CreatedDate ") {
		return f
	}
	honest := f.body
	if selected, _, _ := strings.Cut(a.about, " FROM "); !strings.Contains(a.about, " GROUP BY ") && len(a.records) == 1 &&
		strings.Contains(selected, "(") {
		none := maps.Clone(a.records[0])
		for name := range none {
			switch {
			case name == "attributes":
			case strings.Contains(selected, "COUNT("):
				none[name] = json.RawMessage("0")
			default:
				none[name] = json.RawMessage("null")
			}
		}
		honest = a.with(map[string]string{"records": list([]map[string]json.RawMessage{none})})
	}
	f.less, f.honest = false, []spoilt{honestly(honest)}
	return f
}

// badRecords spoil each member of the first record.
func (a answer) badRecords() []spoilt {
	if len(a.records) == 0 {
		return nil
	}
	var all []spoilt
	left := honestly(a.with(map[string]string{"records": list(a.records[1:]),
		"totalSize": string(number(len(a.records) - 1))}))
	for _, path := range leaves(a.records[0]) {
		value := valueAt(a.records[0], path)
		change := func(name, value string, honest ...spoilt) {
			first := put(a.records[0], path, json.RawMessage(value))
			f := bad(name+" of "+strings.Join(path, "."),
				a.with(map[string]string{"records": list(append([]map[string]json.RawMessage{first}, a.records[1:]...))}))
			f.honest, f.flaw = honest, true
			all = append(all, f)
		}
		switch value[0] {
		case '"':
			replaced := put(a.records[0], path, json.RawMessage(`"\ufffd`+string(value[1:])))
			repaired := honestly(a.with(map[string]string{"records": list(append([]map[string]json.RawMessage{replaced},
				a.records[1:]...))}))
			change("a bad character", `"\ud83d`+string(value[1:]), left, repaired)
			change("a bad value", "7", left)
		case 't', 'f':
			change("a bad value", `"yes"`, left)
		case 'n':
			change("a bad value", `{"x":1}`, left)
		default:
			change("a bad value", `"many"`, left)
			change("an infinite value", "1e999", left)
		}
	}
	return all
}

func number(n int) []byte {
	text, _ := json.Marshal(n)
	return text
}

// leaves are the paths of single values of a record.
func leaves(record map[string]json.RawMessage) [][]string {
	var all [][]string
	for _, name := range slices.Sorted(maps.Keys(record)) {
		var deeper map[string]json.RawMessage
		switch {
		case name == "attributes":
		case json.Unmarshal(record[name], &deeper) == nil && deeper != nil:
			for _, path := range leaves(deeper) {
				all = append(all, append([]string{name}, path...))
			}
		default:
			all = append(all, []string{name})
		}
	}
	return all
}

func valueAt(record map[string]json.RawMessage, path []string) json.RawMessage {
	if len(path) == 1 {
		return record[path[0]]
	}
	return valueAt(inner(record, path[0]), path[1:])
}

func inner(record map[string]json.RawMessage, name string) map[string]json.RawMessage {
	var deeper map[string]json.RawMessage
	_ = json.Unmarshal(record[name], &deeper)
	return deeper
}

// put returns the record with another value.
func put(record map[string]json.RawMessage, path []string, value json.RawMessage) map[string]json.RawMessage {
	other := maps.Clone(record)
	if len(path) == 1 {
		other[path[0]] = value
	} else {
		other[path[0]] = raw(put(inner(record, path[0]), path[1:], value))
	}
	return other
}
