package demo

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

type batchEnvelope struct {
	HaltOnError bool        `json:"haltOnError"`
	Parts       []batchPart `json:"batchRequests"`
}

type batchPart struct {
	Method string `json:"method"`
	URL    string `json:"url"` // what follows /services/data/
}

type batchAnswer struct {
	HasErrors bool          `json:"hasErrors"`
	Results   []batchResult `json:"results"`
}

type batchResult struct {
	Status int `json:"statusCode"`
	Result any `json:"result"`
}

// batch answers several calls one after the other. Unlike those of a composite
// request each of them is billed.
func (o *Org) batch(ctx context.Context, c *call) (any, error) {
	env, err := readBatch(c)
	if err != nil {
		return nil, err
	}
	answer := batchAnswer{Results: []batchResult{}}
	for i, p := range env.Parts {
		halted := answer.HasErrors && env.HaltOnError
		result := batchResult{Status: http.StatusOK}
		if result.Result, err = o.askBatchPart(ctx, c, i, p, halted); err != nil {
			refused := asRefusal(err)
			result.Status, result.Result = refused.status, refused.body()
			answer.HasErrors = true
		}
		answer.Results = append(answer.Results, result)
	}
	return answer, nil
}

func readBatch(c *call) (*batchEnvelope, error) {
	var env batchEnvelope
	if c.body == nil {
		return nil, badEnvelope("The request has no body")
	}
	if err := json.NewDecoder(io.LimitReader(c.body, maxEnvelope)).Decode(&env); err != nil {
		return nil, badEnvelope("The request is not a batch request: %v", err)
	}
	if len(env.Parts) == 0 {
		return nil, badEnvelope("batchRequests must have at least one subrequest")
	}
	if len(env.Parts) > maxParts {
		return nil, refuse(http.StatusBadRequest, "LIMIT_EXCEEDED",
			"A batch request can have at most %d subrequests, this one has %d", maxParts, len(env.Parts))
	}
	for i, p := range env.Parts {
		if p.Method == "" || p.URL == "" {
			return nil, badEnvelope("Subrequest %d needs method and url", i+1)
		}
	}
	return &env, nil
}

// askBatchPart answers one subrequest, unless the batch was halted. Its version
// may be older than the batch's, not newer.
func (o *Org) askBatchPart(ctx context.Context, outer *call, i int, p batchPart, halted bool) (any, error) {
	if halted {
		return nil, refuse(http.StatusPreconditionFailed, "BATCH_PROCESSING_HALTED",
			"The batch was halted since an earlier subrequest failed.")
	}
	u, err := url.Parse("/services/data/" + strings.TrimPrefix(p.URL, "/"))
	if err != nil {
		return nil, notFound()
	}
	c, err := newCall(p.Method, u)
	if err != nil {
		return nil, err
	}
	if v := major(c.version); v < firstBatch || v > major(outer.version) {
		return nil, refuse(http.StatusBadRequest, "UNSUPPORTED_API_VERSION",
			"A subrequest of this batch needs a version from %d.0 to %s, this one has %s", firstBatch, outer.version, c.version)
	}
	if len(c.path) > 0 && c.path[0] == "composite" {
		return nil, notFound()
	}
	// The request itself is the first one's bill.
	if i > 0 && !o.usage.spend(o.clock.wall()) {
		return nil, outOfRequests()
	}
	if outer.failsPart(i) {
		return nil, UnknownException.spec().refused
	}
	c.session, c.instance, c.header = outer.session, outer.instance, outer.header
	return o.answer(ctx, c)
}

func major(version string) int {
	whole, _, _ := strings.Cut(version, ".")
	n, err := strconv.Atoi(whole)
	if err != nil {
		return 0 // checkVersion lets none pass that is not a number
	}
	return n
}

func outOfRequests() *refusal {
	return refuse(http.StatusForbidden, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
}
