package collector_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/soql"
)

// userSchema describes User as far as people need it; hidden fields are left out.
func userSchema(hidden ...string) *collector.Schema {
	s := collector.NewSchema()
	has := func(name string, fields ...collector.Field) {
		o := &collector.Object{Name: name}
		for _, f := range fields {
			f.Filterable, f.Groupable = true, true
			if !slices.Contains(hidden, name+"."+f.Name) {
				o.Fields = append(o.Fields, f)
			}
		}
		s.Learn(name, o)
	}
	has("User", collector.Field{Name: "Id", Type: "id"}, collector.Field{Name: "IsActive", Type: "boolean"},
		collector.Field{Name: "UserType", Type: "picklist"},
		collector.Field{Name: "LastLoginDate", Type: "datetime"}, collector.Field{Name: "TimeZoneSidKey", Type: "picklist"},
		collector.Field{Name: "Department", Type: "string"}, collector.Field{Name: "SystemModstamp", Type: "datetime"},
		collector.Field{Name: "ManagerId", Type: "reference", Relationship: "Manager", ReferenceTo: []string{"User"}},
		collector.Field{Name: "ProfileId", Type: "reference", Relationship: "Profile", ReferenceTo: []string{"Profile"}})
	has("Profile", collector.Field{Name: "Name", Type: "string"},
		collector.Field{Name: "UserLicenseId", Type: "reference", Relationship: "UserLicense",
			ReferenceTo: []string{"UserLicense"}})
	has("UserLicense", collector.Field{Name: "Name", Type: "string"})
	return s
}

// user is a row of User, by the path of its columns.
type user map[string]string

// readUsers gives a plan the rows that it asks for.
func readUsers(t *testing.T, plan collector.PeoplePlan, exporter string, users ...user) *collector.People {
	t.Helper()
	var rows [][]string
	for _, u := range users {
		row := make([]string, len(plan.Statement.Columns))
		for i, c := range plan.Statement.Columns {
			row[i] = u[c.Expr]
		}
		rows = append(rows, row)
	}
	answers := []soql.Answer{{At: time.Unix(1e9, 0), Rows: soql.RowsOf(rows)}}
	if plan.Counted != nil {
		answers = append(answers, soql.Answer{Rows: soql.RowsOf([][]string{{"005A"}})})
	}
	people, err := plan.Read(answers, exporter, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return people
}

// TestWhoIsCounted has users that are people, and users of each kind that are not.
func TestWhoIsCounted(t *testing.T) {
	active := func(id, license, profile string) user {
		return user{"Id": id, "IsActive": "true", "UserType": "Standard", "Profile.UserLicense.Name": license,
			"Profile.Name": profile}
	}
	users := []user{
		active("005A", "Salesforce", "Sales User"),
		active("005B", "Salesforce Platform", "Standard Platform User"),
		active("005C", "", "Custom Profile"), // whose licence is not shown
		active("005D", "Salesforce", "Sales User"),
		active("005E", "Analytics Cloud Integration User", "Analytics Cloud Integration User"),
		active("005F", "Analytics Cloud Integration User", "Analytics Cloud Security User"),
		active("005G", "Sales Insights Integration User", "Sales Insights Integration User"),
		active("005H", "Salesforce Integration", "Salesforce API Only System Integrations"),
		active("005I", "Einstein Agent", "Einstein Agent User"),
		{"Id": "005J", "IsActive": "false", "UserType": "Standard", "Profile.UserLicense.Name": "Salesforce"},
		{"Id": "005K", "IsActive": "true", "UserType": "CsnOnly", "Profile.UserLicense.Name": "Chatter Free"},
		{"Id": "005L", "IsActive": "true", "UserType": "PowerPartner", "Profile.UserLicense.Name": "Partner Community"},
	}
	for name, c := range map[string]struct {
		counted string
		hidden  []string
		want    collector.Census
	}{
		"by licence": {want: collector.Census{All: 12, Counted: 3, Inactive: 1, OtherType: 2, System: 5, Exporter: 1}},
		"by profile, where the licence is hidden": {
			hidden: []string{"UserLicense.Name"},
			want:   collector.Census{All: 12, Counted: 3, Inactive: 1, OtherType: 2, System: 5, Exporter: 1},
		},
		"by a condition": {counted: "Department = 'Sales'", want: collector.Census{All: 12, Counted: 1, NotChosen: 11}},
	} {
		t.Run(name, func(t *testing.T) {
			plan := (&collector.PeopleSource{Counted: c.counted}).Plan(userSchema(c.hidden...))
			got := readUsers(t, plan, "005D", users...).Census()
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestNobodyKnowsTheExporter counts the user of no sign-in: its id is not known.
func TestNobodyKnowsTheExporter(t *testing.T) {
	plan := (&collector.PeopleSource{}).Plan(userSchema())
	got := readUsers(t, plan, "", user{"Id": "005D", "IsActive": "true", "UserType": "Standard"}).Census()
	if diff := cmp.Diff(collector.Census{All: 1, Counted: 1}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestFieldsAreSelectedOnce has a dimension that people need anyway: Salesforce
// refuses a field that is selected twice.
func TestFieldsAreSelectedOnce(t *testing.T) {
	source := &collector.PeopleSource{Dimensions: []collector.Dimension{{Label: "license",
		Path: "profile.userlicense.name"}, {Label: "manager", Path: "ManagerId"}}}
	plan := source.Plan(userSchema())
	seen := map[string]bool{}
	for _, c := range plan.Statement.Columns {
		if seen[c.Expr] {
			t.Errorf("%s is selected twice", c.Expr)
		}
		seen[c.Expr] = true
	}
	if diff := cmp.Diff([]string{"license", "manager"}, plan.Labels); diff != "" {
		t.Errorf("labels (-want +got):\n%s", diff)
	}
}
