// Package random draws what the demo org leaves to chance. Equal seeds draw
// equal things.
package random

import (
	"math"
	"math/rand/v2"
	"time"
)

// A Source of chance. It is not safe for concurrent use.
type Source struct{ rand *rand.Rand }

// New returns the source of a seed. A stream tells apart the sources of one
// seed.
func New(seed, stream uint64) *Source {
	return &Source{rand: rand.New(rand.NewPCG(seed, stream))}
}

// Chance is true with probability p.
func (s *Source) Chance(p float64) bool { return s.rand.Float64() < p }

// Float returns a number from a up to b.
func (s *Source) Float(a, b float64) float64 { return a + s.rand.Float64()*(b-a) }

// Int returns a number from a to b, both included.
func (s *Source) Int(a, b int) int {
	if b <= a {
		return a
	}
	return a + s.rand.IntN(b-a+1)
}

// Around returns a positive number whose median is given; sigma says how far
// the others lie from it (log-normal).
func (s *Source) Around(median, sigma float64) float64 {
	return median * math.Exp(sigma*s.rand.NormFloat64())
}

// Count returns a whole number around a mean: from none for small means to
// about one and a half times the mean.
func (s *Source) Count(mean float64) int {
	return s.Round(mean * s.Float(0.4, 1.6))
}

// Round returns one of the two whole numbers next to x so that the mean is x.
func (s *Source) Round(x float64) int {
	n := int(x)
	if s.Chance(x - float64(n)) {
		n++
	}
	return n
}

// Between returns an instant from a up to b, or a where b is not after a.
func (s *Source) Between(a, b time.Time) time.Time {
	span := b.Unix() - a.Unix()
	if span <= 0 {
		return a
	}
	return a.Add(time.Duration(s.rand.Int64N(span)) * time.Second)
}

// Pick returns one of the options, each as likely as the others.
func Pick[T any](s *Source, options []T) T { return options[s.rand.IntN(len(options))] }

// An Option is a value and how often it is drawn beside the others.
type Option struct {
	Value  string
	Weight float64
}

// Weighted returns the value of one of the options.
func (s *Source) Weighted(options []Option) string {
	var sum float64
	for _, o := range options {
		sum += o.Weight
	}
	x := s.Float(0, sum)
	for _, o := range options {
		if x -= o.Weight; x < 0 {
			return o.Value
		}
	}
	return options[len(options)-1].Value
}
