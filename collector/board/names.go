package board

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"slices"
	"strings"

	"salesforce_exporter/collector"
	"salesforce_exporter/internal/setting"
)

// How leaderboards name people.
const (
	NamesFull      = "full"      // User.Name
	NamesAlias     = "alias"     // User.Alias
	NamesPseudonym = "pseudonym" // a name that only the key leads back from
	NamesOff       = "off"       // no series of people, only of teams
	NamesUnset     = ""          // as off, because nobody has chosen yet
)

// Names say how leaderboards name people.
type Names struct {
	Mode    string `yaml:"names"` // one of the above
	KeyFile string `yaml:"key_file"`
	Key     []byte `yaml:"-"` // of pseudonyms, from the file
	// Hide is a check box on User: who has it ticked is on no board.
	Hide setting.Name `yaml:"hide"`
	// HideHolders is the API name of a permission set whose holders are on no
	// board.
	HideHolders setting.Name `yaml:"hide_holders"`
	// SmallestTeam is how many people a team has to have for its score to be
	// shown; zero for one where people are named in full, and else for three.
	SmallestTeam setting.PositiveInt `yaml:"smallest_team"`
	// Usernames says that people have targets of their own or are chosen by
	// their manager, both told by user name.
	Usernames bool `yaml:"-"`
}

func (n Names) check() error {
	if slices.Contains([]string{NamesUnset, NamesFull, NamesAlias, NamesPseudonym, NamesOff}, n.Mode) {
		return nil
	}
	return fmt.Errorf("names %q: use full, alias, pseudonym or off", n.Mode)
}

func (n Names) smallestTeam() int {
	switch {
	case n.SmallestTeam > 0:
		return int(n.SmallestTeam)
	case n.full():
		return 1
	}
	return 3
}

// Naming is what has to be read of people.
func (n Names) Naming() collector.Naming {
	return collector.Naming{Name: n.full(), Alias: n.Mode == NamesAlias, Username: n.Usernames, Hide: string(n.Hide)}
}

func (n Names) full() bool { return n.Mode == NamesFull }

// people reports whether people are shown at all.
func (n Names) people() bool { return n.Mode != NamesOff && n.Mode != NamesUnset }

// seen returns the names as far as the org shows them: without them, nobody is
// shown.
func (n Names) seen(p collector.PeoplePlan) Names {
	if n.Mode == NamesAlias && !p.Shows("Alias") || n.full() && !p.Shows("Name") {
		n.Mode = NamesOff
	}
	return n
}

// of returns how people are named. Everybody is in the order of their ids. Two
// people of one name stay two: all but the first get a number, also when the
// first has left, so that no series passes from one to the other.
func (n Names) of(everybody []*collector.Person) func(*collector.Person) string {
	switch n.Mode {
	case NamesPseudonym:
		return func(x *collector.Person) string { return n.pseudonym(x.ID) }
	case NamesOff, NamesUnset:
		return func(*collector.Person) string { return "" }
	}
	taken := make(map[string]int, len(everybody))
	for _, x := range everybody {
		taken[n.plain(x)] = 0
	}
	numbered := map[string]string{}
	for _, x := range everybody {
		name := n.plain(x)
		if taken[name]++; taken[name] == 1 {
			continue
		}
		number := fmt.Sprintf("%s (%d)", name, taken[name])
		for _, there := taken[number]; there; _, there = taken[number] { // somebody is called so
			taken[name]++
			number = fmt.Sprintf("%s (%d)", name, taken[name])
		}
		numbered[x.ID] = number
	}
	return func(x *collector.Person) string {
		if name, ok := numbered[x.ID]; ok {
			return name
		}
		return n.plain(x)
	}
}

func (n Names) plain(x *collector.Person) string {
	if n.Mode == NamesAlias {
		return collector.OrNone(x.Alias)
	}
	return collector.OrNone(x.Name)
}

// pseudonym is the same for the same person and key, and cannot be led back
// without the key: a keyed hash of the id, of which 60 bits are shown.
func (n Names) pseudonym(id string) string {
	mac := hmac.New(sha256.New, n.Key)
	mac.Write([]byte(id))
	return "p-" + strings.ToLower(base32.StdEncoding.EncodeToString(mac.Sum(nil))[:12])
}

// everybody lists all people in the order of their ids.
func everybody(p *collector.People) []*collector.Person {
	list := p.All()
	all := make([]*collector.Person, len(list))
	for i := range list {
		all[i] = &list[i]
	}
	slices.SortFunc(all, func(a, b *collector.Person) int { return strings.Compare(a.ID, b.ID) })
	return all
}
