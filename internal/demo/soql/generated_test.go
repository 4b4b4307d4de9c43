package soql_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"salesforce_exporter/internal/demo/soql"
)

// generatedFields are what generated statements use of each object.
var generatedFields = map[string][]field{
	"Opportunity": {
		{"Id", id, true, true}, {"Name", text, true, true}, {"StageName", ranked, true, true},
		{"Amount", number, false, true},
		{"IsWon", boolean, true, false}, {"CloseDate", date, true, true}, {"CreatedDate", instant, false, true},
		{"OwnerId", id, true, true}, {"AccountId", id, true, true}, {"Owner.Name", text, true, true},
		{"Owner.IsActive", boolean, true, false}, {"Account.Name", text, true, true},
		{"Account.Owner.Manager.Alias", text, true, true},
		{"Owner.UserRole.Name", text, true, true},
	},
	"Lead": {
		{"Id", id, true, true}, {"LastName", text, true, true}, {"Rating", listed, true, true},
		{"NumberOfEmployees", number, true, true},
		{"IsConverted", boolean, true, false}, {"CreatedDate", instant, false, true}, {"ConvertedDate", date, true, true},
		{"OwnerId", id, true, true}, {"Owner.Type", listed, true, true}, {"Owner.Name", text, true, true},
		{"Owner.IsActive", boolean, true, false},
	},
	"Task": {
		{"Id", id, true, true}, {"Status", listed, true, true}, {"ActivityDate", date, true, false},
		{"IsClosed", boolean, true, false},
		{"CompletedDateTime", instant, false, true}, {"WhoId", id, true, true}, {"Who.Type", listed, true, true},
		{"Owner.UserRole.Name", text, true, true},
	},
}

// semiJoins are sub-selects that a field of an object can be compared with.
var semiJoins = map[string][]struct{ field, object, inner string }{
	"Opportunity": {{"OwnerId", "Lead", "OwnerId"}, {"Id", "Task", "WhatId"}},
	"Lead":        {{"OwnerId", "Opportunity", "OwnerId"}, {"Id", "Task", "WhoId"}},
	"Task":        {{"WhoId", "Lead", "Id"}, {"WhatId", "Opportunity", "Id"}},
}

