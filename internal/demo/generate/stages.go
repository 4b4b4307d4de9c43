package generate

import (
	"salesforce_exporter/internal/demo/generate/random"
	"salesforce_exporter/internal/demo/generate/record"
	"salesforce_exporter/internal/demo/generate/words"
)

// Stage is a value of Opportunity.StageName and what it implies.
type Stage struct {
	Name                           string
	Probability                    float64
	ForecastCategory, ForecastName string
	Closed, Won                    bool
}

// Stages returns the stages of a new org, in order, won and lost last.
func Stages() []Stage {
	return []Stage{
		{"Prospecting", 10, "Pipeline", "Pipeline", false, false},
		{"Qualification", 10, "Pipeline", "Pipeline", false, false},
		{"Needs Analysis", 20, "Pipeline", "Pipeline", false, false},
		{"Value Proposition", 50, "Pipeline", "Pipeline", false, false},
		{"Id. Decision Makers", 60, "Pipeline", "Pipeline", false, false},
		{"Perception Analysis", 70, "BestCase", "Best Case", false, false},
		{"Proposal/Price Quote", 75, "BestCase", "Best Case", false, false},
		{"Negotiation/Review", 90, "Forecast", "Commit", false, false},
		{"Closed Won", 100, "Closed", "Closed", true, true},
		{"Closed Lost", 0, "Omitted", "Omitted", true, false},
	}
}

// Indexes into Stages.
const (
	lastOpenStage = 7
	wonStage      = 8
	lostStage     = 9
)

func (g *generator) stageRows() error {
	at := g.start.AddDate(0, -1, 0)
	for i, s := range Stages() {
		err := g.insert(&record.OpportunityStage{System: record.Created(at, g.machine), ID: g.ids.Next("01J"),
			MasterLabel: s.Name, APIName: s.Name,
			ForecastCategory: s.ForecastCategory, ForecastCategoryName: s.ForecastName, SortOrder: i + 1,
			DefaultProbability: s.Probability,
			IsActive:           true, IsClosed: s.Closed, IsWon: s.Won})
		if err != nil {
			return err
		}
	}
	return nil
}

// goods is something to sell, with the ids that line items need.
type goods struct {
	words.Goods
	product, entry string
}

// priceBook is the standard price book. The demo org has no object for it, as
// nobody measures it.
const priceBook = "01sDm0000000001IAA"

func (g *generator) products() error {
	at := g.start.AddDate(0, 0, 1)
	for _, item := range words.Catalogue() {
		thing := goods{Goods: item, product: g.ids.Next("01t"), entry: g.ids.Next("01u")}
		g.goods = append(g.goods, thing)
		err := g.insert(&record.Product2{System: record.Created(at, g.admin.id), ID: thing.product, Name: item.Name,
			ProductCode: item.Code,
			Family:      item.Family, ProductClass: "Simple", IsActive: true})
		if err != nil {
			return err
		}
	}
	return nil
}

// lines puts products into a deal of about the given amount and returns what
// they come to.
func (g *generator) lines(deal *record.Opportunity, amount float64) (rows []*record.OpportunityLineItem, sum float64) {
	n := g.Int(1, 4)
	for i := range n {
		thing := random.Pick(g.Source, g.goods)
		quantity := float64(max(1, int(amount/float64(n)/thing.Price+0.5)))
		price := float64(int(thing.Price * g.Float(0.8, 1)))
		row := &record.OpportunityLineItem{System: record.Created(deal.CreatedDate, deal.CreatedByID), ID: g.ids.Next("00k"),
			OpportunityID: deal.ID, PricebookEntryID: thing.entry, Product2ID: thing.product, ProductCode: thing.Code,
			Name: deal.Name + " " + thing.Name, SortOrder: i + 1, Quantity: quantity, UnitPrice: price, ListPrice: thing.Price,
			TotalPrice: quantity * price,
			IsDeleted:  deal.IsDeleted}
		rows = append(rows, row)
		sum += row.TotalPrice
	}
	return rows, sum
}
