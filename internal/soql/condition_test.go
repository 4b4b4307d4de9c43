package soql_test

import (
	"strings"
	"testing"

	"salesforce_exporter/internal/soql"
)

func TestCheckCondition(t *testing.T) {
	for _, condition := range []string{
		"IsClosed = false",
		"NOT (IsWon = true)",
		"(NOT Name LIKE 'A%') AND (Amount > 1e3 OR Amount=-5 OR Amount <> null)",
		"(not name like 'a%') and Type in ('x', null)",
		"Id IN (SELECT AccountId FROM Opportunity) AND (OwnerId NOT IN (SELECT OwnerId FROM Case)) AND (Name = 'x' OR Name = 'y')",
		"((Id IN (SELECT AccountId FROM Opportunity WHERE IsWon = true OR (NOT IsClosed = true))))",
		"CloseDate >= 2026-01-31 AND CreatedDate < 2026-01-31T00:00:00.000+01:00",
		"CreatedDate = LAST_N_DAYS:30 AND CloseDate = NEXT_N_FISCAL_QUARTERS:2 AND LastActivityDate < N_DAYS_AGO:5 AND X__c = THIS_FISCAL_YEAR",
		"Owner.UserRole.Name != 'It\\'s AND that'",
		"Interests__c INCLUDES ('A;B', 'C') AND Interests__c EXCLUDES ('D')",
		"Id NOT IN (SELECT AccountId FROM Opportunity WHERE IsWon = true AND (Amount > USD5000 OR Amount = null))",
		"DAY_ONLY(convertTimezone(CreatedDate)) = TODAY AND CALENDAR_YEAR(CloseDate) = 2026",
		"DISTANCE(Place__c, GEOLOCATION(37.7,-122.4), 'mi') < 20",
	} {
		if err := soql.CheckCondition("Account", condition); err != nil {
			t.Errorf("%s: %v", condition, err)
		}
	}
	for condition, want := range map[string]string{
		"":                              "a field is expected where the end stands",
		"Amount":                        "a comparison such as = or IN is expected where the end stands",
		"Amount >":                      "a value is expected at the end",
		"Amount > 5 ANDD IsWon = true":  `AND or OR is expected where "ANDD" stands`,
		"Amount > 5 AND":                "a field is expected where the end stands",
		"Amount == 5":                   `"==" is not an operator of SOQL`,
		"Amount => 5":                   `"=>" is not an operator of SOQL`,
		"Amount IS NULL":                `expected where "IS" stands`,
		"Type = \"x\"":                  "put texts into 'single quotes'",
		"Type = Customer":               `"Customer" is not a value`,
		"CloseDate < CreatedDate":       "one field cannot be compared with another",
		"Type = ('a', 'b')":             "use IN",
		"Type IN 'a'":                   `( is expected before a list, where "'a'" stands`,
		"Type IN ()":                    `")" is not a value`,
		"Type IN ('a'":                  ") is expected behind a list, where the end stands",
		"Type NOT LIKE 'a'":             "IN is expected after NOT",
		"(Amount > 5":                   ") is expected behind a condition, where the end stands",
		"Amount > 5)":                   `AND or OR is expected where ")" stands`,
		"NOT Name = 'x' AND Type = 'y'": "AND stands behind a condition with NOT: put NOT and what it is about into parentheses",
		"Name = 'x' OR NOT Type = 'y'":  "NOT stands behind OR",
		"Name = 'x' OR Id IN (SELECT AccountId FROM Opportunity)":                                                                    "stands beside OR",
		"NOT Id IN (SELECT AccountId FROM Opportunity)":                                                                              "stands under NOT",
		"Name = 'x' AND (Id IN (SELECT AccountId FROM Opportunity) AND Type = 'y')":                                                  "among others in parentheses",
		"(Name = 'x' AND Type = 'y') OR (Id IN (SELECT AccountId FROM Opportunity))":                                                 "among others in parentheses",
		"Id IN (SELECT AccountId FROM Case) AND Id IN (SELECT AccountId FROM Opportunity) AND OwnerId IN (SELECT OwnerId FROM Case)": "more than 2 of IN (SELECT …)",
		"ParentId IN (SELECT Id FROM account)":                                                                                       "on Account: Salesforce takes no SELECT from the same object",
		"Id IN (SELECT AccountId FROM Case WHERE OwnerId IN (SELECT Id FROM User))":                                                  "a SELECT stands inside another",
		"Id IN (SELECT AccountId FROM Case USING SCOPE mine)":                                                                        "USING SCOPE cannot stand in a SELECT behind IN",
		"Name = 'x' USING SCOPE mine":                                                                                                "USING SCOPE cannot stand in a condition",
		"Amount > 5 AND IsWon = true OR IsClosed = true":                                                                             "say with parentheses",
		"AND Amount > 5":                              `a field is expected where "AND" stands`,
		"Größe__c = 5":                                `stands`,
		"CreatedDate = LAST_N_DAYS":                   `"LAST_N_DAYS" is not a value`,
		"CreatedDate > 2026-1-1":                      `"2026-1-1" is not a value`,
		"Id IN (SELECT AccountId WHERE IsWon = true)": "FROM is expected",
		"Name = 'x' GROUP BY Name":                    `AND or OR is expected where "GROUP" stands`,
		"Name = :name":                                `":name" is not a value`,
		"Id IN (SELECT AccountId FROM Opportunity WHERE IsWon =)": "not a value",
	} {
		if err := soql.CheckCondition("Account", condition); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got error %v, want %q", condition, err, want)
		}
	}
}
