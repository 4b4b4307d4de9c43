package soql_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/internal/soql"
)

func TestConjuncts(t *testing.T) {
	for condition, want := range map[string][]string{
		"":                                  nil,
		"A = 1":                             {"A = 1"},
		"(A = 1)":                           {"A = 1"},
		"A = 1 AND B = 2 and C = 3":         {"A = 1", "B = 2", "C = 3"},
		"A = 1 OR B = 2":                    {"A = 1 OR B = 2"},
		"A = 1 AND (B = 2 OR C = 3)":        {"A = 1", "B = 2 OR C = 3"},
		"(A = 1 AND B = 2) AND C = 3":       {"A = 1", "B = 2", "C = 3"},
		"(A = 1 OR B = 2) AND (C = 3)":      {"A = 1 OR B = 2", "C = 3"},
		"(A = 1) OR (B = 2 AND C = 3)":      {"(A = 1) OR (B = 2 AND C = 3)"},
		"A = 'x AND y' AND B = 'it\\'s (' ": {"A = 'x AND y'", "B = 'it\\'s ('"},
		"Id IN (SELECT A FROM B WHERE C = 1 AND D = 2) AND E = 3": {
			"Id IN (SELECT A FROM B WHERE C = 1 AND D = 2)", "E = 3"},
		"(NOT A LIKE 'x') AND Android = 1": {"NOT A LIKE 'x'", "Android = 1"},
	} {
		if diff := cmp.Diff(want, soql.Conjuncts(condition)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", condition, diff)
		}
	}
}
