package org

import (
	"slices"
	"strings"

	dto "github.com/prometheus/client_model/go"
)

// A labelTable has the labels of a snapshot, and each set of them, once: most
// metrics are by team, so thousands of series share a few dozen sets.
type labelTable struct {
	pairs []*dto.LabelPair
	sets  []uint32 // one after the other: how many labels, then where each stands in pairs
}

func (t *labelTable) clip() { t.pairs, t.sets = slices.Clip(t.pairs), slices.Clip(t.sets) }

// A labelReader makes sets of labels as the library has them, in one piece.
type labelReader struct {
	table *labelTable
	room  []*dto.LabelPair
}

// reader has room for the given sets.
func (t *labelTable) reader(sets []uint32) labelReader {
	n := 0
	for _, set := range sets {
		n += int(t.sets[set])
	}
	return labelReader{table: t, room: make([]*dto.LabelPair, 0, n)}
}

func (r *labelReader) next(set uint32) []*dto.LabelPair {
	start := len(r.room)
	for _, place := range r.table.sets[set+1:][:r.table.sets[set]] {
		r.room = append(r.room, r.table.pairs[place])
	}
	return r.room[start:len(r.room):len(r.room)]
}

// labelPairs has each label of several snapshots once.
type labelPairs map[string]*dto.LabelPair

// A labelWriter fills a table.
type labelWriter struct {
	pairs  labelPairs
	table  *labelTable
	places map[string]uint32 // in table.pairs
	sets   map[string]uint32 // in table.sets
}

// set returns where the labels stand in the table.
func (w labelWriter) set(labels []*dto.LabelPair) uint32 {
	names := make([]string, len(labels))
	for i, l := range labels {
		names[i] = l.GetName() + "\xff" + l.GetValue() // 0xff is no part of valid UTF-8, as labels are
	}
	key := strings.Join(names, "\xff")
	if at, ok := w.sets[key]; ok {
		return at
	}
	at := uint32(len(w.table.sets))
	w.table.sets = append(w.table.sets, uint32(len(labels)))
	for i, l := range labels {
		w.table.sets = append(w.table.sets, w.place(names[i], l))
	}
	w.sets[key] = at
	return at
}

// place returns where a label stands in the table.
func (w labelWriter) place(name string, label *dto.LabelPair) uint32 {
	if at, ok := w.places[name]; ok {
		return at
	}
	if w.pairs[name] == nil {
		w.pairs[name] = label
	}
	at := uint32(len(w.table.pairs))
	w.table.pairs = append(w.table.pairs, w.pairs[name])
	w.places[name] = at
	return at
}
