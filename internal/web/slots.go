package web

import "context"

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
