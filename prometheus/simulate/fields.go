package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// fields simulates an object of 10,000 records to which so many are added a
// week. 80 % of them have a field filled, until one day none has. It counts how
// often SalesforceFieldNotFilled fires within three weeks, and in a year in which
// nothing happens.
func fields(t *tally, objects int) {
	for _, each := range []float64{50, 800} {
		for seed := range uint64(objects) {
			r := rand.New(rand.NewPCG(seed, uint64(each)))
			const first, stops, last = 70, 70 + 364, 70 + 364 + 56
			records, filled := make([]float64, last), make([]float64, last)
			records[0], filled[0] = 10000, 8000
			share := 0.8
			for d := 1; d < last; d++ {
				if d >= stops {
					share = 0
				}
				added := float64(poisson(r, each/5))
				if d%7 >= 5 { // weekends
					added = 0
				}
				records[d], filled[d] = records[d-1]+added, filled[d-1]
				for range int(added) {
					if r.Float64() < share {
						filled[d]++
					}
				}
				if r.Float64() < 0.2 { // old records are corrected now and then
					filled[d] += float64(r.IntN(3))
				}
			}
			fired, w := make([]bool, last), newWatch(1, 0)
			for d := first; d < last; d++ {
				fired[d] = w.see(fieldEmpty(records, filled, d), d)
			}
			key := fmt.Sprintf("%s|a field is filled no more, %.0f records a week", ours, each)
			t.quietDays(ours+"|field", fired, first, stops)
			t.hold(key, slices.Contains(fired[stops:stops+21], true))
			t.hold(key+", alert lasts 4 weeks", slices.Contains(fired[stops+42:stops+49], true))
		}
	}
}

// fieldEmpty is the expression of SalesforceFieldNotFilled, once a day.
func fieldEmpty(records, filled []float64, d int) bool {
	added := records[d] - records[d-14]
	if added < 50 || added > 3*max(1, records[d-14]-records[d-28]) {
		return false
	}
	of := (filled[d] - filled[d-14]) / added
	before := (filled[d-14] - filled[d-56]) / (records[d-14] - records[d-56])
	return filled[d-14]/records[d-14] >= 0.3 && of < 0.25*filled[d-14]/records[d-14] && of < 0.25*before
}
