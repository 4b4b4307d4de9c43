package config_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const shared = `
dimensions: {role: UserRole.Name, department: Department}
users: {where: IsActive = true}
collectors: {chatter: {enabled: false}, records: {interval: 4h, objects: [Account]}}
leaderboards: {names: off}
metrics: [{name: due, help: Due., object: Contract}]
`

const org = `{url: "https://a.my.salesforce.com", client_id: c, client_secret_file: /run/s`

// TestAnOrgMayDiffer holds an org for which something is different against a file
// that says at its top what holds for that org.
func TestAnOrgMayDiffer(t *testing.T) {
	for name, c := range map[string]struct{ own, as string }{
		"dimensions": {"dimensions: {region: Country}",
			strings.Replace(shared, "{role: UserRole.Name, department: Department}", "{region: Country}", 1)},
		"people": {"users: {where: IsActive = false}", strings.Replace(shared, "IsActive = true", "IsActive = false", 1)},
		"one collector": {"collectors: {records: {interval: 2h}, cases: {enabled: false}}",
			strings.Replace(shared, "interval: 4h, objects: [Account]}",
				"interval: 2h, objects: [Account]}, cases: {enabled: false}", 1)},
		"names": {"leaderboards: {names: alias}", strings.Replace(shared, "names: off", "names: alias", 1)},
		"metrics": {"metrics: [{name: other, help: Other., object: Order}]",
			strings.Replace(shared, "metrics: [{name: due, help: Due., object: Contract", // on the same line
				"\n\nmetrics: [{name: other, help: Other., object: Order", 1)},
		"what the top leaves out": {"series_limit: 7", shared + "series_limit: 7\n"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := load(t, shared+"orgs:\n  one: "+org+", "+c.own+"}\n  two: "+org+"}\n")
			if err != nil {
				t.Fatal(err)
			}
			want, err := load(t, c.as)
			if err != nil {
				t.Fatal(err)
			}
			top, err := load(t, shared)
			if err != nil {
				t.Fatal(err)
			}
			one := got.Of("one")
			if d := cmp.Diff(want, one, same); d != "" || one.Text != want.Text {
				t.Errorf("the org (-want +got):\n%s\n%s", d, cmp.Diff(want.Text, one.Text))
			}
			if two := got.Of("two"); two != got || two.Text != top.Text {
				t.Errorf("another org (-want +got):\n%s", cmp.Diff(top.Text, two.Text))
			}
		})
	}
}

func TestMistakesOfAnOrg(t *testing.T) {
	for name, c := range map[string]struct{ own, want string }{
		"an unknown key":       {"      client: c\n", "line 10: unknown key client: did you mean client_id? Else use one of url, client_id,"},
		"of a collector":       {"      collectors:\n        records: {windows: [soon]}\n", `line 11: org "one": "soon" is no window: write a number`},
		"an unknown collector": {"      collectors:\n        record: {}\n", `line 11: org "one": there is no collector "record": did you mean records?`},
		"of a condition":       {"      users: {where: IsActive =}\n", `line 10: org "one": users: `},
		"orgs of an org":       {"      orgs: {}\n", "line 10: unknown key orgs: use one of"},
	} {
		_, err := load(t, shared+"orgs:\n  one:\n"+
			"      url: https://a.my.salesforce.com\n"+c.own+"      client_id: c\n      client_secret_file: /run/s\n")
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
}
