// Package api is what the clients of Salesforce's APIs have in common: how a
// request is paid for, sent and read, and what is told of one that failed: in one
// line, without credentials, addresses and people.
package api

import (
	"context"
	"errors"
	"net"
	"net/url"
	"regexp"
	"strings"
)

// most bounds the bytes of a text that somebody else wrote.
const most = 500

var (
	// userIDs have the key prefix of User, and are 15 or 18 characters long. In an
	// address, the quote before one is %27.
	userIDs = regexp.MustCompile(`(\b|%27)005[0-9A-Za-z]{12}([0-9A-Za-z]{3})?\b`)
	// sessionIDs begin with the id of the org.
	sessionIDs = regexp.MustCompile(`\b00D[0-9A-Za-z]{12}([0-9A-Za-z]{3})?(!|%21)[0-9A-Za-z._]*`)
)

// OneLine makes one line of log, of bounded length, of what an API says:
// Salesforce's has marker lines ("\nSELECT …\n   ^\nERROR at Row:1…"). What they
// repeat of a statement may name a user, where its page starts behind one.
func OneLine(text string) string {
	text = userIDs.ReplaceAllString(strings.Join(strings.Fields(text), " "), "${1}005…")
	text = sessionIDs.ReplaceAllString(text, "<secret>")
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + "…"
	}
	return text
}

// told tells why a request got no answer, and whether time ran out. The
// URL that net/http puts into its errors is left out.
func told(err error) (cause error, late bool) {
	cause = err
	if u, ok := errors.AsType[*url.Error](err); ok {
		cause = u.Err
	}
	var timeout net.Error
	return cause, errors.Is(err, context.DeadlineExceeded) || errors.As(err, &timeout) && timeout.Timeout()
}
