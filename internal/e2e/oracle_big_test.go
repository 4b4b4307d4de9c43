package e2e

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"salesforce_exporter/internal/demo"
)

// TestOracleOfBigOrgs is TestOracle of orgs whose people all own records, of 1,600 people or of as many as
// ORACLE_USERS lists, such as 5000,20000: see make oracle.
func TestOracleOfBigOrgs(t *testing.T) {
	t.Parallel()
	sizes := orElse(os.Getenv("ORACLE_USERS"), "1600")
	for size := range strings.SplitSeq(sizes, ",") {
		users, err := strconv.Atoi(size)
		if err != nil {
			t.Fatalf("ORACLE_USERS: %v", err)
		}
		t.Run(fmt.Sprint(users, " people"), func(t *testing.T) {
			r := newRig(t, rigOptions{demo: demo.Options{Users: users, Frozen: true}, make: everyOf(t)})
			m := r.scrape(0)
			want := truth(t, r.demo, "UTC", m)
			if len(want) < 5000 {
				t.Errorf("%d series are compared, which is too few", len(want))
			}
			report(t, differences(want, measured(m)))
			if t.Failed() {
				t.Logf("the log is:\n%s", r.log)
			}
		})
	}
}
