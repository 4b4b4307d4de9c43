package salesforce

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"salesforce_exporter/internal/api"
)

// versionsKept is how long the list of API versions is not asked for again.
const versionsKept = time.Minute

// A versionKeeper knows which versions of the API the org has.
type versionKeeper struct {
	mu    sync.Mutex
	at    time.Time
	known []string // in order
	err   error
}

// explained adds to the refusal of a whole call which version of the API was
// asked for, and which the org has. An unknown version, a retired one, a wrong
// path and a proxy look alike otherwise: a 404, or a page.
func (c *Client) explained(ctx context.Context, err error) error {
	e := api.AsError(err)
	if e == nil || e.Partial || e.SignIn || !aboutThePath(e) {
		return err
	}
	told := *e // others may have the same one: that of a sign-in
	told.Message = strings.TrimPrefix(e.Message+"; "+c.aboutVersion(ctx), "; ")
	return &told
}

// aboutVersion says what version was asked for, in the light of what the org has.
func (c *Client) aboutVersion(ctx context.Context) string {
	known, err := c.versions.get(func() ([]string, error) { return c.askVersions(ctx) })
	switch {
	case err != nil:
		return fmt.Sprintf("version %s of the API was asked for, and the org does not say which versions it has: %v; check the URL, and what stands between", c.version, err)
	case slices.Contains(known, c.version):
		return fmt.Sprintf("the org has version %s of the API, so a proxy may have answered in its place", c.version)
	}
	return fmt.Sprintf("the org does not have version %s of the API; it has %s to %s: set SALESFORCE_API_VERSION or api_version to one of them", c.version, known[0], known[len(known)-1])
}

// get returns what is known, or asks.
func (k *versionKeeper) get(ask func() ([]string, error)) ([]string, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if now := time.Now(); k.at.IsZero() || now.Sub(k.at) >= versionsKept {
		k.known, k.err = ask()
		k.at = now
	}
	return k.known, k.err
}

// askVersions lists the versions that the org has. It needs no session, and is
// not billed (REST API Developer Guide, Versions).
func (c *Client) askVersions(ctx context.Context) ([]string, error) {
	session := c.session.peek()
	if session == nil {
		return nil, errors.New("nobody is signed in")
	}
	r, err := c.send(ctx, session, unbilled(strings.TrimSuffix(dataPath, "/v")))
	if err != nil {
		return nil, err
	}
	var list []struct {
		Version string `json:"version"`
	}
	if json.Unmarshal(r.Body, &list) != nil || len(list) == 0 {
		return nil, refusal(api.Answer{Status: r.Status, Body: r.secrets.Refusal(r.Body)})
	}
	var versions []string
	for _, v := range list {
		if _, err := strconv.ParseFloat(v.Version, 64); err != nil {
			return nil, errors.New("its list has a version that is not a number")
		}
		versions = append(versions, v.Version)
	}
	slices.SortFunc(versions, byNumber)
	return versions, nil
}

func byNumber(a, b string) int {
	x, _ := strconv.ParseFloat(a, 64)
	y, _ := strconv.ParseFloat(b, 64)
	return int(x) - int(y)
}
