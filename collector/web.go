package collector

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"salesforce_exporter/internal/setting"
)

// Web says what the web collector measures: visits of the company's website and
// what visitors did there, by campaign. Another API knows that than all others
// ask, so its plan has no queries: whoever asks hands over figures.
type Web struct {
	Base    // its interval is how often changes are asked for at most
	fixed   bool
	windows []int // days back
	Metrics map[int]webMetrics
}

// webEvery is how often changes are asked for where there are few.
const webEvery = time.Hour

// webCampaigns bounds the campaign label.
const webCampaigns = 20

// webMetrics are those of one window.
type webMetrics struct {
	visits, seconds, multiPage, goals, conversions *Metric
}

func (m webMetrics) all() []*Metric {
	return []*Metric{m.visits, m.seconds, m.multiPage, m.goals, m.conversions}
}

// NewWeb measures windows of 7 and 30 days, and those of the settings.
func NewWeb(s Settings) *Web {
	w := &Web{Base: NewBase(WebName, s.IntervalOr(webEvery)), windows: []int{7, 30}, Metrics: map[int]webMetrics{}}
	w.fixed = w.every != webEvery
	for _, text := range s.Windows {
		w.windows = append(w.windows, setting.Days(string(text)))
	}
	slices.Sort(w.windows)
	w.windows = slices.Compact(w.windows)
	for _, n := range w.windows {
		metric := func(name, help string, labels ...string) *Metric {
			help = fmt.Sprintf(help, fmt.Sprintf("the last %d days and today", n)) + " The 20 campaigns with most visits."
			return NewMetric(fmt.Sprintf("%s_%dd", name, n), help, w.every, append([]string{"campaign"}, labels...)...)
		}
		w.Metrics[n] = webMetrics{
			visits:  metric("web_visits", "Visits that began in %s."),
			seconds: metric("web_visit_seconds", "Length of the visits that began in %s, in seconds."),
			multiPage: metric("web_visits_multi_page",
				"Visits of two pages or more that began in %s: a visit of one page has no length."),
			goals:       metric("web_goals_completed", "Goals that visitors completed in %s, each activity once.", "goal"),
			conversions: metric("web_conversions", "Visitors who became prospects in %s."),
		}
	}
	return w
}

// WebName is what flags and the collector label call the collector.
const WebName = "web"

// Fixed reports whether the interval is meant to be kept; otherwise it grows with
// what asking costs.
func (w *Web) Fixed() bool { return w.fixed }

// Plan has the metrics and nothing to ask, and makes no samples of answers.
func (w *Web) Plan(*Schema) Plan {
	none := func(Answers, *People) ([]Sample, error) { return nil, nil }
	return Plan{Parts: []Part{NewPart(Needs{}, none, w.all()...)}}
}

// Windows lists the windows in days back, the shortest first.
func (w *Web) Windows() []int { return w.windows }

// Longest is the longest window in days back.
func (w *Web) Longest() int { return w.windows[len(w.windows)-1] }

func (w *Web) all() []*Metric {
	var all []*Metric
	for _, n := range w.windows {
		all = append(all, w.Metrics[n].all()...)
	}
	return all
}

// WebFigures are those of one campaign in one window.
type WebFigures struct {
	Visits, Seconds, MultiPage, Conversions float64
	Goals                                   map[string]float64 // by kind
}

func (f *WebFigures) add(g *WebFigures) {
	f.Visits += g.Visits
	f.Seconds += g.Seconds
	f.MultiPage += g.MultiPage
	f.Conversions += g.Conversions
	for kind, n := range g.Goals {
		f.Goals[kind] += n
	}
}

// WebWindow is what is known of one window.
type WebWindow struct {
	Days      int
	Campaigns map[string]*WebFigures // by name
	// Kinds are those of goals that have a zero where nobody completed one.
	Kinds []string
	// These tell which are known at all; length and pages are of visits.
	Visits, Seconds, MultiPage, Goals, Conversions bool
}

// Samples makes samples of a window. All its metrics have the same campaigns, so
// that they can be divided.
func (w *Web) Samples(window WebWindow) []Sample {
	m := w.Metrics[window.Days]
	top := topOf(window.Campaigns, window.Visits)
	var all []Sample
	add := func(known bool, metric *Metric, value float64, values ...string) {
		if known {
			over := Folds{Counts: true, Over: first(len(values)) &^ 1} // all but the campaign
			all = append(all, Sample{Metric: metric, Values: values, Value: value, Folds: over})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(top)) {
		f := top[name]
		add(window.Visits, m.visits, f.Visits, name)
		add(window.Visits && window.Seconds, m.seconds, f.Seconds, name)
		add(window.Visits && window.MultiPage, m.multiPage, f.MultiPage, name)
		add(window.Conversions, m.conversions, f.Conversions, name)
		for _, kind := range window.Kinds {
			add(window.Goals, m.goals, f.Goals[kind], name, kind)
		}
	}
	return all
}

// size is what campaigns are ranked by where visits are not known.
func (f *WebFigures) size() float64 {
	n := f.Conversions
	for _, goals := range f.Goals {
		n += goals
	}
	return n
}

// topOf keeps the campaigns with most visits or, without these, with most goals
// and conversions. It adds the rest up as "other", and leaves what has no campaign
// apart.
func topOf(campaigns map[string]*WebFigures, byVisits bool) map[string]*WebFigures {
	names := slices.SortedFunc(maps.Keys(campaigns), func(a, b string) int {
		if first, second := campaigns[a], campaigns[b]; byVisits {
			return cmp.Or(cmp.Compare(second.Visits, first.Visits), cmp.Compare(a, b))
		} else {
			return cmp.Or(cmp.Compare(second.size(), first.size()), cmp.Compare(a, b))
		}
	})
	names = slices.DeleteFunc(names, func(name string) bool { return name == None || name == Other })
	top := map[string]*WebFigures{}
	fold := func(name, into string) {
		if top[into] == nil {
			top[into] = &WebFigures{Goals: map[string]float64{}}
		}
		if f := campaigns[name]; f != nil {
			top[into].add(f)
		}
	}
	fold(None, None)
	for i, name := range names {
		into := name
		if i >= webCampaigns {
			into = Other
		}
		fold(name, into)
	}
	if campaigns[Other] != nil {
		fold(Other, Other)
	}
	return top
}
