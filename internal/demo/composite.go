package demo

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
)

// What one composite request may hold (REST API Developer Guide, Composite).
const (
	maxParts    = 25
	maxQueries  = 5
	maxEnvelope = 10 << 20
)

type envelope struct {
	AllOrNone bool   `json:"allOrNone"`
	Parts     []part `json:"compositeRequest"`
}

type part struct {
	Method      string            `json:"method"`
	URL         string            `json:"url"`
	ReferenceID string            `json:"referenceId"`
	HTTPHeaders map[string]string `json:"httpHeaders"`
}

type compositeAnswer struct {
	Parts []partAnswer `json:"compositeResponse"`
}

type partAnswer struct {
	Body        any               `json:"body"`
	HTTPHeaders map[string]string `json:"httpHeaders"`
	Status      int               `json:"httpStatusCode"`
	ReferenceID string            `json:"referenceId"`
}

// composite answers several calls for the price of one. A part that fails
// leaves the answer as a whole at 200.
func (o *Org) composite(ctx context.Context, c *call) (any, error) {
	env, err := readEnvelope(c)
	if err != nil {
		return nil, err
	}
	answer := compositeAnswer{Parts: make([]partAnswer, len(env.Parts))}
	failed := false
	for i, p := range env.Parts {
		c.done = answer.Parts[:i]
		answer.Parts[i] = o.answerPart(ctx, c, i, p)
		failed = failed || answer.Parts[i].Status >= http.StatusBadRequest
	}
	if failed && env.AllOrNone {
		halt(answer.Parts)
	}
	return answer, nil
}

// halt makes the parts that succeeded fail with those that did not.
func halt(parts []partAnswer) {
	for i := range parts {
		if parts[i].Status < http.StatusBadRequest {
			parts[i].Status = http.StatusBadRequest
			parts[i].Body = refuse(http.StatusBadRequest, "PROCESSING_HALTED",
				"The transaction was rolled back since another operation in the same transaction failed.").body()
		}
	}
}

func readEnvelope(c *call) (*envelope, error) {
	var env envelope
	if c.body == nil {
		return nil, badEnvelope("The request has no body")
	}
	// What lies beyond the limit is cut off, which makes the JSON invalid.
	if err := json.NewDecoder(io.LimitReader(c.body, maxEnvelope)).Decode(&env); err != nil {
		return nil, badEnvelope("The request is not a composite request: %v", err)
	}
	if err := checkEnvelope(&env); err != nil {
		return nil, err
	}
	return &env, nil
}

func badEnvelope(format string, args ...any) *refusal {
	return refuse(http.StatusBadRequest, "JSON_PARSER_ERROR", format, args...)
}

// checkEnvelope refuses what makes the whole request fail. The text about the
// referenceId is from the guide's page Composite Subrequest Result, for
// version 52 and later; the others are worded here.
func checkEnvelope(env *envelope) error {
	if len(env.Parts) == 0 {
		return badEnvelope("compositeRequest must have at least one subrequest")
	}
	if len(env.Parts) > maxParts {
		return refuse(http.StatusBadRequest, "LIMIT_EXCEEDED",
			"A composite request can have at most %d subrequests, this one has %d", maxParts, len(env.Parts))
	}
	queries := 0
	seen := map[string]bool{}
	for i, p := range env.Parts {
		if p.Method == "" || p.URL == "" || p.ReferenceID == "" {
			return badEnvelope("Subrequest %d needs method, url and referenceId", i+1)
		}
		if !validReference(p.ReferenceID) {
			return badEnvelope("Provided referenceId ('%s') must start with a letter or a number, and it can contain only letters, numbers and underscores ('_').", p.ReferenceID)
		}
		if seen[p.ReferenceID] {
			return badEnvelope("Duplicate referenceId ('%s')", p.ReferenceID)
		}
		seen[p.ReferenceID] = true
		if partIsQuery(p) {
			queries++
		}
	}
	if queries > maxQueries {
		return refuse(http.StatusBadRequest, "LIMIT_EXCEEDED",
			"A composite request can have at most %d query subrequests, this one has %d", maxQueries, queries)
	}
	return nil
}

func validReference(id string) bool {
	for _, c := range id {
		letterOrDigit := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letterOrDigit && c != '_' {
			return false
		}
	}
	return id[0] != '_'
}

func partIsQuery(p part) bool {
	u, err := url.Parse(p.URL)
	if err != nil {
		return false
	}
	c, err := newCall(p.Method, u)
	return err == nil && isQuery(c.path)
}

func (o *Org) answerPart(ctx context.Context, outer *call, i int, p part) partAnswer {
	a := partAnswer{HTTPHeaders: map[string]string{}, Status: http.StatusOK, ReferenceID: p.ReferenceID}
	body, err := o.askPart(ctx, outer, i, p)
	if err != nil {
		refused := asRefusal(err)
		a.Status, a.Body = refused.status, refused.body()
		return a
	}
	a.Body = body
	return a
}

func (o *Org) askPart(ctx context.Context, outer *call, i int, p part) (any, error) {
	if outer.failsPart(i) {
		return nil, UnknownException.spec().refused
	}
	if p.Method != http.MethodGet {
		return nil, methodNotAllowed(p.Method, http.MethodGet)
	}
	address, err := substitute(p.URL, outer.done)
	if err != nil {
		return nil, err
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, notFound()
	}
	c, err := newCall(p.Method, u)
	if err != nil {
		return nil, err
	}
	c.session, c.instance, c.header = outer.session, outer.instance, http.Header{}
	for name, value := range p.HTTPHeaders {
		c.header.Set(name, value)
	}
	return o.answer(ctx, c)
}
