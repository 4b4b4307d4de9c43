package setting

import (
	"cmp"
	"slices"
	"strings"
)

// mostOffers bounds how many names are offered for one that there is not.
const mostOffers = 3

// Nearest lists the names that somebody may have meant who wrote a word, the most
// likely first; none where nothing is like it. Case, spaces, underscores and the end of
// custom names make no difference.
func Nearest(word string, names []string) []string {
	wanted := folded(word)
	if wanted == "" {
		return nil
	}
	type offer struct {
		name string
		off  int
	}
	var typos, longer []offer
	most := mostTypos(wanted)
	for _, name := range names {
		has := folded(name)
		switch d := distance(wanted, has, most); {
		case d <= most:
			typos = append(typos, offer{name, d})
		case len(wanted) >= 4 && strings.Contains(has, wanted), len(has) >= 4 && strings.HasPrefix(wanted, has):
			longer = append(longer, offer{name, max(len(has), len(wanted))})
		}
	}
	all := typos
	if len(all) == 0 {
		all = longer
	}
	slices.SortStableFunc(all, func(a, b offer) int { return cmp.Compare(a.off, b.off) })
	var nearest []string
	for _, o := range all {
		if o.off > all[0].off && len(typos) > 0 || len(nearest) == mostOffers {
			break
		}
		if !slices.Contains(nearest, o.name) {
			nearest = append(nearest, o.name)
		}
	}
	return nearest
}

// DidYouMean asks whether one of the names was meant; empty where none is like the
// word.
func DidYouMean(word string, names []string) string {
	nearest := Nearest(word, names)
	if len(nearest) == 0 {
		return ""
	}
	return "did you mean " + OneOf(nearest) + "?"
}

// Instead says which of the names to use in place of a word: the one that was meant, or
// else all of them.
func Instead(word string, names []string) string {
	all := "use one of " + strings.Join(names, ", ")
	if meant := DidYouMean(word, names); meant != "" {
		return meant + " Else " + all
	}
	return all
}

// OneOf joins names by commas, and the last by "or".
func OneOf(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// mostTypos is how many letters may be wrong: none in very short words.
func mostTypos(word string) int { return min(len(word)/3, 3) }

// folded leaves of a name what people keep in mind of it.
func folded(name string) string {
	name = strings.ToLower(name)
	for _, end := range []string{"__c", "__r"} {
		name = strings.TrimSuffix(name, end)
	}
	return strings.Map(func(r rune) rune {
		if r == '_' || r == ' ' || r == '-' {
			return -1
		}
		return r
	}, name)
}

// distance is how many letters have to be changed, put in, left out or swapped with
// the next to make one word of another; more than most for any number beyond it.
func distance(a, b string, most int) int {
	if d := len(a) - len(b); d > most || -d > most {
		return most + 1
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
