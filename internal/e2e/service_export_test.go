package e2e

import (
	"archive/zip"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/demo"
	"salesforce_exporter/internal/demo/schema"
)

// notExported are objects that the data export service does not offer, or that
// come with a product whose fields the loader cannot know.
var notExported = []string{
	"LoginHistory", "UserLogin", "LightningUsageByAppTypeMetrics", "LightningUsageByPageMetrics", "LightningToggleMetrics",
	"UserLicense", "PermissionSetLicense", "PackageLicense", "PermissionSetLicenseAssign", "UserPackageLicense",
	"LandingPage", "MarketingForm",
}

// notWritten are fields that the service leaves out, or whose cells do not say
// of which type they are.
var notWritten = []string{"Event.EndDateTime", "Account.Health__c", "Account.Notes__c", "Account.Interests__c"}

// kinds are fields that the service leaves out, too: with the export their rows
// are of an unknown kind.
var kinds = []string{"Task.TaskSubtype", "Event.EventSubtype"}

// TestExportOfTheServiceEqualsTheAPI writes the rows of a company as the data
// export service does, with all its habits at once, and measures them as such:
// each figure is what the company gives over the API.
func TestExportOfTheServiceEqualsTheAPI(t *testing.T) {
	t.Parallel()
	custom := `
  - {name: invoices_by_industry, help: Invoices., object: Invoice__c, by: OwnerId, labels: {industry: Account__r.Industry}}
`
	collectors := func(s *setup) []collector.Collector {
		s.custom().Metrics = define(t, custom)
		return every(t, s)
	}
	company := newRig(t, rigOptions{make: collectors, demo: demo.Options{
		Users: 200, Frozen: true, MultiCurrency: true, TimeZone: "America/Mexico_City",
		Hidden: append(slices.Clone(notExported), notWritten...),
	}})
	now := company.demo.Now()
	// Somebody signs in at this moment, so that the export knows it.
	if _, err := company.demo.DB().Exec(`UPDATE User SET LastLoginDate = ? WHERE Id = (SELECT max(Id) FROM User WHERE IsActive = 1 AND LastLoginDate IS NOT NULL)`, now.Unix()); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	writeServiceExport(t, company.demo.DB(), dir)
	loaded := newRig(t, rigOptions{make: collectors, demo: demo.Options{DataDir: dir, TimeZone: "America/Mexico_City"}})
	if got := loaded.demo.Now(); !got.Equal(now) {
		t.Fatalf("the clock of the export stands at %v, want %v", got, now)
	}
	if got := loaded.demo.Export().Encodings; !slices.Equal(got, []string{"ISO-8859-1"}) {
		t.Errorf("the export is read as %v, want ISO-8859-1", got)
	}
	want, got := company.scrape(0), loaded.scrape(0)
	figures := measured(want)
	if len(figures) < 1000 {
		t.Errorf("the company has %d figures, want thousands", len(figures))
	}
	report(t, differences(ofUnknownKind(ofRows(figures)), ofRows(measured(got))))
	for series := range want.series {
		if strings.HasPrefix(series, "salesforce_collector_skipped{") && !strings.Contains(got.text, series) {
			t.Errorf("with the export nothing says %s", series)
		}
	}
	for _, name := range []string{"salesforce_invoices_by_industry", "salesforce_open_opportunities_amount",
		"salesforce_field_population_ratio", "salesforce_leaderboard_score", "salesforce_activities_closed_7d"} {
		if !got.has(name) {
			t.Errorf("the export gives no %s", name)
		}
	}
}

var subtype = regexp.MustCompile(`subtype="[^"]*"`)

// ofUnknownKind adds up the figures of activities of all kinds.
func ofUnknownKind(figures map[string]float64) map[string]float64 {
	all := map[string]float64{}
	for series, value := range figures {
		all[subtype.ReplaceAllString(series, `subtype="unknown"`)] += value
	}
	return all
}

