package collector_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/soql"
)

// TestMissingAnswer takes one answer away after the other. What needs it is
// absent, with an error that names it, and all else is what it was.
func TestMissingAnswer(t *testing.T) {
	for _, s := range soundCollectors(t) {
		good := bySeries(s.plan.Make(s.input))
		for text := range s.input.Answers {
			in := s.input
			in.Answers = maps.Clone(in.Answers)
			delete(in.Answers, text)
			lacking := 0
			for _, f := range s.plan.Make(in) {
				needed := slices.Contains(f.Needs.Texts, text)
				var lack *collector.LackError
				if needed != (f.Err != nil) || needed &&
					(!errors.As(f.Err, &lack) || lack.Text != text || !strings.Contains(lack.Error(), text)) {
					t.Errorf("%s without %s: %s fails with %v", s.name, text, f.Metrics[0].Name, f.Err)
				}
				if f.Err != nil {
					lacking++
					if len(f.Samples) > 0 {
						t.Errorf("%s without %s: %s has samples and an error", s.name, text, f.Metrics[0].Name)
					}
				}
				for series, value := range bySeries([]collector.Figure{f}) {
					if before, there := good[series]; !there || before != value &&
						!strings.HasPrefix(series, "salesforce_leaderboard_dropped_series") {
						t.Errorf("%s without %s: %s is %v, and was %v", s.name, text, series, value, before)
					}
				}
			}
			if lacking == 0 && !people(text) && !noted(s.plan, text) {
				t.Errorf("%s: nobody needs %s", s.name, text)
			}
		}
	}
}

// noted tells the statements whose answers a diary has.
func noted(plan collector.Plan, text string) bool {
	return slices.ContainsFunc(plan.Queries, func(q collector.Query) bool { return q.String() == text && q.Noted != nil })
}

// people tells the statements that the join table is made of.
func people(text string) bool {
	return strings.Contains(text, "FROM User") && !strings.Contains(text, "FROM UserLicense")
}

// bySeries are the values of samples.
func bySeries(figures []collector.Figure) map[string]string {
	all := map[string]string{}
	for _, f := range figures {
		for _, s := range f.Samples {
			text := line(s)
			at := strings.LastIndex(text, "} ")
			all[s.Metric.Name+text[:at]] = text[at:]
		}
	}
	return all
}

// TestNobody takes people away, and then their time zone.
func TestNobody(t *testing.T) {
	for _, s := range soundCollectors(t) {
		nobody, timeless := s.input, s.input
		nobody.People = nil
		without := *s.input.People
		without.Zone = nil
		timeless.People = &without
		for _, f := range s.plan.Make(nobody) {
			var lack *collector.LackError
			if f.Err != nil && f.Err.Error() == "the integration user's time zone is not known" {
				continue // of an org whose types of fields are not known
			}
			if joins := f.Needs.Join >= collector.JoinOwners; joins != (f.Err != nil) || joins &&
				(!errors.As(f.Err, &lack) || lack.Error() != "users are not known") {
				t.Errorf("%s: without people, %s fails with %v", s.name, f.Metrics[0].Name, f.Err)
			}
		}
		for _, f := range s.plan.Make(timeless) {
			var lack *collector.LackError
			if f.Needs.Join == collector.JoinDays &&
				(!errors.As(f.Err, &lack) || lack.Error() != "the time zone of the integration user is not known") {
				t.Errorf("%s: without a zone, %s fails with %v", s.name, f.Metrics[0].Name, f.Err)
			}
			if labelled := slices.Contains(f.Metrics[0].Labels, "region"); labelled && f.Needs.Join == collector.JoinNothing {
				t.Errorf("%s: %s is by owner and joins nobody", s.name, f.Metrics[0].Name)
			}
		}
	}
}

// TestBadCells spoils one cell after the other. A figure that needs the answer has
// an error or other labels, and never a number that is none.
func TestBadCells(t *testing.T) {
	for _, s := range soundCollectors(t) {
		for text, answer := range s.input.Answers {
			if answer.Rows.Len() == 0 {
				continue
			}
			for column := range answer.Rows.Width() {
				in := s.input
				in.Answers = maps.Clone(in.Answers)
				rows := answer.Rows.List()
				rows[0][column] = "n0 value"
				in.Answers[text] = soql.Answer{At: answer.At, Rows: soql.RowsOf(rows)}
				for _, f := range s.plan.Make(in) {
					if f.Err != nil && len(f.Samples) > 0 {
						t.Errorf("%s: with a bad cell %d of %s, %s has samples and an error", s.name, column, text, f.Metrics[0].Name)
					}
					for _, x := range f.Samples {
						if x.Value != x.Value {
							t.Errorf("%s: with a bad cell %d of %s, %s is no number", s.name, column, text, line(x))
						}
					}
					if _, isNumber := number(answer.Rows.First()[column]); isNumber && slices.Contains(f.Needs.Texts, text) &&
						f.Err == nil && sees(s, f, text, column) {
						t.Errorf("%s: with a bad cell %d of %s, %s is a success", s.name, column, text, f.Metrics[0].Name)
					}
				}
			}
		}
	}
}

