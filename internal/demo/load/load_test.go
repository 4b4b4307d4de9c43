package load_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/internal/demo/load"
	"salesforce_exporter/internal/demo/schema"
	"salesforce_exporter/internal/demo/store"
)

// export writes files and returns their folder. A name that ends in .gz is
// compressed, and one such as "part.zip/User.csv" goes into a zip file.
func export(t *testing.T, files map[string]string) string {
	t.Helper()
	return exportFor(t, files)
}

func exportFor(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	zips := map[string]map[string]string{}
	for name, text := range files {
		content := []byte(text)
		if archive, inside, ok := strings.Cut(name, ".zip/"); ok {
			if zips[archive] == nil {
				zips[archive] = map[string]string{}
			}
			zips[archive][inside] = text
			continue
		}
		if strings.HasSuffix(name, ".gz") {
			var buf bytes.Buffer
			w := gzip.NewWriter(&buf)
			if _, err := w.Write(content); err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			content = buf.Bytes()
		}
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, inside := range zips {
		zipped(t, filepath.Join(dir, name+".zip"), inside)
	}
	return dir
}

func zipped(t testing.TB, path string, files map[string]string) {
	t.Helper()
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := zip.NewWriter(out)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		entry, err := w.Create(name)
		if err == nil {
			_, err = entry.Write([]byte(files[name]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), out.Close()); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, opts load.Options) *load.Export {
	t.Helper()
	e, err := load.Read(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

func fill(t *testing.T, opts load.Options) *store.Store {
	t.Helper()
	st, err := tryFill(t, opts)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

func tryFill(t *testing.T, opts load.Options) (*store.Store, error) {
	t.Helper()
	e, err := load.Read(t.Context(), opts)
	if err != nil {
		return nil, err
	}
	t.Cleanup(func() { e.Close() })
	st, err := store.Open(t.Context(), e.Schema())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	return st, e.Fill(t.Context(), st)
}

// column returns the text of a query's only column, row by row.
func column(t *testing.T, st *store.Store, query string) []string {
	t.Helper()
	rows, err := st.DB().QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s *string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		if s == nil {
			out = append(out, "NULL")
			continue
		}
		out = append(out, *s)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func at(t *testing.T, zone, text string) time.Time {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.ParseInLocation(time.DateTime, text, loc)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestValuesAsExported(t *testing.T) {
	dir := export(t, map[string]string{"account.csv": "\uFEFFid,NAME,AnnualRevenue,NumberOfEmployees,IsDeleted,CreatedDate,LastActivityDate,OwnerId,BillingStreet\r\n" +
		"001Dm0000000001,Acme,1.5E7,12.0,TRUE,2024-03-01T10:00:00.000Z,2024-03-01,005Dm0000000001AAA,\"1 Main\r\nStreet\"\r\n" +
		"001Dm0000000002AAA,\"Say \"\"hi\"\"\",,7,0,2024-03-01T10:00:00.000+0000,,005Dm000000000A,\r\n" +
		"001Dm0000000003AAA,C,-0.5,,1,2024-03-01 10:00:00,2024-02-29,,x\r\n" +
		"001Dm0000000004AAA,D,0,0,false,2024-03-01,,,\r\n"})
	st := fill(t, load.Options{Dir: dir})
	for query, want := range map[string][]string{
		`SELECT Id FROM Account`: {"001Dm0000000001IAA", "001Dm0000000002AAA", "001Dm0000000003AAA",
			"001Dm0000000004AAA"},
		`SELECT Name FROM Account`:              {"Acme", `Say "hi"`, "C", "D"},
		`SELECT AnnualRevenue FROM Account`:     {"1.5e+07", "NULL", "-0.5", "0"},
		`SELECT NumberOfEmployees FROM Account`: {"12", "7", "NULL", "0"},
		`SELECT IsDeleted FROM Account`:         {"1", "0", "1", "0"},
		`SELECT datetime(CreatedDate, 'unixepoch') FROM Account`: {
			"2024-03-01 10:00:00", "2024-03-01 10:00:00", "2024-03-01 10:00:00", "2024-03-01 00:00:00"},
		`SELECT LastActivityDate FROM Account`:                {"2024-03-01", "NULL", "2024-02-29", "NULL"},
		`SELECT OwnerId FROM Account`:                         {"005Dm0000000001AAA", "005Dm000000000AIAQ", "NULL", "NULL"},
		`SELECT BillingStreet FROM Account`:                   {"1 Main\nStreet", "NULL", "x", "NULL"},
		`SELECT COUNT(*) FROM Account WHERE name = 'ACME'`:    {"1"},
		`SELECT typeof(NumberOfEmployees) FROM Account`:       {"integer", "integer", "null", "integer"},
		`SELECT DISTINCT typeof(AnnualRevenue) FROM Account`:  {"real", "null"},
		`SELECT DISTINCT typeof(CreatedDate) FROM Account`:    {"integer"},
		`SELECT name FROM sqlite_master WHERE type = 'table'`: {"Account"},
	} {
		if diff := cmp.Diff(want, column(t, st, query)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
	}
}

func TestTheClockStandsAtTheNewestMoment(t *testing.T) {
	const header = "Id,CreatedDate,LastModifiedDate,LastActivityDate,LastViewedDate\n"
	const rows = "001000000000001AAA,2024-05-01T08:00:00Z,2024-06-10T23:30:00Z,2024-05-02,\n"
	for name, c := range map[string]struct {
		rows    string
		asOf    string
		zone    string
		now     string // in the zone
		created string // in the zone
	}{
		"newest": {rows: rows, zone: "UTC", now: "2024-06-10 23:30:00", created: "2024-05-01 08:00:00"},
		"newest in another zone": {rows: rows, zone: "Asia/Tokyo", now: "2024-06-11 08:30:00",
			created: "2024-05-01 17:00:00"},
		"end of a given day": {rows: rows, zone: "UTC", asOf: "2024-05-01", now: "2024-05-01 23:59:59",
			created: "2024-05-01 08:00:00"},
		"end of the day over there": {rows: rows, zone: "Asia/Tokyo", asOf: "2024-05-01", now: "2024-05-01 23:59:59",
			created: "2024-05-01 17:00:00"},
		"a viewed record is no activity": {
			rows: "001000000000001AAA,2024-05-01T08:00:00Z,2024-05-01T08:00:00Z,,2025-01-01T00:00:00Z\n", zone: "UTC",
			now: "2024-05-01 08:00:00", created: "2024-05-01 08:00:00"},
		"a time without a zone is in UTC": {
			rows: "001000000000001AAA,2024-05-01 23:30:00,2024-05-01 23:40:00,,\n", zone: "America/New_York",
			now: "2024-05-01 19:40:00", created: "2024-05-01 19:30:00"},
		"a day without a time begins in the zone": {
			rows: "001000000000001AAA,2024-05-01,,,\n", zone: "America/New_York", now: "2024-05-01 00:00:00",
			created: "2024-05-01 00:00:00"},
	} {
		t.Run(name, func(t *testing.T) {
			zone := at(t, c.zone, "2024-01-01 00:00:00").Location()
			opts := load.Options{Dir: export(t, map[string]string{"Account.csv": header + c.rows}), AsOf: c.asOf, Zone: zone}
			if got := read(t, opts).Now().In(zone).Format(time.DateTime); got != c.now {
				t.Errorf("the clock stands at %s, want %s", got, c.now)
			}
			var created int64
			if err := fill(t, opts).DB().QueryRowContext(t.Context(),
				`SELECT CreatedDate FROM Account`).Scan(&created); err != nil {
				t.Fatal(err)
			}
			if got := time.Unix(created, 0).In(zone).Format(time.DateTime); got != c.created {
				t.Errorf("CreatedDate is %s, want %s", got, c.created)
			}
		})
	}
}

// TestALoginIsAMoment has a file of logins that is newer than that of users.
func TestALoginIsAMoment(t *testing.T) {
	dir := export(t, map[string]string{
		"User.csv":         "Id,LastLoginDate\n005000000000001AAA,2024-03-01 10:00:00\n",
		"LoginHistory.csv": "Id,UserId,LoginTime\n0Ya000000000001AAA,005000000000001AAA,2024-03-02 11:00:00\n",
	})
	if got := read(t, load.Options{Dir: dir}).Now().UTC().Format(time.DateTime); got != "2024-03-02 11:00:00" {
		t.Errorf("the clock stands at %s, want the newest login", got)
	}
}

func TestBrokenExports(t *testing.T) {
	const ok = "001000000000001AAA,Acme,2024-01-01T00:00:00Z,1,false,5,2024-01-01\n"
	const header = "Id,Name,CreatedDate,AnnualRevenue,IsDeleted,NumberOfEmployees,LastActivityDate\n"
	for name, c := range map[string]struct {
		files map[string]string
		asOf  string
		want  string // end of the error
	}{
		"too few cells": {files: map[string]string{"Account.csv": header + ok + "001000000000002AAA,B\n"},
			want: "Account.csv:3: 2 cells, want 7 as in the header"},
		"too many cells after a cell of two lines": {files: map[string]string{"Account.csv": header +
			"001000000000001AAA,\"two\nlines\",2024-01-01T00:00:00Z,1,false,5,2024-01-01\n" +
			strings.Replace(ok, ",5,", ",5,6,", 1)},
			want: "Account.csv:4: 8 cells, want 7 as in the header"},
		"bad number": {files: map[string]string{"Account.csv": header + strings.Replace(ok, ",1,", ",\"1,5\",", 1)},
			want: `Account.csv:2: AnnualRevenue: "1,5" is not a number, want digits with a decimal point such as 1234.5`},
		"infinite number": {files: map[string]string{"Account.csv": header + strings.Replace(ok, ",1,", ",Inf,", 1)},
			want: `Account.csv:2: AnnualRevenue: "Inf" is not a number, want digits with a decimal point such as 1234.5`},
		"bad whole number": {files: map[string]string{"Account.csv": header + strings.Replace(ok, ",5,", ",5.5,", 1)},
			want: `Account.csv:2: NumberOfEmployees: "5.5" is not a whole number, want digits such as 1234`},
		"bad boolean": {files: map[string]string{"Account.csv": header + strings.Replace(ok, "false", "no", 1)},
			want: `Account.csv:2: IsDeleted: "no" is not a boolean, want true, false, 1 or 0`},
		"bad date": {files: map[string]string{"Account.csv": header +
			strings.Replace(ok, ",2024-01-01\n", ",01/02/2024\n", 1)},
			want: `Account.csv:2: LastActivityDate: "01/02/2024" is not a date, want 2006-01-02 or 2006-01-02 00:00:00`},
		"a date with a time of day": {files: map[string]string{"Account.csv": header +
			strings.Replace(ok, ",2024-01-01\n", ",2024-01-01 10:00:00\n", 1)},
			want: `Account.csv:2: LastActivityDate: "2024-01-01 10:00:00" is not a date, want 2006-01-02 or 2006-01-02 00:00:00`},
		"a day that is in no month": {files: map[string]string{"Account.csv": header +
			strings.Replace(ok, ",2024-01-01\n", ",2024-02-30\n", 1)},
			want: `Account.csv:2: LastActivityDate: "2024-02-30" is not a date, want 2006-01-02 or 2006-01-02 00:00:00`},
		"bad dateTime": {files: map[string]string{"Account.csv": header +
			strings.Replace(ok, "2024-01-01T00:00:00Z", "yesterday", 1)},
			want: `Account.csv:2: CreatedDate: "yesterday" is not a date and time, want 2006-01-02T15:04:05.000Z, 2006-01-02T15:04:05.000+0000, 2006-01-02 15:04:05 or 2006-01-02`},
		"missing Id": {files: map[string]string{"Account.csv": header + ok +
			strings.Replace(ok, "001000000000001AAA", "", 1)},
			want: "Account.csv:3: Id: missing Id, want 15 or 18 characters"},
		"short Id": {files: map[string]string{"Account.csv": header + strings.Replace(ok, "001000000000001AAA", "001", 1)},
			want: `Account.csv:2: Id: id "001" has 3 characters, want 15 or 18`},
		"odd Id": {files: map[string]string{"Account.csv": header +
			strings.Replace(ok, "001000000000001AAA", "001-00000000001", 1)},
			want: `Account.csv:2: Id: id "001-00000000001" has characters other than letters and digits`},
		"duplicate Id, long and short": {files: map[string]string{"Account.csv": header + ok +
			strings.Replace(ok, "1AAA", "1", 1)},
			want: `Account.csv:3: duplicate Id "001000000000001AAA": want each record once, and the files of one export`},
		"stray quote": {files: map[string]string{"Account.csv": header + ok + strings.Replace(ok, "Acme", "Ac\"me", 1)},
			want: `Account.csv:3: bare " in non-quoted-field: want cells with "," between them, those with quotes or line breaks in double quotes`},
		"quote that never ends": {files: map[string]string{"Account.csv": header + ok +
			strings.Replace(ok, "Acme", "\"Acme", 1) + ok + ok},
			want: `Account.csv:3: extraneous or missing " in quoted-field: want cells with "," between them, those with quotes or line breaks in double quotes`},
		"no Id column": {files: map[string]string{"Account.csv": "Name\nAcme\n"},
			want: "Account.csv:1: no column Id in the header: want the API names of fields, among them Id"},
		"another separator": {files: map[string]string{"Account.csv": "Id:Name\n001000000000001AAA:Acme\n"},
			want: `Account.csv:1: no column Id in the header, which seems to be separated by ":": want "," between cells (semicolons, tabs, |, ^ and ` + "`" + ` are read, too)`},
		"labels in place of names": {files: map[string]string{"Account.csv": "Account ID;Account Name\n001000000000001AAA;Acme\n"},
			want: `Account.csv:1: no column Id in the header, which is separated by ";": want the API names of fields, among them Id`},
		"a column twice": {files: map[string]string{"Account.csv": "Id,Name,NAME\n"},
			want: "Account.csv:1: column NAME appears twice"},
		"no file": {files: map[string]string{"README.md": "x"},
			want: ": no files named <Object>.csv, <Object>.csv.gz or *.zip"},
		"a file that is no object": {files: map[string]string{"New leads.csv": "Id\n"},
			want: `New leads.csv: "New leads" is not the API name of an object, want a name such as Account.csv or Invoice__c.csv.gz`},
		"an object without records": {files: map[string]string{"Name.csv": "Id\n"},
			want: "Name.csv: Name has no records of its own"},
		"not compressed": {files: map[string]string{"Account.csv": header + ok, "bad.csv.GZ": "x"},
			want: "bad.csv.GZ: unexpected EOF"},
		"a zip file that broke off": {files: map[string]string{"WE_1.ZIP": "PK\x03\x04"},
			want: "WE_1.ZIP: zip: not a valid zip file: want a whole zip file, download it again"},
		"no day to stand for": {files: map[string]string{"Account.csv": "Id\n001000000000001AAA\n"},
			want: ": no CreatedDate, LastModifiedDate or LastLoginDate in any file: say with --demo.data-as-of (demo-org: --data-as-of) at the end of which day the clock stands"},
		"bad day to stand for": {files: map[string]string{"Account.csv": header + ok}, asOf: "31.12.2024",
			want: `the day an export stands for is "31.12.2024", want a date such as 2024-12-31`},
	} {
		t.Run(name, func(t *testing.T) {
			dir := export(t, c.files)
			_, err := tryFill(t, load.Options{Dir: dir, AsOf: c.asOf})
			if err == nil {
				t.Fatal("the export was accepted")
			}
			if !strings.HasSuffix(err.Error(), c.want) {
				t.Errorf("error is\n\t%s\nwant it to end in\n\t%s", err, c.want)
			}
		})
	}
}

func TestTwoFilesOfOneObject(t *testing.T) {
	dir := export(t, map[string]string{"Account.csv": "Id\n", "Account.csv.gz": "Id\n"})
	_, err := load.Read(t.Context(), load.Options{Dir: dir, AsOf: "2024-01-01"})
	if err == nil || !strings.Contains(err.Error(), "want one file an object") {
		t.Errorf("error is %v, want one about two files of one object", err)
	}
}

func TestNothingIsKeptOfABrokenExport(t *testing.T) {
	dir := export(t, map[string]string{"Account.csv": "Id,CreatedDate\n001000000000001AAA,2024-01-01\n001,2024-01-01\n"})
	st, err := tryFill(t, load.Options{Dir: dir})
	if err == nil {
		t.Fatal("the export was accepted")
	}
	if got := column(t, st, `SELECT COUNT(*) FROM Account`)[0]; got != "0" {
		t.Errorf("%s rows were kept", got)
	}
}

func TestSchemaIsWhatTheFilesHave(t *testing.T) {
	dir := export(t, map[string]string{
		"Task.csv.gz": "Id,OwnerId,ActivityDate,CurrencyIsoCode,CreatedDate\n00T000000000001AAA,005000000000001AAA,2024-01-01,EUR,2024-01-01\n",
		"User.csv":    "Id,Name,IsActive,ProfileId,LastLoginDate\n005000000000001AAA,Ann,true,00e000000000001AAA,\n",
		"invoice__c.csv": "Id,OwnerId,CreatedDate,IsDeleted,Total__c,Paid__c,Due__c,Sent__c,Account__c,Note__c,Text__c,Empty__c\n" +
			"a00000000000001AAA,005000000000001AAA,2024-01-01,1,12.5,TRUE,2024-02-01,2024-01-02T03:04:05.000Z,001000000000001AAA,x," + strings.Repeat("y", 256) + ",\n",
	})
	e := read(t, load.Options{Dir: dir})
	want := map[string]string{
		"Name": "Id:id:fgas Name:string:fgas Type:picklist:fgas IsActive:boolean:fg-s ProfileId:reference:fgas",
		"Task": "Id:id:fgas ActivityDate:date:fg-s OwnerId:reference:fgas:Owner CurrencyIsoCode:picklist:fgas CreatedDate:datetime:f-as TaskSubtype:picklist:-g-s",
		"User": "Id:id:fgas Name:string:fgas IsActive:boolean:fg-s ProfileId:reference:fgas LastLoginDate:datetime:f-as",
		"invoice__c": "Id:id:fgas OwnerId:reference:fgas:Owner CreatedDate:datetime:f-as IsDeleted:boolean:fg-s Total__c:double:f-as Paid__c:boolean:fg-s " +
			"Due__c:date:fgas Sent__c:datetime:f-as Account__c:reference:fgas Note__c:string:fgas Text__c:textarea:---- Empty__c:string:fgas",
	}
	got := map[string]string{}
	for _, o := range e.Schema().Objects() {
		var fields []string
		for _, f := range o.Fields {
			fields = append(fields, describe(f))
		}
		got[o.Name] = strings.Join(fields, " ")
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("schema (-want +got):\n%s", diff)
	}
	invoice, _ := e.Schema().Object("Invoice__c")
	if invoice.KeyPrefix != "a00" || !invoice.Custom {
		t.Errorf("invoice__c has key prefix %q and custom %v, want a00 and true", invoice.KeyPrefix, invoice.Custom)
	}
	st := fill(t, load.Options{Dir: dir})
	if diff := cmp.Diff([]string{"12.5 1 2024-02-01 1704164645 1"},
		column(t, st, `SELECT Total__c || ' ' || Paid__c || ' ' || Due__c || ' ' || Sent__c || ' ' || IsDeleted FROM invoice__c`)); diff != "" {
		t.Errorf("custom fields (-want +got):\n%s", diff)
	}
}

func describe(f *schema.Field) string {
	flags := ""
	for i, set := range []bool{f.Filterable, f.Groupable, f.Aggregatable, f.Sortable} {
		if set {
			flags += "fgas"[i : i+1]
		} else {
			flags += "-"
		}
	}
	s := f.Name + ":" + string(f.Type) + ":" + flags
	if f.Relationship != "" {
		s += ":" + f.Relationship
	}
	return s
}

func TestSampleExport(t *testing.T) {
	if raceDetector {
		t.Skip("nothing here runs at the same time as anything else, and the race detector makes it take minutes")
	}
	dir := os.Getenv("SAMPLE_EXPORT_DIR")
	if dir == "" {
		dir = filepath.FromSlash("../../../../shared/data/sample-export")
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skip("no sample export here: set SAMPLE_EXPORT_DIR to the folder of a real one")
	}
	opts := load.Options{Dir: dir}
	st := fill(t, opts)
	for object, want := range map[string]string{"User": "123", "Account": "1680", "Contact": "10130", "Task": "82117",
		"Event": "89521"} {
		if got := column(t, st, `SELECT COUNT(*) FROM `+store.Quote(object))[0]; got != want {
			t.Errorf("%s rows of %s, want %s", got, object, want)
		}
	}
	newest := column(t, st, `SELECT datetime(MAX(d), 'unixepoch') FROM (SELECT MAX(CreatedDate, LastModifiedDate) d FROM Contact
		UNION ALL SELECT LastLoginDate FROM User UNION ALL SELECT MAX(CreatedDate, LastModifiedDate) FROM User
		UNION ALL SELECT MAX(CreatedDate, LastModifiedDate) FROM Account
		UNION ALL SELECT MAX(CreatedDate, LastModifiedDate) FROM Task
		UNION ALL SELECT MAX(CreatedDate, LastModifiedDate) FROM Event)`)[0]
	if now := read(t, opts).Now().UTC().Format(time.DateTime); now != newest {
		t.Errorf("the clock stands at %s, want %s as in the newest row", now, newest)
	}
}
