package soql_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"salesforce_exporter/internal/demo/soql"
)

const (
	noColumn       = "No such column '%s' on entity '%s'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names."
	noObject       = "sObject type '%s' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names."
	noRelationship = "Didn't understand relationship '%s' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names."
)

// refused is a statement that Salesforce refuses, as testdata/refused lists
// them.
type refused struct {
	text          string // » marks where the message must point, and is not part of it
	code, message string
	source        string // where the knowledge is from
}

// statement is the text without its mark.
func (r refused) statement() string { return strings.Replace(r.text, "»", "", 1) }

// refusals reads testdata/refused: four lines a statement and an empty one.
func refusals(t testing.TB) []refused {
	t.Helper()
	files, err := filepath.Glob("testdata/refused/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no lists of refused statements: %v", err)
	}
	var all []refused
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, block := range strings.Split(strings.TrimSpace(string(content)), "\n\n") {
			l := strings.Split(block, "\n")
			if len(l) != 4 {
				t.Fatalf("%s: want a statement, code, message and source, got %q", file, block)
			}
			all = append(all, refused{l[0], l[1], l[2], l[3]})
		}
	}
	return all
}

func TestRefusedStatements(t *testing.T) {
	s := newOrg(t, salesRows(t))
	all := refusals(t)
	if len(all) < 150 {
		t.Errorf("only %d statements are listed", len(all))
	}
	for _, test := range all {
		e := refusal(t, s, test.statement())
		want := test.message
		if before, _, marked := strings.Cut(test.text, "»"); marked {
			want = fmt.Sprintf("ERROR at Row:1:Column:%d\n%s", len([]rune(before))+1, test.message)
			if !strings.HasSuffix(e.Message, "^\n"+want) {
				t.Errorf("%s\ngot  %s\nwant …%s", test.text, e.Message, want)
			}
		} else if e.Message != want {
			t.Errorf("%s\ngot  %s\nwant %s", test.text, e.Message, want)
		}
		if e.Code != test.code {
			t.Errorf("%s\ngot %s, want %s (%s)", test.text, e.Code, test.code, e.Message)
		}
	}
}

func TestNoStatement(t *testing.T) {
	s := newOrg(t, nil)
	for _, text := range []string{"", " \n"} {
		want := soql.Error{Code: "MALFORMED_QUERY", Message: "SOQL statements cannot be empty or null"}
		if e := refusal(t, s, text); *e != want {
			t.Errorf("%q: got %v, want %v", text, e, want)
		}
	}
}

func TestMessagesShowWhereInTheStatement(t *testing.T) {
	s := newOrg(t, nil)
	tests := []struct{ text, want string }{
		{"SELECT COUNT(Id) CNT FROM FeedItem",
			"\nSELECT COUNT(Id) CNT FROM FeedItem\n             ^\nERROR at Row:1:Column:14\nfield Id does not support aggregate operator COUNT"},
		// The excerpt ends at a space or comma some thirty characters to either side.
		{"SELECT Id FROM Opportunity WHERE CreatedDate = TODAY AND LastModifiedDate = TODAY AND Descripton = null AND LastModifiedDate = TODAY AND IsWon = true",
			"\nAND LastModifiedDate = TODAY AND Descripton = null AND LastModifiedDate\n                                 ^\nERROR at Row:1:Column:87\n" + fmt.Sprintf(noColumn, "Descripton", "Opportunity")},
		{"SELECT Id\nFROM Foo", "\nSELECT Id FROM Foo\n               ^\nERROR at Row:2:Column:6\n" +
			fmt.Sprintf(noObject, "Foo")},
	}
	for _, test := range tests {
		if e := refusal(t, s, test.text); e.Message != test.want {
			t.Errorf("%s\ngot  %q\nwant %q", test.text, e.Message, test.want)
		}
	}
}

func TestHiddenNamesReadAsMissing(t *testing.T) {
	s := newOrg(t, salesRows(t))
	restricted := *s
	restricted.Schema = s.Schema.Restrict(func(object, field string) bool {
		return object != "Case" && object+"."+field != "Opportunity.Amount" && object != "UserRole"
	})
	for _, test := range []struct{ text, code, message string }{
		{"SELECT Id FROM Case", "INVALID_TYPE", fmt.Sprintf(noObject, "Case")},
		{"SELECT Amount FROM Opportunity", "INVALID_FIELD", fmt.Sprintf(noColumn, "Amount", "Opportunity")},
		{"SELECT UserRole.Name FROM User", "INVALID_FIELD", fmt.Sprintf(noRelationship, "UserRole")},
	} {
		e := refusal(t, &restricted, test.text)
		if e.Code != test.code || !strings.HasSuffix(e.Message, test.message) {
			t.Errorf("%s\ngot %v", test.text, e)
		}
	}
	if got := query(t, &restricted, "SELECT UserRoleId FROM User WHERE Name = 'Ann'"); got.TotalSize != 1 {
		t.Errorf("the id of a hidden object's record: got %d rows, want 1", got.TotalSize)
	}
}

func TestStatementLength(t *testing.T) {
	s := newOrg(t, nil)
	fits := "SELECT Id FROM Lead" + strings.Repeat(" ", 100_000-len("SELECT Id FROM Lead"))
	query(t, s, fits)
	want := soql.Error{Code: "MALFORMED_QUERY", Message: "SOQL statements cannot be longer than 100000 characters."}
	if e := refusal(t, s, fits+" "); *e != want {
		t.Errorf("got %v, want %v", e, want)
	}
}
