package engagement

import (
	"cmp"
	"slices"
	"sort"
)

// A table keeps rows by id, in order, without pointers and with little room
// besides: three million visits have to fit.
type table[T any] struct {
	blocks []block[T]
	rows   int
}

// A block is a part of a table, never empty.
type block[T any] struct {
	ids  []uint64
	rows []T
}

const blockRows = 4096

// An entry is a row on its way into a table.
type entry[T any] struct {
	id  uint64
	row T
}

// put adds rows, in place of those with the same ids. Of two with one id the
// later one counts.
func (t *table[T]) put(batch []entry[T]) {
	slices.SortStableFunc(batch, func(a, b entry[T]) int { return cmp.Compare(a.id, b.id) })
	batch = lastOfEach(batch)
	for len(batch) > 0 {
		i := t.blockOf(batch[0].id)
		n := len(batch)
		if i+1 < len(t.blocks) {
			n, _ = slices.BinarySearchFunc(batch, t.blocks[i+1].ids[0],
				func(e entry[T], id uint64) int { return cmp.Compare(e.id, id) })
		}
		t.merge(i, batch[:n])
		batch = batch[n:]
	}
}

func lastOfEach[T any](batch []entry[T]) []entry[T] {
	kept := batch[:0]
	for _, e := range batch {
		if n := len(kept); n > 0 && kept[n-1].id == e.id {
			kept[n-1] = e
			continue
		}
		kept = append(kept, e)
	}
	return kept
}

// blockOf is the block where an id is or would be.
func (t *table[T]) blockOf(id uint64) int {
	i := sort.Search(len(t.blocks), func(i int) bool { return t.blocks[i].ids[0] > id })
	return max(0, i-1)
}

// merge puts a sorted batch into a block, and splits it where it is too large.
func (t *table[T]) merge(i int, batch []entry[T]) {
	var old block[T]
	if i < len(t.blocks) {
		old = t.blocks[i]
	}
	var merged block[T]
	at := 0
	for _, e := range batch {
		for at < len(old.ids) && old.ids[at] < e.id {
			merged.append(old.ids[at], old.rows[at])
			at++
		}
		if at < len(old.ids) && old.ids[at] == e.id {
			at++
		}
		merged.append(e.id, e.row)
	}
	merged.ids = append(merged.ids, old.ids[at:]...)
	merged.rows = append(merged.rows, old.rows[at:]...)
	t.rows += len(merged.ids) - len(old.ids)
	t.blocks = slices.Replace(t.blocks, i, min(i+1, len(t.blocks)), merged.split()...)
}

func (b *block[T]) append(id uint64, row T) {
	b.ids, b.rows = append(b.ids, id), append(b.rows, row)
}

// split cuts a block into blocks of exactly the room that they need.
func (b *block[T]) split() []block[T] {
	parts := (len(b.ids) + blockRows - 1) / blockRows
	blocks := make([]block[T], parts)
	for p := range blocks {
		from, to := p*len(b.ids)/parts, (p+1)*len(b.ids)/parts
		blocks[p] = block[T]{ids: exact(b.ids[from:to]), rows: exact(b.rows[from:to])}
	}
	return blocks
}

func exact[E any](s []E) []E {
	kept := make([]E, len(s))
	copy(kept, s)
	return kept
}

// get finds a row.
func (t *table[T]) get(id uint64) (row T, ok bool) {
	if len(t.blocks) == 0 {
		return row, false
	}
	b := t.blocks[t.blockOf(id)]
	if at, found := slices.BinarySearch(b.ids, id); found {
		return b.rows[at], true
	}
	return row, false
}

// each hands over all rows in order of their ids.
func (t *table[T]) each(do func(id uint64, row *T)) {
	for _, b := range t.blocks {
		for i := range b.ids {
			do(b.ids[i], &b.rows[i])
		}
	}
}

// keep drops the rows that are not wanted.
func (t *table[T]) keep(wanted func(id uint64, row *T) bool) {
	blocks := t.blocks[:0]
	t.rows = 0
	for _, b := range t.blocks {
		n := 0
		for i := range b.ids {
			if wanted(b.ids[i], &b.rows[i]) {
				b.ids[n], b.rows[n] = b.ids[i], b.rows[i]
				n++
			}
		}
		if n == 0 {
			continue
		}
		if n < len(b.ids)/2 {
			b = block[T]{ids: exact(b.ids[:n]), rows: exact(b.rows[:n])}
		}
		blocks = append(blocks, block[T]{ids: b.ids[:n], rows: b.rows[:n]})
		t.rows += n
	}
	clear(t.blocks[len(blocks):])
	t.blocks = blocks
}

// remove drops the rows with these ids.
func (t *table[T]) remove(ids map[uint64]bool) {
	if len(ids) > 0 {
		t.keep(func(id uint64, _ *T) bool { return !ids[id] })
	}
}
