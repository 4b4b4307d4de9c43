package api

import (
	"context"
	"sync"
)

// A lease is held from when a large answer is read until what was asked for is out
// of it, so that there is one such answer at a time.
type lease struct {
	mu   sync.Mutex
	free func() // nil while it is not held
}

type leaseKey struct{}

// HoldLarge returns a context in which a large answer keeps others from being read
// until the returned function is called.
func HoldLarge(ctx context.Context) (context.Context, func()) {
	l := &lease{}
	return context.WithValue(ctx, leaseKey{}, l), l.end
}

func leaseOf(ctx context.Context) *lease {
	l, _ := ctx.Value(leaseKey{}).(*lease)
	return l
}

func (l *lease) held() bool {
	if l == nil {
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.free != nil
}

// hold takes over what ends the turn of a large answer. Without a lease it ends at
// once.
func (l *lease) hold(free func()) {
	if l == nil {
		free()
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.free = free
}

func (l *lease) end() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.free != nil {
		l.free()
		l.free = nil
	}
}
