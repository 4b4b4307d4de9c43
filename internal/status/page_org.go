package status

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// orgPage is what the page of one org shows.
type orgPage struct {
	frame
	Now        *nowBox
	Times      []*moment
	Todo       []todo
	Collectors []collectorRow
	Gaps       []gapList
	Cost       string
	Budget     *budgetBar
	Web        string
	Custom     []customRow
	Grant      []Step
	AfterGrant string
	Facts      []fact
}

// A nowBox is the refresh under way.
type nowBox struct {
	Asking
	For string
}

// A todo is something that a reader may want to do or to know.
type todo struct {
	Class         Mark
	Subject, Text string
}

type collectorRow struct {
	Name        string
	State       State
	Class       Mark
	Series      string
	Calls       string
	Oldest, Due *moment
}

// A gapList is what one collector lacks.
type gapList struct {
	Collector string
	List      []gapLine
}

type gapLine struct {
	Class             Mark
	What, Why, Remedy string
}

// A budgetBar shows what is spent of the budget.
type budgetBar struct {
	Calls, Spent int
	High         float64 // from where on there is little left
	Text, Closed string
}

type customRow struct{ Name, Series, Calls string }

// A fact is one line about the org.
type fact struct{ Label, Text string }

func (p *orgPage) fill(r Report) {
	if now := r.Refresh.Now; now != nil {
		p.Now, p.Every = &nowBox{Asking: *now, For: span(r.At.Sub(now.Since))}, everyAsking
	}
	p.Times = timesOf(r)
	p.Todo = todosOf(r)
	for _, c := range r.Collectors {
		row := collectorRow{Name: c.Name, State: c.State, Class: c.State.Mark(), Series: thousands(c.Series),
			Calls: fmt.Sprintf("%.1f", c.Calls), Oldest: momentOf("", c.Oldest, r.At)}
		if c.Due.After(r.At) {
			row.Due = momentOf("", c.Due, r.At)
		}
		p.Collectors = append(p.Collectors, row)
		if list := c.gapLines(); list != nil {
			p.Gaps = append(p.Gaps, gapList{Collector: c.Name, List: list})
		}
		for _, m := range c.Metrics {
			p.Custom = append(p.Custom, customRow{m.Name, thousands(m.Series), fmt.Sprintf("%.1f", m.CallsADay)})
		}
	}
	if p.Grant = r.ToGrant(); p.Grant != nil {
		p.AfterGrant = AfterGrants
	}
	p.Cost, p.Budget, p.Web = costOf(r), barOf(r), r.Web()
	p.Facts = factsOf(r)
}

// timesOf says when what is shown is from, and when more is asked.
func timesOf(r Report) []*moment {
	var times []*moment
	add := func(m *moment) {
		if m != nil {
			times = append(times, m)
		}
	}
	if first := r.Refresh.First; first != nil {
		add(momentOf("Last asked", r.lastStarted(), r.At))
		add(momentOf("oldest figure from", r.Oldest(), r.At))
	}
	if r.Refresh.Next.After(r.At) {
		add(momentOf("the next refresh is due", r.Refresh.Next, r.At))
	}
	return times
}

func (r Report) lastStarted() time.Time {
	var last time.Time
	for _, c := range r.Collectors {
		if c.Started.After(last) {
			last = c.Started
		}
	}
	return last
}

// todosOf lists what keeps the org from being measured as it should be.
func todosOf(r Report) []todo {
	var all []todo
	if r.Error != "" {
		all = append(all, todo{Bad, "Error:", r.Error})
	}
	if p := r.Refresh.Pause; p != nil {
		all = append(all, todo{Bad, "Salesforce cannot be asked:", fmt.Sprintf("%s. It is tried again in %s.",
			strings.TrimSuffix(p.Reason, "."), span(p.Until.Sub(r.At)))})
	}
	if r.SOAP {
		all = append(all, todo{Warn, "Sign-in:", SOAPEnds + "."})
	}
	if sees := r.User.SeesAll; sees != nil && !*sees {
		all = append(all, todo{Warn, "Rows:", "the exporter sees " + r.User.Sees() + "."})
	}
	if r.Budget.Calls > 0 && r.CallsADay > r.Budget.Calls {
		all = append(all, todo{Warn, "Budget:", r.budget() + "."})
	}
	for _, w := range r.Warnings {
		all = append(all, todo{Warn, w.About + ":", w.Reason + ": " + w.Remedy + "."})
	}
	return all
}

