package load_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/internal/demo/load"
)

// TestWhatTheServiceWrites has the habits of the data export service, over
// several parts and with the contents of documents between.
func TestWhatTheServiceWrites(t *testing.T) {
	dir := export(t, map[string]string{
		"WE_00D1_1.zip/User.csv": `"Id","LastName","FirstName","Suffix","IsActive","ManagerId","LastLoginDate"` + "\n" +
			`"005000000000001AAA","Doe","Ann","MD","1","000000000000000AAA","2024-03-01 23:30:00"` + "\n" +
			`"005000000000002AAA","Roe","","","0","005000000000001AAA",""` + "\n",
		"WE_00D1_1.zip/Task.csv": `"Id","OwnerId","ActivityDate","IsClosed"` + "\n" +
			`"00T000000000001AAA","005000000000001AAA","2024-02-29 00:00:00","1"` + "\n",
		"WE_00D1_2.zip/Task.csv": `"Id","IsClosed","OwnerId","WhatId","CallType"` + "\n" +
			`"00T000000000002AAA","0","005000000000002AAA","001000000000001AAA","Inbound"` + "\n",
		"WE_00D1_2.zip/Lead.csv":                       "",
		"WE_00D1_2.zip/Report__c.csv":                  "\n",
		"WE_00D1_2.zip/Attachments/00P000000000001AAA": "anything",
		"WE_00D1_2.zip/ContentVersion/Price list.csv":  "a,b\n",
		"WE_00D1_2.zip/__MACOSX/._User.csv":            "\x00\x05",
		"WE_00D1_4.zip/Account.csv": `"Id","Name","ParentId","Lead_Source__c","Opened__c","Called__c"` +
			"\n" + `"001000000000001AAA","Acme","000000000000000AAA","000000000000000AAA","2024-02-01 00:00:00","2024-02-01 09:30:00"` + "\n",
		"unpacked/Contact.csv":                           "Id,LastName,FirstName\n003000000000001AAA,Poe,Eve\n",
		"unpacked/Documents/Not an export.csv":           "a;b\n",
		"unpacked/.hidden.csv":                           "a;b\n",
		"unpacked/readme.txt":                            "hello\n",
		"unpacked/more/of/it/Opportunity.csv":            "Id,Name,CloseDate\n006000000000001AAA,Deal,2024-04-01 00:00:00\n",
		"unpacked/more/of/it/OpportunityLineItem.CSV.gz": "",
	})
	opts := load.Options{Dir: dir}
	e := read(t, opts)
	if notes := strings.Join(e.Summary().Notes, "\n"); !strings.HasPrefix(notes,
		"zip parts are missing, and so are their rows: WE_00D1_3.zip\n") {
		t.Errorf("notes are %q, want one about the third part", notes)
	}
	if got := e.Summary(); got.Files != 9 || got.Objects != 8 || got.Rows != 7 {
		t.Errorf("%d files, %d objects, %d rows, want 9, 8 and 7", got.Files, got.Objects, got.Rows)
	}
	st := fill(t, opts)
	found(t, st, `SELECT concat_ws('|', Id, Name, IsActive, coalesce(ManagerId, 'NULL')) FROM User`,
		"005000000000001AAA|Ann Doe MD|1|NULL", "005000000000002AAA|Roe|0|005000000000001AAA")
	found(t, st, `SELECT concat_ws('|', Id, OwnerId, coalesce(ActivityDate, 'NULL'), coalesce(WhatId, 'NULL'), coalesce(CallType, 'NULL'), IsClosed) FROM Task`,
		"00T000000000001AAA|005000000000001AAA|2024-02-29|NULL|NULL|1", "00T000000000002AAA|005000000000002AAA|NULL|001000000000001AAA|Inbound|0")
	found(t, st, `SELECT concat_ws('|', Name, coalesce(ParentId, 'NULL'), coalesce(Lead_Source__c, 'NULL'), Opened__c, datetime(Called__c, 'unixepoch')) FROM Account`,
		"Acme|NULL|NULL|2024-02-01|2024-02-01 09:30:00")
	found(t, st, `SELECT Name FROM Contact`, "Eve Poe")
	found(t, st, `SELECT CloseDate FROM Opportunity`, "2024-04-01")
	for object, fields := range map[string][]string{"Lead": {"Name", "OwnerId", "IsConverted"}, "Report__c": {"Id"}} {
		o, ok := e.Schema().Object(object)
		if !ok {
			t.Fatalf("an object without rows does not exist: %s", object)
		}
		for _, f := range fields {
			if _, ok := o.Field(f); !ok {
				t.Errorf("%s, which has no rows, has no field %s", object, f)
			}
		}
	}
	task, _ := e.Schema().Object("Task")
	if _, ok := task.Field("CompletedDateTime"); ok {
		t.Error("Task has a CompletedDateTime, which is in no file")
	}
}

