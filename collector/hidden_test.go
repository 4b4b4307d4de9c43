package collector_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/collector/board"
	"salesforce_exporter/collector/builtin"
	"salesforce_exporter/internal/soql"
)

// An orgOf shows a set of fields, by object.
type orgOf map[string]map[string]collector.Field

func (o orgOf) schema() *collector.Schema {
	s := collector.NewSchema()
	for name, fields := range o {
		object := &collector.Object{Name: name}
		for _, field := range slices.Sorted(maps.Keys(fields)) {
			object.Fields = append(object.Fields, fields[field])
		}
		s.Learn(name, object)
	}
	return s
}

func (o orgOf) without(object, field string) orgOf {
	less := maps.Clone(o)
	less[object] = maps.Clone(less[object])
	delete(less[object], field)
	return less
}

var (
	hiddenObject   = regexp.MustCompile(`^object (\w+) is hidden or does not exist$`)
	hiddenField    = regexp.MustCompile(`^field (\w+)\.(\w+) is hidden or does not exist$`)
	hiddenRelation = regexp.MustCompile(`^relationship (\w+)\.(\w+) is hidden or does not exist$`)
)

// needed finds out by trial what an org has to show for a collector to skip
// nothing.
func needed(t *testing.T, c collector.Collector) orgOf {
	t.Helper()
	o := orgOf{}
	for range 300 {
		more := false
		for _, skip := range c.Plan(o.schema()).Skipped {
			more = true
			o.show(t, skip.Reason)
		}
		if !more {
			return o
		}
	}
	t.Fatalf("%s is never content", c.Name())
	return nil
}

// show grants what a reason says is hidden.
func (o orgOf) show(t *testing.T, reason string) {
	t.Helper()
	if found := hiddenObject.FindStringSubmatch(reason); found != nil {
		o[found[1]] = map[string]collector.Field{}
		return
	}
	f := collector.Field{Filterable: true, Groupable: true, Aggregatable: true}
	found := hiddenField.FindStringSubmatch(reason)
	if found == nil {
		if found = hiddenRelation.FindStringSubmatch(reason); found == nil {
			t.Fatalf("nobody can grant this: %s", reason)
		}
		f.Relationship, f.ReferenceTo = found[2], []string{target(found[2])}
	}
	f.Name = found[2]
	if f.Name == "IsShy__c" {
		f.Type = "boolean"
	}
	o[found[1]][f.Name] = f
}

func target(relationship string) string {
	switch relationship {
	case "UserRole", "Profile", "UserLicense", "Campaign", "Contact", "Opportunity", "DuplicateRule", "DuplicateRecordSet",
		"PermissionSet":
		return relationship
	case "User", "Manager":
		return "User"
	}
	return "Account"
}

// TestHiddenFields hides one field after the other. No statement names it, and it
// is skipped with a reason and a remedy; what the collector asked besides stays.
func TestHiddenFields(t *testing.T) {
	settings := fullSettings(t)
	for _, factory := range builtin.Collectors() {
		c := settings.make(t, factory.Name)
		if c.Name() == collector.WebName || c.Name() == "forms" {
			continue // the objects of forms are in few orgs, so nothing is said where they are hidden
		}
		t.Run(c.Name(), func(t *testing.T) {
			full := needed(t, c)
			whole := c.Plan(full.schema())
			if len(whole.Queries) == 0 || len(whole.Metrics()) == 0 {
				t.Fatal("there is nothing to hide")
			}
			for object, fields := range full {
				for field := range fields {
					plan := c.Plan(full.without(object, field).schema())
					if c.Name() == "habits" && len(plan.Metrics()) == len(whole.Metrics()) {
						continue // the other source tells all the same
					}
					if !slices.ContainsFunc(plan.Skipped, func(s collector.Skip) bool {
						return strings.Contains(s.Reason, object+"."+field) && strings.Contains(s.Remedy, "grant")
					}) {
						t.Errorf("without %s.%s, skipped is %v", object, field, plan.Skipped)
					}
					for _, q := range plan.Queries {
						if q.Object == object && field != "Id" && names(q, field) { // an id cannot be hidden
							t.Errorf("without %s.%s, this is asked: %s", object, field, q)
						}
					}
				}
			}
			if nothing := c.Plan(orgOf{}.schema()); len(nothing.Skipped) == 0 || len(nothing.Queries) > 1 { // the limits
				t.Errorf("an org that hides all is asked %d statements", len(nothing.Queries))
			}
		})
	}
}

// names reports whether a statement names a field of its own object.
func names(q collector.Query, field string) bool {
	selected, _, _ := strings.Cut(strings.TrimPrefix(q.String(), "SELECT "), " FROM ")
	word := regexp.MustCompile(`(^|[ (,])` + field + `($|[ ).,])`)
	return word.MatchString(selected) || word.MatchString(strings.Join(q.GroupBy, ", "))
}