// gapLines say what the collector lacks, each reason once.
func (c Collector) gapLines() []gapLine {
	var all []gapLine
	if c.Error != "" {
		all = append(all, gapLine{Class: Bad, What: "Failed:", Why: c.Error})
	}
	if c.State == PutOff {
		all = append(all, gapLine{Class: Warn, What: "Put off:", Why: "there are not enough API calls left for now"})
	}
	for _, g := range c.Gaps() {
		all = append(all, gapLine{Class: Warn, What: some(g.Metrics) + ":", Why: g.Reason, Remedy: g.Remedy})
	}
	for _, w := range c.Warnings {
		all = append(all, gapLine{Class: Warn, What: w.About + ":", Why: w.Reason, Remedy: w.Remedy})
	}
	for _, s := range c.Waiting {
		all = append(all, gapLine{Class: Dim, What: s.Metric + ":", Why: s.Reason, Remedy: s.Remedy})
	}
	if len(c.Withheld) > 0 {
		all = append(all, gapLine{Class: Warn, What: some(c.Withheld) + ":", Why: "too old to be shown"})
	}
	for _, reason := range slices.Sorted(maps.Keys(c.BadRows)) {
		all = append(all, gapLine{Class: Warn, What: fmt.Sprintf("%d bad rows:", c.BadRows[reason]), Why: reason})
	}
	return append(all, c.tooMany()...)
}

// some lists the first few of many names.
func some(names []string) string {
	const most = 4
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}

func costOf(r Report) string {
	if r.CallsADay == 0 {
		return "What a day costs is known after the first refresh."
	}
	return fmt.Sprintf("About %s API calls a day at these intervals%s.", thousands(r.CallsADay), r.share())
}

func barOf(r Report) *budgetBar {
	if r.Budget.Calls == 0 {
		return nil
	}
	bar := &budgetBar{Calls: r.Budget.Calls, Spent: r.Budget.Spent, High: 0.9 * float64(r.Budget.Calls),
		Text: fmt.Sprintf("%s of the budget of %s calls are spent in the last 24 hours; %s may be spent now, and %s a day come back.",
			thousands(r.Budget.Spent), thousands(r.Budget.Calls), thousands(r.Budget.Available), thousands(r.Budget.Pace))}
	switch r.Budget.Closed {
	case "":
	case "cap":
		bar.Closed = "Nothing is asked now: all that may be spent for now is spent."
	case "reserve":
		bar.Closed = "Nothing is asked now: the rest of the org's allowance is left to its other clients."
	default:
		bar.Closed = "Nothing is asked now: the org refuses requests, its API allowance is used up."
	}
	return bar
}

// factsOf describe the org, and who is counted in it.
func factsOf(r Report) []fact {
	facts := []fact{{"Address", orUnknown(r.URL)}}
	if r.User.Profile != "" {
		facts = append(facts, fact{"Profile of the integration user", r.User.Profile})
	}
	facts = append(facts, fact{"Time zone", orUnknown(r.User.TimeZone) + ": days and weeks begin at midnight there"},
		fact{"Sees", r.User.Sees()}, fact{"People", r.Users.Sentence()}, fact{"Leaderboards", named(r.Names)})
	if first := r.Refresh.First; first != nil {
		facts = append(facts, fact{"First refresh", fmt.Sprintf("%s series, %s calls, %s", thousands(first.Series),
			thousands(first.Calls), span(time.Duration(first.Seconds*float64(time.Second))))})
	}
	return facts
}

// named says whether people are named.
func named(mode string) string {
	switch mode {
	case "":
		return "none: no person is named in metrics"
	case NamesUnset:
		return "people are not named in metrics: " + ShowPeople
	case "off":
		return "people are not named in metrics"
	case "pseudonym":
		return "people are shown by pseudonyms"
	case "alias":
		return "people are shown by their aliases"
	}
	return "people are named in metrics, by their full names"
}
