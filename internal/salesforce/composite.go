package salesforce

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"salesforce_exporter/internal/api"
	"salesforce_exporter/internal/circuit"
)

// A composite request is billed as one API call, however many subrequests it
// holds. It takes 25 of them, of which 5 may be queries (REST API Developer
// Guide, Composite; five-query limit as commonly reported).
const (
	maxSubrequests = 25
	maxQueries     = 5
)

type subrequest struct {
	Method      string `json:"method"`
	URL         string `json:"url"`
	ReferenceID string `json:"referenceId"`
}

type compositeRequest struct {
	AllOrNone  bool         `json:"allOrNone"`
	Collate    bool         `json:"collateSubrequests"`
	Composites []subrequest `json:"compositeRequest"`
}

// A part is the outcome of one subrequest.
type part struct {
	body []byte // until it is read
	at   time.Time
	cost float64 // its share of the call that carried it
	err  error
}

// getAll fetches many resources: so many of the first in calls of their own, and
// the others together, as many in a call as it takes. The outcomes come as they are there, with
// the places of their paths; one that fails spoils no other, unless the org answers
// nothing. After an outage the first call goes alone. Read takes what it needs out
// of the good answers, one at a time, before others of a large size are let in.
func (c *Client) getAll(ctx context.Context, paths []string, alone, most int, read reader) iter.Seq2[int, part] {
	arrived := make(chan arrival)
	go func() {
		defer close(arrived)
		c.fetchAll(ctx, paths, packed(len(paths), alone, most), read, arrived)
	}()
	return func(yield func(int, part) bool) {
		defer func() {
			for range arrived { // of which the rest is not wanted
			}
		}()
		for a := range arrived {
			for i, part := range a.parts {
				part.err = c.caller.Secrets().Error(part.err)
				if !yield(a.start+i, part) {
					return
				}
			}
		}
	}
}

// An arrival is what became of a call.
type arrival struct {
	start int // place of the first path that it carried
	parts []part
}

// fetchAll sends calls, and hands out what became of each.
func (c *Client) fetchAll(ctx context.Context, paths []string, calls []parcel, read reader, arrived chan<- arrival) {
	var taking sync.Mutex
	var group errgroup.Group
	first := c.outages.circuit.Status().State == circuit.Trial
	for _, p := range calls {
		fetch := func() error {
			parts := c.fetch(ctx, paths[p.start:p.end], p.alone, read.from(p.start).oneAtATime(&taking))
			c.width.leave()
			arrived <- arrival{p.start, parts}
			return nil
		}
		c.width.enter()
		if first {
			first = false
			_ = fetch()
			continue
		}
		group.Go(fetch)
	}
	_ = group.Wait() // errors are in the parts
}

// A reader reads the answer to one of several requests, which the document stands before,
// and says what to do with it if the call is a good one. The first has no effect.
type reader func(i int, answer document) (take func() error, err error)

// from is a reader of those requests from a place on.
func (r reader) from(place int) reader {
	return func(i int, answer document) (func() error, error) { return r(place+i, answer) }
}

// oneAtATime is a reader that takes one answer at a time.
func (r reader) oneAtATime(taking *sync.Mutex) reader {
	return func(i int, answer document) (func() error, error) {
		take, err := r(i, answer)
		if err != nil {
			return nil, err
		}
		return func() error {
			taking.Lock()
			defer taking.Unlock()
			return take()
		}, nil
	}
}

// readAll reads the good answers that have a document of their own, and forgets them.
func (r reader) readAll(parts []part) {
	for i := range parts {
		p := &parts[i]
		if p.err == nil {
			p.err = r.whole(i, p.body)
		}
		p.body = nil
	}
}

// whole reads and takes an answer that has a document of its own.
func (r reader) whole(i int, body []byte) error {
	answer := newDocument(body)
	take, err := r(i, answer)
	if err == nil {
		err = atEnd(answer)
	}
	if err == nil {
		err = take()
	}
	return ofPart(err)
}

// ofPart makes an error of one that is about one answer.
func ofPart(err error) error {
	if err == nil {
		return nil
	}
	if e := api.AsError(err); e != nil {
		return e
	}
	return badPart(err)
}

func (c *Client) fetch(ctx context.Context, paths []string, alone bool, read reader) []part {
	if alone {
		return c.query(ctx, paths, read)
	}
	return c.composite(ctx, paths, read)
}

// composite fetches the resources in one call, or in several where one of the
// answers is too large to be read with others.
func (c *Client) composite(ctx context.Context, paths []string, read reader) []part {
	parts, tooLarge := c.once(ctx, paths, read)
	if !tooLarge || len(paths) == 1 {
		return parts
	}
	return c.halves(ctx, paths, read)
}

// halves looks for the one answer that is too large. Where both halves are, the
// org or what stands before it sends too much of everything, and is not asked
// for all of it again and again.
func (c *Client) halves(ctx context.Context, paths []string, read reader) []part {
	half := len(paths) / 2
	first, firstTooLarge := c.once(ctx, paths[:half], read)
	second, secondTooLarge := c.once(ctx, paths[half:], read.from(half))
	switch {
	case firstTooLarge && secondTooLarge:
	case firstTooLarge && half > 1:
		first = c.halves(ctx, paths[:half], read)
	case secondTooLarge && len(paths)-half > 1:
		second = c.halves(ctx, paths[half:], read.from(half))
	}
	parts := append(first, second...)
	for i := range parts {
		parts[i].cost += 1 / float64(len(paths)) // of the call that was for nothing
	}
	return parts
}

// once fetches the resources in one call, and reports whether the answer was too
// large.
func (c *Client) once(ctx context.Context, paths []string, read reader) (parts []part, tooLarge bool) {
	parts = make([]part, len(paths))
	err := c.compositeInto(ctx, paths, parts, read)
	for i := range parts {
		parts[i].cost = 1 / float64(len(paths))
		if err != nil {
			parts[i].err = err
		}
	}
	return parts, Code(err) == CodeTooLarge
}

// compositeInto takes a panic for an error of the call.
func (c *Client) compositeInto(ctx context.Context, paths []string, parts []part, read reader) (err error) {
	defer recovered(&err)
	ctx, end := api.HoldLarge(ctx)
	defer end()
	content := compositeRequest{Composites: make([]subrequest, len(paths))}
	for i, path := range paths {
		content.Composites[i] = subrequest{Method: http.MethodGet, URL: path, ReferenceID: reference(i)}
	}
	body, err := json.Marshal(content)
	if err != nil {
		return fmt.Errorf("write the request: %w", err)
	}
	r, err := c.call(ctx, request{method: http.MethodPost, path: c.resource("composite"), body: body, carries: paths,
		inWidth: true})
	if err != nil || read.inOrder(r, parts) {
		return err
	}
	if err := decodeComposite(r, parts); err != nil {
		return err
	}
	read.readAll(parts)
	return nil
}

// recovered makes an error of a panic: calls run on goroutines of their own, where
// one would end the process.
func recovered(err *error) {
	if value := recover(); value != nil {
		*err = &Error{Code: CodePanic,
			Message: fmt.Sprintf("panic: %v, at %s", value, strings.Join(strings.Fields(string(debug.Stack())), " "))}
	}
}

func reference(i int) string { return "r" + strconv.Itoa(i) }
