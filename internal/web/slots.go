package web

import (
	"context"
	"sync"
)

// slots bound how much is done at once. The nil slots bound nothing.
type slots chan struct{}

func newSlots(n int) slots {
	if n <= 0 {
		return nil
	}
	return make(slots, n)
}

// take waits for a slot, and reports whether there was one before the context
// ended.
func (s slots) take(ctx context.Context) bool {
	if s == nil {
		return true
	}
	select {
	case s <- struct{}{}: // also where the context has ended: the answer may come just in time
		return true
	default:
	}
	select {
	case s <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

func (s slots) free() {
	if s != nil {
		<-s
	}
}

// clientSlots bound how much is done at once for each client.
type clientSlots struct {
	each int // zero for no bound

	mu      sync.Mutex
	clients map[string]*clientSlot
}

// A clientSlot is there as long as somebody has or awaits one of its slots.
type clientSlot struct {
	slots slots
	users int
}

// newClientSlots gives each client its share of the slots, and at least one.
func newClientSlots(most, share int) *clientSlots {
	c := &clientSlots{clients: map[string]*clientSlot{}}
	if most > 0 {
		c.each = max(1, most/share)
	}
	return c
}

// take waits for a slot of the client, and reports whether there was one before
// the context ended. What it returns has to be called in any case.
func (c *clientSlots) take(ctx context.Context, client string) (free func(), ok bool) {
	c.mu.Lock()
	slot := c.clients[client]
	if slot == nil {
		slot = &clientSlot{slots: newSlots(c.each)}
		c.clients[client] = slot
	}
	slot.users++
	c.mu.Unlock()
	ok = slot.slots.take(ctx)
	return func() {
		if ok {
			slot.slots.free()
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		if slot.users--; slot.users == 0 {
			delete(c.clients, client)
		}
	}, ok
}
