package generate

import (
	"fmt"
	"time"

	"salesforce_exporter/internal/demo/generate/random"
	"salesforce_exporter/internal/demo/generate/record"
)

// sale is a deal that was won and has to be paid for.
type sale struct {
	account string
	owner   *person
	amount  float64
	at      time.Time
}

// bill notes the sales of an account.
func (s *story) bill() {
	for _, d := range s.deals {
		if o := d.row; o.IsWon && !o.IsDeleted && o.Amount != nil {
			*s.sales = append(*s.sales,
				sale{account: s.account.ID, owner: s.owner, amount: *o.Amount, at: o.LastStageChangeDate})
		}
	}
}

// invoices writes the bills for what was sold, in one to three instalments.
func (g *generator) invoices() error {
	g = g.apart(billing)
	n := 0
	for _, s := range *g.sales {
		parts := g.Int(1, 3)
		for part := range parts {
			at := s.at.AddDate(0, 0, 1+30*part).Add(time.Duration(g.Int(0, 3600)) * time.Second)
			if at.After(g.now) {
				break
			}
			n++
			if err := g.insert(g.invoice(s, n, s.amount/float64(parts), at)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (g *generator) invoice(s sale, n int, amount float64, at time.Time) *record.Invoice {
	due := at.AddDate(0, 0, 30)
	i := &record.Invoice{System: record.Created(at, g.machine), ID: g.ids.Next("a00"), OwnerID: s.owner.id,
		Name: fmt.Sprintf("INV-%05d", n), Account: s.account,
		Amount: float64(int(amount*100)) / 100, DueDate: record.DateOf(due), IsDeleted: g.deleted(),
		Status: g.Weighted([]random.Option{{Value: "Sent", Weight: 9}, {Value: "Draft", Weight: 1}})}
	paid := at.AddDate(0, 0, g.Count(26))
	switch {
	case g.Chance(0.02):
		i.Status = "Cancelled"
	case !paid.After(g.now) && g.Chance(0.93):
		i.Status = "Paid"
		i.Modified(paid, g.machine)
	}
	return i
}
