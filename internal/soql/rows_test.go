package soql

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestRows has rows of all lengths of what is the same as above and of what is not, over
// the borders of blocks and of what is unpacked together.
func TestRows(t *testing.T) {
	var want [][]string
	var got Rows
	for page := range 3 {
		var list [][]string
		for i := range 2*rowsAtOnce + page {
			list = append(list, []string{fmt.Sprintf("005Dm%010dAAA", i*i), strings.Repeat("x", i%40), "",
				strings.Repeat("é", i%3) + "z"})
		}
		got.Join(RowsOf(list))
		want = append(want, list...)
	}
	if got.Len() != len(want) || got.Width() != 4 {
		t.Errorf("%d rows of %d columns, want %d of 4", got.Len(), got.Width(), len(want))
	}
	if !slices.EqualFunc(got.List(), want, slices.Equal) || !got.Equal(RowsOf(want)) {
		t.Error("rows are others than those that were kept")
	}
	if got.First()[0] != want[0][0] || got.Equal(RowsOf(want[1:])) {
		t.Error("the first row is lost")
	}
	var few []string
	for row := range got.All() {
		if few = append(few, row[0]); len(few) == 3 {
			break
		}
	}
	if !slices.Equal(few, []string{want[0][0], want[1][0], want[2][0]}) {
		t.Errorf("the first are %v", few)
	}
}

func TestNoRows(t *testing.T) {
	var none Rows
	none.Join(RowsOf[string](nil))
	if none.Len() != 0 || none.Width() != 0 || none.Size() != 0 || none.List() != nil || none.First() != nil {
		t.Errorf("no rows are %v", none)
	}
	empty := RowsOf([][]string{{}, {}})
	if empty.Len() != 2 || len(empty.List()) != 2 {
		t.Errorf("rows without a column are %d", len(empty.List()))
	}
}

// TestCopiesOfRows has rows that are joined to another copy than the first one.
func TestCopiesOfRows(t *testing.T) {
	one := RowsOf([][]string{{"a"}})
	one.Join(RowsOf([][]string{{"b"}}))
	two, three := one, one
	two.Join(RowsOf([][]string{{"c"}}))
	three.Join(RowsOf([][]string{{"d"}}))
	if got := fmt.Sprint(one.List(), two.List(), three.List()); got != "[[a] [b]] [[a] [b] [c]] [[a] [b] [d]]" {
		t.Errorf("rows are %s", got)
	}
}

// TestSizeOfOwners is why rows are packed: a count by owner takes a few bytes a row.
func TestSizeOfOwners(t *testing.T) {
	const most = 10
	var list [][]string
	for i := range 2000 {
		list = append(list, []string{fmt.Sprintf("005Dm00000%05dIA%c", 3*i, 'A'+i%26), fmt.Sprint(1 + i%17)})
	}
	if size := RowsOf(list).Size(); size > most*len(list) {
		t.Errorf("a row takes %d bytes, want %d at most", size/len(list), most)
	}
}
