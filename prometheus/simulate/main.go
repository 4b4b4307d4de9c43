// Command simulate measures the alerts of prometheus/ as detectors: how often
// they fire in companies in which nothing happens, and how often and how soon
// they find teams that stop using Salesforce, beside other ways to notice it.
//
// It needs nothing but Go: companies are simulated, and the alerts are evaluated
// in a fast form, which Prometheus itself judges on samples (go test).
package main

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"
)

func main() {
	companies := flag.Int("companies", 100, "companies that are simulated for each question")
	rivalsToo := flag.Bool("rivals", true, "measure other ways to notice a drop, too")
	ruleDir := flag.String("rules", "..", "folder of the rule files, which Prometheus evaluates for the question of gaps")
	flag.Parse()
	began := time.Now()
	t, st := newTally(), shipped()
	var with map[string]detector
	if *rivalsToo {
		with = rivals()
	}
	falseAlarms(t, st, *companies, with)
	power(t, st, *companies, with)
	lasting(t, st, *companies)
	regions(t, st, *companies)
	fields(t, *companies)
	quietPeople(t, *companies)
	losePeople(t, *companies)
	report(t, with)
	if err := gaps(context.Background(), *ruleDir); err != nil {
		fmt.Fprintln(os.Stderr, "simulate: measuring gaps:", err)
		os.Exit(1)
	}
	fmt.Printf("\n%d companies for each question, %s.\n", *companies, time.Since(began).Round(time.Second))
}

// report prints what docs/alerts.md shows.
func report(t *tally, with map[string]detector) {
	fmt.Print("## False alarms a year, by alert\n\n| alert | years | a year |\n| --- | --- | --- |\n")
	for _, key := range slices.Sorted(maps.Keys(t.rates)) {
		if name, ok := strings.CutPrefix(key, ours+"|"); ok {
			r := t.rates[key]
			fmt.Printf("| %s | %.0f | %.3f |\n", name, r.years, r.alarms/r.years)
		}
	}
	fmt.Print("\n## Found, and days until then\n\n| case | tries | found | median days |\n| --- | --- | --- | --- |\n")
	for _, key := range slices.Sorted(maps.Keys(t.odds)) {
		if name, ok := strings.CutPrefix(key, ours+"|"); ok {
			o := t.odds[key]
			fmt.Printf("| %s | %.0f | %.3f | %s |\n", name, o.tries, o.found/o.tries, o.median())
		}
	}
	if len(with) == 0 {
		return
	}
	columns := []string{"100 % at once, team of 20", "50 % at once, team of 20", "30 % at once, team of 50",
		"50 % in 8 weeks, team of 20"}
	fmt.Printf("\n## Beside other ways\n\n| way | false alarms a team-year | alone | %s |\n| --- | --- | --- |%s\n",
		strings.Join(columns, " | "), strings.Repeat(" --- |", len(columns)))
	for _, name := range append([]string{ours}, slices.Sorted(maps.Keys(with))...) {
		fmt.Printf("| %s", name)
		for _, key := range []string{"team", "alone"} {
			r := t.rates[name+"|"+key]
			fmt.Printf(" | %.3f", r.alarms/r.years)
		}
		for _, column := range columns {
			o := t.odds[name+"|"+column]
			fmt.Printf(" | %.2f, %s d", o.found/o.tries, o.median())
		}
		fmt.Println(" |")
	}
}

func (o *odds) median() string {
	if len(o.days) == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f", quantile(slices.Clone(o.days), 0.5))
}