// generatedOrg has rows at every boundary: around midnights, the beginning of
// summer time, ends of fiscal years, and with nulls everywhere.
func generatedOrg(t *testing.T) *soql.Session {
	random := rand.New(rand.NewPCG(3, 8))
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 8, 15, 30, 0, 0, time.UTC) // summer time began this morning
	pick := func(values ...any) any { return values[random.IntN(len(values))] }
	day := func() time.Time {
		return time.Date(2026, 3, 8+pick(-800, -400, -366, -365, -90, -36, -8, -7, -1, 0, 0, 1, 6, 30,
			300).(int)+random.IntN(3)-1, 0, 0, 0, 0, newYork)
	}
	change := func() int64 { // of the offset from UTC, or the second before
		return pick(time.Date(2026, 3, 8, 7, 0, 0, 0, time.UTC),
			time.Date(2025, 11, 2, 6, 0, 0, 0, time.UTC)).(time.Time).Unix() - random.Int64N(2)
	}
	at := func() any {
		return pick(nil, change(), day().Unix(), day().Unix()-1,
			day().Add(time.Duration(random.IntN(86400))*time.Second).Unix(), now.Unix(), now.Unix()+1)
	}
	on := func() any { return pick(nil, day().Format(time.DateOnly), day().Format(time.DateOnly)) }
	owner := func() any { return pick("005000000000001AAA", "005000000000002AAA", "005000000000003AAA") }
	rows := map[string][]row{
		"UserRole": {{"Id": "00E000000000001EAA", "Name": "Sales"}, {"Id": "00E000000000002EAA", "Name": "sales west"}},
		"User": {
			{"Id": "005000000000001AAA", "Name": "Ann", "Alias": "ann", "IsActive": 1, "UserRoleId": "00E000000000001EAA"},
			{"Id": "005000000000002AAA", "Name": "Bob", "Alias": "bob", "ManagerId": "005000000000001AAA",
				"UserRoleId": "00E000000000002EAA"},
			{"Id": "005000000000003AAA", "Name": "100%_\\", "Alias": "O'Neil", "IsActive": 1, "ManagerId": "005000000000002AAA"},
		},
		"Group": {{"Id": "00G000000000001EAA", "Name": "Support", "Type": "Queue"}},
		"OpportunityStage": {
			{"Id": "01J000000000001EAA", "ApiName": "Prospecting", "SortOrder": 1},
			{"Id": "01J000000000002EAA", "ApiName": "Negotiation", "SortOrder": 2},
			{"Id": "01J000000000003EAA", "ApiName": "Closed Won", "SortOrder": 3},
		},
	}
	for i := range 4 {
		rows["Account"] = append(rows["Account"],
			row{"Id": fmt.Sprintf("001000000%06dAAA", i), "Name": pick("Acme", "acme", "Zeta", "B_1"), "OwnerId": owner()})
	}
	for i := range 60 {
		rows["Opportunity"] = append(rows["Opportunity"], row{
			"Id": fmt.Sprintf("006000000%06dAAA", i), "Name": pick("Deal", "DEAL", "50%", "a_b", `c\d`, "O'Neil"),
			"StageName": pick("Prospecting", "Negotiation", "closed won", "Closed Won", "Former"),
			"Amount":    pick(nil, 0.0, 100.25, 250.5, -3.75, 1e6), "IsWon": random.IntN(2), "CloseDate": on(), "CreatedDate": at(),
			"OwnerId":   pick(owner(), owner(), nil),
			"AccountId": pick(nil, "001000000000000AAA", "001000000000002AAA", "001000000000003AAA"),
			"IsDeleted": pick(0, 0, 0, 0, 1),
		})
		rows["Lead"] = append(rows["Lead"], row{
			"Id": fmt.Sprintf("00Q000000%06dEAA", i), "LastName": pick("Fox", "fox", "Wolf", "%"),
			"Rating": pick(nil, "Hot", "hot", "Cold"), "NumberOfEmployees": pick(nil, 0, 5, 5, 100),
			"IsConverted": random.IntN(2), "CreatedDate": at(), "ConvertedDate": on(),
			"OwnerId": pick(nil, owner(), owner(), "00G000000000001EAA"),
		})
		rows["Task"] = append(rows["Task"], row{
			"Id": fmt.Sprintf("00T000000%06dEAA", i), "Status": pick("Open", "Completed", nil), "ActivityDate": on(),
			"IsClosed": random.IntN(2), "CompletedDateTime": at(), "OwnerId": pick(owner(), "00G000000000001EAA"),
			"WhoId":  pick(nil, "00Q000000000001EAA", "00Q000000000002EAA"),
			"WhatId": pick(nil, "006000000000001AAA", "006000000000002AAA"), "IsArchived": pick(0, 0, 1),
			"IsDeleted": pick(0, 0, 0, 1),
		})
	}
	s := newOrg(t, rows)
	s.Zone, s.Now, s.FiscalYearStartMonth = newYork, func() time.Time { return now }, time.February
	return s
}

// fieldOperand is a field as an operand of WHERE.
func (n *naive) fieldOperand(f field) operand {
	return operand{f.path, f.kind, func(row any) any { return n.value(row.(record), f) }}
}

// functionOperand draws a date function of a field.
func (n *naive) functionOperand(t *rapid.T, f field) operand {
	name := rapid.SampledFrom(dateFunctionNames(f.kind)).Draw(t, "function")
	zone, argument := time.UTC, f.path
	if f.kind == instant && rapid.Bool().Draw(t, "local") {
		zone, argument = n.zone, "convertTimezone("+f.path+")"
	}
	out := operand{name + "(" + argument + ")", number, func(row any) any {
		v, ok := n.value(row.(record), f).(time.Time)
		if !ok {
			return nil
		}
		return dateFunction(name, v.In(zone), n.fiscal)
	}}
	if name == "DAY_ONLY" {
		out.kind = date
	}
	return out
}

// whereOperands are the fields of an object and some date functions.
func (n *naive) whereOperands(t *rapid.T, object string) []operand {
	var out []operand
	for _, f := range generatedFields[object] {
		out = append(out, n.fieldOperand(f))
		if f.kind == date || f.kind == instant {
			out = append(out, n.functionOperand(t, f))
		}
	}
	return out
}

