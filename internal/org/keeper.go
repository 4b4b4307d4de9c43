package org

import (
	"sync"
	"time"

	"github.com/go-kit/log/level"

	"salesforce_exporter/internal/circuit"
	"salesforce_exporter/internal/refresh"
	"salesforce_exporter/internal/statefile"
)

// Keeping says where what the org answered is kept over a restart.
type Keeping struct {
	File *statefile.File
	// Secrets tells one content of the secret files from another.
	Secrets string
}

// A keeper writes what an org knows to a file, beside refreshes: while one is
// written, the next one waits, and the latest of those.
type keeper struct {
	file    *statefile.File
	secrets string
	most    int    // of what is kept, as far as it is counted
	objects []byte // the schema, compressed

	calls   int           // that were sent when something was kept last
	circuit circuit.State // then
	saved   time.Time     // when that was in the middle of a refresh
	news    bool          // there is an answer that is not kept

	mu      sync.Mutex
	next    *kept // that waits to be written; nil for none
	writing chan struct{}
	closed  bool
	result  keepResult
}

// A keepResult is what came of the last writing.
type keepResult struct {
	done bool
	err  error
	took time.Duration
	left int // answers, or the people, that are too large
}

func newKeeper(k *Keeping) *keeper {
	if k == nil {
		return nil
	}
	return &keeper{file: k.File, secrets: k.Secrets, most: mostKept}
}

// save lets what is known be written. Nobody waits for that.
func (k *keeper) save(next kept) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.closed {
		return
	}
	k.next = &next
	if k.writing == nil {
		k.writing = make(chan struct{})
		go k.write(k.writing)
	}
}

// write writes until nothing waits.
func (k *keeper) write(done chan struct{}) {
	defer close(done)
	for {
		k.mu.Lock()
		next := k.next
		k.next = nil
		if next == nil {
			k.writing = nil
			k.mu.Unlock()
			return
		}
		k.mu.Unlock()
		began := time.Now()
		err := k.file.Save(began, next.write)
		k.mu.Lock()
		k.result = keepResult{done: true, err: err, took: time.Since(began), left: next.left}
		k.mu.Unlock()
	}
}

// last is what came of the last writing.
func (k *keeper) last() keepResult {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.result
}

// stop lets nothing more be written.
func (k *keeper) stop() {
	if k == nil {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.closed, k.next = true, nil
}

// wait waits for what is being written, which does not take long.
func (k *keeper) wait() {
	if k == nil {
		return
	}
	k.mu.Lock()
	writing := k.writing
	k.mu.Unlock()
	if writing != nil {
		<-writing
	}
}

// keepAnswers keeps what is known at the end of a refresh, if that asked anything or
// the org is left alone from now on.
func (o *Org) keepAnswers() {
	k := o.keeper
	if k == nil {
		return
	}
	calls, state := o.client.Calls(), o.client.Circuit().State
	if calls != k.calls || state != k.circuit {
		k.calls, k.circuit, k.news = calls, state, false
		_ = o.contain("state", func() { k.save(o.keep()) }) // which is logged
	}
	o.tellKept(k.last())
}

// keepEvery is how often what is known is kept during a refresh that takes long.
const keepEvery = 10 * time.Second

// keepMeanwhile keeps what is known in the middle of a refresh, so that an end of the process
// without warning does not lose it. Where writing takes long, that is done less often.
func (o *Org) keepMeanwhile() {
	k, now := o.keeper, time.Now()
	if k == nil || !k.news || refresh.Since(k.saved, now) < 20*k.last().took {
		return
	}
	k.saved, k.news = now, false
	_ = o.contain("state", func() { k.save(o.keep()) }) // which is logged
}

// learn notes that there is something to keep.
func (k *keeper) learn() {
	if k != nil {
		k.news = true
	}
}

// tellKept says once a day that a restart will not know all.
func (o *Org) tellKept(r keepResult) {
	switch {
	case r.err != nil && o.gaps.first("answers are not kept"):
		level.Error(o.logger).Log("msg",
			"a restart will ask everything again: let the exporter write to the directory of --budget.state-dir", "file",
			o.keeper.file.Path(), "err", r.err)
	case r.err == nil && r.left > 0 && o.gaps.first("not all answers are kept"):
		level.Warn(o.logger).Log("msg", "a restart will ask the largest answers again: they are too large to be kept",
			"answers", r.left, "most_bytes", o.keeper.most)
	}
}