// TestOneZipFile has an export that is one file.
func TestOneZipFile(t *testing.T) {
	dir := export(t, map[string]string{"WE_1.zip/User.csv": "Id,Name,CreatedDate\n005000000000001AAA,Ann,2024-03-01\n"})
	found(t, fill(t, load.Options{Dir: dir + "/WE_1.zip"}), `SELECT Name FROM User`, "Ann")
}

// TestALinkToAFolder has the export behind a link, as mounted folders may be.
func TestALinkToAFolder(t *testing.T) {
	dir := export(t, map[string]string{"User.csv": "Id,Name,CreatedDate\n005000000000001AAA,Ann,2024-03-01\n"})
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Skipf("no links here: %v", err)
	}
	found(t, fill(t, load.Options{Dir: link}), `SELECT Name FROM User`, "Ann")
}

// TestRowsOfTwoExports has the parts of two weeks in one folder.
func TestRowsOfTwoExports(t *testing.T) {
	const rows = "Id,CreatedDate\n001000000000001AAA,2024-03-01\n001000000000002AAA,2024-03-01\n"
	dir := export(t, map[string]string{"WE_1.zip/Account.csv": rows,
		"WE_2.zip/Account.csv": strings.Replace(rows, "001AAA", "003AAA", 1)})
	_, err := tryFill(t, load.Options{Dir: dir})
	if want := `WE_2.zip/Account.csv:3: duplicate Id "001000000000002AAA": want each record once, and the files of one export`; err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("error is %v, want %s", err, want)
	}
}

func TestLongTextsAreShortened(t *testing.T) {
	long := strings.Repeat("ü", 10_000)
	dir := export(t, map[string]string{"Account.csv": "Id,CreatedDate,Description,BillingStreet,Story__c\n001000000000001AAA,2024-03-01," + long + "," + long + "," + long + "\n"})
	found(t, fill(t, load.Options{Dir: dir}),
		`SELECT length(Description) || ' ' || length(BillingStreet) || ' ' || length(Story__c) FROM Account`, "80 10000 80")
}

