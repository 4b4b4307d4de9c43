package demo

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestParseFault(t *testing.T) {
	for text, want := range map[string]Fault{
		"503":                               {Kind: Unavailable},
		"503-html:every=10":                 {Kind: UnavailableHTML, Every: 10},
		" 503:every=10 , times=2 ":          {Kind: Unavailable, Every: 10, Times: 2},
		"latency=2s:object=Task":            {Kind: Latency, Delay: 2 * time.Second, Object: "Task"},
		"latency=1s..3s":                    {Kind: Latency, Delay: time.Second, MaxDelay: 3 * time.Second},
		"latency=0s..3s:path=all,share=0.5": {Kind: Latency, MaxDelay: 3 * time.Second, Path: "all", Share: 0.5},
		"401:nth=3":                         {Kind: SessionEnds, Nth: 3},
		"query-timeout:object=Opportunity":  {Kind: QueryTimeout, Object: "Opportunity"},
		"reset:share=0.1:seed=7":            {Kind: Reset, Share: 0.1, Seed: 7},
		"clock-skew=-5m:after=1h,for=1h30m": {Kind: ClockSkew, Delay: -5 * time.Minute, After: time.Hour,
			For: 90 * time.Minute},
		"slow-connect=5s:every=2":             {Kind: SlowConnect, Delay: 5 * time.Second, Every: 2},
		"calls-left=0":                        {Kind: CallsLeft},
		"endless-body":                        {Kind: EndlessBody},
		"endless-body=1ms":                    {Kind: EndlessBody, Delay: time.Millisecond},
		"failing-subrequests":                 {Kind: FailingSubrequests, Count: 2},
		"failing-subrequests=1:nth=1":         {Kind: FailingSubrequests, Count: 1, Nth: 1},
		"invalid-field=Opportunity.Amount":    {Kind: HiddenField, Field: "Opportunity.Amount"},
		"engagement-504=2h:object=visits":     {Kind: EngagementGateway, Delay: 2 * time.Hour, Object: "visits"},
		"engagement-214":                      {Kind: EngagementTimeout},
		"engagement-51=visits.prospectId":     {Kind: EngagementField, Field: "visits.prospectId"},
		"429:path=token":                      {Kind: TooManyRequests, Path: "token"},
		"403-insufficient-access:path=limits": {Kind: InsufficientAccess, Path: "limits"},
	} {
		got, err := ParseFault(text)
		if err != nil {
			t.Error(err)
			continue
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
		again, err := ParseFault(got.String())
		if err != nil || again != got {
			t.Errorf("%s is written %s, which reads %+v, %v", text, got, again, err)
		}
	}
}

func TestFaultsThatCannotBeRead(t *testing.T) {
	const kinds = "there are: latency, slow-connect, clock-skew, calls-left, 401, 403-daily-limit, 403-concurrent-limit, " +
		"403-api-disabled-for-org, 403-api-currently-disabled, 403-insufficient-access, 403-functionality-not-enabled, 404, 410, " +
		"414, 431, 429, 500, 503, 503-html, truncated-json, invalid-utf8, endless-body, reset, failing-subrequests, query-timeout, operation-too-large, " +
		"invalid-query-locator, invalid-field, engagement-46, engagement-66, engagement-76, engagement-122, engagement-181, engagement-183, " +
		"engagement-184, engagement-201, engagement-202, engagement-214, engagement-cached, engagement-504, engagement-504-by-id, engagement-401, " +
		"engagement-51, engagement-ignored, engagement-unassigned, engagement-loose"
	for text, want := range map[string]string{
		"":                                 `fault "": unknown kind "", ` + kinds,
		"404-html":                         `fault "404-html": unknown kind "404-html", ` + kinds,
		"503:nht=3":                        `fault "503:nht=3": unknown selector "nht", there are: nth, every, share, object, path, times, after, for, seed`,
		"503:nth":                          `fault "503:nth": nth: "" is no whole number`,
		"503:nth=x":                        `fault "503:nth=x": nth: "x" is no whole number`,
		"503:nth=0":                        `fault "503:nth=0": nth: must be above 0`,
		"503:every=-2":                     `fault "503:every=-2": every: must be above 0`,
		"503:object=":                      `fault "503:object=": object: needs a value`,
		"503:nth=1,nth=2":                  `fault "503:nth=1,nth=2": nth is given twice`,
		"503:nth=1,every=2":                `fault "503:nth=1,every=2": only one of nth, every and share can be given`,
		"503:share=1.5":                    `fault "503:share=1.5": share: "1.5" is no share such as 0.1; it goes from above 0 to 1`,
		"503:share=NaN":                    `fault "503:share=NaN": share: "NaN" is no share such as 0.1; it goes from above 0 to 1`,
		"503:seed=-1":                      `fault "503:seed=-1": seed: "-1" is no whole number`,
		"503:for=5":                        `fault "503:for=5": for: "5" is no duration such as 300ms, 2s or 1m30s`,
		"503:after=-5s":                    `fault "503:after=-5s": after: must be above 0`,
		"503:path=bulk":                    `fault "503:path=bulk": unknown path "bulk", there are: token, query, composite, limits, describe, data, engagement, all`,
		"401:path=token":                   `fault "401:path=token": 401 meets calls to the data API only, not path=token`,
		"404:path=all":                     `fault "404:path=all": 404 meets calls to the data API only, not path=all`,
		"503=2":                            `fault "503=2": 503: takes no value, got "2"`,
		"latency":                          `fault "latency": latency: "" is no duration such as 300ms, 2s or 1m30s`,
		"latency=2":                        `fault "latency=2": latency: "2" is no duration such as 300ms, 2s or 1m30s`,
		"latency=0s":                       `fault "latency=0s": latency: needs a duration above 0, or two of which the second is the longer`,
		"latency=3s..1s":                   `fault "latency=3s..1s": latency: needs a duration above 0, or two of which the second is the longer`,
		"latency=1s..":                     `fault "latency=1s..": latency: "" is no duration such as 300ms, 2s or 1m30s`,
		"slow-connect=-1s":                 `fault "slow-connect=-1s": slow-connect: needs a duration above 0`,
		"slow-connect=1s:object=Task":      `fault "slow-connect=1s:object=Task": slow-connect cannot be selected by object, only by: nth, every, share, times, seed, after, for`,
		"endless-body=-1s":                 `fault "endless-body=-1s": endless-body: needs a duration above 0`,
		"clock-skew=0s":                    `fault "clock-skew=0s": clock-skew: needs a duration, such as 5m or -5m`,
		"clock-skew=1h:nth=1":              `fault "clock-skew=1h:nth=1": clock-skew cannot be selected by nth, only by: after, for`,
		"calls-left":                       `fault "calls-left": calls-left: "" is no whole number`,
		"calls-left=-1":                    `fault "calls-left=-1": calls-left: cannot count below 0`,
		"failing-subrequests=-1":           `fault "failing-subrequests=-1": failing-subrequests: cannot count below 0`,
		"invalid-field=Amount":             `fault "invalid-field=Amount": invalid-field: "Amount" is no field such as Opportunity.Amount`,
		"query-timeout:path=query":         `fault "query-timeout:path=query": query-timeout cannot be selected by path, only by: object, nth, every, share, times, seed, after, for`,
		"failing-subrequests:object=Task":  `fault "failing-subrequests:object=Task": failing-subrequests cannot be selected by object, only by: nth, every, share, times, seed, after, for`,
		"invalid-field=A.B:object=Account": `fault "invalid-field=A.B:object=Account": invalid-field cannot be selected by object, only by: nth, every, share, times, seed, after, for`,
	} {
		if _, err := ParseFault(text); err == nil || err.Error() != want {
			t.Errorf("%q: %v\nwant %s", text, err, want)
		}
	}
}

// Faults that are made in Go are checked when they are set, and so is what
// they name.
func TestFaultsThatCannotBeSet(t *testing.T) {
	c := newTestClient(t, Options{}, 0)
	for want, f := range map[string]Fault{
		`fault "": unknown kind "", there are: ` + kindNames():                                         {},
		`fault "latency": latency: needs a duration above 0, or two of which the second is the longer`: {Kind: Latency},
		`fault "503:nth=-1": selectors cannot be below 0`: {Kind: Unavailable,
			Nth: -1},
		`fault "503:share=2": share 2 is not from 0 to 1`: {Kind: Unavailable,
			Share: 2},
		`fault "503:object=Taks": this org has no object Taks`: {Kind: Unavailable,
			Object: "Taks"},
		`fault "invalid-field=Account.Nmae": Account has no field Nmae`: {Kind: HiddenField,
			Field: "Account.Nmae"},
		`fault "invalid-field=Acount.Name": this org has no object Acount`: {Kind: HiddenField,
			Field: "Acount.Name"},
		`fault "401:path=token": 401 meets calls to the data API only, not path=token`: {Kind: SessionEnds,
			Path: "token"},
	} {
		if err := c.org.SetFaults(Fault{Kind: Unavailable}, f); err == nil || err.Error() != want {
			t.Errorf("%+v: %v, want %s", f, err, want)
		}
	}
	c.get(countAccounts, nil).wantStatus(200) // nothing was set

	// It takes no company to find that out: this one could not be made.
	if _, err := New(t.Context(), Options{Users: -1, Faults: []Fault{{Kind: "x"}}}); err == nil ||
		!strings.HasPrefix(err.Error(), `fault "x": unknown kind`) {
		t.Errorf("an org with an unknown fault: %v", err)
	}
	if err := c.org.SetFaults(Fault{Kind: FailingSubrequests}); err != nil {
		t.Errorf("a count left out: %v", err)
	}
	if got := c.partStatuses("SELECT COUNT() FROM Account"); got != "[500]" {
		t.Errorf("a count left out: %s", got)
	}
}

// Whatever is read can be written and read again, and nothing panics.
func TestFaultsReadAsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom(faultKinds()).Draw(t, "kind")
		value := rapid.SampledFrom([]string{"", "=2s", "=1s..2s", "=3", "=A.B", "=-1m"}).Draw(t, "value")
		selectors := rapid.SliceOfN(rapid.SampledFrom([]string{
			"nth=3", "every=2", "share=0.25", "object=Task", "path=query", "path=all", "times=4", "after=1m", "for=1h", "seed=9",
		}), 0, 4).Draw(t, "selectors")
		text := strings.Join(append([]string{string(kind.name) + value}, selectors...), ":")
		f, err := ParseFault(text)
		if err != nil {
			return
		}
		if again, err := ParseFault(f.String()); err != nil || again != f {
			t.Fatalf("%s is written %s: %+v, %v", text, f, again, err)
		}
	})
}

func TestDocumentationNamesAllFaults(t *testing.T) {
	text, err := os.ReadFile("../../docs/demo-org-faults.md")
	if err != nil {
		t.Fatal(err)
	}
	words := faultPaths()
	for _, k := range faultKinds() {
		words = append(words, string(k.name))
	}
	for _, s := range faultSelectors() {
		words = append(words, s.name+"=")
	}
	for _, word := range words {
		if !strings.Contains(string(text), "`"+word) {
			t.Errorf("docs/demo-org-faults.md does not name %s", word)
		}
	}
	// Every example on the page can be used.
	examples := 0
	for line := range strings.Lines(string(text)) {
		for _, part := range strings.Split(line, "--fault=")[1:] {
			example, _, _ := strings.Cut(strings.Trim(part, "\n"), " ")
			example, _, _ = strings.Cut(example, "`")
			examples++
			if _, err := ParseFault(example); err != nil {
				t.Error(err)
			}
		}
	}
	if examples < 10 {
		t.Errorf("%d examples", examples)
	}
}