func number(text string) (float64, bool) {
	v, err := soql.ParseNumber(text)
	return v, err == nil && text != ""
}

// sees reports whether a figure depends on a number: it is another one, or absent,
// where the number is another.
func sees(s sound, f collector.Figure, text string, column int) bool {
	in := s.input
	in.Answers = maps.Clone(in.Answers)
	answer := in.Answers[text]
	rows := answer.Rows.List()
	rows[0][column] = "77"
	in.Answers[text] = soql.Answer{At: answer.At, Rows: soql.RowsOf(rows)}
	before, after := bySeries(s.plan.Make(s.input)), bySeries(s.plan.Make(in))
	for _, x := range f.Samples {
		at := strings.LastIndex(line(x), "} ")
		key := x.Metric.Name + line(x)[:at]
		if before[key] != after[key] {
			return true
		}
	}
	return false
}

// TestNoRows gives every statement an answer without rows. Where all records are
// counted there is one row at least, so that is an error.
func TestNoRows(t *testing.T) {
	for _, s := range soundCollectors(t) {
		for _, q := range s.plan.Queries {
			in := s.input
			in.Answers = maps.Clone(in.Answers)
			in.Answers[q.String()] = soql.Answer{At: noon()}
			always := q.Resource != "" || q.Count() || q.Aggregate() && !q.Grouped() || q.Object == "Organization"
			for _, f := range s.plan.Make(in) {
				if always && slices.Contains(f.Needs.Texts, q.String()) && f.Err == nil {
					t.Errorf("%s: %s has no row, and %s is a success", s.name, q, f.Metrics[0].Name)
				}
			}
		}
	}
}

// TestLightningMeasuresNothing is what a sandbox does: it is missing for good.
func TestLightningMeasuresNothing(t *testing.T) {
	for _, s := range soundCollectors(t) {
		if s.name != "lightning" {
			continue
		}
		for text := range s.input.Answers {
			s.input.Answers[text] = soql.Answer{At: noon()}
		}
		figures := s.plan.Make(s.input)
		skip, ok := figures[0].Skip()
		if !ok || skip.Metric == "" || !strings.Contains(skip.Reason, "no Lightning usage data") || skip.Remedy == "" {
			t.Errorf("got %v, %v", skip, ok)
		}
	}
}

// TestNoSuchPermissionSet shows nobody where nobody can tell who is to be hidden.
func TestNoSuchPermissionSet(t *testing.T) {
	for _, s := range soundCollectors(t) {
		if s.name != "leaderboards" {
			continue
		}
		for text := range s.input.Answers {
			if strings.HasPrefix(text, "SELECT COUNT() FROM PermissionSet WHERE") {
				s.input.Answers[text] = soql.Answer{At: noon(), Rows: soql.RowsOf([][]string{{"0"}})}
			}
		}
		figures := s.plan.Make(s.input)
		skip, ok := figures[0].Skip()
		if len(figures) != 1 || !ok || !strings.Contains(skip.Reason, "Off_Boards is hidden or does not exist") {
			t.Errorf("got %v, %v of %d figures", skip, ok, len(figures))
		}
	}
}

// TestNoFiscalPeriod has an org that defines none for today: what depends on it is
// missing for good, and scores are there.
func TestNoFiscalPeriod(t *testing.T) {
	for _, s := range soundCollectors(t) {
		if s.name != "leaderboards" {
			continue
		}
		for text := range s.input.Answers {
			if strings.Contains(text, "FROM Period") {
				s.input.Answers[text] = soql.Answer{At: noon()}
			}
		}
		skipped := 0
		for _, f := range s.plan.Make(s.input) {
			if skip, ok := f.Skip(); ok && strings.Contains(skip.Reason, "no fiscal period for today") {
				skipped++
			}
		}
		if skipped != 2 {
			t.Errorf("%d figures are skipped, want the change of ranks and the end of the quarter", skipped)
		}
	}
}