func TestPathsToOtherObjects(t *testing.T) {
	dir := export(t, map[string]string{
		"Account.csv":    "Id,Name,CreatedDate,OwnerId\n001000000000001AAA,Acme,2024-03-01,005000000000001AAA\n",
		"User.csv":       "Id,Name\n005000000000001AAA,Ann\n",
		"Contract.csv":   "Id,AccountId,OwnerId,ContractNumber\n800000000000001AAA,001000000000001AAA,005000000000001AAA,1\n",
		"Pricebook2.csv": "Id,Name\n01s000000000001AAA,Standard\n",
		"Opportunity.csv": "Id,Name,AccountId,Pricebook2Id,ContractId,CampaignId\n" +
			"006000000000001AAA,Deal,001000000000001AAA,01s000000000001AAA,800000000000001AAA,701000000000001AAA\n",
		"ns__Invoice__c.csv": "Id,ns__Account__c,Approver__c,Other__c,Empty__c,Code__c,About__c\n" +
			"a00000000000001AAA,001000000000001AAA,005000000000001AAA,a99000000000001AAA,,AB12,001000000000001AAA\n" +
			"a00000000000002AAA,000000000000000AAA,000000000000000AAA,000000000000000AAA,000000000000000AAA,AB12,800000000000001AAA\n",
		"ns__Line__c.csv": "Id,ns__Invoice__c\na01000000000001AAA,a00000000000001AAA\n",
	})
	e := read(t, load.Options{Dir: dir})
	for path, want := range map[string]string{
		"Account.OwnerId":                  "Owner -> User",
		"Contract.AccountId":               "Account -> Account",
		"Contract.OwnerId":                 "Owner -> Group,User",
		"Opportunity.AccountId":            "Account -> Account",
		"Opportunity.Pricebook2Id":         "Pricebook2 -> Pricebook2",
		"Opportunity.ContractId":           "Contract -> Contract",
		"Opportunity.CampaignId":           " -> Campaign", // there is no Campaign.csv
		"ns__Invoice__c.ns__Account__c":    "ns__Account__r -> Account",
		"ns__Invoice__c.Approver__c":       "Approver__r -> User",
		"ns__Invoice__c.Other__c":          " -> ",
		"ns__Invoice__c.Empty__c":          " -> ",
		"ns__Invoice__c.About__c":          "About__r -> Account,Contract",
		"ns__Line__c.ns__Invoice__c":       "ns__Invoice__r -> ns__Invoice__c",
		"Opportunity.NoSuchField":          "absent",
		"ns__Invoice__c.Code__c (no path)": "absent",
	} {
		object, field, _ := strings.Cut(path, ".")
		o, ok := e.Schema().Object(object)
		if !ok {
			t.Fatalf("no object %s", object)
		}
		got := "absent"
		if f, ok := o.Field(field); ok {
			got = f.Relationship + " -> " + strings.Join(f.ReferenceTo, ",")
			if f.Relationship != "" {
				if found, ok := o.Relationship(f.Relationship); !ok || found != f {
					t.Errorf("%s: the path %s leads nowhere", path, f.Relationship)
				}
			}
		}
		if got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}

func TestProgressComesToItsEnd(t *testing.T) {
	dir := export(t, map[string]string{
		"WE_1.zip/User.csv": people("Ann"), "WE_1.zip/Lead.csv": "",
		"Account.csv.gz": "Id,Name\n001000000000001AAA," + strings.Repeat("x", 100_000) + "\n",
		"Contact.csv":    "sep=;\nId;LastName\n003000000000001AAA;Poe\n",
	})
	progress := &load.Progress{}
	if got := progress.Part(); got != 0 {
		t.Errorf("before anything was read, %v is done", got)
	}
	e := read(t, load.Options{Dir: dir, Progress: progress})
	if got := progress.Part(); got < 0.2 || got > 0.3 {
		t.Errorf("before rows are kept, %v is done, want a quarter", got)
	}
	if e.Summary().Rows != 2003 {
		t.Errorf("%d rows, want 2003", e.Summary().Rows)
	}
	fill(t, load.Options{Dir: dir, Progress: progress})
	if got := progress.Part(); got < 0.62 || got > 0.63 { // of the export read twice, once for nothing
		t.Errorf("after the second reading %v is done", got)
	}
}

// TestCurrencies says when amounts can be added up.
func TestCurrencies(t *testing.T) {
	const (
		euros   = "Id,Amount,CurrencyIsoCode\n006000000000001AAA,5,EUR\n"
		both    = euros + "006000000000002AAA,7,USD\n"
		none    = euros + "006000000000002AAA,,USD\n006000000000003AAA,,\n"
		missing = euros + "006000000000002AAA,7,\n"
		rates   = "Id,IsoCode,ConversionRate,IsCorporate\n01L000000000001AAA,EUR,1,1\n01L000000000002AAA,USD,1.1,0\n"
		oneRate = "Id,IsoCode,ConversionRate,IsCorporate\n01L000000000001AAA,EUR,1,1\n01L000000000002AAA,CAD,1.5,0\n01L000000000003AAA,USD,,0\n"
	)
	for name, c := range map[string]struct {
		deals, campaigns, rates string
		apart                   string // reason; empty where sums are right
	}{
		"one currency":                     {deals: euros},
		"two, of which one has no amounts": {deals: none},
		"two": {deals: both,
			apart: "amounts are in EUR, USD, and CurrencyType.csv is missing or has no rates: export CurrencyType with IsoCode, ConversionRate and IsCorporate, too"},
		"two, and an empty file of rates": {deals: both, rates: "\n",
			apart: "amounts are in EUR, USD, and CurrencyType.csv is missing or has no rates: export CurrencyType with IsoCode, ConversionRate and IsCorporate, too"},
		"two with rates":                   {deals: both, rates: rates},
		"two, one without a rate":          {deals: both, rates: oneRate, apart: "CurrencyType.csv has no rate of USD"},
		"one of several, no other amounts": {deals: euros, rates: rates},
		"two, each of another object": {deals: euros,
			campaigns: "Id,ActualCost,CurrencyIsoCode\n701000000000001AAA,5,USD\n",
			apart:     "amounts are in EUR, USD, and CurrencyType.csv is missing or has no rates: export CurrencyType with IsoCode, ConversionRate and IsCorporate, too"},
		"several, and a row that has none": {deals: missing, rates: rates,
			apart: "the org has several currencies, and some amounts have no CurrencyIsoCode: export that column, too"},
		"several, and a file that has none": {deals: "Id,Amount\n006000000000001AAA,5\n", rates: rates,
			apart: "the org has several currencies, and some amounts have no CurrencyIsoCode: export that column, too"},
		"no column at all": {deals: "Id,Amount\n006000000000001AAA,5\n"},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{"Opportunity.csv": c.deals}
			if c.campaigns != "" {
				files["Campaign.csv"] = c.campaigns
			}
			if c.rates != "" {
				files["CurrencyType.csv"] = c.rates
			}
			dir := export(t, files)
			e := read(t, load.Options{Dir: dir, AsOf: "2024-03-01"})
			deals, _ := e.Schema().Object("Opportunity")
			amount, _ := deals.Field("Amount")
			if amount.Aggregatable != (c.apart == "") || !amount.Filterable {
				t.Errorf("amounts can be added up: %v, filtered: %v, want %v and true", amount.Aggregatable, amount.Filterable,
					c.apart == "")
			}
			notes := strings.ReplaceAll(strings.Join(e.Summary().Notes, "\n"), dir+"/", "")
			if c.apart != "" && !strings.Contains(notes, "Opportunity.csv: amounts are not added up: "+c.apart) ||
				c.apart == "" && notes != "" {
				t.Errorf("notes are %q, want %q", notes, c.apart)
			}
		})
	}
}