// where draws a WHERE clause, perhaps with a semi-join, and the rows it finds.
func (n *naive) where(t *rapid.T, object string, all bool) (string, []record) {
	pool := func(o operand) []any {
		var out []any
		for _, r := range n.rows[object][:12] {
			if v := o.value(r); v != nil {
				out = append(out, v)
			}
		}
		return out
	}
	var parts []condition
	if rapid.IntRange(0, 3).Draw(t, "filtered") > 0 {
		parts = append(parts, n.conditions(t, n.whereOperands(t, object), pool, 2))
	}
	if rapid.IntRange(0, 5).Draw(t, "semi-join") == 0 {
		parts = append(parts, n.semiJoin(t, object, all))
	}
	if len(parts) == 0 {
		return "", n.visible(object, all)
	}
	soql := " WHERE " + parts[0].soql
	if len(parts) > 1 {
		soql += " AND " + parts[1].soql
	}
	return soql, slices.DeleteFunc(n.visible(object, all), func(r record) bool {
		return slices.ContainsFunc(parts, func(c condition) bool { return !c.holds(r) })
	})
}

func (n *naive) semiJoin(t *rapid.T, object string, all bool) condition {
	join := rapid.SampledFrom(semiJoins[object]).Draw(t, "join")
	f := rapid.SampledFrom(generatedFields[join.object]).Draw(t, "inner field")
	inner := n.conditions(t, []operand{n.fieldOperand(f)}, func(operand) []any { return nil }, 0)
	found := map[any]bool{}
	for _, r := range n.visible(join.object, all) {
		if v := r[join.inner]; v != nil && inner.holds(r) {
			found[v] = true
		}
	}
	not := rapid.SampledFrom([]string{"", "NOT "}).Draw(t, "anti-join")
	return condition{
		fmt.Sprintf("%s %sIN (SELECT %s FROM %s WHERE %s)", join.field, not, join.inner, join.object, inner.soql),
		func(row any) bool { return found[row.(record)[join.field]] != (not != "") },
	}
}

// order is a generated ORDER BY term.
type order struct {
	operand   operand
	down      bool
	nullsLast bool
}

func drawOrder(t *rapid.T, o operand) order {
	return order{o, rapid.Bool().Draw(t, "down"), rapid.Bool().Draw(t, "nulls last")}
}

func (o order) soql() string {
	s := o.operand.soql
	if o.down {
		s += " DESC"
	}
	if o.nullsLast {
		return s + " NULLS LAST"
	}
	return s
}

func (n *naive) compareBy(orders []order, a, b any) int {
	for _, o := range orders {
		x, y := o.operand.value(a), o.operand.value(b)
		c := 0
		switch {
		case x == nil || y == nil:
			c = oneIf(y == nil) - oneIf(x == nil)
			if o.nullsLast {
				c = -c
			}
		case o.down:
			c = n.compareRanked(y, x, o.operand.kind)
		default:
			c = n.compareRanked(x, y, o.operand.kind)
		}
		if c != 0 {
			return c
		}
	}
	return 0
}

func orderClause(orders []order) string {
	texts := make([]string, len(orders))
	for i, o := range orders {
		texts[i] = o.soql()
	}
	return " ORDER BY " + strings.Join(texts, ", ")
}

// cut draws LIMIT and OFFSET and cuts the rows.
func cut[T any](t *rapid.T, rows []T) (string, []T) {
	if rapid.Bool().Draw(t, "whole") {
		return "", rows
	}
	limit, offset := rapid.IntRange(0, 20).Draw(t, "limit"), rapid.IntRange(0, 3).Draw(t, "offset")
	rows = rows[min(offset, len(rows)):]
	return " LIMIT " + strconv.Itoa(limit) + " OFFSET " + strconv.Itoa(offset), rows[:min(limit, len(rows))]
}

// answer runs a statement and decodes its records, without attributes.
func answer(t *rapid.T, s *soql.Session, text string, all bool) []map[string]any {
	r, err := s.Query(t.Context(), text, all)
	if err != nil {
		t.Fatalf("%s\n%v", text, err)
	}
	out := []map[string]any{}
	for _, record := range r.Records {
		var m map[string]any
		if err := json.Unmarshal(record, &m); err != nil {
			t.Fatalf("%s\n%s: %v", text, record, err)
		}
		out = append(out, withoutMeta(m))
	}
	return out
}

func withoutMeta(m map[string]any) map[string]any {
	delete(m, "attributes")
	for _, v := range m {
		if inner, ok := v.(map[string]any); ok {
			withoutMeta(inner)
		}
	}
	return m
}

// sameAnswer compares two lists of records in order.
func sameAnswer(t *rapid.T, text string, got, want []map[string]any) {
	if len(got) == len(want) && (len(got) == 0 || reflect.DeepEqual(got, want)) {
		return
	}
	t.Fatalf("%s\ngot  %d: %v\nwant %d: %v", text, len(got), got, len(want), want)
}
