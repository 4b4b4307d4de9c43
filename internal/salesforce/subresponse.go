package salesforce

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"salesforce_exporter/internal/api"
)

// A subresponse is the answer to one subrequest of a composite call.
type subresponse struct {
	Body        []byte
	Status      int
	ReferenceID string
}

// errOtherwise is that an answer is not as it mostly is.
var errOtherwise = errors.New("it is not as it mostly is")

// inOrder reads the answer to a composite call in one pass, if it is as Salesforce sends it
// where all is well: each subrequest is answered, in their order, the body first. Otherwise
// nothing is taken, and it reports false. Which subrequest a body belongs to stands behind
// it, and looking there first takes half as long as reading it.
func (r reader) inOrder(answer reply, parts []part) bool {
	whole := newDocument(answer.Body)
	var takes []func() error
	err := members(whole, func(name []byte) error {
		if string(name) != "compositeResponse" {
			return whole.skip()
		}
		return elements(whole, func() error {
			i := len(takes)
			if i == len(parts) {
				return errOtherwise
			}
			take, err := r.good(i, whole)
			takes = append(takes, take)
			return err
		})
	})
	if err != nil || atEnd(whole) != nil || len(takes) < len(parts) {
		return false
	}
	for i, take := range takes {
		parts[i].at, parts[i].err = answer.At(), ofPart(take())
	}
	return true
}

// good reads a subresponse that is the good answer to a subrequest.
func (r reader) good(i int, whole document) (take func() error, err error) {
	status, id := 0, ""
	err = members(whole, func(name []byte) (err error) {
		switch string(name) {
		case "body":
			if take != nil || whole.PeekKind() != '{' {
				return errOtherwise
			}
			take, err = r(i, whole)
			return err
		case "httpStatusCode", "referenceId":
		default:
			return whole.skip()
		}
		raw, err := whole.value()
		switch {
		case err != nil:
		case string(name) == "referenceId":
			id = string(inside(raw))
		default:
			status, err = strconv.Atoi(string(raw))
		}
		return err
	})
	if err == nil && (take == nil || status != http.StatusOK || id != reference(i)) {
		err = errOtherwise
	}
	return take, err
}

// decodeComposite sorts the answers to subrequests, by reference and not by
// place.
func decodeComposite(r reply, parts []part) error {
	byReference := map[string]subresponse{}
	decoder := newDocument(r.Body)
	err := members(decoder, func(name []byte) error {
		if string(name) != "compositeResponse" {
			return decoder.skip()
		}
		return elements(decoder, func() error {
			s, err := readSubresponse(decoder)
			if _, there := byReference[s.ReferenceID]; there && err == nil {
				return fmt.Errorf("subrequest %s is in it twice", s.ReferenceID)
			}
			byReference[s.ReferenceID] = s
			return err
		})
	})
	if err == nil {
		err = atEnd(decoder)
	}
	if err != nil {
		return api.BadAnswer(err)
	}
	for i := range parts {
		s, ok := byReference[reference(i)]
		switch {
		case !ok:
			parts[i].err = api.BadAnswer(fmt.Errorf("subrequest %s is not in it", reference(i)))
		case s.Status < 200 || s.Status > 299:
			refused := refusal(api.Answer{Status: s.Status, Body: r.secrets.Refusal(s.Body)})
			refused.Partial = true
			parts[i].err = refused
		default:
			parts[i].body, parts[i].at = s.Body, r.At()
		}
	}
	return nil
}

// readSubresponse notes where the body of a subresponse stands. It is not
// copied: it can be most of what was received.
func readSubresponse(d document) (s subresponse, err error) {
	err = members(d, func(name []byte) error {
		raw, err := d.value()
		if err != nil {
			return err
		}
		switch string(name) {
		case "body":
			s.Body = raw
		case "httpStatusCode":
			s.Status, err = strconv.Atoi(string(raw))
		case "referenceId":
			s.ReferenceID = string(inside(raw))
		}
		return err
	})
	return s, err
}
