package soql_test

import (
	"fmt"
	"strings"
	"testing"

	"salesforce_exporter/internal/demo/soql"
)

const (
	noColumn       = "No such column '%s' on entity '%s'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names."
	noObject       = "sObject type '%s' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names."
	noRelationship = "Didn't understand relationship '%s' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names."
)

func TestRefusedStatements(t *testing.T) {
	s := newOrg(t, salesRows(t))
	for _, test := range refusedStatements() {
		e := refusal(t, s, strings.Replace(test.text, "»", "", 1))
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

// A refused statement; » marks where its message must point, and is not part
// of it.
type refused struct{ text, code, message string }

func refusedStatements() []refused {
	return []refused{
		// Names.
		{"SELECT Id FROM »Foo", "INVALID_TYPE", fmt.Sprintf(noObject, "Foo")},
		{"SELECT Id FROM »Name", "INVALID_TYPE_FOR_OPERATION", "entity type Name does not support query"},
		{"SELECT »cleanstatus FROM case", "INVALID_FIELD", fmt.Sprintf(noColumn, "cleanstatus", "Case")},
		{"SELECT Id FROM Case WHERE »Foo = 1", "INVALID_FIELD", fmt.Sprintf(noColumn, "Foo", "Case")},
		{"SELECT Id FROM Case ORDER BY »Foo", "INVALID_FIELD", fmt.Sprintf(noColumn, "Foo", "Case")},
		{"SELECT COUNT(»Foo) FROM Case", "INVALID_FIELD", fmt.Sprintf(noColumn, "Foo", "Case")},
		{"SELECT Id, »CurrencyIsoCode FROM Opportunity", "INVALID_FIELD", fmt.Sprintf(noColumn, "CurrencyIsoCode", "Opportunity")},
		{"SELECT »Owner FROM Case", "INVALID_FIELD", fmt.Sprintf(noColumn, "Owner", "Case")},
		{"SELECT »Owner.Department FROM Lead", "INVALID_FIELD", fmt.Sprintf(noColumn, "Department", "Name")},
		{"SELECT COUNT(Id) FROM Lead GROUP BY »Owner.Country", "INVALID_FIELD", fmt.Sprintf(noColumn, "Country", "Name")},
		{"SELECT Id FROM Case WHERE OwnerId IN (SELECT »Foo FROM User)", "INVALID_FIELD", fmt.Sprintf(noColumn, "Foo", "User")},
		{"SELECT »Boss.Name FROM User", "INVALID_FIELD", fmt.Sprintf(noRelationship, "Boss")},
		{"SELECT »UserId.Name FROM LoginHistory", "INVALID_FIELD", fmt.Sprintf(noRelationship, "UserId")},
		{"SELECT COUNT(Id) FROM LoginHistory GROUP BY »User.Name", "INVALID_FIELD", fmt.Sprintf(noRelationship, "User")},
		{"SELECT »Manager.Boss.Name FROM User", "INVALID_FIELD", fmt.Sprintf(noRelationship, "Boss")},
		{"SELECT »Manager.Manager.Manager.Manager.Manager.Manager.Name FROM User", "MALFORMED_QUERY",
			"Relationship paths cannot go deeper than 5 levels: Manager.Manager.Manager.Manager.Manager.Manager.Name"},
		// Flags of fields.
		{"SELECT COUNT(Id) FROM LoginHistory WHERE »Status = 'Success'", "INVALID_FIELD", "field 'Status' can not be filtered in a query call"},
		{"SELECT Id FROM Case WHERE »Description LIKE '%a%'", "INVALID_FIELD", "field 'Description' can not be filtered in a query call"},
		{"SELECT COUNT(Id) FROM User WHERE »Address = 'x'", "INVALID_FIELD", "Address fields can only be filtered using Distance expressions"},
		{"SELECT COUNT(Id) FROM Lead GROUP BY »CreatedDate", "MALFORMED_QUERY", "field 'CreatedDate' can not be grouped in a query call"},
		{"SELECT COUNT(Id) FROM Opportunity GROUP BY »Amount", "MALFORMED_QUERY", "field 'Amount' can not be grouped in a query call"},
		{"SELECT COUNT(Id) FROM Case GROUP BY »CaseNumber", "MALFORMED_QUERY", "field 'CaseNumber' can not be grouped in a query call"},
		{"SELECT COUNT(Id) FROM Task GROUP BY »Subject", "MALFORMED_QUERY", "field 'Subject' can not be grouped in a query call"},
		{"SELECT COUNT(Id) FROM User GROUP BY »UserPreferencesLightningExperiencePreferred", "MALFORMED_QUERY",
			"field 'UserPreferencesLightningExperiencePreferred' can not be grouped in a query call"},
		{"SELECT Id FROM Case ORDER BY »Description", "MALFORMED_QUERY", "field 'Description' can not be sorted in a query call"},
		{"SELECT COUNT(»Id) CNT FROM FeedItem", "MALFORMED_QUERY", "field Id does not support aggregate operator COUNT"},
		{"SELECT CreatedById, MAX(»CreatedDate) FROM FeedItem GROUP BY CreatedById", "MALFORMED_QUERY", "field CreatedDate does not support aggregate operator MAX"},
		{"SELECT COUNT_DISTINCT(»CreatedById) FROM FeedItem", "MALFORMED_QUERY", "field CreatedById does not support aggregate operator COUNT_DISTINCT"},
		{"SELECT MAX(»ActivityDate) FROM Task", "MALFORMED_QUERY", "field ActivityDate does not support aggregate operator MAX"},
		{"SELECT COUNT(»IsActive) FROM User", "MALFORMED_QUERY", "field IsActive does not support aggregate operator COUNT"},
		{"SELECT SUM(»Name) FROM Opportunity", "MALFORMED_QUERY", "field Name does not support aggregate operator SUM"},
		{"SELECT AVG(»CloseDate) FROM Opportunity", "MALFORMED_QUERY", "field CloseDate does not support aggregate operator AVG"},
		{"SELECT OwnerId FROM Case GROUP BY OwnerId ORDER BY MAX(»IsClosed)", "MALFORMED_QUERY", "field IsClosed does not support aggregate operator MAX"},
		// Grouping.
		{"SELECT »Name, COUNT(Id) FROM Lead", "MALFORMED_QUERY", "Field must be grouped or aggregated: Name"},
		{"SELECT COUNT(Id), »Owner.Name FROM Lead GROUP BY OwnerId", "MALFORMED_QUERY", "Field must be grouped or aggregated: Owner.Name"},
		{"SELECT »CALENDAR_YEAR(CloseDate) FROM Opportunity", "MALFORMED_QUERY", "Field must be grouped or aggregated: CloseDate"},
		{"SELECT »DAY_ONLY(CreatedDate) FROM Lead GROUP BY DAY_ONLY(convertTimezone(CreatedDate))", "MALFORMED_QUERY", "Field must be grouped or aggregated: CreatedDate"},
		{"SELECT COUNT(Id) FROM Lead GROUP BY Rating ORDER BY »Status", "MALFORMED_QUERY", "Ordered field must be grouped or aggregated: Status"},
		{"SELECT COUNT(Id) FROM Lead GROUP BY Rating HAVING »Status = 'x'", "MALFORMED_QUERY", "Field must be grouped or aggregated: Status"},
		{"SELECT Owner.Name, »Account.Name FROM Opportunity GROUP BY Owner.Name, Account.Name", "MALFORMED_QUERY", "duplicate alias: Name"},
		{"SELECT Rating n, »COUNT(Id) N FROM Lead GROUP BY Rating", "MALFORMED_QUERY", "duplicate alias: N"},
		{"SELECT MAX(CreatedDate) FROM Account LIMIT »1", "MALFORMED_QUERY", "Non-grouped query that uses overall aggregate functions cannot also use LIMIT"},
		{"SELECT COUNT(Id) FROM Account OFFSET »1", "MALFORMED_QUERY", "Non-grouped query that uses overall aggregate functions cannot also use OFFSET"},
		{"SELECT Id FROM Lead »HAVING COUNT(Id) > 1", "MALFORMED_QUERY", "unexpected token: 'HAVING'"},
		{"SELECT Rating, COUNT»() FROM Lead GROUP BY Rating", "MALFORMED_QUERY", "unexpected token: '('"},
		{"SELECT COUNT() FROM Lead GROUP BY »Rating", "MALFORMED_QUERY", "unexpected token: 'Rating'"},
		{"SELECT COUNT() FROM Lead ORDER BY »Rating", "MALFORMED_QUERY", "unexpected token: 'Rating'"},
		{"SELECT COUNT(DISTINCT »Rating) FROM Lead", "MALFORMED_QUERY", "unexpected token: 'Rating'"},
		{"SELECT Rating FROM Lead GROUP BY COUNT»(Id)", "MALFORMED_QUERY", "unexpected token: '('"},
		{"SELECT Id FROM Lead WHERE COUNT»(Id) > 1", "MALFORMED_QUERY", "unexpected token: '('"},
		{"SELECT Id FROM Lead ORDER BY COUNT»(Id)", "MALFORMED_QUERY", "unexpected token: '('"},
		{"SELECT COUNT(Id) FROM Lead GROUP BY »ROLLUP(Rating, Status, LeadSource, Industry)", "MALFORMED_QUERY", "ROLLUP takes one to 3 fields"},
		{"SELECT COUNT(Id) FROM Lead GROUP BY ROLLUP(Rating), »Status", "MALFORMED_QUERY", "unexpected token: 'Status'"},
		// Aliases and duplicates.
		{"SELECT »Name n FROM Lead", "MALFORMED_QUERY", "only aggregate expressions use field aliasing"},
		{"SELECT Id, Name, id FROM Lead", "INVALID_FIELD", "duplicate field selected: id"},
		// Values.
		{"SELECT Id FROM Opportunity WHERE CloseDate > »'2026-01-01'", "INVALID_FIELD",
			"value of filter criterion for field 'CloseDate' must be of type date and should not be enclosed in quotes"},
		{"SELECT Id FROM Opportunity WHERE CloseDate > »2026-01-01T00:00:00Z", "INVALID_FIELD",
			"value of filter criterion for field 'CloseDate' must be of type date and should not be enclosed in quotes"},
		{"SELECT Id FROM Lead WHERE CreatedDate > »2026-01-01", "INVALID_FIELD",
			"value of filter criterion for field 'CreatedDate' must be of type dateTime and should not be enclosed in quotes"},
		{"SELECT Id FROM Lead WHERE LastName = »1", "INVALID_FIELD",
			"value of filter criterion for field 'LastName' must be of type string and should be enclosed in quotes"},
		{"SELECT Id FROM Lead WHERE Rating IN ('hot', »TODAY)", "INVALID_FIELD",
			"value of filter criterion for field 'Rating' must be of type string and should be enclosed in quotes"},
		{"SELECT Id FROM Opportunity WHERE Amount = »'1'", "INVALID_FIELD",
			"value of filter criterion for field 'Amount' must be of type currency and should not be enclosed in quotes"},
		{"SELECT Id FROM User WHERE IsActive = »'true'", "INVALID_FIELD",
			"value of filter criterion for field 'IsActive' must be of type boolean and should not be enclosed in quotes"},
		{"SELECT Id FROM User WHERE IsActive = »1", "INVALID_FIELD",
			"value of filter criterion for field 'IsActive' must be of type boolean and should not be enclosed in quotes"},
		{"SELECT Id FROM User WHERE IsActive »> false", "INVALID_QUERY_FILTER_OPERATOR", "invalid operator on boolean field"},
		{"SELECT Id FROM User WHERE Id = »'nobody'", "INVALID_QUERY_FILTER_OPERATOR", "invalid ID field: nobody"},
		{"SELECT Id FROM User WHERE ManagerId IN (»'005 00000000001')", "INVALID_QUERY_FILTER_OPERATOR", "invalid ID field: 005 00000000001"},
		{"SELECT Id FROM User WHERE Id »LIKE '005%'", "INVALID_QUERY_FILTER_OPERATOR", "invalid operator on id field"},
		{"SELECT Id FROM Opportunity WHERE Amount »LIKE '5%'", "INVALID_QUERY_FILTER_OPERATOR", "invalid operator on currency field"},
		{"SELECT Id FROM Lead WHERE Rating »INCLUDES ('hot')", "INVALID_QUERY_FILTER_OPERATOR", "includes operator is valid only on multi-select picklist fields"},
		{"SELECT Id FROM Lead WHERE Rating LIKE »NULL", "MALFORMED_QUERY", "unexpected token: 'NULL'"},
		{"SELECT Id FROM Lead WHERE CreatedDate = »LAST_30_DAYS", "MALFORMED_QUERY", "unexpected token: 'LAST_30_DAYS'"},
		{"SELECT Id FROM Lead WHERE CreatedDate = »LAST_N_DAYS", "MALFORMED_QUERY", "unexpected token: 'LAST_N_DAYS'"},
		{"SELECT Id FROM Lead WHERE CreatedDate = »TODAY:1", "MALFORMED_QUERY", "unexpected token: 'TODAY'"},
		{"SELECT Id FROM Lead WHERE CreatedDate = »LAST_N_DAYS:-1", "MALFORMED_QUERY", "unexpected token: 'LAST_N_DAYS'"},
		{"SELECT Id FROM Lead WHERE CreatedDate = »LAST_N_DAYS:1.5", "MALFORMED_QUERY", "unexpected token: 'LAST_N_DAYS'"},
		{"SELECT Id FROM Lead WHERE CreatedDate = »LAST_N_YEARS:99999999999", "MALFORMED_QUERY", "unexpected token: 'LAST_N_YEARS'"},
		{"SELECT Id FROM Lead WHERE CreatedDate > »2020-12-12t12:12:00-25:00", "MALFORMED_QUERY", "Invalid datetime: 2020-12-12t12:12:00-25:00"},
		{"SELECT Id FROM Opportunity WHERE CloseDate = »2026-02-30", "MALFORMED_QUERY", "Invalid date: 2026-02-30"},
		{"SELECT Id FROM Opportunity WHERE CloseDate = »1066-10-14", "MALFORMED_QUERY", "Invalid date: 1066-10-14"},
		{"SELECT Id FROM Lead WHERE LastName = »:name", "MALFORMED_QUERY", "Bind variables only allowed in Apex code"},
		{"SELECT Id FROM Lead WHERE LastName = »hot", "MALFORMED_QUERY", "unexpected token: 'hot'"},
		{`SELECT Id FROM Lead WHERE LastName = »'\x'`, "MALFORMED_QUERY",
			`Illegal string literal: Invalid string literal '\x'. Illegal character sequence '\x' in string literal.`},
		// Date functions.
		{"SELECT Id FROM Lead WHERE CALENDAR_YEAR(»LastName) = 2026", "MALFORMED_QUERY", "field LastName does not support date function CALENDAR_YEAR"},
		{"SELECT Id FROM Opportunity WHERE HOUR_IN_DAY(»CloseDate) = 1", "MALFORMED_QUERY", "field CloseDate does not support date function HOUR_IN_DAY"},
		{"SELECT Id FROM Opportunity WHERE DAY_ONLY(convertTimezone(»CloseDate)) = TODAY", "MALFORMED_QUERY", "field CloseDate does not support date function DAY_ONLY"},
		{"SELECT Id FROM Lead WHERE convertTimezone»(CreatedDate) = TODAY", "MALFORMED_QUERY", "unexpected token: '('"},
		{"SELECT Id FROM Lead WHERE DAY_ONLY(convertTimezone(DAY_ONLY»(CreatedDate))) = TODAY", "MALFORMED_QUERY", "unexpected token: '('"},
		{"SELECT Id FROM Lead WHERE CALENDAR_YEAR(CreatedDate) = »'2026'", "INVALID_FIELD",
			"value of filter criterion for field 'CreatedDate' must be of type int and should not be enclosed in quotes"},
		// Semi-joins.
		{"SELECT Id FROM User WHERE Id IN »(SELECT ManagerId FROM User)", "MALFORMED_QUERY", "The inner and outer selects should not be on the same object type"},
		{"SELECT Id FROM Lead WHERE Rating = 'x' OR OwnerId IN »(SELECT Id FROM User)", "MALFORMED_QUERY", "Semi join sub-selects are not allowed with the 'OR' operator"},
		{"SELECT Id FROM Lead WHERE (NOT OwnerId IN »(SELECT Id FROM User))", "MALFORMED_QUERY", "Semi join sub-selects are only allowed at the top level WHERE expressions"},
		{"SELECT Id FROM Lead WHERE OwnerId IN (SELECT Id FROM User WHERE UserRoleId IN »(SELECT Id FROM UserRole))", "MALFORMED_QUERY", "Nesting of semi join sub-selects is not supported"},
		{"SELECT Id FROM Lead WHERE OwnerId IN (SELECT Id FROM User) AND OwnerId IN (SELECT OwnerId FROM Case) AND OwnerId IN »(SELECT OwnerId FROM Task)", "MALFORMED_QUERY",
			"Maximum 2 semi join sub-selects are allowed"},
		{"SELECT Id FROM Lead WHERE OwnerId IN (SELECT »Name FROM User)", "MALFORMED_QUERY", "semi join sub-selects can only query id fields, cannot use: 'Name'"},
		{"SELECT Id FROM Lead WHERE OwnerId IN (SELECT Id FROM User LIMIT »1)", "MALFORMED_QUERY", "unexpected token: '1'"},
		{"SELECT Id FROM Lead WHERE OwnerId = »(SELECT Id FROM User)", "MALFORMED_QUERY", "unexpected token: '('"},
		{"SELECT Id FROM Lead WHERE OwnerId IN (SELECT Id FROM »Foo)", "INVALID_TYPE", fmt.Sprintf(noObject, "Foo")},
		// Syntax.
		{"", "MALFORMED_QUERY", "SOQL statements cannot be empty or null"},
		{" \n", "MALFORMED_QUERY", "SOQL statements cannot be empty or null"},
		{"»SELECTT Id FROM Lead", "MALFORMED_QUERY", "unexpected token: 'SELECTT'"},
		{"»DELETE FROM Lead", "MALFORMED_QUERY", "unexpected token: 'DELETE'"},
		{"SELECT »* FROM Lead", "MALFORMED_QUERY", "unexpected token: '*'"},
		{"SELECT Id, »FROM Lead", "MALFORMED_QUERY", "unexpected token: 'FROM'"},
		{"SELECT Id Name »Rating FROM Lead", "MALFORMED_QUERY", "unexpected token: 'Rating'"},
		{"SELECT Id FROM Lead WHERE»", "MALFORMED_QUERY", "unexpected token: '<EOF>'"},
		{"SELECT Id FROM Lead WHERE IsConverted»", "MALFORMED_QUERY", "unexpected token: '<EOF>'"},
		{"SELECT Id FROM Lead WHERE Rating = 'a' AND IsConverted = true »OR IsConverted = false", "MALFORMED_QUERY", "unexpected token: 'OR'"},
		{"SELECT Id FROM Lead WHERE Rating = 'a' OR IsConverted = true »AND IsConverted = false", "MALFORMED_QUERY", "unexpected token: 'AND'"},
		{"SELECT Id FROM Lead WHERE Rating = 'a' AND »NOT Rating = 'b'", "MALFORMED_QUERY", "unexpected token: 'NOT'"},
		{"SELECT Id FROM Lead WHERE Rating »NOT LIKE 'a'", "MALFORMED_QUERY", "unexpected token: 'NOT'"},
		{"SELECT Id FROM Lead WHERE Rating »IS NULL", "MALFORMED_QUERY", "unexpected token: 'IS'"},
		{"SELECT Id FROM Lead WHERE Rating IN »'a'", "MALFORMED_QUERY", "unexpected token: ''a''"},
		{"SELECT Id FROM Lead WHERE Rating = »('a')", "MALFORMED_QUERY", "unexpected token: '('"},
		{"SELECT Id FROM Lead WHERE Rating IN (»)", "MALFORMED_QUERY", "unexpected token: ')'"},
		{"SELECT Id FROM Lead WHERE (Rating = 'a'»", "MALFORMED_QUERY", "unexpected token: '<EOF>'"},
		{"SELECT Id FROM Lead WHERE LastName = 'O'»Neil'", "MALFORMED_QUERY", "unexpected token: 'Neil'"},
		{"SELECT Id FROM Lead WHERE LastName = »'open", "MALFORMED_QUERY", "unexpected token: '''"},
		{"SELECT Id FROM Lead»; DROP TABLE Lead", "MALFORMED_QUERY", "unexpected token: ';'"},
		{"SELECT Id FROM Lead ORDER »Rating", "MALFORMED_QUERY", "unexpected token: 'Rating'"},
		{"SELECT Id FROM Lead LIMIT »x", "MALFORMED_QUERY", "unexpected token: 'x'"},
		{"SELECT Id FROM Lead LIMIT »-1", "MALFORMED_QUERY", "unexpected token: '-1'"},
		{"SELECT Id FROM Lead LIMIT »1.5", "MALFORMED_QUERY", "unexpected token: '1.5'"},
		{"SELECT Id FROM Lead LIMIT 10 »WHERE Id = null", "MALFORMED_QUERY", "unexpected token: 'WHERE'"},
		{"SELECT Id FROM Lead OFFSET 2001", "NUMBER_OUTSIDE_VALID_RANGE", "Maximum SOQL offset allowed is 2000"},
		{"SELECT Id FROM »Lead ALL ROWS", "MALFORMED_QUERY", "ALL ROWS not allowed in this context"},
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
		{"SELECT Id\nFROM Foo", "\nSELECT Id FROM Foo\n               ^\nERROR at Row:2:Column:6\n" + fmt.Sprintf(noObject, "Foo")},
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
	for _, test := range []refused{
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