// TestFieldsThatCannotBeUsed has fields that the org lets nobody filter, group or
// aggregate by.
func TestFieldsThatCannotBeUsed(t *testing.T) {
	settings := fullSettings(t)
	c := settings.make(t, "leads")
	full := needed(t, c)
	for field, change := range map[string]func(*collector.Field){
		"IsConverted": func(f *collector.Field) { f.Filterable = false },
		"OwnerId":     func(f *collector.Field) { f.Groupable = false },
	} {
		o := full.without("Lead", "")
		f := o["Lead"][field]
		change(&f)
		o["Lead"][field] = f
		if plan := c.Plan(o.schema()); len(plan.Skipped) == 0 ||
			!strings.Contains(plan.Skipped[0].Reason, "field Lead."+field+" cannot be") {
			t.Errorf("%s: skipped is %v", field, plan.Skipped)
		}
	}
}

// TestRefused is what is told of a statement that the org refused when it was
// asked.
func TestRefused(t *testing.T) {
	grouped := collector.Query{Statement: soql.Statement{Object: "Lead", GroupBy: []string{"OwnerId"}}}
	for _, c := range []struct {
		q     collector.Query
		hides bool
		want  string
	}{
		{collector.Query{Statement: soql.Limits()}, true, "/limits: no"},
		{grouped, true, "no"},
		{grouped, false, "Lead by OwnerId: no"},
		{collector.Query{Statement: soql.Statement{Object: "Lead"}}, false, "Lead: no"},
	} {
		skip := c.q.Refused("INVALID_TYPE", "no", c.hides)
		if skip.Reason != c.want || skip.Metric == "" || c.hides && skip.Remedy == "" {
			t.Errorf("got %+v, want the reason %q", skip, c.want)
		}
	}
}

// TestRemedies names a permission for each object that has one of its own.
func TestRemedies(t *testing.T) {
	for object, want := range map[string]string{
		"LoginHistory": "Monitor Login History", "UserLicense": "View Setup and Configuration", "FeedItem": "turn on Chatter",
		"EmailMessage": "Enhanced Email",
		"ListEmail":    "Allow sending of List Emails", "Report": "Run Reports",
		"OpportunityHistory": "View All Records on the object Opportunity", "LightningToggleMetrics": "none in a sandbox",
		"Invoice__c": "View All Records on the object Invoice__c",
	} {
		q := collector.Query{Statement: soql.Statement{Object: object}}
		if skip := q.Refused("INVALID_TYPE", "no", true); !strings.Contains(skip.Remedy, want) {
			t.Errorf("%s: the remedy is %q, want %q", object, skip.Remedy, want)
		}
	}
}

