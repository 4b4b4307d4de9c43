package collector

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"slices"
	"strings"
)

// How leaderboards name people.
const (
	NamesFull      = "full"      // User.Name
	NamesAlias     = "alias"     // User.Alias
	NamesPseudonym = "pseudonym" // a name that only the key leads back from
	NamesOff       = "off"       // no series of people, only of teams
)

// Names say how leaderboards name people.
type Names struct {
	Mode string // one of the above; empty for full
	Key  []byte // of pseudonyms
	// Hide is a check box on User: who has it ticked is on no board.
	Hide string
	// Targets says that people have targets of their own, by user name.
	Targets bool
	// HideHolders is the API name of a permission set whose holders are on no
	// board.
	HideHolders string
}

// columns asks for no more of people than the boards show.
func (n Names) columns(c *peopleColumns, column func(path, what string) int) {
	switch n.Mode {
	case NamesAlias:
		c.alias = column("Alias", "names on leaderboards")
	case NamesFull, "":
		c.name = column("Name", "names on leaderboards")
	}
	if n.Targets {
		c.username = column("Username", "targets of people")
	}
	if n.Hide != "" {
		c.hidden = column(n.Hide, "people who are on no leaderboard")
	}
}

// of returns how people are named. Two people of one name stay two: all but
// the first, by the order of their ids, get a number.
func (n Names) of(people *People) func(*Person) string {
	counted := make([]*Person, 0, len(people.list))
	for i := range people.list {
		if people.list[i].Counted {
			counted = append(counted, &people.list[i])
		}
	}
	slices.SortFunc(counted, func(a, b *Person) int { return strings.Compare(a.ID, b.ID) })
	seen := map[string]int{}
	numbered := map[string]string{}
	for _, x := range counted {
		name := n.plain(x)
		if seen[name]++; seen[name] > 1 {
			numbered[x.ID] = fmt.Sprintf("%s (%d)", name, seen[name])
		}
	}
	return func(x *Person) string {
		if name, ok := numbered[x.ID]; ok {
			return name
		}
		return n.plain(x)
	}
}

func (n Names) plain(x *Person) string {
	switch n.Mode {
	case NamesPseudonym:
		return n.pseudonym(x.ID)
	case NamesAlias:
		return orNone(x.Alias)
	}
	return orNone(x.Name)
}

// pseudonym is the same for the same person and key, and cannot be led back
// without the key: a keyed hash of the id, of which 60 bits are shown.
func (n Names) pseudonym(id string) string {
	mac := hmac.New(sha256.New, n.Key)
	mac.Write([]byte(id))
	return "p-" + strings.ToLower(base32.StdEncoding.EncodeToString(mac.Sum(nil))[:12])
}