// TestCustomNumbersOfSeveralCurrencies has numbers of which nobody can tell
// whether they are amounts.
func TestCustomNumbersOfSeveralCurrencies(t *testing.T) {
	dir := export(t, map[string]string{
		"Opportunity.csv":  "Id,Amount,CurrencyIsoCode,Seats__c,Margin__c\n006000000000001AAA,5,EUR,3,1.5\n006000000000002AAA,7,USD,4,2.5\n",
		"CurrencyType.csv": "Id,IsoCode,ConversionRate,IsCorporate\n01L000000000001AAA,EUR,1,1\n01L000000000002AAA,USD,1.1,0\n",
	})
	notes := read(t, load.Options{Dir: dir, AsOf: "2024-03-01"}).Summary().Notes
	if want := []string{dir + "/Opportunity.csv: rows are in EUR, USD, and sums of custom numbers are not converted: Margin__c, Seats__c"}; !cmp.Equal(notes, want) {
		t.Errorf("notes are %q, want %q", notes, want)
	}
}

// TestCheckBoxesOfCustomFields has columns of 0 and 1, which are check boxes
// where the file writes those so, and where they are never empty.
func TestCheckBoxesOfCustomFields(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"the service": {"Id,IsDeleted,Key__c,Seats__c,Wins__c\n001000000000001AAA,0,1,1,1\n001000000000002AAA,0,0,,2\n", "boolean double double"},
		"Data Loader": {"Id,IsDeleted,Key__c,Seats__c,Wins__c\n001000000000001AAA,false,1,1,1\n001000000000002AAA,false,0,,2\n", "double double double"},
		"none that is known": {"Id,Key__c,Seats__c,Wins__c\n001000000000001AAA,1,1,1\n001000000000002AAA,0,,2\n",
			"double double double"},
	} {
		t.Run(name, func(t *testing.T) {
			e := read(t, load.Options{Dir: export(t, map[string]string{"Account.csv": c.text}), AsOf: "2024-03-01"})
			o, _ := e.Schema().Object("Account")
			var types []string
			for _, name := range []string{"Key__c", "Seats__c", "Wins__c"} {
				f, _ := o.Field(name)
				types = append(types, string(f.Type))
			}
			if got := strings.Join(types, " "); got != c.want {
				t.Errorf("types %s, want %s", got, c.want)
			}
		})
	}
}

