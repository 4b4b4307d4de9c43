package salesforce

import (
	"sync"
	"time"
)

// pausedFor is how long the pages of an answer are kept that was not read to its end. They
// are of one moment then, as far as a figure tells.
const pausedFor = 30 * time.Minute

// A pauser keeps answers of which only the first pages could be read, because a call failed
// or time ran out, so that asking again goes on where they end. The zero value has none.
type pauser struct {
	mu    sync.Mutex
	known map[string]*cursor // by the text of the statement
}

// keep keeps a cursor before its present page, if that is not the first and the error says
// nothing of the statement. The rows of the cursor stay with it.
func (p *pauser) keep(q *cursor, page string, err error) {
	if q.pages < 2 || q.page != nil || Partial(err) {
		return
	}
	left := *q
	left.next, left.pages, left.paused, left.page = page, q.pages-1, time.Now(), nil
	left.result = Result{Answer: q.result.Answer}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known == nil {
		p.known = map[string]*cursor{}
	}
	p.known[q.statement.String()] = &left
}

// resume goes on with what is kept of the answer to the statement of a cursor.
func (p *pauser) resume(q *cursor) {
	p.mu.Lock()
	defer p.mu.Unlock()
	text := q.statement.String()
	left := p.known[text]
	delete(p.known, text)
	if left == nil || time.Since(left.paused) > pausedFor || int64(left.size) > q.room.Load() {
		return
	}
	q.room.Add(-int64(left.size))
	left.place, left.room, left.statement = q.place, q.room, q.statement
	*q = *left
}

// forget gives up what is too old to go on with.
func (p *pauser) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for text, q := range p.known {
		if time.Since(q.paused) > pausedFor {
			delete(p.known, text)
		}
	}
}
