package org

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/circuit"
	"salesforce_exporter/internal/refresh"
	"salesforce_exporter/internal/salesforce"
	"salesforce_exporter/internal/soql"
)

// A kept is what an org knows, to be kept over a restart. It holds no credential and
// no session.
type kept struct {
	head    keptHead
	answers []keptAnswer
	people  []collector.KeptPerson
	left    int // answers and people that are too large to be kept
}

// A keptHead is all but what there is much of.
type keptHead struct {
	Statements string // fingerprint; empty while the schema is not known
	Secrets    string // state of the secret files
	UserID     string
	OrgID      string
	Up         *bool
	Busy       bool
	Stretch    float64
	Stretched  time.Time
	Calls      map[string]float64 // of the snapshots, by collector
	Usage      salesforce.Usage
	Circuit    circuit.Status
	CircuitErr *keptError
	Outage     time.Time // since when there is one
	OutageCode string
	Past       refresh.Past
	Errors     map[string]*keptError // by task
	OutageErr  *keptError
	Schema     keptSchema
	Joined     *keptJoined
	Diaries    collector.Diaries
	Answers    int // that follow
	People     int // that follow
}

// A keptSchema is what planning needs.
type keptSchema struct {
	ReadAt time.Time
	Calls  float64
	Doubts int
	// Objects are compressed; nil while the schema is not known.
	Objects []byte
}

// A keptJoined is the join table without its rows.
type keptJoined struct {
	Table       collector.KeptPeople
	Answered    time.Time
	Problem     *keptError
	Zone        string
	ZoneProblem *keptError
	ZoneAttempt attempt
	Text        string
	Pages       int
	Whole       time.Time
	ByID        bool
	ManyChanges bool
	Looked      []string
	ReadTo      time.Time
}

// A keptAnswer is what is known of the answer to a statement.
type keptAnswer struct {
	Text     string
	Attempt  attempt
	Problem  *keptError
	Asked    time.Time
	GaveUp   int
	MaxAge   time.Duration
	Stagger  time.Duration
	Pages    int
	Slow     bool
	At       time.Time
	Flaws    map[string]int
	Answered time.Time
	Changes  bool
	Waived   bool
	Rows     [][]string

	packed soql.Rows // what Rows are made of when they are written
}

// A keptError is the text of an error, and its code.
type keptError struct{ Code, Text string }

func keepError(err error) *keptError {
	if err == nil {
		return nil
	}
	k := &keptError{Text: err.Error()}
	var known *salesforce.Error
	if errors.As(err, &known) {
		k.Code = known.Code
	}
	return k
}

func (k *keptError) error() error {
	switch {
	case k == nil:
		return nil
	case k.Code == "":
		return errors.New(k.Text)
	}
	return &salesforce.Error{Code: k.Code, Message: k.Text}
}

const (
	// mostKept bounds what is kept, as far as it is counted here: cells and texts.
	mostKept = 64 << 20
	// keptRow is what a row counts besides its cells.
	keptRow = 16
)

// keep copies what is to be kept. It belongs to the end of a refresh.
func (o *Org) keep() kept {
	k := kept{head: keptHead{Secrets: o.keeper.secrets, UserID: o.userID, OrgID: o.orgID, Busy: o.busy,
		Stretch:   o.stretch.by,
		Stretched: o.stretch.since, Usage: o.client.Usage(), Circuit: o.client.Circuit(), Outage: o.outage.since,
		OutageCode: o.outage.code, Past: o.scheduler.Past(), Errors: map[string]*keptError{}, Calls: map[string]float64{}}}
	h := &k.head
	h.CircuitErr, h.Circuit.Err = keepError(h.Circuit.Err), nil
	h.OutageErr = keepError(h.Past.Outage.Err)
	for _, t := range h.Past.Tasks {
		if t.Err != nil {
			h.Errors[t.Name] = keepError(t.Err)
		}
	}
	o.mu.Lock()
	h.Up = o.state.up
	for name, s := range o.snapshots {
		h.Calls[name] = s.calls
	}
	o.mu.Unlock()
	if o.schema.readAt.IsZero() {
		return k
	}
	h.Statements = o.fingerprint()
	h.Schema = keptSchema{ReadAt: o.schema.readAt, Calls: o.schema.calls, Doubts: o.schema.doubts,
		Objects: o.keeper.objects}
	h.Diaries = o.diaries.Clone()
	k.keepPeople(o)
	k.keepAnswers(o)
	return k
}

// fingerprint tells whether the same statements are asked, and joined to the same
// labels.
func (o *Org) fingerprint() string {
	texts := slices.Sorted(maps.Keys(o.needed()))
	texts = append(texts, o.schema.people.Labels...)
	sum := sha256.Sum256([]byte(strings.Join(texts, "\n")))
	return hex.EncodeToString(sum[:])
}

// keepPeople keeps the join table, if it is not too large.
func (k *kept) keepPeople(o *Org) {
	j := o.joined
	if j.people == nil {
		return
	}
	if j.people.Len()*keptPersonSize > o.keeper.most/2 {
		k.left++
		return
	}
	table := j.people.Kept()
	k.people, table.List = table.List, nil
	k.head.Joined = &keptJoined{Table: table, Answered: j.answered, Problem: keepError(j.problem),
		ZoneProblem: keepError(j.zoneProblem), ZoneAttempt: j.zoneAttempt, Text: j.text, Pages: j.pages, Whole: j.whole,
		ByID: j.byID, ManyChanges: j.manyChanges, Looked: slices.Sorted(maps.Keys(j.looked)), ReadTo: j.readTo}
	if j.zone != nil {
		k.head.Joined.Zone = j.zone.String()
	}
	k.head.People = len(k.people)
}

// keptPersonSize is what a person takes, roughly.
const keptPersonSize = 200

// keepAnswers keeps the answers, the smallest first, up to a bound. Those about User whose
// rows are in the join table are of no use without it.
func (k *kept) keepAnswers(o *Org) {
	about := map[string]bool{}
	for _, q := range o.peopleQueries() {
		about[q.String()] = true
	}
	for text, a := range o.answers {
		if about[text] && k.head.Joined == nil && a.rows.Len() == 0 {
			continue
		}
		problem := keepError(a.problem)
		if problem != nil && problem.Code == salesforce.CodeBudget {
			problem = nil // which says nothing of the org
		}
		k.answers = append(k.answers, keptAnswer{Text: text, Attempt: a.attempt, Problem: problem, Asked: a.asked,
			GaveUp: a.gaveUp, MaxAge: a.maxAge, Stagger: a.stagger, Pages: a.pages, Slow: a.slow, At: a.at, Flaws: a.flaws,
			Answered: a.answered, Changes: a.changes, Waived: a.waived, packed: a.rows})
	}
	slices.SortFunc(k.answers, func(a, b keptAnswer) int {
		return cmp.Or(cmp.Compare(sizeOf(a.packed), sizeOf(b.packed)), strings.Compare(a.Text, b.Text))
	})
	room := o.keeper.most - len(k.people)*keptPersonSize
	for i, a := range k.answers {
		if room -= sizeOf(a.packed) + len(a.Text); room < 0 {
			k.left += len(k.answers) - i
			k.answers = k.answers[:i]
			break
		}
	}
	k.head.Answers = len(k.answers)
}

// sizeOf is what rows take, roughly.
func sizeOf(rows soql.Rows) int { return rows.Size() + rows.Len()*keptRow }