// TestPeopleByID reads counted users by id, and owners that answers name.
func TestPeopleByID(t *testing.T) {
	for _, counted := range []string{"", "IsActive = true AND Country != 'Germany'"} {
		source := &collector.PeopleSource{Dimensions: []collector.Dimension{{Label: "role", Path: "UserRole.Name"}},
			Counted: counted}
		plan := source.Plan(collector.OpenSchema())
		members, ok := plan.Members()
		if want := counted; !ok || want != "" && members.Where != want || want == "" &&
			members.Where != "IsActive = true AND UserType = 'Standard'" {
			t.Errorf("members are %s, %v", members, ok)
		}
		ids := make([]string, 450)
		for i := range ids {
			ids[i] = userID(i)
		}
		byID := plan.ByID(ids)
		if len(byID) != 3 || strings.Count(byID[2].Where, "'005") != 50 ||
			!strings.HasPrefix(byID[0].String(), plan.Statement.String()+" WHERE Id IN ('"+userID(0)+"', ") {
			t.Errorf("%d statements: %s", len(byID), byID[0])
		}
		answers := []soql.Answer{{At: noon(), Rows: soql.RowsOf(rowsOf(plan.Statement)[:1])},
			{At: noon(), Rows: soql.RowsOf([][]string{{userID(0)}})}}
		people, err := plan.Read(answers[:len(plan.Queries(time.Hour))], "", time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		leads, err := builtin.NewLeads(collector.Settings{Common: collector.Common{People: source}})
		if err != nil {
			t.Fatal(err)
		}
		sound := leads.Plan(collector.OpenSchema())
		in := answerAll(t, source, sound)
		if got := sound.Unknown(in.Answers, people); !slices.Equal(got, []string{userID(1), userID(2)}) {
			t.Errorf("unknown are %q, want the two who own leads and are no queue", got)
		}
		if !sound.Joins() || !sound.NamesOwners() {
			t.Error("leads join nobody")
		}
		if err := plan.Add(people, rowsOf(plan.Statement)[1:3]); err != nil {
			t.Fatal(err)
		}
		if got := sound.Unknown(in.Answers, people); len(got) > 0 || people.Len() != 3 {
			t.Errorf("unknown are still %q of %d", got, people.Len())
		}
		if err := plan.Add(people, [][]string{spoil(rowsOf(plan.Statement)[0], 3-2*min(len(counted), 1))}); err == nil {
			t.Error("a login that is no time is taken")
		}
		since := time.Date(2026, 3, 4, 11, 0, 0, 0, time.UTC)
		changed := plan.Changed(since, true)
		if insiders := strings.Contains(changed[0].Where, "UserType = 'Standard'"); insiders != (counted == "") {
			t.Errorf("what changed is asked by %s", changed[0].Where)
		}
		if got := len(plan.Further(since)); got < 4 {
			t.Errorf("%d further statements", got)
		}
		left := rowsOf(plan.Statement)[:1]
		left[0][slices.IndexFunc(plan.Statement.Columns, func(c soql.Column) bool { return c.Expr == "LastLoginDate" })] = ""
		answers[0].Rows, answers[1].Rows = soql.RowsOf(left), soql.Rows{}
		if err := plan.Update(people, answers[:len(plan.Queries(time.Hour))], ""); err != nil {
			t.Fatal(err)
		}
	}
}

// spoil returns a row with a time that is none.
func spoil(row []string, column int) []string {
	row = slices.Clone(row)
	row[column] = "yesterday"
	return row
}

// TestPeopleThatAreNone does not take an answer without anybody for people.
func TestPeopleThatAreNone(t *testing.T) {
	source := &collector.PeopleSource{Counted: "IsActive = true"}
	plan := source.Plan(collector.OpenSchema())
	somebody := soql.Answer{At: noon(), Rows: soql.RowsOf(rowsOf(plan.Statement))}
	for want, answers := range map[string][]soql.Answer{
		"nobody is visible":        {{At: noon()}, somebody},
		"nobody is a counted user": {somebody, {At: noon()}},
	} {
		_, err := plan.Read(answers, "", nil)
		expectError(t, want, err, want)
	}
}

// TestNamesOnBoards shows people as the settings say, and two of one name as two.
func TestNamesOnBoards(t *testing.T) {
	shown := func(names board.Names, rename func(rows [][]string)) []string {
		source := &collector.PeopleSource{Dimensions: []collector.Dimension{{Label: "role", Path: "UserRole.Name"}},
			Naming: names.Naming()}
		plan := planOfBoards(t, source, board.Below{Names: names, Boards: []board.Board{
			{Name: "b", Top: 3, Team: "role", Period: board.Period{Name: "7d"},
				Measures: []board.Measure{{Metric: "logins"}}},
		}})
		in := answerAll(t, source, plan)
		if rename != nil {
			people := source.Plan(collector.OpenSchema())
			rows := rowsOf(people.Statement)
			rename(rows)
			var err error
			if in.People, err = people.Read([]soql.Answer{{At: noon(), Rows: soql.RowsOf(rows)}}, userID(2), nil); err != nil {
				t.Fatal(err)
			}
		}
		var all []string
		for _, f := range plan.Make(in) {
			for _, s := range f.Samples {
				if strings.HasSuffix(s.Metric.Name, "_score") {
					all = append(all, fmt.Sprintf("%s %v", strings.Join(s.Values[1:], ", "), s.Value))
				}
			}
		}
		slices.Sort(all)
		return all
	}
	for _, c := range []struct {
		names board.Names
		want  []string
	}{
		{board.Names{Mode: board.NamesFull}, []string{"Name 0, Sales 1", "Name 1, Sales 2", "Sales 1.5", "Service 0"}},
		{board.Names{Mode: board.NamesAlias}, []string{"Alias 0, Sales 1", "Alias 1, Sales 2"}},
		{board.Names{Mode: board.NamesOff, SmallestTeam: 2}, []string{"Sales 1.5"}},
		{board.Names{Mode: board.NamesPseudonym, Key: []byte("k"), SmallestTeam: 3}, []string{"p-", "p-"}},
	} {
		got := shown(c.names, nil)
		if len(got) != len(c.want) {
			t.Errorf("%s: got %q, want %q", c.names.Mode, got, c.want)
			continue
		}
		for i := range got {
			if !strings.HasPrefix(got[i], c.want[i]) {
				t.Errorf("%s: got %q, want %q", c.names.Mode, got, c.want)
			}
		}
	}
	same := shown(board.Names{Mode: board.NamesFull}, func(rows [][]string) {
		for i, row := range rows {
			for j, cell := range row {
				if strings.HasPrefix(cell, "Name ") {
					rows[i][j] = "Kim"
				}
			}
		}
	})
	if !slices.Contains(same, "Kim, Sales 1") || !slices.Contains(same, "Kim (2), Sales 2") {
		t.Errorf("two of one name are %q", same)
	}
}
