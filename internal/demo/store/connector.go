package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"modernc.org/sqlite"
)

const (
	// mostAttached is how many databases SQLite attaches to the main one.
	mostAttached = 10
	// spread is the size from which objects are spread over several databases.
	// An in-memory database takes a gigabyte at most, and when it grows, it is
	// copied to twice the room, of which the half that it leaves is not given
	// back: several small ones take less than one large one.
	spread = 64 << 20
)

// share says which database each object goes to, and how many databases there
// are beside the main one: large objects first, each to the one with the least.
func share(sizes map[string]int64) (places map[string]int, attached int) {
	places = map[string]int{}
	total := int64(0)
	for _, size := range sizes {
		total += size
	}
	if total < spread {
		return places, 0
	}
	names := slices.SortedFunc(maps.Keys(sizes), func(a, b string) int {
		if sizes[a] != sizes[b] {
			return int(min(1, max(-1, sizes[b]-sizes[a])))
		}
		return strings.Compare(a, b)
	})
	var filled [1 + mostAttached]int64
	for _, name := range names {
		least := 0
		for i, n := range filled {
			if n < filled[least] {
				least = i
			}
		}
		places[name] = least
		filled[least] += sizes[name]
	}
	return places, mostAttached
}

// databaseName is what statements call a database: the main one, 0, or an
// attached one.
func databaseName(place int) string {
	if place == 0 {
		return "main"
	}
	return fmt.Sprintf("part%d", place)
}

// A connector opens connections to databases in memory.
type connector struct {
	driver.Connector
	number   int64
	attached int
}

func newConnector(attached int) (*connector, error) {
	c := &connector{number: databases.Add(1), attached: attached}
	var err error
	c.Connector, err = sqlite.NewConnector(c.address(0) + "&_pragma=busy_timeout(60000)&_pragma=synchronous(off)")
	return c, err
}

// address is that of a database. memdb lets several connections read one
// in-memory database at a time.
func (c *connector) address(place int) string {
	return fmt.Sprintf("file:/demo-%d-%d?vfs=memdb", c.number, place)
}

// Connect opens a connection that knows all databases.
func (c *connector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	execer, ok := conn.(driver.ExecerContext)
	if !ok {
		return nil, errors.Join(errors.New("the driver runs no statements"), conn.Close())
	}
	for i := range c.attached {
		text := "ATTACH '" + c.address(i+1) + "' AS " + databaseName(i+1)
		if _, err := execer.ExecContext(ctx, text, nil); err != nil {
			return nil, errors.Join(fmt.Errorf("attach demo database: %w", err), conn.Close())
		}
	}
	return conn, nil
}
