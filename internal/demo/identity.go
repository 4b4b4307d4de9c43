package demo

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// runningUser is the user that the org's access tokens act as.
type runningUser struct {
	ID, OrgID, Username, FirstName, LastName, Email, Zone string
}

// readRunningUser reads the user's row; in a loaded org there is none.
func readRunningUser(ctx context.Context, r *rows, zone string) (runningUser, error) {
	u := runningUser{
		ID: r.userID, OrgID: r.orgID, Zone: zone,
		Username: demoUsername, FirstName: "Demo", LastName: "Integration", Email: demoUsername,
	}
	if r.inventedUser {
		return u, nil
	}
	var first sql.NullString
	err := r.store.DB().QueryRowContext(ctx, `SELECT Username, FirstName, LastName, Email FROM "User" WHERE Id = ?`,
		r.userID).
		Scan(&u.Username, &first, &u.LastName, &u.Email)
	if errors.Is(err, sql.ErrNoRows) {
		return u, fmt.Errorf("the running user %s has no row", r.userID)
	}
	if err != nil {
		return u, fmt.Errorf("read the running user: %w", err)
	}
	u.FirstName = first.String
	return u, nil
}

func (u runningUser) fullName() string {
	if u.FirstName == "" {
		return u.LastName
	}
	return u.FirstName + " " + u.LastName
}

func (o *Org) identityURL(instance string) string {
	return instance + "/id/" + o.user.OrgID + "/" + o.user.ID
}

// userInfo is the OpenID Connect view of the running user.
type userInfo struct {
	Sub           string            `json:"sub"`
	UserID        string            `json:"user_id"`
	OrgID         string            `json:"organization_id"`
	Username      string            `json:"preferred_username"`
	Nickname      string            `json:"nickname"`
	Name          string            `json:"name"`
	Email         string            `json:"email"`
	EmailVerified bool              `json:"email_verified"`
	GivenName     string            `json:"given_name"`
	FamilyName    string            `json:"family_name"`
	ZoneInfo      string            `json:"zoneinfo"`
	URLs          map[string]string `json:"urls"`
	Active        bool              `json:"active"`
	UserType      string            `json:"user_type"`
	Language      string            `json:"language"`
	Locale        string            `json:"locale"`
	UTCOffset     int               `json:"utcOffset"` // milliseconds, without daylight saving
}

// identity is what the URL in a token's id answers.
type identity struct {
	ID            string            `json:"id"`
	AssertedUser  bool              `json:"asserted_user"`
	UserID        string            `json:"user_id"`
	OrgID         string            `json:"organization_id"`
	Username      string            `json:"username"`
	Nickname      string            `json:"nick_name"`
	DisplayName   string            `json:"display_name"`
	Email         string            `json:"email"`
	EmailVerified bool              `json:"email_verified"`
	FirstName     string            `json:"first_name"`
	LastName      string            `json:"last_name"`
	Timezone      string            `json:"timezone"`
	URLs          map[string]string `json:"urls"`
	Active        bool              `json:"active"`
	UserType      string            `json:"user_type"`
	Language      string            `json:"language"`
	Locale        string            `json:"locale"`
	UTCOffset     int               `json:"utcOffset"`
}

func (o *Org) serveUserInfo(w http.ResponseWriter, r *http.Request) {
	if !o.admitIdentity(w, r) {
		return
	}
	u, instance := o.user, instanceURL(r)
	writeJSON(w, r, http.StatusOK, userInfo{
		Sub: o.identityURL(instance), UserID: u.ID, OrgID: u.OrgID, Username: u.Username, Nickname: u.Username,
		Name: u.fullName(), Email: u.Email, EmailVerified: true, GivenName: u.FirstName, FamilyName: u.LastName,
		ZoneInfo: u.Zone, URLs: resourceURLs(instance), Active: true, UserType: "STANDARD",
		Language: "en_US", Locale: "en_US", UTCOffset: standardOffset(o.zone, o.Now()),
	})
}

func (o *Org) serveIdentity(w http.ResponseWriter, r *http.Request) {
	if !o.admitIdentity(w, r) {
		return
	}
	u, instance := o.user, instanceURL(r)
	if r.PathValue("org") != u.OrgID || r.PathValue("user") != u.ID {
		writeBody(w, r, http.StatusNotFound, "text/plain;charset=UTF-8", []byte("Bad_Id"))
		return
	}
	writeJSON(w, r, http.StatusOK, identity{
		ID: o.identityURL(instance), AssertedUser: true, UserID: u.ID, OrgID: u.OrgID, Username: u.Username,
		Nickname:    u.Username,
		DisplayName: u.fullName(), Email: u.Email, EmailVerified: true, FirstName: u.FirstName, LastName: u.LastName,
		Timezone: u.Zone, URLs: resourceURLs(instance), Active: true, UserType: "STANDARD",
		Language: "en_US", Locale: "en_US", UTCOffset: standardOffset(o.zone, o.Now()),
	})
}

// admitIdentity lets a request with a good token pass. The identity resources
// refuse with a plain word (Salesforce Help, Identity URL: Errors), and their
// requests are not billed.
func (o *Org) admitIdentity(w http.ResponseWriter, r *http.Request) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead && r.Method != http.MethodPost {
		writeRefusal(w, r, methodNotAllowed(r.Method, "GET,HEAD,POST"))
		return false
	}
	token := bearer(r.Header)
	word := "Bad_OAuth_Token"
	if token == "" {
		word = "Missing_OAuth_Token"
	}
	if !o.sessions.use(token, o.clock.wall()) {
		writeBody(w, r, http.StatusForbidden, "text/plain;charset=UTF-8", []byte(word))
		return false
	}
	return true
}

// resourceURLs are templates: the client puts its version in.
func resourceURLs(instance string) map[string]string {
	data := instance + "/services/data/v{version}/"
	return map[string]string{
		"rest":     data,
		"sobjects": data + "sobjects/",
		"query":    data + "query/",
	}
}

// standardOffset is the zone's distance from UTC in milliseconds outside of
// daylight saving time, which is the smaller one of a year.
func standardOffset(zone *time.Location, now time.Time) int {
	_, january := time.Date(now.Year(), time.January, 1, 0, 0, 0, 0, zone).Zone()
	_, july := time.Date(now.Year(), time.July, 1, 0, 0, 0, 0, zone).Zone()
	return min(january, july) * 1000
}
