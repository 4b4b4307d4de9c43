package soql

import (
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]string{
		"select COUNT() from Case where Status = 'New'": "SELECT COUNT() FROM Case WHERE Status = 'New'",
		"SELECT ForecastCategoryName, SUM(Amount) total FROM Opportunity\nWHERE CloseDate >= TODAY AND (StageName IN ('a', 'b, c') OR Amount != null)\nGROUP BY ForecastCategoryName": "SELECT ForecastCategoryName, SUM(Amount) total FROM Opportunity WHERE CloseDate >= TODAY AND (StageName IN ('a', 'b, c') OR Amount != null) GROUP BY ForecastCategoryName ORDER BY ForecastCategoryName LIMIT 2000",
		"SELECT Account.Type, COUNT(Id) FROM Contact GROUP BY Account.Type":                       "SELECT Account.Type k0, COUNT(Id) c1 FROM Contact GROUP BY Account.Type ORDER BY Account.Type LIMIT 2000",
		"SELECT Name, Amount FROM Opportunity ORDER BY Amount DESC LIMIT 5":                       "SELECT Name, Amount FROM Opportunity ORDER BY Amount DESC LIMIT 5",
		"SELECT COUNT(Id) FROM Lead WHERE OwnerId IN (SELECT Id FROM User WHERE IsActive = true)": "SELECT COUNT(Id) c0 FROM Lead WHERE OwnerId IN (SELECT Id FROM User WHERE IsActive = true)",
		"SELECT Id FROM Lead WHERE Name = 'FROM x WHERE (y'":                                      "SELECT Id FROM Lead WHERE Name = 'FROM x WHERE (y'",
	} {
		s, err := Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := s.String(); got != want {
			t.Errorf("%s:\n got %s\nwant %s", text, got, want)
		}
	}
	for text, want := range map[string]string{
		"":                                    "SELECT is missing",
		"DELETE FROM Case":                    "a statement begins with SELECT",
		"SELECT Id":                           "FROM is missing",
		"SELECT FROM Case":                    "SELECT is missing",
		"SELECT Id FROM Case c":               "one object is expected",
		"SELECT Id FROM Case WHERE Id = 'x":   "a quote is not closed",
		"SELECT Id FROM Case WHERE (Id = '1'": "parentheses are not balanced",
		"SELECT Id, (SELECT Id FROM Contacts) FROM Account":                         "a field, a path or an aggregate is expected",
		"SELECT Id FROM Case FOR VIEW":                                              "FOR is not supported",
		"SELECT OwnerId, COUNT(Id) FROM Case GROUP BY OwnerId HAVING COUNT(Id) > 1": "HAVING is not supported",
		"SELECT COUNT(Id), OwnerId FROM Case GROUP BY OwnerId":                      "select the columns of GROUP BY first",
		"SELECT OwnerId, COUNT(Id) FROM Case":                                       "need a GROUP BY",
		"SELECT OwnerId, COUNT(Id) FROM Case GROUP BY OwnerId LIMIT 5":              "leave out ORDER BY and LIMIT",
		"SELECT Id FROM Case LIMIT many":                                            "LIMIT many is not a number",
		"SELECT Id FROM Case GROUP BY Id WHERE Id = null":                           "WHERE is in the wrong place",
	} {
		if _, err := Parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got error %v, want %q", text, err, want)
		}
	}
}
