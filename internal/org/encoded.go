package org

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/go-kit/log/level"
	dto "github.com/prometheus/client_model/go"

	"salesforce_exporter/internal/exposition"
	"salesforce_exporter/internal/refresh"
)

// wantedFor is how long snapshots are encoded in a format in advance after a scrape
// that asked for it.
const wantedFor = time.Hour

// encoded are the families that a snapshot shows, by format. They are made once,
// by the refresh or by the first scrape that asks.
type encoded struct {
	mu     sync.Mutex
	pieces map[exposition.Format][]exposition.Piece
	ended  []bool // the figures that are left out; nil for none
}

// pieces are what the snapshot shows now.
func (s *snapshot) pieces(press *exposition.Press, format exposition.Format,
	now time.Time) ([]exposition.Piece, error) {
	ended := s.ended(now)
	s.encoded.mu.Lock()
	defer s.encoded.mu.Unlock()
	if !slices.Equal(ended, s.encoded.ended) {
		s.encoded.pieces, s.encoded.ended = nil, ended
	}
	if pieces, made := s.encoded.pieces[format]; made {
		return pieces, nil
	}
	var pieces []exposition.Piece
	for _, f := range s.shown(now) { // one by one: the library's form takes 50 times the room
		piece, err := press.Encode(format, whole([]family{f})[0])
		if err != nil {
			return nil, err
		}
		pieces = append(pieces, piece)
	}
	if s.encoded.pieces == nil {
		s.encoded.pieces = map[exposition.Format][]exposition.Piece{}
	}
	s.encoded.pieces[format] = pieces
	return pieces, nil
}

// Want notes that somebody is about to ask for pieces in a format, so that a
// refresh makes them.
func (o *Org) Want(format exposition.Format) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.wanted[format] = time.Now()
}

// encode makes the pieces of a new snapshot in all formats that are wanted. What
// goes wrong is told when it is asked for.
func (o *Org) encode(s *snapshot, now time.Time) {
	for _, format := range exposition.Formats() {
		o.mu.Lock()
		since, wanted := o.wanted[format]
		o.mu.Unlock()
		if wanted && refresh.Since(since, now) <= wantedFor {
			if _, err := s.pieces(&o.press, format, now); err != nil {
				level.Error(o.logger).Log("msg", "figures cannot be encoded", "err", err)
			}
		}
	}
}

// Pieces are what Gather returns, encoded: of the named collectors, or of all where
// none is named. What cannot be encoded is left out, with an error.
func (o *Org) Pieces(format exposition.Format, collectors ...string) ([]exposition.Piece, error) {
	now := time.Now()
	var errs []error
	add := func(pieces []exposition.Piece, err error) []exposition.Piece {
		if err != nil {
			errs = append(errs, err)
		}
		return pieces
	}
	var live []*dto.MetricFamily
	live, err := o.gatherMeta(now, collectors)
	if err != nil {
		errs = append(errs, fmt.Errorf("gather metrics about the exporter: %w", err))
	}
	pieces := add(exposition.Live(format, live))
	for _, s := range o.shownSnapshots(collectors) {
		pieces = append(pieces, add(s.pieces(&o.press, format, now))...)
	}
	return pieces, errors.Join(errs...)
}

// shownSnapshots are those of the named collectors, or of all where none is named.
func (o *Org) shownSnapshots(collectors []string) []*snapshot {
	o.mu.Lock()
	defer o.mu.Unlock()
	var all []*snapshot
	for name, s := range o.snapshots {
		if among(collectors, name) {
			all = append(all, s)
		}
	}
	return all
}

// among reports whether a name is in a list, which holds all names where it is
// empty.
func among(list []string, name string) bool { return len(list) == 0 || slices.Contains(list, name) }
