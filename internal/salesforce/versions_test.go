package salesforce

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// noVersions is said where the org does not list its versions either.
const noVersions = "version 62.0 of the API was asked for, and the org does not say which versions it has: " +
	"HTTP_404 (HTTP 404): Not Found, without the JSON that Salesforce sends; check the URL, and what stands between"

// TestRefusalOfTheWholeCall says nothing of what was asked for: no object is
// hidden, no statement is given up. It names the versions of the API.
func TestRefusalOfTheWholeCall(t *testing.T) {
	const list = `[{"version":"9.0"},{"version":"62.0"},{"version":"67.0"}]`
	const older = `[{"label":"Spring","version":"58.0"},{"version":"31.0"},{"version":"60.0"}]`
	for name, c := range map[string]struct {
		status   int
		body     string
		versions string
		want     string
	}{
		"a page": {404, `<html>URL No Longer Exists</html>`, "",
			"HTTP_404 (HTTP 404): Not Found, without the JSON that Salesforce sends; " + noVersions},
		"a version that the org does not have": {404,
			`[{"errorCode":"NOT_FOUND","message":"The requested resource does not exist"}]`, older,
			"NOT_FOUND (HTTP 404): The requested resource does not exist; the org does not have version 62.0 of the API; it has 31.0 to 60.0: set SALESFORCE_API_VERSION or api_version to one of them"},
		"a version that is retired": {410, `[{"errorCode":"GONE","message":"retired"}]`, older,
			"GONE (HTTP 410): retired; the org does not have version 62.0 of the API; it has 31.0 to 60.0: set SALESFORCE_API_VERSION or api_version to one of them"},
		"a proxy": {404, ``, list,
			"HTTP_404 (HTTP 404): Not Found, without the JSON that Salesforce sends; the org has version 62.0 of the API, so a proxy may have answered in its place"},
		"a page that says that all is well": {200, `<html>`, list,
			"read the answer: it is a page in place of JSON, as a proxy, a network that wants a sign-in, or maintenance sends; the org has version 62.0 of the API, so a proxy may have answered in its place"},
		"a code that hides": {400, `[{"errorCode":"INVALID_TYPE","message":"no"}]`, list,
			"INVALID_TYPE (HTTP 400): no; the org has version 62.0 of the API, so a proxy may have answered in its place"},
		"a list that is none": {404, ``, `{"versions":[]}`,
			"Not Found, without the JSON that Salesforce sends; version 62.0 of the API was asked for, and the org does not say which versions it has: " +
				"HTTP_200 (HTTP 200): OK, without the JSON that Salesforce sends; check the URL, and what stands between"},
		"a list of something else": {404, ``, `[{"version":"latest"}]`, "its list has a version that is not a number"},
		"an outage": {503, `<html>`, list,
			"HTTP_503 (HTTP 503): Service Unavailable, without the JSON that Salesforce sends"},
	} {
		t.Run(name, func(t *testing.T) {
			fake := &fakeOrg{answer: plain(c.status, c.body), versions: c.versions}
			client := New(Config{SignIn: fake, Transport: fake})
			for i, r := range client.Ask(t.Context(), counts("A", "B", "C", "D", "E", "F")) {
				checkError(t, r.Err, c.want)
				if NotVisible(r.Err) || Partial(r.Err) || strings.Count(r.Err.Error(), "version 62.0") > 1 {
					t.Errorf("statement %d: refused for itself: %v", i, r.Err)
				}
			}
			for _, d := range client.Describe(t.Context(), []string{"Lead", "User"}) {
				checkError(t, d.Err, c.want)
			}
			checkError(t, client.limits(t.Context()).Err, strings.SplitN(c.want, ";", 2)[0])
			if most := 1; fake.asked > most {
				t.Errorf("the versions were asked for %d times, want %d", fake.asked, most)
			}
		})
	}
}

// TestVersionsAreAskedAgain after a minute.
func TestVersionsAreAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := &fakeOrg{answer: plain(404, "")}
		client := New(Config{SignIn: fake, Transport: fake})
		for _, c := range []struct {
			pause time.Duration
			asked int
		}{{0, 1}, {59 * time.Second, 1}, {time.Second, 2}} {
			time.Sleep(c.pause)
			client.Forgive() // what failed before
			client.Ask(t.Context(), counts("A"))
			if fake.asked != c.asked {
				t.Errorf("%s later: the versions were asked for %d times, want %d", c.pause, fake.asked, c.asked)
			}
		}
	})
}

// TestRefusalOfAPart is about that part: a hidden object, or limits that the user
// may not see.
func TestRefusalOfAPart(t *testing.T) {
	fake := &fakeOrg{answer: composed(func(_ int, url string) (int, string) {
		switch {
		case strings.Contains(url, "/Lead/"):
			return 404, `[{"errorCode":"NOT_FOUND","message":"The requested resource does not exist"}]`
		case strings.Contains(url, "/Case/"):
			return 404, `"URL No Longer Exists"`
		case strings.Contains(url, "/Task/"):
			return 200, `{}`
		case strings.Contains(url, "/Event/"):
			return 200, `{"name":"Event","fields":[]}`
		}
		return 200, `{"name":"user","fields":[{"name":"Id"}]}`
	})}
	client := New(Config{SignIn: fake, Transport: fake})
	var got []string
	for _, d := range client.Describe(t.Context(), []string{"Lead", "Case", "Task", "Event", "User"}) {
		got = append(got, fmt.Sprint(d.Object != nil, " ", d.Err))
	}
	want := []string{
		"false <nil>",
		"false HTTP_404 (HTTP 404): Not Found, without the JSON that Salesforce sends",
		"false read the answer: it does not describe Task",
		"false read the answer: it describes Event without fields",
		"true <nil>",
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got  %s\nwant %s", got[i], want[i])
		}
	}
	fake.answer = plain(403, `[{"errorCode":"INSUFFICIENT_ACCESS","message":"no"}]`)
	if r := client.limits(t.Context()); !NotVisible(r.Err) || fake.asked > 0 {
		t.Errorf("limits that the user may not see: got %v", r.Err)
	}
}
