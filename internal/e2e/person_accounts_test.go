package e2e

import (
	"testing"

	"salesforce_exporter/internal/demo"
)

// TestPersonAccounts has an org with a person account and two business accounts,
// none of which has a site or a number of employees. A person account cannot have
// them, so it breaks no rule. An org without person accounts has no field that
// tells them.
func TestPersonAccounts(t *testing.T) {
	const rule = `salesforce_data_quality_violations{object="Account",region="Peru",rule="accounts_without_key_fields"}`
	for name, c := range map[string]struct {
		accounts string
		want     float64
	}{
		"with person accounts": {`Id,Name,OwnerId,CreatedDate,IsPersonAccount,Site,NumberOfEmployees,Industry,Phone
001000000000001AAA,Ana,005000000000000AAA,2026-11-20T12:00:00Z,true,,,Energy,1
001000000000002AAA,Acme,005000000000000AAA,2026-11-20T12:00:00Z,false,,,Energy,1
001000000000003AAA,Hills,005000000000000AAA,2026-11-20T12:00:00Z,false,,,Energy,1
`, 2},
		"without": {`Id,Name,OwnerId,CreatedDate,Site,NumberOfEmployees,Industry,Phone
001000000000001AAA,Ana,005000000000000AAA,2026-11-20T12:00:00Z,,,Energy,1
001000000000002AAA,Acme,005000000000000AAA,2026-11-20T12:00:00Z,,,Energy,1
001000000000003AAA,Hills,005000000000000AAA,2026-11-20T12:00:00Z,,,Energy,1
`, 3},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, "User.csv", "Id,Name,IsActive,UserType,Country\n005000000000000AAA,P,true,Standard,Peru\n")
			write(t, dir, "Account.csv", c.accounts)
			m := newRig(t, rigOptions{
				demo: demo.Options{DataDir: dir, DataAsOf: "2026-11-29", Now: at(t, "2026-11-29T12:00:00Z"), Frozen: true},
				make: qualityOnly(t),
			}).scrape(0)
			if got := m.series[rule]; got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}