// ofRows leaves out the figures that come from no rows.
func ofRows(figures map[string]float64) map[string]float64 {
	maps.DeleteFunc(figures, func(series string, _ float64) bool { return strings.HasPrefix(series, "salesforce_limit_") })
	return figures
}

// writeServiceExport writes the rows of a company into three zip files.
func writeServiceExport(t *testing.T, db *sql.DB, dir string) {
	t.Helper()
	s, err := schema.MultiCurrencyCompany()
	if err != nil {
		t.Fatal(err)
	}
	var parts []*zip.Writer
	for i := range 3 {
		file, err := os.Create(filepath.Join(dir, fmt.Sprintf("WE_00Dm00000000001EAA_%d.ZIP", i+1)))
		if err != nil {
			t.Fatal(err)
		}
		part := zip.NewWriter(file)
		parts = append(parts, part)
		defer func() {
			if err := errors.Join(part.Close(), file.Close()); err != nil {
				t.Error(err)
			}
		}()
	}
	for i, o := range s.Objects() {
		if !o.Queryable || slices.Contains(notExported, o.Name) {
			continue
		}
		rows := serviceRows(t, db, o)
		if o.Name == "Task" { // which is so long that it goes on in the next part
			half := len(rows) / 2
			writeEntry(t, parts[1], o.Name, append([]string{rows[0]}, rows[half:]...))
			rows = rows[:half]
			i = 0
		}
		writeEntry(t, parts[i%len(parts)], o.Name, rows)
	}
}

// writeEntry writes an object's file: without rows it is empty.
func writeEntry(t *testing.T, part *zip.Writer, object string, rows []string) {
	t.Helper()
	entry, err := part.Create(object + ".csv")
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) == 1 {
		return
	}
	text, err := charmap.ISO8859_1.NewEncoder().String(strings.Join(rows, ""))
	if err != nil {
		t.Fatalf("%s: %v", object, err)
	}
	if _, err := io.WriteString(entry, text); err != nil {
		t.Fatal(err)
	}
}

// serviceRows are the lines of an object's file, the header first.
func serviceRows(t *testing.T, db *sql.DB, o *schema.Object) []string {
	t.Helper()
	var fields []*schema.Field
	var columns, header []string
	for _, f := range o.Fields {
		compound := f.Name == "Name" && slices.Contains([]string{"User", "Contact", "Lead"}, o.Name)
		if compound || f.Type.Compound() || slices.Contains(slices.Concat(notWritten, kinds), o.Name+"."+f.Name) {
			continue
		}
		fields = append(fields, f)
		columns = append(columns, `"`+f.Name+`"`)
		header = append(header, strconv.Quote(f.Name))
	}
	lines := []string{strings.Join(header, ",") + "\n"}
	rows, err := db.Query(`SELECT ` + strings.Join(columns, ", ") + ` FROM "` + o.Name + `"`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		cells := make([]any, len(fields))
		for i := range cells {
			cells[i] = new(sql.NullString)
		}
		if err := rows.Scan(cells...); err != nil {
			t.Fatal(err)
		}
		texts := make([]string, len(fields))
		for i, f := range fields {
			texts[i] = `"` + strings.ReplaceAll(serviceCell(t, f, cells[i].(*sql.NullString)), `"`, `""`) + `"`
		}
		lines = append(lines, strings.Join(texts, ",")+"\n")
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return lines
}

// serviceCell writes a value as the data export service does.
func serviceCell(t *testing.T, f *schema.Field, v *sql.NullString) string {
	t.Helper()
	switch {
	case !v.Valid && f.Type == schema.TypeReference:
		return "000000000000000AAA"
	case !v.Valid:
		return ""
	case f.Type == schema.TypeDate:
		return v.String + " 00:00:00"
	case f.Type == schema.TypeDateTime:
		seconds, err := strconv.ParseInt(v.String, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		return time.Unix(seconds, 0).UTC().Format(time.DateTime)
	}
	return v.String
}
