package engagement

import (
	"maps"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"

	"salesforce_exporter/collector"
)

// TestTableIsAMap does to a table and to a map what readings do, and compares.
func TestTableIsAMap(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var table table[int]
	model := map[uint64]int{}
	for round := range 100 {
		var batch []entry[int]
		for range random.IntN(3000) {
			e := entry[int]{id: random.Uint64N(50_000), row: random.Int()}
			batch = append(batch, e)
			model[e.id] = e.row
		}
		table.put(batch)
		gone := map[uint64]bool{}
		for range random.IntN(200) {
			gone[random.Uint64N(50_000)] = true
		}
		table.remove(gone)
		maps.DeleteFunc(model, func(id uint64, _ int) bool { return gone[id] })
		if round%20 == 0 {
			odd := random.Uint64N(2)
			table.keep(func(id uint64, _ *int) bool { return id%2 == odd })
			maps.DeleteFunc(model, func(id uint64, _ int) bool { return id%2 != odd })
		}
		got := map[uint64]int{}
		var ids []uint64
		table.each(func(id uint64, row *int) { got[id] = *row; ids = append(ids, id) })
		if !maps.Equal(got, model) || !slices.IsSorted(ids) || table.rows != len(model) {
			t.Fatalf("round %d: the table has %d rows (%d by its count), the map %d", round, len(got), table.rows, len(model))
		}
		for _, b := range table.blocks {
			if len(b.ids) == 0 || len(b.ids) > blockRows || len(b.ids) != len(b.rows) {
				t.Fatalf("round %d: a block has %d ids and %d rows", round, len(b.ids), len(b.rows))
			}
		}
		for range 100 {
			id := random.Uint64N(50_000)
			row, ok := table.get(id)
			if want, there := model[id]; ok != there || row != want {
				t.Fatalf("round %d: got %v, %v for %d, want %v, %v", round, row, ok, id, want, there)
			}
		}
	}
}

// BenchmarkMonthOfVisits keeps 100,000 visits a day for 30 days, and adds them
// up. Their room is held against that of a map of the same rows.
func BenchmarkMonthOfVisits(b *testing.B) {
	const aDay, days = 100_000, 30
	now := time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)
	base := heap()
	s := newStore()
	s.dropSources()
	for day := range days {
		var batch []entry[visit]
		for i := range aDay {
			at := now.AddDate(0, 0, -day).Add(-time.Duration(i) * time.Second / 2)
			batch = append(batch, entry[visit]{uint64((days-day)*aDay - i),
				visit{at: stampOf(at), seconds: uint32(i), campaign: ref(1 + i%50)}})
		}
		s.visits.put(batch)
	}
	for id := range 50 {
		s.campaigns.of(ident(id + 1))
	}
	kept := heap() - base
	base = heap()
	asMap := map[uint64]*visit{}
	for id := range uint64(aDay) {
		asMap[id] = &visit{}
	}
	mapped := (heap() - base) * days
	for b.Loop() {
		if f := s.figures(collector.WindowStart(now, 30, time.UTC), sources{}); len(f) != 50 {
			b.Fatalf("%d campaigns", len(f))
		}
	}
	runtime.KeepAlive(asMap)
	b.ReportMetric(float64(kept)/(1<<20), "MiB")
	b.ReportMetric(float64(kept)/(days*aDay), "B/visit")
	b.ReportMetric(mapped/kept, "map/ours")
	if kept > 100<<20 {
		b.Errorf("a month of visits takes %.0f MiB", kept/(1<<20))
	}
}

func heap() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}
