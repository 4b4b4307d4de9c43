package collector

import (
	"bytes"
	"go/scanner"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// permissionPage lists every permission by what it is needed for.
const permissionPage = "docs/permissions.md"

// nameStart begins what may be the name of a permission.
var nameStart = regexp.MustCompile(`\b(?:Access|Allow sending|Assign|Customize|Manage|Modify|Monitor|Run|View) (?:of )?[A-Z]`)

// otherNames begin likewise, and are of something else that Salesforce has.
var otherNames = []string{
	"Access Control",         // part of the title of a page in Salesforce Help
	"Access Client",          // "Remote Access Client", a type of login
	"Customize Application",  // a permission of no remedy: the demo org can be without it
	"Manage Assignments",     // a button on a permission set
	"Manage Currencies",      // a page of Setup
	"Manage Pardot services", // a scope of apps
	"Modify All",             // part of the title of a page in Salesforce Help
	"Run As",                 // a field of apps
	"Run REPORTS",            // of a table of docs/coverage.md
	"View All Forecasts",     // as Customize Application
	"View Setup Audit Trail", // a page of Setup
	"View All",               // what older setups call View All Records
}

// TestRemediesNameRealPermissions walks every text that the program has, its
// dashboards and its pages: a permission that is named can be granted, and
// permissionPage lists it.
func TestRemediesNameRealPermissions(t *testing.T) {
	known := slices.Concat(permissions(), otherNames)
	for _, name := range permissionTexts(t) {
		for _, text := range readTexts(t, name) {
			for _, at := range nameStart.FindAllStringIndex(text, -1) {
				if !startsWithName(text[at[0]:], known) {
					t.Errorf("%s names a permission that permissions() does not have: %.50q", name, text[at[0]:])
				}
			}
		}
	}
}

// TestStartsWithName shows that the walk tells names from what looks like them.
func TestStartsWithName(t *testing.T) {
	for text, want := range map[string]bool{
		"View All Data, or leave it out": true, "View All Data": true, "Run Reports and View Reports in Public Folders": true,
		"View All Database": false, "View Everything": false, "View Setup": false, "View All Data Of The Org": false,
		"Manage Reports": false,
	} {
		if got := startsWithName(text, permissions()); got != want {
			t.Errorf("%s: got %v, want %v", text, got, want)
		}
	}
}

// startsWithName reports whether a text begins with one of the names, which ends
// there: no further word with a capital letter belongs to it.
func startsWithName(text string, names []string) bool {
	goesOn := regexp.MustCompile(`^(?:[A-Za-z]| [A-Z])`)
	return slices.ContainsFunc(names, func(name string) bool {
		rest, ok := strings.CutPrefix(text, name)
		return ok && !goesOn.MatchString(rest)
	})
}

// TestEveryPermissionIsOnThePage looks for each in a table of permissionPage.
func TestEveryPermissionIsOnThePage(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", permissionPage))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range permissions() {
		row := regexp.MustCompile(`(?m)^\| [^|]+ \| [^|]*\*` + regexp.QuoteMeta(name) + `\*[^|]* \| [^|]+ \| [^|]+ \|$`)
		if !row.Match(page) {
			t.Errorf("%s has no row with what %s is needed for, what is missing without it and a source", permissionPage, name)
		}
	}
}

// TestEveryObjectHasARemedy has objects of each kind: where one is hidden, the
// remedy names a permission, or something to turn on.
func TestEveryObjectHasARemedy(t *testing.T) {
	for _, object := range []string{
		"Account", "Dashboard", "EmailMessage", "Event", "FeedComment", "FeedItem", "LightningUsageByPageMetrics",
		"ListEmail", "LoginHistory",
		"OpportunityHistory", "Organization", "PermissionSetLicense", "Report", "Task", "UserLicense", "UserLogin",
		"UserRole", "Visit__c",
	} {
		remedy := grantFor(object).remedy
		named := slices.ContainsFunc(permissions(), func(p string) bool { return strings.Contains(remedy, p) })
		if !named && !strings.HasPrefix(remedy, "turn on ") {
			t.Errorf("%s: got %q", object, remedy)
		}
	}
}

// permissionTexts lists the files whose texts people read.
func permissionTexts(t *testing.T) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		name := filepath.ToSlash(strings.TrimPrefix(path, ".."+string(filepath.Separator)))
		switch {
		case err != nil:
			return err
		case d.IsDir():
			// What the demo org says is Salesforce's own.
			if base := d.Name(); base == "testdata" || base == "node_modules" || base == "demo" ||
				strings.HasPrefix(base, ".") && base != ".." {
				return fs.SkipDir
			}
		case strings.HasSuffix(name, "_test.go"):
		case slices.Contains([]string{".go", ".md", ".yml", ".yaml"}, filepath.Ext(name)):
			names = append(names, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(names, "collector/permission.go") || !slices.Contains(names, permissionPage) {
		t.Fatal("the walk does not find the sources")
	}
	return names
}

// readTexts returns the texts of a file: of Go source the string literals.
func readTexts(t *testing.T, name string) []string {
	t.Helper()
	source, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	if filepath.Ext(name) != ".go" {
		return []string{string(bytes.Join(bytes.Fields(source), []byte(" ")))}
	}
	var texts []string
	var s scanner.Scanner
	files := token.NewFileSet()
	s.Init(files.AddFile(name, files.Base(), len(source)), source, nil, 0)
	for {
		_, kind, literal := s.Scan()
		switch kind {
		case token.EOF:
			return texts
		case token.STRING:
			text, err := strconv.Unquote(literal)
			if err != nil {
				t.Fatalf("%s: %s: %v", name, literal, err)
			}
			texts = append(texts, text)
		}
	}
}

// permissions lists the names of all permissions that a remedy may name: system
// permissions and those on an object or a field.
func permissions() []string {
	return []string{
		AccessActivities, APIEnabled, ListEmails, LoginHistory, ManageUsers, PrivateReports, PublicDashboards, PublicReports,
		RunReports, CustomizeApp, EventLogFiles, Forecasts,
		ViewAllData, ViewAllUsers, ViewRoles, ViewSetup, ViewAllRecords, "Read", "Read Access",
	}
}
