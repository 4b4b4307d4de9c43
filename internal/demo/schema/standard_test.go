package schema_test

import (
	"testing"

	"salesforce_exporter/internal/demo/schema"
)

func TestCustomFieldsBelongToTheCompany(t *testing.T) {
	company, err := schema.Company()
	if err != nil {
		t.Fatal(err)
	}
	standard, err := schema.Standard()
	if err != nil {
		t.Fatal(err)
	}
	invoice, ok := company.Object("invoice__c")
	if !ok || !invoice.Custom || invoice.KeyPrefix != "a00" {
		t.Errorf("Invoice__c is %+v", invoice)
	}
	account, ok := invoice.Relationship("Account__r")
	if !ok || account.Name != "Account__c" || !account.Custom {
		t.Errorf("Account__r leads by %+v, want Account__c", account)
	}
	if name, ok := invoice.Field("Name"); !ok || !name.AutoNumber || name.Custom {
		t.Errorf("Invoice__c.Name is %+v, want a number of the system's", name)
	}
	if health := field(t, company, "Account", "Health__c"); !health.Calculated || health.Groupable || !health.Filterable {
		t.Errorf("Account.Health__c is %+v, want a formula that cannot be grouped", health)
	}
	if score := field(t, company, "Case", "CSAT__c"); !score.Custom || score.Groupable || !score.Aggregatable ||
		score.Type != schema.TypeDouble {
		t.Errorf("Case.CSAT__c is %+v", score)
	}
	if _, ok := standard.Object("Invoice__c"); ok {
		t.Error("the standard objects have Invoice__c among them")
	}
	if o, _ := standard.Object("Case"); o != nil {
		if _, ok := o.Field("CSAT__c"); ok {
			t.Error("the standard Case has CSAT__c")
		}
	}
}

func TestCurrenciesExistOnlyWhereThereAreSeveral(t *testing.T) {
	one, err := schema.Company()
	if err != nil {
		t.Fatal(err)
	}
	many, err := schema.MultiCurrencyCompany()
	if err != nil {
		t.Fatal(err)
	}
	for _, object := range []string{"Opportunity", "Invoice__c"} {
		field(t, many, object, "CurrencyIsoCode")
		if o, _ := one.Object(object); o != nil {
			if _, ok := o.Field("CurrencyIsoCode"); ok {
				t.Errorf("%s has a currency in an org of one", object)
			}
		}
	}
	if _, ok := one.Object("CurrencyType"); ok {
		t.Error("an org of one currency has CurrencyType")
	}
}

func field(t *testing.T, s *schema.Schema, object, name string) *schema.Field {
	t.Helper()
	o, ok := s.Object(object)
	if !ok {
		t.Fatalf("no object %s", object)
	}
	f, ok := o.Field(name)
	if !ok {
		t.Fatalf("no field %s.%s", object, name)
	}
	return f
}