// TestKindsThatAreNotExported has activities without their subtypes: one can
// group by them, which gives one group of the unknown, and do nothing else.
func TestKindsThatAreNotExported(t *testing.T) {
	dir := export(t, map[string]string{
		"Task.csv":  "Id,CreatedDate\n00T000000000001AAA,2024-03-01\n",
		"Event.csv": "Id,EventSubtype\n00U000000000001AAA,\n",
	})
	opts := load.Options{Dir: dir}
	e := read(t, opts)
	tasks, _ := e.Schema().Object("Task")
	if f, ok := tasks.Field("TaskSubtype"); !ok || !f.Groupable || f.Filterable || f.Aggregatable {
		t.Errorf("the subtype of tasks is %+v, want one that can be grouped by only", f)
	}
	events, _ := e.Schema().Object("Event")
	if f, ok := events.Field("EventSubtype"); !ok || !f.Filterable {
		t.Errorf("the subtype of events, which is exported, is %+v, want one that can be filtered", f)
	}
	if want := []string{dir + `/Task.csv: there is no column TaskSubtype, so all rows are of the kind "unknown"`}; !cmp.Equal(e.Summary().Notes, want) {
		t.Errorf("notes are %q, want %q", e.Summary().Notes, want)
	}
	st := fill(t, opts)
	found(t, st, `SELECT TaskSubtype FROM Task`, "unknown")
	found(t, st, `SELECT EventSubtype FROM Event`, "NULL")
}

// TestTypesOfUsers has users without a type, which their profiles have.
func TestTypesOfUsers(t *testing.T) {
	files := map[string]string{
		"User.csv":    "Id,LastName,ProfileId,CreatedDate\n005000000000001AAA,Ann,00e000000000001AAA,2024-03-01\n005000000000002AAA,Guest,00e000000000002AAA,2024-03-01\n005000000000003AAA,Bot,,2024-03-01\n",
		"Profile.csv": "Id,Name,UserType\n00e000000000001AAA,Admin,Standard\n00e000000000002AAA,Site,Guest\n",
	}
	found(t, fill(t, load.Options{Dir: export(t, files)}), `SELECT UserType FROM User ORDER BY Id`, "Standard", "Guest",
		"NULL")
	files["Profile.csv"] = "Id,Name\n00e000000000001AAA,Admin\n"
	users, _ := read(t, load.Options{Dir: export(t, files)}).Schema().Object("User")
	if _, ok := users.Field("UserType"); ok {
		t.Error("users have a type, which neither they nor their profiles have in the export")
	}
}
