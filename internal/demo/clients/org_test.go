package clients

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"salesforce_exporter/internal/demo"
)

const people = 60

// A rig is a demo org that listens on loopback, and the key of its app.
type rig struct {
	org *demo.Org
	url string
	pem string // the app's private key
}

const refreshToken = "given-by-the-user"

func newRig(t *testing.T) *rig {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	org, err := demo.New(t.Context(), demo.Options{Users: people, Frozen: true, SignIn: demo.SignIn{
		Certificate: &key.PublicKey, RefreshTokens: []string{refreshToken},
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { org.Close() })
	server := httptest.NewServer(org.Handler())
	t.Cleanup(server.Close)
	private := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})
	return &rig{org: org, url: server.URL, pem: string(private)}
}

// figures are what each client finds out in each of its ways.
type figures struct {
	Read      int                // rows of LoginHistory, read page by page
	Different int                // different ids among them
	Counted   int                // rows of LoginHistory, by COUNT()
	Stages    map[string]int     // opportunities
	Amounts   map[string]float64 // of opportunities, by stage
	Types     map[string]string  // of the fields of Opportunity
	Objects   bool               // Account, Task and LoginHistory are in the list of objects
	Owner     string             // name of the owner of the first account
	Name      string             // of that account, read as one record
	Allowance int                // API requests in 24 hours
}

// truth computes the figures from the rows, without SOQL and without HTTP.
func (r *rig) truth(t *testing.T) figures {
	t.Helper()
	f := figures{Stages: map[string]int{}, Amounts: map[string]float64{}, Objects: true, Allowance: 100_000 + 1_000*people}
	db := r.org.DB()
	if err := db.QueryRow(`SELECT COUNT(*) FROM LoginHistory`).Scan(&f.Counted); err != nil {
		t.Fatal(err)
	}
	if f.Counted <= 2*2000 {
		t.Fatalf("%d logins are less than three pages", f.Counted)
	}
	f.Read, f.Different = f.Counted, f.Counted
	rows, err := db.Query(`SELECT StageName, COUNT(*), COALESCE(SUM(Amount), 0) FROM Opportunity WHERE IsDeleted = 0 GROUP BY StageName`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var stage string
		var n int
		var amount float64
		if err := rows.Scan(&stage, &n, &amount); err != nil {
			t.Fatal(err)
		}
		f.Stages[stage], f.Amounts[stage] = n, amount
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	err = db.QueryRow(`SELECT a.Name, u.Name FROM Account a JOIN "User" u ON u.Id = a.OwnerId WHERE a.IsDeleted = 0 ORDER BY a.Id LIMIT 1`).
		Scan(&f.Name, &f.Owner)
	if err != nil {
		t.Fatal(err)
	}
	f.Types = map[string]string{"Id": "id", "Amount": "currency", "StageName": "picklist", "CloseDate": "date",
		"OwnerId": "reference", "IsWon": "boolean", "CreatedDate": "datetime", "Probability": "percent"}
	return f
}

func (r *rig) check(t *testing.T, got figures) {
	t.Helper()
	if diff := cmp.Diff(r.truth(t), got); diff != "" {
		t.Errorf("differs from the rows (-rows +client):\n%s", diff)
	}
}
